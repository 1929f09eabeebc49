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

    /// Text of one line, as for names and titles.
    static let line = VariableKind("text of one line") { text in
        text.unicodeScalars.contains { $0.properties.generalCategory == .control }
            ? .wrong("must be one line without control characters") : .value(.text(text))
    }

    /// Path of a file or folder.
    static let path = VariableKind("path") { text in
        text.unicodeScalars.contains { $0.properties.generalCategory == .control }
            ? .wrong("must be a path, without control characters") : .value(.text(text))
    }

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

    /// Number from 0 to 1.
    static let ratio = VariableKind("number from 0 to 1") { text in
        guard let value = Double(text), (0...1).contains(value) else { return .wrong("must be a number from 0 to 1") }
        return .value(.number(value))
    }

    /// `name=value` items, separated by `,`, as OpenTelemetry writes them.
    static let pairs = VariableKind("name=value, separated by ','") { text in
        let items = items(of: text, separators: ",")
        let isWrong = items.contains { item in
            guard let equals = item.firstIndex(of: "=") else { return true }
            return item[..<equals].allSatisfy(\.isWhitespace)
        }
        return isWrong ? .wrong("must be name=value items, separated by ','") : .value(.list(items))
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
