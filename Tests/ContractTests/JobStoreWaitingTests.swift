import DatabaseSupport
import Domain
import Ports
import SQLRepo
import Testing

/// When the table of jobs lets a job begin (`operations.md` 6.5, 6.7).
@Suite("Repo: jobs that wait")
struct JobStoreWaitingTests {
    private static let now = RepoFixture.start

    private static func later(_ seconds: Double) -> Instant { now.advanced(bySeconds: seconds) }

    private func take(_ repo: SQLRepository, _ id: Int, at seconds: Double) async throws -> JobTaking {
        try await repo.take(id, at: Self.later(seconds), lostBefore: Self.later(seconds - 324))
    }

    /// A job that is postponed after its first attempt, by 300 s.
    private func postponed(_ repo: SQLRepository, isResent: Bool) async throws -> Int {
        try await repo.add([NewJob("mail", arguments: "{}")], at: Self.now)
        let claim = try await repo.takeUnsent(limit: 1, at: Self.now)
        let id = try #require(claim.messages.first).job
        try await repo.markSent(claim, at: Self.now)
        guard case .taken(let job) = try await take(repo, id, at: 0) else {
            Issue.record("it is not taken")
            return id
        }
        try await repo.postpone(
            job, until: Self.later(300), at: Self.now, because: "no answer", isResent: isResent)
        return id
    }

    @Test(
        "O44: a second message of a postponed job does not begin it before it is due, whoever sends the one that does",
        arguments: DatabaseKind.tested, [false, true])
    func notYet(kind: DatabaseKind, isResent: Bool) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            let id = try await postponed(repo, isResent: isResent)
            #expect(try await take(repo, id, at: 200) == .notYet(Self.later(300)))
            guard case .taken(let second) = try await take(repo, id, at: 299) else {
                Issue.record("clocks may differ by a second")
                return
            }
            #expect(second.attempt == 2)
        }
    }

    @Test("6.3: a message that is faster than the mark that it was sent begins its job", arguments: DatabaseKind.tested)
    func fasterThanTheMark(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            try await repo.add([NewJob("mail", arguments: "{}")], at: Self.now)
            let claim = try await repo.takeUnsent(limit: 1, at: Self.now)
            guard case .taken = try await take(repo, try #require(claim.messages.first).job, at: 0) else {
                Issue.record("it is not taken")
                return
            }
        }
    }

    @Test(
        "O80: a waiting job whose message does not come again is sent anew when it is due; others are left alone",
        arguments: DatabaseKind.tested)
    func sentAnew(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            let id = try await postponed(repo, isResent: false)
            try await repo.sendAnew(id, at: Self.later(1))
            #expect(try await repo.unsentJobs(at: Self.later(299)) == 0)
            #expect(try await repo.unsentJobs(at: Self.later(300)) == 1)
            guard case .taken(let job) = try await take(repo, id, at: 300) else {
                Issue.record("it is not taken")
                return
            }
            try await repo.sendAnew(id, at: Self.later(301))
            #expect(try await repo.note(job, at: Self.later(302)))
            try await repo.finish(job, at: Self.later(303))
            try await repo.sendAnew(id, at: Self.later(304))
            #expect(try await take(repo, id, at: 305) == .done)
        }
    }
}
