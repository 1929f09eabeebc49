import Crypto
import CryptoExtras
import DatabaseSupport
import Domain
import Foundation
import SQLCore
import Testing

extension OriginalTests {
    /// People go on with the passwords and keys they have: decisions 18 and 24.
    @Suite("Accounts")
    struct Accounts {
        @Test("J13: password hashes move as they are and match the passwords", arguments: DatabaseKind.tested)
        func passwords(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { _, source in
                try await world.withTarget(kind) { repository, _ in
                    let accounts = try await Texts.rows(
                        source, "SELECT username, password, CAST(is_active AS text) FROM accounts_user ORDER BY id")
                    for account in accounts {
                        let name = try #require(account[0])
                        let person = try #require(try await repository.person(username: name))
                        #expect(person.passwordHash == account[1])
                        #expect(person.isActive == (account[2] == "true"))
                    }
                    for (name, password) in [("admin", "changeme"), ("curator01", "PeerPass!2026")] {
                        let stored = try #require(try await repository.person(username: name)).passwordHash
                        #expect(try Self.matches(password, stored))
                        #expect(try !Self.matches(password + "x", stored))
                    }
                }
            }
        }

        private static func matches(_ password: String, _ stored: String) throws -> Bool {
            let parts = stored.split(separator: "$").map(String.init)
            try #require(parts.count == 4 && parts[0] == "pbkdf2_sha256")
            let rounds = try #require(Int(parts[1]))
            let key = try KDF.Insecure.PBKDF2.deriveKey(
                from: Data(password.utf8), salt: Data(parts[2].utf8), using: .sha256, outputByteCount: 32,
                unsafeUncheckedRounds: rounds)
            return key.withUnsafeBytes { Data($0).base64EncodedString() } == parts[3]
        }

        @Test("J26, J27: moved API keys mean the same person, and no clear key is kept", arguments: DatabaseKind.tested)
        func tokens(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { _, source in
                try await world.withTarget(kind) { repository, target in
                    let keys = try await Texts.rows(
                        source,
                        "SELECT t.key, u.username FROM authtoken_token t JOIN accounts_user u ON u.id = t.user_id")
                    #expect(keys.count == 15)
                    for row in keys {
                        let key = try #require(row[0])
                        let hash = SHA256.hash(data: Data(key.utf8)).map { String(format: "%02x", $0) }.joined()
                        #expect(try await repository.person(tokenHash: hash)?.username == row[1])
                        #expect(try await repository.person(tokenHash: key) == nil)
                    }
                    let stored = try await Texts.rows(target, "SELECT hash FROM api_token").compactMap { $0[0] }
                    #expect(Set(stored).isDisjoint(with: keys.compactMap { $0[0] }))
                    #expect(stored.allSatisfy { $0.count == 64 })
                    // The known key of a known account, made the way its owner was told.
                    let known = Insecure.SHA1.hash(data: Data("peer-curator01".utf8))
                        .map { String(format: "%02x", $0) }.joined()
                    #expect(keys.contains { $0[0] == known && $0[1] == "curator01" })
                }
            }
        }

        @Test("Groups keep their members", arguments: DatabaseKind.tested)
        func groups(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { _, source in
                try await world.withTarget(kind) { _, target in
                    let there = try await Texts.rows(
                        source,
                        """
                        SELECT g.name, u.username FROM auth_group g JOIN accounts_user_groups m ON m.group_id = g.id
                        JOIN accounts_user u ON u.id = m.user_id
                        """)
                    let here = try await Texts.rows(
                        target,
                        """
                        SELECT g.name, p.username FROM person_group g JOIN person_group_member m ON m.group_id = g.id
                        JOIN person p ON p.id = m.person_id
                        """)
                    #expect(Set(there) == Set(here))
                    #expect(there.count == here.count)
                }
            }
        }
    }
}
