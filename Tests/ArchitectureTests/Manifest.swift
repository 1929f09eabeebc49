import Foundation

/// The targets that the manifest declares, with what each depends on, read from its text.
struct Manifest {
    /// Dependencies by target, modules of packages by the product's name.
    let targets: [String: [String]]

    /// What begins a declaration; the helpers of this manifest are named after the layers.
    private static let openings = [".target(", ".executableTarget(", ".systemLibrary(", "adapter(", "app(", "tests("]
    /// What the helper `adapter` adds when no list is given.
    private static let adapterDefault = ["Domain", "Ports"]

    init(_ text: String) {
        var targets: [String: [String]] = [:]
        let body = text.range(of: "let package").map { text[$0.lowerBound...] } ?? Substring(text)
        for opening in Self.openings {
            var rest = body
            while let found = rest.range(of: opening) {
                let inside = Self.balanced(rest[found.upperBound...], open: "(", close: ")")
                rest = rest[found.upperBound...]
                let isWholeWord =
                    found.lowerBound == body.startIndex || opening.hasPrefix(".")
                    || !body[body.index(before: found.lowerBound)].isLetter
                guard isWholeWord, let name = Self.strings(inside).first else { continue }
                targets[name] = Self.dependencies(inside, isAdapter: opening == "adapter(")
            }
        }
        self.targets = targets
    }

    private static func dependencies(_ declaration: Substring, isAdapter: Bool) -> [String] {
        guard let open = declaration.firstIndex(of: "[") else { return isAdapter ? adapterDefault : [] }
        let before = declaration[..<open]
        // A list that belongs to another argument is no list of dependencies.
        guard !before.contains("swiftSettings"), !before.contains("resources"), !before.contains("providers") else {
            return []
        }
        let list = balanced(declaration[declaration.index(after: open)...], open: "[", close: "]")
        var names: [String] = []
        var rest = list
        while let quote = rest.firstIndex(of: "\"") {
            let isProduct = rest[..<quote].hasSuffix("product(")
            let literal = rest[rest.index(after: quote)...]
            guard let end = literal.firstIndex(of: "\"") else { break }
            names.append(String(literal[..<end]))
            rest = literal[literal.index(after: end)...]
            // The second text of `product(name, package)` is no module.
            if isProduct, let close = rest.firstIndex(of: ")") { rest = rest[close...] }
        }
        return names
    }

    /// The text up to the bracket that closes the one before it.
    private static func balanced(_ text: Substring, open: Character, close: Character) -> Substring {
        var depth = 1
        for index in text.indices {
            if text[index] == open { depth += 1 }
            if text[index] == close { depth -= 1 }
            if depth == 0 { return text[..<index] }
        }
        return text
    }

    private static func strings(_ text: Substring) -> [String] {
        text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
