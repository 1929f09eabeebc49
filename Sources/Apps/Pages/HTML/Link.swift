import Domain
import Foundation

/// An address that may stand in a link: of our own pages, or of another site over https. Names inside are
/// percent-encoded, so that no odd name breaks a page (`web.md 2.7`, W98).
public struct Link: Hashable, Sendable {
    /// As it stands in the attribute, before HTML escaping.
    public let text: String

    private init(text: String) { self.text = text }

    public static let home = Link(text: "/")
    public static let panels = Link(text: "/panels/")

    public static func panel(_ id: PanelID) -> Link { Link(text: "/panels/\(id)/") }
    public static func versions(of id: PanelID) -> Link { Link(text: "/panels/\(id)/versions/") }
    public static func entity(_ kind: EntityKind, _ name: String, on panel: PanelID) -> Link {
        Link(text: "/panels/\(panel)/\(kind.rawValue)/\(encode(name))/")
    }
    public static let entities = Link(text: "/panels/entities/")
    /// One entity on all panels.
    public static func entity(_ name: String) -> Link { Link(text: "/panels/entities/\(encode(name))") }
    public static let activity = Link(text: "/panels/activity/")
    /// Where two panels are chosen to be compared.
    public static let compare = Link(text: "/panels/compare/")
    public static func comparison(_ a: PanelID, _ b: PanelID) -> Link { Link(text: "/panels/compare/\(a)/\(b)") }
    public static func comparison(_ a: PanelID, _ b: PanelID, of kind: EntityKind, _ name: String) -> Link {
        // Genes need no more than their name; anything else could have the name of a gene.
        Link(text: "/panels/compare/\(a)/\(b)/\(encode(name))")
            .query([("type", kind == .gene ? nil : kind.rawValue)])
    }
    /// The page for signing in, with the way back. Slashes stay as they are in it, as people and scripts know it (W89).
    static func signIn(next: Link?) -> Link {
        let path = next.map {
            $0.text.split(separator: "/", omittingEmptySubsequences: false).map { encode(String($0)) }
        }
        return Link(text: "/accounts/login/\(path.map { "?next=\($0.joined(separator: "/"))" } ?? "")")
    }
    /// The page that sets a password by a link of a mail.
    static func reset(_ path: String, _ token: String) -> Link {
        Link(text: "/accounts/reset/\(encode(path))/\(encode(token))/")
    }
    /// The current page's part with this id.
    public static func fragment(_ id: String) -> Link { Link(text: "#\(encode(id))") }
    /// A path of this site that is known to the program.
    public static func site(_ path: StaticString) -> Link { Link(text: "\(path)") }
    /// A path of the API that is made of numbers and literals.
    static func api(_ path: String) -> Link { Link(text: path) }
    /// A path of this site that is made of numbers, literals and encoded names.
    static func inside(_ path: String) -> Link { Link(text: path) }
    /// The same page at the part with this id.
    func part(_ id: String) -> Link { Link(text: "\(text)#\(Self.encode(id))") }
    /// Address of one of our own static files.
    static func asset(_ address: String) -> Link { Link(text: address) }

    /// A foreign address typed by a person: only `http`, `https` and `mailto`, so that no script hides in it.
    public static func foreign(_ address: String) -> Link? {
        let lower = address.lowercased()
        guard lower.hasPrefix("https://") || lower.hasPrefix("http://") || lower.hasPrefix("mailto:"),
            !address.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.value < 0x20 })
        else { return nil }
        return Link(text: address)
    }

    /// A path on this site typed by a person, such as `/panels/` or `#News`.
    static func local(_ address: String) -> Link? {
        guard address.hasPrefix("/") || address.hasPrefix("#"), !address.hasPrefix("//"), !address.hasPrefix("/\\"),
            !address.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.value < 0x20 })
        else { return nil }
        return Link(text: address)
    }

    /// The same address with a query; pairs without a value are left out.
    public func query(_ pairs: [(name: String, value: String?)]) -> Link {
        let parts = pairs.compactMap { pair in pair.value.map { "\(pair.name)=\(Self.encode($0))" } }
        return parts.isEmpty ? self : Link(text: "\(text)?\(parts.joined(separator: "&"))")
    }

    /// Percent-encodes everything but the unreserved characters of RFC 3986.
    public static func encode(_ name: String) -> String {
        if name.utf8.allSatisfy(isUnreserved) { return name }
        var result: [UInt8] = []
        let hex = Array("0123456789ABCDEF".utf8)
        for byte in name.utf8 {
            if isUnreserved(byte) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
