import DatabaseSupport
import Domain
import Ports
import SQLCore
import SQLRepo
import Testing

/// `domain.md` BUG-11: No super panel is part of another, whoever puts panels together at whatever moment.
@Suite("Repo: super panels are not nested", .timeLimit(.minutes(10)))
struct RepoNestingTests {
    private func prepared(
        _ kind: DatabaseKind, _ body: (SQLRepository, any SQLDatabase) async throws -> Void
    ) async throws {
        try await RepoFixture.with(kind) { repo, database in
            for id in 1...4 { _ = try await repo.load(RepoFixture.archive(id, genes: []), digest: "a") }
            try await body(repo, database)
        }
    }

    @discardableResult
    private func put(_ children: [Int], into panel: Int, _ repo: SQLRepository) async throws -> Panel {
        try await RepoFixture.change(repo, panel) { state in
            var header = state.panel.header
            header.children = children.map { PanelID($0) }
            return PanelOutcome(header: header)
        }
    }

    @Test(
        "BUG-11: A super panel becomes no child, and a child no super panel; nothing is stored",
        arguments: DatabaseKind.tested)
    func nested(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, database in
            try await put([2], into: 1, repo)
            let before = try await RepoDump.take(database)

            await #expect(throws: PanelRefusal.childIsSuperPanel(PanelID(1))) {
                try await put([4, 1], into: 3, repo)
            }
            await #expect(throws: PanelRefusal.isChild(of: PanelID(1))) { try await put([3], into: 2, repo) }
            await #expect(throws: PanelRefusal.childIsSuperPanel(PanelID(1))) {
                var header = RepoFixture.header("Made")
                header.children = [PanelID(1)]
                _ = try await repo.create(header, oldCode: nil, at: RepoFixture.start, by: PersonID(1))
            }

            #expect(try await RepoDump.take(database) == before)
            // A super panel takes further children, and keeps those that it has.
            try await put([2, 3], into: 1, repo)
            try await put([3], into: 1, repo)
        }
    }

    @Test(
        "BUG-11: Two edits at one moment, each of which is right alone: the second is refused",
        arguments: DatabaseKind.tested, [true, false])
    func atOnce(kind: DatabaseKind, childFirst: Bool) async throws {
        try await prepared(kind) { repo, database in
            let checkpoint = Checkpoint()
            let held = SQLRepository(
                RecordingDatabase(database) { if $0.contains("INTO panel_change") { checkpoint.stop() } })
            // 1 contains 2, and 2 contains 3.
            let (first, second) = childFirst ? ((2, [3]), (1, [2])) : ((1, [2]), (2, [3]))
            let refusal = childFirst ? PanelRefusal.childIsSuperPanel(PanelID(2)) : .isChild(of: PanelID(1))
            async let one = put(first.1, into: first.0, held)
            await checkpoint.arrival()
            async let other = put(second.1, into: second.0, repo)
            try await Task.sleep(for: .milliseconds(50))
            checkpoint.release()

            _ = try await one
            do {
                _ = try await other
                Issue.record("a super panel became part of another")
            } catch let found as PanelRefusal {
                #expect(found == refusal)
            }
            #expect(try await repo.catalogue().count { $0.header.isSuperPanel } == 1)
        }
    }
}
