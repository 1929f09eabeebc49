import Foundation

/// The files of this package, read as text.
struct SourceTree {
    struct File {
        /// From the package's root, e.g. `Sources/Domain/Panels/Panel.swift`.
        let path: String
        let text: String
    }

    let files: [File]
    let manifest: String

    /// This package: its sources, or another of its folders.
    static func ours(_ folder: String = "Sources") throws -> SourceTree {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let names = try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
        let files = try names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
            let path = "\(folder)/\(name)"
            return File(path: path, text: try String(contentsOf: root.appending(path: path), encoding: .utf8))
        }
        let manifest = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
        return SourceTree(files: files, manifest: manifest)
    }
}

extension SourceTree.File {
    /// The target that the file belongs to: the folder below `Sources`, or below `Adapters` and `Apps`.
    var target: String {
        let parts = path.split(separator: "/")
        let isNested = parts.count > 3 && (parts[1] == "Adapters" || parts[1] == "Apps")
        return String(parts[isNested ? 2 : 1])
    }

    /// Names of the modules that the file imports.
    var imports: [String] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            var words = line.split(separator: " ")[...]
            while let word = words.first, word.hasPrefix("@") || Self.accessWords.contains(String(word)) {
                words = words.dropFirst()
            }
            guard words.first == "import" else { return nil }
            words = words.dropFirst()
            if let kind = words.first, Self.kindWords.contains(String(kind)) { words = words.dropFirst() }
            return words.first.map { String($0.prefix { $0 != "." }) }
        }
    }

    private static let accessWords: Set<String> = ["public", "package", "internal", "fileprivate", "private"]
    private static let kindWords: Set<String> = [
        "struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor",
    ]

    /// The text without comments and without the contents of string literals, so that words in them do not count.
    /// Interpolated code goes with its literal; nobody hides a trap there.
    var code: String {
        var result = ""
        var rest = Substring(text)
        while let character = rest.first {
            if rest.hasPrefix("//") {
                rest = rest.drop { !$0.isNewline }
            } else if rest.hasPrefix("/*") {
                rest = rest.range(of: "*/").map { rest[$0.upperBound...] } ?? ""
            } else if rest.hasPrefix("\"\"\"") {
                let body = rest.dropFirst(3)
                rest = body.range(of: "\"\"\"").map { body[$0.upperBound...] } ?? ""
            } else if character == "\"" {
                rest = Self.afterLiteral(rest.dropFirst())
            } else {
                result.append(character)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    /// What follows a one-line literal whose opening quote is gone.
    private static func afterLiteral(_ text: Substring) -> Substring {
        var rest = text
        while let character = rest.first, character != "\"", !character.isNewline {
            rest = rest.dropFirst(character == "\\" ? 2 : 1)
        }
        return rest.dropFirst()
    }
}
