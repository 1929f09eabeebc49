import Foundation

/// What no source may contain, and how long files may get.
enum Habits {
    /// Ways to end the program on purpose or to promise the compiler what it cannot check.
    private static let forbidden = ["fatalError(", "preconditionFailure(", "try!", " as!", "@unchecked Sendable"]
    /// A file beside a C library may promise what the compiler cannot see there; a comment must say why it holds.
    private static let excuse = "/// Unchecked, because"
    private static let libraries: Set<String> = ["CLibpq", "CZlib"]

    /// `Sources/X.swift:12: try!`
    static func traps(_ file: SourceTree.File) -> [String] {
        guard !file.path.hasPrefix("Sources/Adapters/C") else { return [] }
        let found = forbidden.filter { file.code.contains($0) }
        let isExcused = file.text.contains(excuse) && !libraries.isDisjoint(with: file.imports)
        return found.filter { !($0 == "@unchecked Sendable" && isExcused) }.map { "\(file.path): \($0)" }
    }

    /// The files that contain a text anywhere, comments included.
    static func files(containing text: String, in tree: SourceTree) -> [String] {
        tree.files.filter { $0.text.contains(text) }.map(\.path)
    }

    /// Numbers of lines, ascending.
    static func lengths(_ tree: SourceTree) -> [Int] {
        tree.files.map { file in file.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1 }.sorted()
    }
}
