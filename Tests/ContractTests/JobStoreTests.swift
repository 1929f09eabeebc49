import DatabaseSupport
import Domain
import Ports
import SQLCore
import SQLRepo
import Testing

/// The table of jobs: outbox and record (`accounts-jobs-files.md` 8.3, `operations.md` 6.3 to 6.7).
@Suite("Repo: jobs")
struct JobStoreTests {
    private static let now = RepoFixture.start
    private static let lost = now.advanced(bySeconds: -360)

    private static func later(_ seconds: Double) -> Instant { now.advanced(bySeconds: seconds) }

    @Test("J39: of many workers at once each job is taken by one", arguments: DatabaseKind.tested)
    func takenOnce(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            try await repo.add((0..<20).map { NewJob("mail", arguments: "{\"n\":\($0)}") }, at: Self.now)
            let taken = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        var mine: [Int] = []
                        while true {
                            let sent = try await repo.takeUnsent(limit: 3, at: Self.now).messages
                            if sent.isEmpty { return mine }
                            for message in sent {
                                // Delivered twice, as queues may.
                                for _ in 0..<2 {
                                    if case .taken(let job) = try await repo.take(
                                        message.job, at: Self.now, lostBefore: Self.lost)
                                    {
                                        mine.append(job.id)
                                    }
                                }
                            }
                        }
                    }
                }
                return try await group.reduce(into: [Int]()) { $0 += $1 }
            }
            #expect(taken.count == 20)
            #expect(Set(taken).count == 20)
        }
    }

    @Test("O39, J37: a job of a transaction that fails never runs", arguments: DatabaseKind.tested)
    func rolledBack(kind: DatabaseKind) async throws {
        struct Stop: Error {}
        try await RepoFixture.with(kind) { repo, _ in
            let account = NewAccount(
                username: "user1", firstName: "", lastName: "", email: "", passwordHash: "",
                profile: ReviewerProfile(role: .external, affiliation: "", workplace: "", position: "", group: ""))
            _ = try? await repo.create(account, at: Self.now) { _ in [NewJob("mail", arguments: "{}")] }
            let due = try await repo.takeUnsent(limit: 1, at: Self.later(1_000)).messages
            #expect(due.isEmpty)
        }
    }

    @Test("A job with a key that was used before is not written again", arguments: DatabaseKind.tested)
    func once(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            for _ in 0..<2 {
                try await repo.add(
                    [NewJob("a", arguments: "{}", onceKey: "k"), NewJob("b", arguments: "{}")], at: Self.now)
            }
            #expect(try await repo.takeUnsent(limit: 10, at: Self.now).messages.count == 3)
        }
    }

    /// A job that somebody has taken.
    private func taken(_ repo: SQLRepository, _ id: Int, at moment: Instant = Self.now) async throws -> TakenJob {
        guard case .taken(let job) = try await repo.take(id, at: moment, lostBefore: moment.advanced(bySeconds: -360))
        else { throw NotTaken() }
        return job
    }

    private struct NotTaken: Error {}

    private func due(_ repo: SQLRepository, _ limit: Int, at moment: Instant = Self.now, lost: Instant? = nil)
        async throws
        -> [Int]
    {
        try await repo.takeUnsent(limit: limit, at: moment, lostBefore: lost).messages.map(\.job)
    }

    @Test("A postponed job is due again later; a done or given-up one never", arguments: DatabaseKind.tested)
    func states(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            try await repo.add([NewJob("mail", arguments: "{\"n\":1}")], at: Self.now)
            let id = try #require(try await due(repo, 1).first)
            let first = try await taken(repo, id)
            #expect(first.id == id && first.kind == "mail" && first.arguments == "{\"n\":1}")
            #expect(first.attempt == 1 && first.created == Self.now && first.taken == Self.now)
            try await repo.postpone(first, until: Self.later(60), at: Self.now, because: "no answer", isResent: true)
            #expect(try await due(repo, 1, at: Self.later(59)).isEmpty)
            #expect(try await due(repo, 1, at: Self.later(60)) == [id])
            let second = try await taken(repo, id, at: Self.later(60))
            #expect(second.attempt == 2)
            try await repo.finish(second, at: Self.later(61))
            #expect(try await repo.take(id, at: Self.later(62), lostBefore: Self.lost) == .done)
            #expect(try await repo.recover(at: Self.later(63)) == 0)

            try await repo.add([NewJob("mail", arguments: "{}")], at: Self.now)
            let other = try await taken(repo, try #require(try await due(repo, 1).first))
            try await repo.giveUp(other, at: Self.now, because: "refused")
            #expect(try await repo.take(other.id, at: Self.later(1), lostBefore: Self.later(1)) == .failed)
            #expect(try await repo.take(999, at: Self.later(1), lostBefore: Self.later(1)) == .gone)
        }
    }

    @Test("6.5: finished jobs are kept for their days and then removed, others never", arguments: DatabaseKind.tested)
    func removal(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            try await repo.add((0..<4).map { NewJob("mail", arguments: "{\"n\":\($0)}") }, at: Self.now)
            let ids = try await due(repo, 4)
            try await repo.finish(try await taken(repo, ids[0]), at: Self.later(1))
            try await repo.giveUp(try await taken(repo, ids[1]), at: Self.later(2), because: "refused")
            _ = try await taken(repo, ids[2])
            #expect(try await repo.removeFinished(before: Self.later(1)) == 0)
            #expect(try await repo.removeFinished(before: Self.later(2)) == 1)
            #expect(try await repo.removeFinished(before: Self.later(1_000_000)) == 1)
            #expect(try await repo.recover(at: Self.now) == 1)
        }
    }

    @Test(
        "A job whose message comes again is not sent again, unless that has not happened for a day",
        arguments: DatabaseKind.tested)
    func hidden(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            try await repo.add([NewJob("mail", arguments: "{}")], at: Self.now)
            let id = try #require(try await due(repo, 1).first)
            try await repo.postpone(
                try await taken(repo, id), until: Self.later(60), at: Self.now, because: "no answer", isResent: false)
            #expect(try await due(repo, 1, at: Self.later(80_000), lost: Self.later(70_000)).isEmpty)
            #expect(try await due(repo, 1, at: Self.later(90_000)).isEmpty)
            #expect(try await due(repo, 1, at: Self.later(90_000), lost: Self.later(80_000)) == [id])
        }
    }

    @Test(
        "O74: a job carries the request that it follows from, and the trace, to whoever takes it",
        arguments: DatabaseKind.tested)
    func origin(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            let origin = Origin(
                requestID: "abcdefgh1", trace: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
            try await Origin.$current.withValue(origin) {
                try await repo.add([NewJob("mail", arguments: "{}")], at: Self.now)
            }
            try await Origin.$current.withValue(Origin(requestID: "ijklmnop2")) {
                try await repo.add([NewJob("mail", arguments: "{}")], at: Self.now)
            }
            try await repo.add([NewJob("mail", arguments: "{}")], at: Self.now)
            #expect(try await repo.unsentJobs(at: Self.now) == 3)
            let claim = try await repo.takeUnsent(limit: 3, at: Self.now)
            try await repo.markSent(claim, at: Self.now)
            #expect(try await repo.unsentJobs(at: Self.now) == 0)
            var begun: [TakenJob] = []
            for message in claim.messages {
                let job = try await taken(repo, message.job, at: Self.later(5))
                begun.append(job)
                #expect(job.due == Self.now && job.taken == Self.later(5))
            }
            #expect(begun.map(\.origin) == [origin, Origin(requestID: "ijklmnop2"), nil])
            try await repo.postpone(
                begun[0], until: Self.later(60), at: Self.later(6), because: "no answer", isResent: true)
            #expect(try await repo.unsentJobs(at: Self.later(59)) == 0)
            #expect(try await repo.unsentJobs(at: Self.later(60)) == 1)
            let again = try await taken(repo, begun[0].id, at: Self.later(61))
            #expect(again.origin == origin && again.due == Self.later(60))
        }
    }

    @Test(
        "J38: the job of a worker that died is taken by another; one that gives signs of life is not",
        arguments: DatabaseKind.tested)
    func lostWorker(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            try await repo.add([NewJob("import", arguments: "{}")], at: Self.now)
            let id = try #require(try await due(repo, 1).first)
            let first = try await taken(repo, id)
            #expect(try await repo.note(first, at: Self.later(300)))
            #expect(try await repo.take(id, at: Self.later(400), lostBefore: Self.later(40)) == .runsElsewhere)
            let second = try await taken(repo, id, at: Self.later(700))
            #expect(second.attempt == 2)

            // The first worker was only slow: nothing that it says is heard any more.
            #expect(try await !repo.note(first, at: Self.later(701)))
            try await repo.finish(first, at: Self.later(701))
            try await repo.release(first, at: Self.later(701), isResent: true)
            try await repo.giveUp(first, at: Self.later(701), because: "late")
            #expect(try await repo.note(second, at: Self.later(702)))
        }
    }

    @Test("O80: a job that is given back begins anew at once, as if it had not begun", arguments: DatabaseKind.tested)
    func released(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            try await repo.add([NewJob("import", arguments: "{}")], at: Self.now)
            let id = try #require(try await due(repo, 1).first)
            try await repo.release(try await taken(repo, id), at: Self.now, isResent: false)
            #expect(try await due(repo, 1, at: Self.later(100)).isEmpty)
            let second = try await taken(repo, id)
            #expect(second.attempt == 1)
            try await repo.release(second, at: Self.now, isResent: true)
            #expect(try await due(repo, 1, at: Self.later(1)) == [id])
        }
    }

    @Test(
        "Jobs whose queue forgot them are unsent again after a start; those that could not be sent at once",
        arguments: DatabaseKind.tested)
    func recovers(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            try await repo.add((0..<3).map { NewJob("mail", arguments: "{\"n\":\($0)}") }, at: Self.now)
            let sent = try await repo.takeUnsent(limit: 2, at: Self.now)
            try await repo.markSent(sent, at: Self.now)
            _ = try await taken(repo, sent.messages[0].job)
            #expect(try await repo.recover(at: Self.now) == 2)
            let again = try await repo.takeUnsent(limit: 10, at: Self.now)
            #expect(again.messages.count == 3)
            try await repo.giveBack(again, at: Self.now)
            #expect(try await due(repo, 10).count == 3)
        }
    }

    @Test(
        "6.3: a process that is killed while it sends loses no job, and nobody sends what another one sends",
        arguments: DatabaseKind.tested)
    func killedWhileSending(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            try await repo.add([NewJob("mail", arguments: "{\"n\":1}"), NewJob("mail", arguments: "{}")], at: Self.now)
            let claim = try await repo.takeUnsent(limit: 1, at: Self.now)
            #expect(try await due(repo, 10).count == 1)
            #expect(try await due(repo, 10, at: Self.later(59)).isEmpty)
            #expect(try await due(repo, 10, at: Self.later(61)).count == 2)
            // Too late: the jobs are another process's now, which may have failed to send them.
            try await repo.markSent(claim, at: Self.later(61))
            #expect(try await due(repo, 10, at: Self.later(200)).count == 2)
            // A worker that is faster than the mark keeps the job.
            let last = try await repo.takeUnsent(limit: 10, at: Self.later(400))
            let job = try await taken(repo, last.messages[0].job, at: Self.later(400))
            try await repo.markSent(last, at: Self.later(400))
            #expect(try await repo.note(job, at: Self.later(401)))
        }
    }
}
