import Foundation

/// The peers whose forwarding headers are believed: `FORWARDED_ALLOW_IPS`, a comma list of addresses and CIDR blocks,
/// or `*` for every peer (`operations.md` 3.8).
public struct TrustedPeers: Sendable, Equatable {
    private enum Rule: Sendable, Equatable {
        case everyone
        case block(bytes: [UInt8], prefixLength: Int)
    }

    private let rules: [Rule]

    /// Every peer, the default.
    public static let everyone = TrustedPeers(rules: [.everyone])

    private init(rules: [Rule]) { self.rules = rules }

    /// An item of the list that is neither an address, a CIDR block nor `*`.
    public struct Malformed: Error, Equatable { public let item: String }

    /// - Throws: `Malformed` with the first item that cannot be read.
    public init(_ list: String) throws(Malformed) {
        var rules: [Rule] = []
        for part in list.split(separator: ",") {
            let item = part.trimmingCharacters(in: .whitespaces)
            if item.isEmpty { continue }
            if item == "*" {
                rules.append(.everyone)
                continue
            }
            let pieces = item.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let bytes = IPAddress.bytes(of: String(pieces[0])) else { throw Malformed(item: item) }
            var length = bytes.count * 8
            if pieces.count == 2 {
                guard let given = Int(pieces[1]), (0...length).contains(given) else { throw Malformed(item: item) }
                length = given
            }
            rules.append(.block(bytes: bytes, prefixLength: length))
        }
        self.rules = rules
    }

    /// Whether every peer is believed, so that no address in a forwarding header can be told from a proxy's.
    var trustsEveryone: Bool { rules.contains(.everyone) }

    /// - Parameter address: textual IPv4 or IPv6 address; nil (a Unix socket) is trusted only by `*`.
    public func contains(_ address: String?) -> Bool {
        if trustsEveryone { return true }
        guard let address, let bytes = IPAddress.bytes(of: address) else { return false }
        return rules.contains { rule in
            guard case .block(let block, let length) = rule, block.count == bytes.count else { return false }
            return Self.equal(block, bytes, bits: length)
        }
    }

    private static func equal(_ left: [UInt8], _ right: [UInt8], bits: Int) -> Bool {
        let whole = bits / 8
        guard left.prefix(whole) == right.prefix(whole) else { return false }
        let rest = bits % 8
        guard rest > 0 else { return true }
        let mask = UInt8.max << UInt8(8 - rest)
        return left[whole] & mask == right[whole] & mask
    }
}
