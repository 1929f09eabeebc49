/// Writes the inside of a markdown line: emphasis, code, links, images, line breaks. Everything else is text.
struct MarkdownInline {
    let references: MarkdownReferences

    /// Nested emphasis and links end here; the text of an administrator is never deeper in earnest.
    private static let deepest = 8

    func write(_ text: Substring, to html: inout HTML, depth: Int = 0) {
        var index = text.startIndex
        var plain = index
        func flush(_ end: Substring.Index, _ html: inout HTML) {
            if plain < end { html.text(text[plain..<end]) }
        }
        while index < text.endIndex {
            let rest = text[index...]
            if let end = special(rest, plainBefore: { flush(index, &$0) }, to: &html, depth: depth) {
                index = end
                plain = end
            } else {
                index = text.index(after: index)
            }
        }
        flush(text.endIndex, &html)
    }

    /// Writes the construct that `rest` begins with and returns where it ends; nil when it begins with plain text.
    private func special(
        _ rest: Substring, plainBefore: (inout HTML) -> Void, to html: inout HTML, depth: Int
    ) -> Substring.Index? {
        guard let first = rest.first, depth < Self.deepest else { return nil }
        switch first {
        case "\\":
            guard let next = rest.dropFirst().first, "\\`*_{}[]()#+-.!>".contains(next) else { return nil }
            plainBefore(&html)
            html.text(String(next))
            return rest.index(rest.startIndex, offsetBy: 2)
        case "`": return code(rest, plainBefore, &html)
        case "*", "_": return emphasis(rest, first, plainBefore, &html, depth)
        case "!": return rest.hasPrefix("![") ? image(rest, plainBefore, &html) : nil
        case "[": return link(rest, plainBefore, &html, depth)
        case "<": return autolink(rest, plainBefore, &html)
        case "\n":
            plainBefore(&html)
            // Two blanks before the end of a line break it; they are in the text already and do no harm.
            if rest.base[..<rest.startIndex].hasSuffix("  ") { html.raw("<br>") }
            html.raw("\n")
            return rest.index(after: rest.startIndex)
        default: return nil
        }
    }

    private func code(
        _ rest: Substring, _ plainBefore: (inout HTML) -> Void, _ html: inout HTML
    ) -> Substring.Index? {
        let fence = rest.prefix { $0 == "`" }
        plainBefore(&html)
        guard let close = rest[fence.endIndex...].firstRange(of: fence) else {
            html.text(fence)
            return fence.endIndex
        }
        html.element("code", text: String(rest[fence.endIndex..<close.lowerBound].trimmed))
        return close.upperBound
    }

    private func emphasis(
        _ rest: Substring, _ mark: Character, _ plainBefore: (inout HTML) -> Void, _ html: inout HTML, _ depth: Int
    ) -> Substring.Index? {
        let run = rest.prefix { $0 == mark }
        if run.count > 3 {
            plainBefore(&html)
            html.text(run)
            return run.endIndex
        }
        let isStrong = run.count > 1
        let fence = String(repeating: mark, count: isStrong ? 2 : 1)
        let inner = rest.dropFirst(fence.count)
        guard let opening = inner.first, !opening.isWhitespace,
            let close = Self.closing(fence, mark, in: inner), close.lowerBound > inner.startIndex
        else { return nil }
        // An underscore inside a word is part of it.
        if mark == "_", rest.base[..<rest.startIndex].last.map({ $0.isLetter || $0.isNumber }) == true { return nil }
        plainBefore(&html)
        html.element(isStrong ? "strong" : "em") { html in
            write(inner[..<close.lowerBound], to: &html, depth: depth + 1)
        }
        return close.upperBound
    }

    /// The next fence of the same length; a single mark passes over double ones.
    private static func closing(_ fence: String, _ mark: Character, in inner: Substring) -> Range<Substring.Index>? {
        var from = inner.startIndex
        while let found = inner[from...].firstRange(of: fence) {
            let run = inner[found.lowerBound...].prefix { $0 == mark }
            if run.count == fence.count || (fence.count == 2 && run.count > 2) { return found }
            from = run.endIndex
        }
        return nil
    }

    // MARK: Links

    private func link(
        _ rest: Substring, _ plainBefore: (inout HTML) -> Void, _ html: inout HTML, _ depth: Int
    ) -> Substring.Index? {
        guard let found = bracketed(rest), let target = Self.target(found.target) else { return nil }
        plainBefore(&html)
        html.element("a", .href(target)) { html in write(found.label, to: &html, depth: depth + 1) }
        return found.end
    }

    /// Images of our own are shown; one of another host becomes a link, because pages load nothing from elsewhere.
    private func image(
        _ rest: Substring, _ plainBefore: (inout HTML) -> Void, _ html: inout HTML
    ) -> Substring.Index? {
        guard let found = bracketed(rest.dropFirst()), let target = Self.target(found.target) else { return nil }
        plainBefore(&html)
        if Link.local(found.target) != nil {
            html.void(
                "img", .text("src", target.text), .text("alt", String(found.label)), .set("loading", "lazy"))
        } else {
            html.link(target, found.label.isEmpty ? found.target : String(found.label))
        }
        return found.end
    }

    private func autolink(
        _ rest: Substring, _ plainBefore: (inout HTML) -> Void, _ html: inout HTML
    ) -> Substring.Index? {
        guard let close = rest.firstIndex(of: ">") else { return nil }
        let label = String(rest[rest.index(after: rest.startIndex)..<close])
        guard let target = Link.foreign(label.contains("@") && !label.contains(":") ? "mailto:\(label)" : label) else {
            return nil
        }
        plainBefore(&html)
        html.link(target, label)
        return rest.index(after: close)
    }

    /// `[label](target "title")`, `[label][reference]` or `[reference]`.
    private func bracketed(_ rest: Substring) -> (label: Substring, target: String, end: Substring.Index)? {
        guard rest.first == "[", let close = Self.closing(rest, "[", "]") else { return nil }
        let label = rest[rest.index(after: rest.startIndex)..<close]
        let after = rest[rest.index(after: close)...]
        if after.first == "(", let end = Self.closing(after, "(", ")") {
            let inside = after[after.index(after: after.startIndex)..<end].trimmed
            let target = inside.split(separator: " ", maxSplits: 1).first.map(String.init) ?? ""
            return (label, target, after.index(after: end))
        }
        if after.first == "[", let end = after.firstIndex(of: "]") {
            let name = after[after.index(after: after.startIndex)..<end]
            let key = (name.isEmpty ? label : name).lowercased()
            return references[key].map { (label, $0, after.index(after: end)) }
        }
        return references[label.lowercased()].map { (label, $0, after.startIndex) }
    }

    /// Labels and targets are shorter than this; without a limit, many opening brackets would cost their square.
    private static let longestBracket = 1_000

    private static func closing(_ text: Substring, _ open: Character, _ close: Character) -> Substring.Index? {
        var depth = 0
        for index in text.indices.prefix(longestBracket) {
            if text[index] == open { depth += 1 }
            if text[index] == close {
                depth -= 1
                if depth == 0 { return index }
            }
        }
        return nil
    }

    private static func target(_ address: String) -> Link? { Link.local(address) ?? Link.foreign(address) }
}
