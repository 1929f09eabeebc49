import Foundation
import Ports

/// The address of another PanelApp: with or without `/api/v1`, with or without a slash at the end.
public struct PeerAddress: Sendable, Equatable, CustomStringConvertible {
    /// Up to and including `/api/v1/`.
    let root: String

    public init(_ text: String) throws(PeerFault) {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let host = parts.host, !host.isEmpty
        else { throw .address(text, reason: "it must be of the form https://host or https://host/api/v1/") }
        guard parts.user == nil, parts.query == nil, parts.fragment == nil else {
            throw .address(text, reason: "it must not hold a user, a query or a fragment")
        }
        var path = parts.path
        while path.hasSuffix("/") { path.removeLast() }
        if !path.hasSuffix("/api/v1") { path += "/api/v1" }
        root = "\(scheme)://\(parts.encodedHost ?? host)\(parts.port.map { ":\($0)" } ?? "")\(path)/"
    }

    /// Whether the text is meant as an address rather than a folder.
    public static func isAddress(_ text: String) -> Bool { text.contains("://") }

    public var description: String { root }

    /// The page that `next` names, on this host: what stands before the query may be an inner name of the peer's.
    func page(_ next: String, of list: String) -> String? {
        guard let query = URLComponents(string: next)?.percentEncodedQuery, !query.isEmpty else { return nil }
        return "\(root)\(list)?\(query)"
    }
}
