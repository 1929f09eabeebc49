import Foundation

/// A parsed value.
enum ConfigurationValue: Equatable, Sendable {
    case text(String)
    case integer(Int)
    case number(Double)
    case flag(Bool)
    case list([String])
}

/// How a variable's text is read. Every parser gives the value or the reason why not, as a sentence without subject.
struct VariableKind: Sendable {
    enum Reading: Equatable, Sendable {
        case value(ConfigurationValue)
        /// The value after a repair that the operator should know of.
        case repaired(ConfigurationValue, warning: String)
        case wrong(String)
    }

    /// Word for the documentation.
    let name: String
    let read: @Sendable (String) -> Reading

    init(_ name: String, read: @escaping @Sendable (String) -> Reading) {
        self.name = name
        self.read = read
    }

    /// Any text.
    static let text = VariableKind("text") { .value(.text($0)) }

    /// `operations.md` 3.0, rule 3.
    static let boolean = VariableKind("boolean") { text in
        switch text.lowercased() {
        case "true", "1", "yes", "on": .value(.flag(true))
        case "false", "0", "no", "off": .value(.flag(false))
        default: .wrong("must be true/false, 1/0, yes/no or on/off")
        }
    }

    /// Decimal integer in a range.
    static func integer(_ range: ClosedRange<Int>) -> VariableKind {
        VariableKind("integer \(range.lowerBound)-\(range.upperBound)") { text in
            guard let value = Int(text), text.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "-") }),
                range.contains(value)
            else { return .wrong("must be an integer from \(range.lowerBound) to \(range.upperBound)") }
            return .value(.integer(value))
        }
    }

    /// Number of seconds, decimals allowed.
    static let seconds = VariableKind("seconds") { text in
        guard let value = Double(text), value >= 0, value.isFinite else {
            return .wrong("must be a number of seconds, 0 or more")
        }
        return .value(.number(value))
    }

    /// One of some words, letter case as written.
    static func choice(_ words: String...) -> VariableKind {
        VariableKind(words.joined(separator: " | ")) { text in
            words.contains(text) ? .value(.text(text)) : .wrong("must be one of \(words.joined(separator: ", "))")
        }
    }

    /// List of non-empty trimmed items.
    static func list(separators: String) -> VariableKind {
        VariableKind("list, separated by \(separators.map { "'\($0)'" }.joined(separator: " or "))") { text in
            .value(.list(items(of: text, separators: separators)))
        }
    }

    static func items(of text: String, separators: String) -> [String] {
        text.split { separators.contains($0) }.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
}
