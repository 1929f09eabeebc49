import Foundation
import Ports
import Synchronization
import Testing

@testable import PasswordHashing

@Suite("Password hashes")
struct PasswordHashingTests {
    private static let password = "Panel-4pp test"
    private static let original =
        "pbkdf2_sha256$120000$abcdefghijkl$BQniuva0ATBqdffJgAIg2XpZVZWIIc1+d1PVwv38LP4="
    private let hasher = ScryptHasher.weakForTests()

    @Test("J13: the derivation of an original's hash, and its verification with any number of rounds")
    func vector() async throws {
        let made = try StoredPassword(
            Self.password, scheme: .pbkdf2SHA256(rounds: 120_000), salt: "abcdefghijkl", length: 32)
        #expect(made.text == Self.original)
        #expect(try await hasher.verify(Self.password, against: Self.original) == .yes(needsUpgrade: true))
        for rounds in [1, 36_000, 100_000, 650_000] {
            let stored = try StoredPassword(
                Self.password, scheme: .pbkdf2SHA256(rounds: rounds), salt: "abcdefghijkl", length: 32
            ).text
            #expect(try await hasher.verify(Self.password, against: stored) == .yes(needsUpgrade: true))
            #expect(try await hasher.verify("panel-4pp test", against: stored) == .no)
        }
    }

    /// The expected texts were made with another implementation of RFC 8018 and RFC 7914.
    @Test("Hashes of other implementations are understood: PBKDF2 with SHA-1 and SHA-256, scrypt")
    func foreignVectors() async throws {
        let stored = [
            (
                "correct horse",
                "pbkdf2_sha256$210000$salt0123456789abcdefgh$Ga2TG6WA9vxgLEVJu1Gk0Q1dKYNnTL/HxuK9dJH20Bg="
            ),
            ("correct horse", "pbkdf2_sha1$1000$salt$um5PLH8ivEcrRJVasTZXh8+vxX0="),
            (
                "correct horse",
                "scrypt$1024$salt0123456789abcdefgh$8$2$7WPF+HDRJb0Kea//3RVNz7RZ2bhhshgme8vzEGorIuD3MjVJJKOd6MBeFfphYeOfntgdtux4vUMzCkr2/6KE4A=="
            ),
        ]
        for (password, text) in stored {
            #expect(try await hasher.verify(password, against: text) == .yes(needsUpgrade: true), "\(text)")
            #expect(try await hasher.verify(password + " ", against: text) == .no, "\(text)")
        }
    }

    @Test("A new hash names its cost, has its own salt each time, and needs no upgrade")
    func form() async throws {
        let hasher = ScryptHasher()
        let first = try await hasher.hash("correct horse")
        let second = try await hasher.hash("correct horse")
        #expect(first != second)
        let parts = first.split(separator: "$", omittingEmptySubsequences: false)
        #expect(parts.count == 6)
        #expect(parts[0] == "scrypt")
        #expect(parts[1] == "32768")
        #expect(parts[2].utf8.count == 22)
        #expect(parts[3...4] == ["8", "3"])
        #expect(parts[5].utf8.count == 88)
        #expect(first.utf8.count <= 160)
        #expect(try await hasher.verify("correct horse", against: first) == .yes(needsUpgrade: false))
        #expect(try await hasher.verify("correct  horse", against: first) == .no)
    }

    @Test("J14: a hash of another cost is to be replaced")
    func upgrade() async throws {
        let stored = try await hasher.hash("correct horse")
        #expect(try await hasher.verify("correct horse", against: stored) == .yes(needsUpgrade: false))
        #expect(try await ScryptHasher().verify("correct horse", against: stored) == .yes(needsUpgrade: true))
    }

    @Test(
        "J15: values that are empty, made unusable, of an unknown scheme or malformed match nothing",
        arguments: [
            "", "!", "!pbkdf2_sha256$120000$abcdefghijkl$BQniuva0ATBqdffJgAIg2XpZVZWIIc1+d1PVwv38LP4=",
            "argon2$argon2id$v=19$m=102400,t=2,p=8$c2FsdA$aGFzaA", "md5$salt$hash", "plain", "$$$", "scrypt$$$$$",
            "pbkdf2_sha256$0$abcdefghijkl$BQniuva0ATBqdffJgAIg2XpZVZWIIc1+d1PVwv38LP4=",
            "pbkdf2_sha256$99999999999$abcdefghijkl$BQniuva0ATBqdffJgAIg2XpZVZWIIc1+d1PVwv38LP4=",
            "pbkdf2_sha256$120000$abcdefghijkl$", "pbkdf2_sha256$120000$abcdefghijkl$AAAA",
            "scrypt$1000$salt$8$1$AAAA", "scrypt$1048576$salt$32$16$AAAA",
        ])
    func unusable(stored: String) async throws {
        for password in ["", Self.password, stored] {
            #expect(try await hasher.verify(password, against: stored) == .no)
        }
    }

    @Test("operations.md 4: as many passwords are worked on at once as there are threads")
    func threads() async throws {
        let work = HashingThreads(threads: 3, queue: 64)
        let meeting = Meeting()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...9 { group.addTask { try await work.run { meeting.attend(until: 3) } } }
            try await group.waitForAll()
        }
        #expect(meeting.most == 3)
    }

    /// Counts how many are inside at once.
    private final class Meeting: Sendable {
        private let count = Mutex((now: 0, most: 0))

        var most: Int { count.withLock { $0.most } }

        /// Stays until so many have met, or for so long that they never will.
        func attend(until number: Int) {
            count.withLock { count in
                count.now += 1
                count.most = max(count.most, count.now)
            }
            for _ in 1...500 where most < number { usleep(10_000) }
            count.withLock { $0.now -= 1 }
        }
    }

    @Test("Work beyond the queue is refused at once instead of piling up")
    func overload() async throws {
        let hasher = ScryptHasher(cost: .current, threads: 1, queue: 1)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { (try? await hasher.hash("correct horse")) != nil } }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes.contains(true))
        #expect(outcomes.contains(false))
        #expect(try await hasher.verify("x", against: "") == .no)
    }

    @Test("The list of common passwords is long and holds what everybody tries")
    func common() throws {
        let list = try CommonPasswordList()
        #expect(list.count >= 10_000)
        for password in ["12345678", "password1", "qwertyuiop"] { #expect(list.contain(password)) }
        #expect(!list.contain("panel-4pp test"))
    }
}
