import Foundation

/// The host names that the site answers to: `ALLOWED_HOSTS` (`operations.md` 3.7).
///
/// Items are exact names, `.example.org` for a domain with all its subdomains, or `*`. Separators are `;` and `,`.
/// Letter case, the port and one trailing dot of the request's host do not count.
public struct AllowedHosts: Sendable, Equatable {
    private var any = false
    private var exact: Set<String> = []
    /// Domains with their leading dot.
    private var domains: [String] = []

    /// No host at all.
    public static let none = AllowedHosts()

    private init() {}

    /// An item that no host name could ever equal.
    public struct Malformed: Error, Equatable { public let item: String }

    /// - Throws: `Malformed` with the first item that is no host name; an empty list is allowed and matches nothing.
    public init(_ list: String) throws(Malformed) {
        for part in list.split(whereSeparator: { $0 == ";" || $0 == "," }) {
            let item = part.trimmingCharacters(in: .whitespaces).lowercased()
            if item.isEmpty { continue }
            if item == "*" {
                any = true
                continue
            }
            let name = item.hasPrefix(".") ? String(item.dropFirst()) : item
            guard let host = Self.hostName(of: name), host == name else { throw Malformed(item: item) }
            if item.hasPrefix(".") {
                domains.append(item)
                exact.insert(name)
            } else {
                exact.insert(name)
            }
        }
    }

    /// Whether the value of a `Host` header is well formed and in the list.
    public func allows(_ hostHeader: String) -> Bool {
        guard let host = Self.hostName(of: hostHeader.lowercased()) else { return false }
        return any || exact.contains(host) || domains.contains { host.hasSuffix($0) }
    }

    /// The name in `name[:port]`, without one trailing dot; nil unless the text matches
    /// `^([a-z0-9.-]+|\[[a-f0-9]*:[a-f0-9.:]+\])(:[0-9]+)?$`.
    static func hostName(of text: String) -> String? {
        var bytes = Substring(text).utf8
        let isAddress = bytes.first == UInt8(ascii: "[")
        let nameEnd: Substring.UTF8View.Index
        if isAddress {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            nameEnd = bytes.index(after: close)
        } else {
            nameEnd = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        }
        let name = bytes[..<nameEnd]
        bytes = bytes[nameEnd...]
        if bytes.first == UInt8(ascii: ":") {
            bytes = bytes.dropFirst()
            guard !bytes.isEmpty, bytes.allSatisfy(isDigit) else { return nil }
        } else if !bytes.isEmpty {
            return nil
        }
        guard isAddress ? isBracketedAddress(name) : isName(name) else { return nil }
        let text = String(Substring(name))
        return !isAddress && text.hasSuffix(".") ? String(text.dropLast()) : text
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isName(_ name: Substring.UTF8View) -> Bool {
        !name.isEmpty
            && name.allSatisfy { byte in
                isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            }
    }

    private static func isBracketedAddress(_ text: Substring.UTF8View) -> Bool {
        let inner = text.dropFirst().dropLast()
        let hexadecimal = UInt8(ascii: "a")...UInt8(ascii: "f")
        guard let colon = inner.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let head = inner[..<colon]
        let tail = inner[inner.index(after: colon)...]
        return head.allSatisfy { isDigit($0) || hexadecimal.contains($0) } && !tail.isEmpty
            && tail.allSatisfy { byte in
                isDigit(byte) || hexadecimal.contains(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
            }
    }
}
