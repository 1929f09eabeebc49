import NIOCore

/// Textual addresses as bytes, so that they can be compared bit by bit.
enum IPAddress {
    /// 4 bytes of an IPv4 address, 16 of an IPv6 one (IPv4-mapped ones give 4), nil for anything else.
    static func bytes(of text: String) -> [UInt8]? {
        guard let parsed = try? SocketAddress(ipAddress: text, port: 0) else { return nil }
        switch parsed {
        case .v4(let address):
            return withUnsafeBytes(of: address.address.sin_addr) { Array($0) }
        case .v6(let address):
            let bytes = withUnsafeBytes(of: address.address.sin6_addr) { Array($0) }
            let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
            return Array(bytes.prefix(12)) == mapped ? Array(bytes.suffix(4)) : bytes
        case .unixDomainSocket:
            return nil
        }
    }
}
