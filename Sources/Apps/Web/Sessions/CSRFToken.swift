/// The secret that a form must send back (`accounts-jobs-files.md 4.3`): 32 letters and digits in the cookie `csrftoken`.
/// In a page it stands masked anew each time, so that its compressed bytes tell nothing about it: 32 random characters,
/// then the secret shifted by them.
struct CSRFToken: Hashable, Sendable {
    static let length = 32
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)

    /// Positions in the alphabet.
    private let secret: [Int]

    /// A new secret.
    static func random() -> CSRFToken { CSRFToken(secret: randomPositions()) }

    private init(secret: [Int]) { self.secret = secret }

    /// Reads either form; nil for anything else.
    init?(_ text: String) {
        var positions: [Int] = []
        for byte in text.utf8.prefix(2 * Self.length + 1) {
            guard let position = Self.position(byte) else { return nil }
            positions.append(position)
        }
        switch positions.count {
        case Self.length: secret = positions
        case 2 * Self.length:
            let count = Self.alphabet.count
            secret = zip(positions, positions.dropFirst(Self.length)).map { ($1 - $0 + count) % count }
        default: return nil
        }
    }

    /// For the cookie.
    var plain: String { Self.text(secret) }

    /// For a page.
    func masked() -> String {
        let mask = Self.randomPositions()
        return Self.text(mask) + Self.text(zip(mask, secret).map { ($0 + $1) % Self.alphabet.count })
    }

    /// Takes the same time wherever the secrets differ.
    func isSame(as other: CSRFToken) -> Bool { zip(secret, other.secret).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0 }

    private static func text(_ positions: [Int]) -> String {
        String(decoding: positions.map { alphabet[$0] }, as: UTF8.self)
    }

    private static func randomPositions() -> [Int] {
        var generator = SystemRandomNumberGenerator()
        return (0..<length).map { _ in Int.random(in: alphabet.indices, using: &generator) }
    }

    private static func position(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "a"))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte - UInt8(ascii: "A")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0")) + 52
        default: nil
        }
    }
}
