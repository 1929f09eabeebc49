import Ports

/// A checked address with the name that may stand before it.
public struct MailAddress: Hashable, Sendable {
    /// As a person reads it; nil for a bare address.
    public let name: String?
    public let local: String
    public let domain: String

    /// `local@domain`, as the envelope has it.
    public var address: String { "\(local)@\(domain)" }

    /// Reads `a@b` or `Name <a@b>`, the name with or without quotation marks.
    /// - Parameter role: what the address is for; the error names it, never the address, which is personal.
    /// - Throws: `.permanent`.
    public init(_ text: String, role: String) throws(MailFailure) {
        guard HeaderText.isOneLine(text) else { throw .permanent("\(role) contains a line end or control character") }
        var rest = Substring(text).trimmed
        var name: String?
        if rest.hasSuffix(">"), let open = rest.lastIndex(of: "<") {
            // Readers make one blank of several anyway.
            name = Self.unquoted(rest[..<open].trimmed).split(separator: " ").joined(separator: " ")
            rest = rest[rest.index(after: open)...].dropLast().trimmed
        }
        guard let at = rest.lastIndex(of: "@") else { throw .permanent("\(role) is no mail address") }
        let local = rest[..<at]
        let domain = rest[rest.index(after: at)...]
        guard Self.isLocal(local) else { throw .permanent("\(role) is malformed before the @") }
        guard Self.isDomain(domain) else { throw .permanent("\(role) is malformed after the @") }
        self.name = name?.isEmpty == true ? nil : name
        self.local = String(local)
        self.domain = String(domain)
    }

    /// Words of a header between which lines may be folded.
    var tokens: [String] {
        guard let name else { return [address] }
        return HeaderText.phrase(name) + ["<\(address)>"]
    }

    /// `dot-atom` of RFC 5322. Quoted forms are legal, but nobody has one, and many servers refuse them.
    private static func isLocal(_ text: Substring) -> Bool {
        let atoms = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 64 && atoms.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(HeaderText.isAtomByte) }
    }

    /// Letters, digits and hyphens; names beyond ASCII have to come in their `xn--` form.
    private static func isDomain(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { HeaderText.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            }
    }

    private static func unquoted(_ text: Substring) -> String {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return String(text) }
        var result = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                result.append(character)
                isEscaped = false
            }
        }
        return result
    }
}

extension Substring {
    var trimmed: Substring {
        var result = drop { $0.isWhitespace }
        while result.last?.isWhitespace == true { result = result.dropLast() }
        return result
    }
}
