import Crypto
import CryptoExtras
import Foundation

/// A stored password: the scheme, its cost, the salt and the derived key. The text is that of the original's framework, so
/// that accounts can be moved either way: `pbkdf2_sha256$rounds$salt$base64`, `pbkdf2_sha1$...`,
/// `scrypt$N$salt$r$p$base64`.
struct StoredPassword: Hashable, Sendable {
    enum Scheme: Hashable, Sendable {
        case pbkdf2SHA256(rounds: Int)
        case pbkdf2SHA1(rounds: Int)
        case scrypt(ScryptCost)
    }

    var scheme: Scheme
    var salt: String
    var key: [UInt8]

    /// Nil for what no password matches: an empty text, one that starts with `!`, another scheme, a malformed or absurd one
    /// (`accounts-jobs-files.md J15`).
    init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        guard let last = parts.last, let key = Data(base64Encoded: last), !key.isEmpty, parts.count >= 4 else {
            return nil
        }
        switch (parts[0], parts.count) {
        case ("pbkdf2_sha256", 4):
            guard let rounds = Self.number(parts[1], upTo: Self.mostRounds), key.count == 32 else { return nil }
            scheme = .pbkdf2SHA256(rounds: rounds)
            salt = parts[2]
        case ("pbkdf2_sha1", 4):
            guard let rounds = Self.number(parts[1], upTo: Self.mostRounds), key.count == 20 else { return nil }
            scheme = .pbkdf2SHA1(rounds: rounds)
            salt = parts[2]
        case ("scrypt", 6):
            guard let n = Self.number(parts[1], upTo: 1 << 20), let r = Self.number(parts[3], upTo: 32),
                let p = Self.number(parts[4], upTo: 16)
            else { return nil }
            let cost = ScryptCost(rounds: n, blockSize: r, parallelism: p)
            guard cost.isUsable else { return nil }
            scheme = .scrypt(cost)
            salt = parts[2]
        default: return nil
        }
        self.key = Array(key)
    }

    /// Derives the key of a password.
    init(_ password: String, scheme: Scheme, salt: String, length: Int) throws {
        self.scheme = scheme
        self.salt = salt
        let (secret, grain) = (Array(password.utf8), Array(salt.utf8))
        let derived: SymmetricKey
        switch scheme {
        case .pbkdf2SHA256(let rounds):
            // Unchecked: accounts of old have fewer rounds than the library lets new ones have.
            derived = try KDF.Insecure.PBKDF2.deriveKey(
                from: secret, salt: grain, using: .sha256, outputByteCount: length, unsafeUncheckedRounds: rounds)
        case .pbkdf2SHA1(let rounds):
            derived = try KDF.Insecure.PBKDF2.deriveKey(
                from: secret, salt: grain, using: .insecureSHA1, outputByteCount: length, unsafeUncheckedRounds: rounds)
        case .scrypt(let cost):
            derived = try KDF.Scrypt.deriveKey(
                from: secret, salt: grain, outputByteCount: length, rounds: cost.rounds, blockSize: cost.blockSize,
                parallelism: cost.parallelism)
        }
        key = derived.withUnsafeBytes { Array($0) }
    }

    var text: String {
        let base64 = Data(key).base64EncodedString()
        switch scheme {
        case .pbkdf2SHA256(let rounds): return "pbkdf2_sha256$\(rounds)$\(salt)$\(base64)"
        case .pbkdf2SHA1(let rounds): return "pbkdf2_sha1$\(rounds)$\(salt)$\(base64)"
        case .scrypt(let cost):
            return "scrypt$\(cost.rounds)$\(salt)$\(cost.blockSize)$\(cost.parallelism)$\(base64)"
        }
    }

    func matches(_ password: String) throws -> Bool {
        let other = try StoredPassword(password, scheme: scheme, salt: salt, length: key.count)
        // Every byte is looked at, so that the time tells nothing about where they differ.
        return zip(key, other.key).reduce(UInt8(key.count == other.key.count ? 0 : 1)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// More would keep a thread busy for minutes; nobody stores that in earnest.
    private static let mostRounds = 10_000_000

    private static func number(_ text: String, upTo most: Int) -> Int? {
        guard let number = Int(text), (1...most).contains(number), String(number) == text else { return nil }
        return number
    }
}

/// What scrypt costs: memory is 128 bytes times rounds times block size, time that times the parallelism.
struct ScryptCost: Hashable, Sendable {
    var rounds: Int
    var blockSize: Int
    var parallelism: Int

    /// 32 MiB and three passes, one of the settings that OWASP counts as equal in strength, and the one of least memory that
    /// is still far beyond what a graphics card holds per core.
    static let current = ScryptCost(rounds: 1 << 15, blockSize: 8, parallelism: 3)

    /// The library demands a power of two; a stored value that wants more than 256 MiB was not made by an honest program.
    var isUsable: Bool {
        rounds >= 2 && rounds & (rounds - 1) == 0 && 128 * rounds * blockSize <= 1 << 28
    }
}
