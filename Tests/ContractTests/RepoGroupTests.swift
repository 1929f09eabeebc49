import DatabaseSupport
import Domain
import Ports
import SQLCore
import SQLRepo
import Synchronization
import Testing

/// Changes of several panels in one transaction, as copies make them (`domain.md` 10).
@Suite("Repo: several panels at once", .timeLimit(.minutes(10)))
struct RepoGroupTests {
    private static let later = RepoFixture.start.advanced(bySeconds: 60)
    private static let act = Act(RepoFixture.person(1), at: later, schemaVersion: "test")

    /// Panels 1 to 6 with genes G00000 to G00003, each reviewed by person 4; 7 and 8 are super panels of them, whose
    /// children overlap in opposite orders.
    private func prepared(
        _ kind: DatabaseKind, _ body: (SQLRepository, any SQLDatabase) async throws -> Void
    ) async throws {
        try await RepoFixture.with(kind) { repo, database in
            _ = try await repo.upsert([RepoFixture.baseGene("NEW")])
            for id in 1...6 { _ = try await repo.load(RepoFixture.usedArchive(id, genes: 4), digest: "a") }
            _ = try await repo.load(RepoFixture.superArchive(7, children: [1, 2, 3]), digest: "a")
            _ = try await repo.load(RepoFixture.superArchive(8, children: [3, 2]), digest: "a")
            try await body(repo, database)
        }
    }

    private func panel(_ repo: SQLRepository, _ id: Int) async throws -> Panel {
        try #require(try await repo.panel(PanelID(id)))
    }

    @Test("Each panel gets its own outcome; one that gets none stays as it is", arguments: DatabaseKind.tested)
    func ownOutcomes(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, _ in
            try await RepoFixture.bump(repo, 2, "G00001") { _ in .remove }
            let before = try await panel(repo, 4)

            let seen = try await repo.change(
                [PanelID(4), PanelID(2), PanelID(1), PanelID(2)], selecting: .named(.gene, "G00001"), once: nil,
                at: Self.later, by: PersonID(1)
            ) { states in
                let outcomes = states.filter { $0.key != PanelID(4) }.mapValues { state in
                    PanelOutcome(
                        entity: state.entity == nil
                            ? .add(RepoFixture.gene("G00001"), flagged: false, ready: false, evidence: []) : .remove)
                }
                return GroupOutcome(outcomes, value: states.mapValues { $0.entity?.evaluations.count })
            }

            #expect(seen == [PanelID(1): 1, PanelID(2): nil, PanelID(4): 1])
            #expect(try await repo.entity(of: PanelID(1), kind: .gene, name: "G00001") == nil)
            #expect(try await repo.entity(of: PanelID(2), kind: .gene, name: "G00001") != nil)
            #expect(try await panel(repo, 4) == before)
        }
    }

    @Test("Entities that all the panels have are loaded with what they own", arguments: DatabaseKind.tested)
    func common(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, _ in
            try await RepoFixture.bump(repo, 2, "G00001") { _ in .remove }
            try await RepoFixture.bump(repo, 2) { _ in
                .add(RepoFixture.str("G00001"), flagged: false, ready: false, evidence: [])
            }

            let states = try await repo.change(
                [PanelID(2), PanelID(1)], selecting: .common(.gene), once: nil,
                at: Self.later, by: nil
            ) { GroupOutcome([:], value: $0) }

            for id in [1, 2] {
                let others = try #require(states[PanelID(id)]?.others)
                #expect(others.map(\.entity.name) == ["G00000", "G00002", "G00003"])
                #expect(others.allSatisfy { $0.evidence.count == 1 && $0.evaluations.count == 1 })
                #expect(others.first?.evaluations.first?.comments.map(\.text) == ["text"])
            }
        }
    }

    @Test(
        "D18-D20: A super panel of two of the panels rises with each of them, and every step shows its children as they were",
        arguments: DatabaseKind.tested)
    func sharedParent(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, _ in
            let cursor = try await repo.changes(after: 0, limit: 100).last?.cursor ?? 0

            try await RepoFixture.raise(repo, [3, 2, 4])

            for (id, steps) in [(2, 1), (3, 1), (4, 1), (7, 2), (8, 2)] {
                #expect(try await panel(repo, id).revision == Revision(1 + steps))
                #expect(try await repo.versions(of: PanelID(id)).count == steps)
            }
            let first = try await repo.frozenChildren(of: PanelID(7), Version(major: 0, minor: 1))
            let second = try await repo.frozenChildren(of: PanelID(7), Version(major: 0, minor: 2))
            #expect(first.map(\.revision.rawValue) == [1, 1, 1])
            #expect(second.map(\.revision.rawValue) == [1, 2, 1])
            let lines = try await repo.changes(after: cursor, limit: 100)
            #expect(lines.map(\.panel.rawValue) == [7, 8, 2, 7, 8, 3, 4])
            #expect(lines.map(\.revision.rawValue) == [2, 2, 2, 3, 3, 2, 2])
        }
    }

    @Test("D63: Five targets of which one fails: none is changed", arguments: DatabaseKind.tested)
    func allOrNothing(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, database in
            try await RepoFixture.setStatus(repo, 5, .deleted)
            let before = try await RepoDump.take(database)
            let source = try await panel(repo, 1)
            let record = EntityRecord(
                id: EntityID(77), entity: RepoFixture.gene("NEW"), flagged: false, ready: false, since: Revision(1),
                evidence: [RepoFixture.evidence(1, "Literature")], evaluations: [RepoFixture.evaluation(1, by: 5)])
            let copy: @Sendable ([Int]) async throws -> Int = { targets in
                try await repo.change(
                    targets.map { PanelID($0) }, selecting: .named(.gene, "NEW"), once: nil, at: Self.later,
                    by: PersonID(1)
                ) { states in
                    let outcomes = try EntityCopying.decide(
                        CopySource(panel: source, record: record, gene: RepoFixture.baseGene("NEW")),
                        reviewsOf: [PersonID(5)], onEach: targets.compactMap { states[PanelID($0)] }, by: Self.act)
                    return GroupOutcome(outcomes, value: outcomes.count)
                }
            }

            await #expect(throws: Refusal.self) { try await copy([2, 3, 4, 5, 6]) }
            #expect(try await RepoDump.take(database) == before)
            await #expect(throws: ChangeConflict.noSuchPanel(PanelID(9))) { try await copy([2, 3, 4, 6, 9]) }
            #expect(try await RepoDump.take(database) == before)

            #expect(try await copy([2, 3, 4, 6]) == 4)
            for id in [2, 3, 4, 6] {
                let row = try #require(try await repo.entity(of: PanelID(id), kind: .gene, name: "NEW"))
                #expect(try await repo.dossier(of: row.id).evaluations.map(\.author) == [PersonID(5)])
                let rows = try await repo.entities(of: PanelID(id), at: Revision(1 << 40))
                #expect(try await panel(repo, id).statistics == (try await RepoFixture.recounted(repo, rows)))
            }
        }
    }

    @Test(
        "D63: What only the store finds out at the last of several panels undoes the first ones too",
        arguments: DatabaseKind.tested)
    func failsLate(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, database in
            let before = try await RepoDump.take(database)
            let conflict = ChangeConflict.duplicateEntity(kind: .gene, name: "G00002")

            await #expect(throws: conflict) {
                try await RepoFixture.raise(repo, [1, 2, 3, 4, 5], once: "k") { state in
                    let name = state.panel.id == PanelID(5) ? "G00002" : "FREE"
                    return .add(RepoFixture.gene(name), flagged: false, ready: false, evidence: [])
                }
            }

            #expect(try await RepoDump.take(database) == before)
        }
    }

    @Test("A super panel is not changed with others", arguments: DatabaseKind.tested)
    func superPanel(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, database in
            let before = try await RepoDump.take(database)
            await #expect(throws: RepoFailure.self) { try await RepoFixture.raise(repo, [7, 1]) }
            #expect(try await RepoDump.take(database) == before)
        }
    }

    @Test(
        "What is done under a key is done once, and its job is written with it", arguments: DatabaseKind.tested)
    func once(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, database in
            try await RepoFixture.raise(repo, [1, 2], once: "copy/7")
            let before = try await RepoDump.take(database)

            await #expect(throws: ChangeConflict.doneBefore("copy/7")) {
                try await RepoFixture.raise(repo, [1, 2], once: "copy/7")
            }

            #expect(try await RepoDump.take(database) == before)
            #expect(try await repo.takeUnsent(limit: 9, at: Self.later).messages.map(\.body) == ["told"])
            try await RepoFixture.raise(repo, [1, 2], once: "copy/8")
            #expect(try await panel(repo, 1).revision == Revision(3))
        }
    }

    @Test(
        "Two at once under the same key: one is done, the other learns of it", arguments: DatabaseKind.tested)
    func onceAtOnce(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, _ in
            let done = try await withThrowingTaskGroup(of: Bool.self) { group -> [Bool] in
                for panels in [[1, 2], [2, 1]] {
                    group.addTask {
                        do {
                            try await RepoFixture.raise(repo, panels, once: "k")
                            return true
                        } catch ChangeConflict.doneBefore { return false }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(done.sorted { $0 && !$1 } == [true, false])
            #expect(try await panel(repo, 1).revision == Revision(2))
        }
    }

    @Test(
        "Overlapping groups in opposite orders, their children and super panels, all at once: nobody waits in a circle",
        arguments: DatabaseKind.tested)
    func noDeadlock(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, _ in
            // A decision that was taken twice had been in a deadlock that the driver hid.
            let decisions = Mutex(0)
            let count: @Sendable (PanelState) -> Void = { _ in decisions.withLock { $0 += 1 } }
            let groups = [[1, 2, 3, 4], [4, 3, 2, 1], [3, 5, 1], [2, 6], [6, 5, 2]]
            let rounds = 6
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for (index, group) in groups.enumerated() {
                    tasks.addTask {
                        for round in 0..<rounds {
                            try await RepoFixture.raise(repo, group) { state in
                                count(state)
                                return .add(
                                    RepoFixture.gene("N\(index)-\(round)"), flagged: false, ready: false, evidence: [])
                            }
                        }
                    }
                }
                for child in [2, 3] {
                    tasks.addTask {
                        for _ in 0..<rounds { try await RepoFixture.bump(repo, child, parents: .minor) }
                    }
                }
                for parent in [7, 8] {
                    tasks.addTask { for _ in 0..<rounds { try await RepoFixture.bump(repo, parent) } }
                }
                try await tasks.waitForAll()
            }

            #expect(decisions.withLock { $0 } == groups.joined().count * rounds)
            for id in 1...6 {
                let steps = rounds * (groups.count { $0.contains(id) } + ([2, 3].contains(id) ? 1 : 0))
                #expect(try await panel(repo, id).revision == Revision(1 + steps))
                #expect(try await repo.versions(of: PanelID(id)).count == steps)
            }
            let first = groups.joined().count { [1, 2, 3].contains($0) } + 2 + 1
            let second = groups.joined().count { [2, 3].contains($0) } + 2 + 1
            #expect(try await panel(repo, 7).revision == Revision(1 + rounds * first))
            #expect(try await panel(repo, 8).revision == Revision(1 + rounds * second))
        }
    }
}
