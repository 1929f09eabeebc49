/// Reads a form that was posted as `multipart/form-data` (RFC 7578), as scripts of the original send theirs.
///
/// Strict: what does not have the shape of such a body is no form. Parts that carry a file are left out: forms that take one are
/// read by `Upload`.
enum MultipartForm {
    struct Field: Hashable {
        var name: String
        var value: [UInt8]
    }

    private enum Part {
        case field(Field)
        case file
    }

    /// The boundary that a content type names; nil for any other type, and for one that no body could use.
    static func boundary(_ contentType: String) -> String? {
        let parts = pieces(contentType)
        guard parts.first?.lowercased() == "multipart/form-data" else { return nil }
        guard let text = parameter("boundary", in: parts.dropFirst()) else { return nil }
        return (1...70).contains(text.utf8.count) && !text.utf8.contains { $0 < 0x20 || $0 > 0x7E } ? text : nil
    }

    /// The fields in their order; nil for a body that is cut short or has more parts than a form can have.
    static func fields(_ body: [UInt8], boundary: String, atMost most: Int) -> [Field]? {
        let mark = Array("\r\n--\(boundary)".utf8)
        var fields: [Field] = []
        // The first boundary may stand at the very beginning.
        var at = body.starts(with: mark.dropFirst(2)) ? 0 : find(mark, in: body, from: 0).map { $0 + 2 }
        var parts = 0
        while let start = at {
            var head = start + mark.count - 2
            if body[head...].starts(with: "--".utf8) { return fields }
            // White space may follow a boundary on its line.
            while head < body.count, body[head] == 0x20 || body[head] == 0x09 { head += 1 }
            parts += 1
            guard parts <= most, body[head...].starts(with: "\r\n".utf8), let end = find(mark, in: body, from: head)
            else { return nil }
            guard let part = part(body[(head + 2)..<max(end, head + 2)]) else { return nil }
            if case .field(let field) = part { fields.append(field) }
            at = end + 2
        }
        return nil
    }

    /// A part without a name is none of a form; one of a file is none of its fields.
    private static func part(_ bytes: ArraySlice<UInt8>) -> Part? {
        let gap = Array("\r\n\r\n".utf8)
        guard let end = find(gap, in: Array(bytes), from: 0), let head = Head(bytes.prefix(end)) else { return nil }
        if head.fileName != nil { return .file }
        return .field(Field(name: head.name, value: Array(bytes.dropFirst(end + gap.count))))
    }

    /// What the lines before the content of a part say of it.
    struct Head: Hashable {
        var name: String
        /// Nil for a field, empty where nobody chose a file.
        var fileName: String?

        /// Nil for a part without a name, which is none of a form.
        init?(_ bytes: some Sequence<UInt8>) {
            for line in String(decoding: Array(bytes), as: UTF8.self).split(separator: "\r\n") {
                guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "content-disposition" else {
                    continue
                }
                let parts = pieces(String(line[colon...].dropFirst()))
                guard parts.first?.lowercased() == "form-data", let name = parameter("name", in: parts.dropFirst())
                else { return nil }
                self.name = name
                if parts.contains(where: { $0.lowercased().hasPrefix("filename") }) {
                    fileName = parameter("filename", in: parts.dropFirst()) ?? ""
                }
                return
            }
            return nil
        }
    }

    /// A header's value at its semicolons, but for those in quotes.
    private static func pieces(_ text: String) -> [Substring] {
        var isQuoted = false
        return text.split(omittingEmptySubsequences: false) { character in
            if character == "\"" { isQuoted.toggle() }
            return character == ";" && !isQuoted
        }.map { piece in
            var piece = piece
            while piece.first?.isWhitespace ?? false { piece.removeFirst() }
            while piece.last?.isWhitespace ?? false { piece.removeLast() }
            return piece
        }
    }

    /// Browsers write `%22` for a quote in a name, so a quote ends it.
    private static func parameter(_ name: String, in pieces: ArraySlice<Substring>) -> String? {
        for piece in pieces {
            guard let equals = piece.firstIndex(of: "="), piece[..<equals].lowercased() == name else { continue }
            var value = piece[equals...].dropFirst()
            if value.first == "\"", value.last == "\"", value.count >= 2 { value = value.dropFirst().dropLast() }
            return String(value).replacing("%22", with: "\"").replacing("%0D%0A", with: "\r\n")
        }
        return nil
    }

    private static func find(_ mark: [UInt8], in body: [UInt8], from start: Int) -> Int? {
        guard let first = mark.first, body.count >= mark.count else { return nil }
        var at = start
        while at <= body.count - mark.count {
            if body[at] == first, body[at..<(at + mark.count)].elementsEqual(mark) { return at }
            at += 1
        }
        return nil
    }
}
