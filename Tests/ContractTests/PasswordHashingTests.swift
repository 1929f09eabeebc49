import Testing

@testable import PasswordHashing

@Suite("Password hashes")
struct PasswordHashingTests {
    @Test("The stored form is that of the original's accounts, with its own salt each time")
    func form() throws {
        let hasher = PBKDF2Hasher()
        let (first, second) = (try hasher.hash("correct horse"), try hasher.hash("correct horse"))
        #expect(first != second)
        for hash in [first, second] {
            let parts = hash.split(separator: "$", omittingEmptySubsequences: false)
            #expect(parts.count == 4)
            #expect(parts[0] == "pbkdf2_sha256")
            #expect(parts[1] == "\(PBKDF2Hasher.rounds)")
            #expect(parts[2].utf8.count == 22)
            #expect(parts[3].utf8.count == 44)
        }
    }

    /// The expected text was made with another implementation of RFC 8018.
    @Test("The derivation is PBKDF2 with HMAC-SHA-256 over the UTF-8 bytes")
    func vector() throws {
        let hash = try PBKDF2Hasher.hash("correct horse", salt: "salt0123456789abcdefgh", rounds: 210_000)
        #expect(hash == "pbkdf2_sha256$210000$salt0123456789abcdefgh$Ga2TG6WA9vxgLEVJu1Gk0Q1dKYNnTL/HxuK9dJH20Bg=")
    }
}
