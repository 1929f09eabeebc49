import DatabaseSupport
import Domain
import Ports
import Testing
import UseCases

/// What ends by itself is removed (`accounts-jobs-files.md` 8.3, `operations.md` 6.5).
@Suite struct UpkeepTests {
    private static let day = 86_400.0

    @Test(
        "6.5: finished jobs go after 90 days, ended logins and attempts sooner; what is alive stays",
        arguments: DatabaseKind.tested)
    func removes(kind: DatabaseKind) async throws {
        try await AccountSite.with(kind) { site in
            _ = try await site.browser(signedInAs: "curator")
            _ = try await site.browser(signedInAs: "curator", password: "wrong")
            let jobs = site.repository
            try await jobs.add(
                (0..<3).map { NewJob("mail", arguments: "{\"n\":\($0)}") }, at: site.clock.now())
            let messages = try await jobs.takeUnsent(limit: 3, at: site.clock.now()).messages
            for (index, message) in messages.enumerated() {
                let now = site.clock.now()
                guard case .taken(let job) = try await jobs.take(message.job, at: now, lostBefore: now) else {
                    continue
                }
                if index == 0 { try await jobs.finish(job, at: now) }
                if index == 1 { try await jobs.giveUp(job, at: now, because: "refused") }
            }
            let upkeep = Upkeep(site.parts)
            #expect(try await upkeep.run() == Upkeep.Removed(logins: 0, attempts: 0, jobs: 0))
            site.clock.advance(bySeconds: 2 * Self.day)
            #expect(try await upkeep.run().attempts > 0)
            site.clock.advance(bySeconds: 87 * Self.day)
            let removed = try await upkeep.run()
            #expect(removed.jobs == 0)
            #expect(removed.logins == 1)
            site.clock.advance(bySeconds: 1 * Self.day + 1)
            #expect(try await upkeep.run() == Upkeep.Removed(logins: 0, attempts: 0, jobs: 2))
        }
    }
}
