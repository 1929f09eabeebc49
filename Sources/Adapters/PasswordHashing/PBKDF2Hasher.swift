import Crypto
import CryptoExtras
import Foundation
import Ports

/// Hashes in the form that an original's accounts have, `pbkdf2_sha256$rounds$salt$base64`, so that an account made here
/// and one moved here are of one kind.
public struct PBKDF2Hasher: PasswordHasher {
    /// Twice the least that the library accepts; about 80 ms a password.
    public static let rounds = 420_000

    public init() {}

    public func hash(_ password: String) throws -> String {
        try Self.hash(password, salt: Self.salt(), rounds: Self.rounds)
    }

    static func hash(_ password: String, salt: String, rounds: Int) throws -> String {
        let key = try KDF.Insecure.PBKDF2.deriveKey(
            from: Array(password.utf8), salt: Array(salt.utf8), using: .sha256, outputByteCount: 32, rounds: rounds)
        let text = key.withUnsafeBytes { Data($0).base64EncodedString() }
        return "pbkdf2_sha256$\(rounds)$\(salt)$\(text)"
    }

    /// 22 letters and digits: 131 bits.
    private static func salt() -> String {
        var generator = SystemRandomNumberGenerator()
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        return String((0..<22).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] })
    }
}
