import Foundation
import Ports

/// Makes new hashes with scrypt, which costs an attacker memory as well as time, and knows the hashes that an original's
/// accounts have (`accounts-jobs-files.md 3.2`).
///
/// The work runs on a few threads of its own: never on the event loops or on Swift's pool, and never on so many at once
/// that its memory, 32 MiB each, would matter.
public struct ScryptHasher: PasswordHasher {
    /// How many passwords are worked on at once.
    static let threads = 2
    /// How many may wait; about ten seconds of work. More are refused, so that a flood of logins does not pile up.
    static let longestQueue = 64

    private let cost: ScryptCost
    private let work: HashingThreads

    /// - Parameter threads: how many passwords are worked on at once, each with 32 MiB.
    public init(threads: Int = 2) { self.init(cost: .current, threads: threads) }

    init(cost: ScryptCost, threads: Int = 2, queue: Int = Self.longestQueue) {
        self.cost = cost
        work = HashingThreads(threads: threads, queue: queue)
    }

    /// Fast and weak: for tests that sign in a hundred times.
    public static func weakForTests() -> ScryptHasher {
        ScryptHasher(cost: ScryptCost(rounds: 16, blockSize: 1, parallelism: 1))
    }

    public func hash(_ password: String) async throws -> String {
        try await work.run { [cost] in try Self.make(password, cost).text }
    }

    public func verify(_ password: String, against stored: String) async throws -> PasswordVerdict {
        try await work.run { [cost] in
            guard let known = StoredPassword(stored) else {
                // As long as a real check takes, so that time does not tell who has an account.
                _ = try Self.make(password, cost)
                return .no
            }
            guard try known.matches(password) else { return .no }
            return .yes(needsUpgrade: known.scheme != .scrypt(cost))
        }
    }

    private static func make(_ password: String, _ cost: ScryptCost) throws -> StoredPassword {
        try StoredPassword(password, scheme: .scrypt(cost), salt: salt(), length: 64)
    }

    /// 22 letters and digits: 131 bits.
    private static func salt() -> String {
        var generator = SystemRandomNumberGenerator()
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        return String((0..<22).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] })
    }
}
