import Foundation

/// Text that people typed into comments, descriptions and the like: never markup. Line breaks stay, web and mail
/// addresses become links (`web.md 5.1`, 7.5, 14).
enum PlainText {
    /// A stretch of a line.
    enum Part: Equatable {
        case text(Substring)
        case address(label: Substring, target: String)
    }

    /// Cuts one line into addresses and the text between them.
    static func parts(of line: Substring) -> [Part] {
        var parts: [Part] = []
        var plainStart = line.startIndex
        var index = line.startIndex
        while index < line.endIndex {
            let wordStart = line[index...].firstIndex { !isBoundary($0) } ?? line.endIndex
            let wordEnd = line[wordStart...].firstIndex(where: isBoundary) ?? line.endIndex
            if let found = address(in: line[wordStart..<wordEnd]) {
                if plainStart < found.label.startIndex {
                    parts.append(.text(line[plainStart..<found.label.startIndex]))
                }
                parts.append(.address(label: found.label, target: found.target))
                plainStart = found.label.endIndex
            }
            index = wordEnd
        }
        if plainStart < line.endIndex { parts.append(.text(line[plainStart...])) }
        return parts
    }

    private static func isBoundary(_ character: Character) -> Bool {
        character.isWhitespace || character == "<" || character == ">" || character == "\""
    }

    /// The address that a word is, without the punctuation around it.
    private static func address(in word: Substring) -> (label: Substring, target: String)? {
        var word = word.drop { "([{'".contains($0) }
        if let scheme = word.range(of: "https://", options: .caseInsensitive)
            ?? word.range(of: "http://", options: .caseInsensitive)
        {
            word = trimmed(word[scheme.lowerBound...])
            return word.endIndex > scheme.upperBound ? (word, String(word)) : nil
        }
        word = trimmed(word)
        if word.lowercased().hasPrefix("www."), word.dropFirst(4).contains(".") { return (word, "https://\(word)") }
        return isMailAddress(word) ? (word, "mailto:\(word)") : nil
    }

    /// Without closing punctuation; a bracket stays when its partner is inside, as in `.../Smith_(disease)`.
    private static func trimmed(_ word: Substring) -> Substring {
        var word = word
        while let last = word.last {
            if last == ")", word.count(where: { $0 == "(" }) >= word.count(where: { $0 == ")" }) { break }
            guard ".,;:!?'…)]}".contains(last) else { break }
            word.removeLast()
        }
        return word
    }

    private static func isMailAddress(_ word: Substring) -> Bool {
        let halves = word.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[0].isEmpty else { return false }
        let allowed = { (character: Character) in
            character.isASCII && (character.isLetter || character.isNumber || "._%+-".contains(character))
        }
        let labels = halves[1].split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy { !$0.isEmpty } && word.allSatisfy { allowed($0) || $0 == "@" }
    }

    /// Stretches of a text that are PubMed ids: 7 or 8 digits without a digit on either side (W42).
    static func pubMedRanges(in text: String) -> [Range<String.Index>] {
        var ranges: [Range<String.Index>] = []
        var index = text.startIndex
        while let start = text[index...].firstIndex(where: isDigit) {
            let end = text[start...].firstIndex { !isDigit($0) } ?? text.endIndex
            if (7...8).contains(text.distance(from: start, to: end)) { ranges.append(start..<end) }
            index = end
        }
        return ranges
    }

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
}

extension HTML {
    /// Text of people with its line breaks, addresses as links that search engines do not follow.
    mutating func plainText(_ text: String) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (number, line) in lines.enumerated() {
            if number > 0 { raw("<br>") }
            for part in PlainText.parts(of: line) {
                switch part {
                case .text(let text): self.text(text)
                case .address(let label, let target):
                    if let link = Link.foreign(target) {
                        self.link(link, String(label), .set("rel", "nofollow noopener"))
                    } else {
                        self.text(label)
                    }
                }
            }
        }
    }

    /// A publication with its PubMed ids as links.
    mutating func publication(_ text: String) {
        let ranges = PlainText.pubMedRanges(in: text)
        if ranges.isEmpty { return plainText(text) }
        var index = text.startIndex
        for range in ranges {
            self.text(text[index..<range.lowerBound])
            foreignLink(Link.pubMed(String(text[range])), String(text[range]))
            index = range.upperBound
        }
        self.text(text[index...])
    }
}
