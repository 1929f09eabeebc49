/// A block of a home text.
indirect enum MarkdownBlock: Equatable {
    case heading(level: Int, text: String)
    case paragraph(String)
    case list(ordered: Bool, items: [[MarkdownBlock]], isTight: Bool)
    case quote([MarkdownBlock])
    case code(String)
    case rule
}

/// Targets of reference links, by folded label.
typealias MarkdownReferences = [String: String]

/// Reads the classic markdown of home texts (`web.md 14`): headings, paragraphs, nested lists, quotes, indented code,
/// rules and reference links. Raw HTML is no block of its own: it is shown as text, which is the allow-list at its
/// shortest.
struct MarkdownReader {
    private(set) var references: MarkdownReferences = [:]

    mutating func blocks(of text: String) -> [MarkdownBlock] {
        var lines: [Substring] = []
        for line in text.replacing("\r\n", with: "\n").replacing("\t", with: "    ").split(
            separator: "\n", omittingEmptySubsequences: false)
        {
            if let reference = Self.reference(line) {
                references[reference.label.lowercased()] = reference.target
            } else {
                lines.append(line)
            }
        }
        return Self.blocks(of: lines, depth: 0)
    }

    /// Blocks inside blocks end here: deeper marks are shown as text.
    private static let deepest = 12

    private static func blocks(of lines: [Substring], depth: Int) -> [MarkdownBlock] {
        if depth > deepest { return [.paragraph(lines.joined(separator: "\n"))] }
        var result: [MarkdownBlock] = []
        var rest = lines[...]
        while let line = rest.first {
            if isBlank(line) {
                rest.removeFirst()
            } else if let heading = hashHeading(line) {
                result.append(heading)
                rest.removeFirst()
            } else if isRule(line) {
                result.append(.rule)
                rest.removeFirst()
            } else if line.hasPrefix("    ") {
                result.append(code(&rest))
            } else if line.drop(while: { $0 == " " }).hasPrefix(">") {
                result.append(quote(&rest, depth))
            } else if let marker = MarkdownListMarker(line) {
                result.append(list(&rest, ordered: marker.isOrdered, depth))
            } else {
                result.append(paragraph(&rest))
            }
        }
        return result
    }

    // MARK: One kind of block each; every one takes at least a line

    private static func code(_ rest: inout ArraySlice<Substring>) -> MarkdownBlock {
        var lines: [Substring] = []
        while let line = rest.first, line.hasPrefix("    ") || isBlank(line) {
            lines.append(line.hasPrefix("    ") ? line.dropFirst(4) : "")
            rest.removeFirst()
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return .code(lines.joined(separator: "\n"))
    }

    private static func quote(_ rest: inout ArraySlice<Substring>, _ depth: Int) -> MarkdownBlock {
        var lines: [Substring] = []
        while let line = rest.first, !isBlank(line) {
            var inner = line.drop { $0 == " " }
            if inner.hasPrefix(">") {
                inner = inner.dropFirst()
                if inner.hasPrefix(" ") { inner = inner.dropFirst() }
            }
            lines.append(inner)
            rest.removeFirst()
        }
        return .quote(blocks(of: lines, depth: depth + 1))
    }

    private static func list(
        _ rest: inout ArraySlice<Substring>, ordered: Bool, _ depth: Int
    ) -> MarkdownBlock {
        var items: [[Substring]] = []
        var isTight = true
        var sawBlank = false
        while let line = rest.first {
            if isBlank(line) {
                sawBlank = true
                if !items.isEmpty { items[items.count - 1].append("") }
            } else if let marker = MarkdownListMarker(line), marker.isOrdered == ordered {
                if sawBlank { isTight = false }
                items.append([marker.content])
                sawBlank = false
            } else if line.hasPrefix("    ") || (line.hasPrefix("  ") && !sawBlank) {
                items[items.count - 1].append(line.drop(upTo: 4))
                sawBlank = false
            } else if sawBlank || MarkdownListMarker(line) != nil || hashHeading(line) != nil {
                break
            } else {
                items[items.count - 1].append(line)
            }
            rest.removeFirst()
        }
        return .list(ordered: ordered, items: items.map { blocks(of: $0, depth: depth + 1) }, isTight: isTight)
    }

    private static func paragraph(_ rest: inout ArraySlice<Substring>) -> MarkdownBlock {
        var lines: [Substring] = []
        while let line = rest.first, !isBlank(line) {
            if !lines.isEmpty, let level = underline(line) {
                rest.removeFirst()
                return .heading(level: level, text: lines.joined(separator: " "))
            }
            if !lines.isEmpty, hashHeading(line) != nil || isRule(line) || line.hasPrefix(">") { break }
            if !lines.isEmpty, MarkdownListMarker(line) != nil { break }
            lines.append(line)
            rest.removeFirst()
        }
        return .paragraph(lines.joined(separator: "\n"))
    }

    // MARK: Recognising lines

    static func isBlank(_ line: Substring) -> Bool { line.allSatisfy(\.isWhitespace) }

    private static func hashHeading(_ line: Substring) -> MarkdownBlock? {
        let level = line.prefix { $0 == "#" }.count
        guard (1...6).contains(level) else { return nil }
        var text = line.dropFirst(level).trimmed
        while text.last == "#" { text = text.dropLast().trimmed }
        return text.isEmpty ? nil : .heading(level: level, text: String(text))
    }

    private static func underline(_ line: Substring) -> Int? {
        let text = line.trimmed
        guard text.count >= 2 else { return nil }
        if text.allSatisfy({ $0 == "=" }) { return 1 }
        return text.allSatisfy { $0 == "-" } ? 2 : nil
    }

    private static func isRule(_ line: Substring) -> Bool {
        let marks = line.filter { $0 != " " }
        guard marks.count >= 3, let first = marks.first, "*-_".contains(first) else { return false }
        return marks.allSatisfy { $0 == first } && !line.hasPrefix("    ")
    }

    /// `[label]: target "title"`
    private static func reference(_ line: Substring) -> (label: String, target: String)? {
        let text = line.trimmed
        guard text.hasPrefix("["), let close = text.firstRange(of: "]:"), close.lowerBound > text.startIndex else {
            return nil
        }
        let label = text[text.index(after: text.startIndex)..<close.lowerBound]
        guard let target = text[close.upperBound...].split(separator: " ").first else { return nil }
        let isBracketed = target.hasPrefix("<") && target.hasSuffix(">")
        return (String(label), String(isBracketed ? target.dropFirst().dropLast() : target))
    }
}

/// The mark in front of a list item.
struct MarkdownListMarker {
    let isOrdered: Bool
    let content: Substring

    init?(_ line: Substring) {
        let text = line.drop { $0 == " " }
        guard line.distance(from: line.startIndex, to: text.startIndex) < 4 else { return nil }
        if let mark = text.first, "*-+".contains(mark), text.dropFirst().first == " " {
            isOrdered = false
            content = text.dropFirst(2).drop { $0 == " " }
            return
        }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, digits.count < 10, text.dropFirst(digits.count).hasPrefix(". ") else { return nil }
        isOrdered = true
        content = text.dropFirst(digits.count + 2).drop { $0 == " " }
    }
}

extension Substring {
    var trimmed: Substring {
        var text = drop(while: \.isWhitespace)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }

    /// Without at most `count` leading blanks.
    func drop(upTo count: Int) -> Substring {
        dropFirst(Swift.min(count, prefix { $0 == " " }.count))
    }
}
