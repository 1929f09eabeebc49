import Foundation
import HTTPTypes
import Hummingbird

/// What is believed of the proxies in front (`operations.md` 3.8 and 11.4).
public struct ProxySettings: Sendable {
    /// The header that says `https`.
    public var schemeHeader: HTTPField.Name
    /// The header that holds the client's address.
    public var clientIPHeader: HTTPField.Name
    /// Whose headers count.
    public var trusted: TrustedPeers
    /// Whether TLS ends in this process, so that every request is secure whatever a header says.
    public var endsTLS = false

    public init(
        schemeHeader: HTTPField.Name = HeaderName.forwardedProto,
        clientIPHeader: HTTPField.Name = HeaderName.forwardedFor,
        trusted: TrustedPeers = .everyone
    ) {
        self.schemeHeader = schemeHeader
        self.clientIPHeader = clientIPHeader
        self.trusted = trusted
    }

    /// Header name from `X-Forwarded-Proto` or from the underscore form `HTTP_X_FORWARDED_PROTO`; nil when it is no
    /// header name.
    public static func headerName(_ text: String) -> HTTPField.Name? {
        let plain = text.hasPrefix("HTTP_") ? String(text.dropFirst("HTTP_".count)).replacing("_", with: "-") : text
        return HTTPField.Name(plain)
    }

    /// Whether the request counts as https: first item of the header's comma list, trimmed, any case.
    func isSecure(_ headers: HTTPFields, peerIP: String?) -> Bool {
        if endsTLS { return true }
        guard let value = headers[schemeHeader], trusted.contains(peerIP) else { return false }
        let first = value.prefix { $0 != "," }.trimmingCharacters(in: .whitespaces)
        return first.lowercased() == "https"
    }

    /// The right-most address of the header that is no trusted proxy, else the peer. When every peer is trusted, the
    /// right-most address is taken: it is the one that the nearest proxy wrote.
    func clientIP(_ headers: HTTPFields, peerIP: String?) -> String? {
        guard let value = headers[clientIPHeader], trusted.contains(peerIP) else { return peerIP }
        let addresses = value.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { IPAddress.bytes(of: $0) != nil }
        if trusted.trustsEveryone { return addresses.last ?? peerIP }
        return addresses.last { !trusted.contains($0) } ?? peerIP
    }
}
