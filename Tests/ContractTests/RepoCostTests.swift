import DatabaseSupport
import Domain
import Ports
import SQLCore
import SQLRepo
import Testing

/// `docs/architecture.md` 3, must 1: a change costs the same on a panel of 3,000 entities as on one of 10.
///
/// Time is not measured here, it would tell of the machine; `make bench` does. What is held against each other is the
/// work: statements, rows read and written, and that no statement walks through a table that grows with panels.
@Suite("Repo: cost of a change")
struct RepoCostTests {
    /// What people do to a panel, by name.
    private static let deeds: [(name: String, deed: @Sendable (SQLRepository, Int) async throws -> Void)] = [
        ("edit", { repo, panel in _ = try await RepoFixture.edit(repo, panel, "G00004", phenotypes: ["New"]) }),
        (
            "add",
            { repo, panel in
                try await change(repo, panel, nil) {
                    .add(
                        RepoFixture.gene("ADDED", tags: ["t"]), flagged: false, ready: false,
                        evidence: [RepoFixture.evidence(0, "Other")])
                }
            }
        ),
        ("remove", { repo, panel in try await change(repo, panel, "G00006") { .remove } }),
        ("mark", { repo, panel in try await mark(repo, panel, "G00007") }),
        ("bump", { repo, panel in try await change(repo, panel, nil) { nil } }),
        (
            "review",
            { repo, panel in
                try await review(
                    repo, panel, "G00008",
                    .store(RepoFixture.evaluation(0, by: 5, comments: [RepoFixture.comment(0, by: 5, "good")])))
            }
        ),
        ("drop review", { repo, panel in try await review(repo, panel, "G00009", .remove(author: PersonID(4))) }),
        ("several", { repo, panel in try await several(repo, panel, ["G00002", "G00005"]) }),
        (
            "copied reviews",
            { repo, panel in
                try await review(
                    repo, panel, "G00003",
                    .copy([
                        RepoFixture.evaluation(0, by: 5, comments: [RepoFixture.comment(0, by: 5, "good")]),
                        RepoFixture.evaluation(0, by: 3),
                    ]))
            }
        ),
    ]

    /// Panels 1 (10 genes) and 2 (3,000), every gene with a source and a review by person 4.
    private func prepared(
        _ kind: DatabaseKind, _ body: (SQLRepository, RecordingDatabase) async throws -> Void
    ) async throws {
        try await RepoFixture.with(kind) { plain, database in
            for (id, size) in [(1, 10), (2, 3_000)] {
                _ = try await plain.load(RepoFixture.usedArchive(id, genes: size), digest: "a")
            }
            try await plain.settle()
            let recording = RecordingDatabase(database)
            try await body(SQLRepository(recording), recording)
        }
    }

    @Test("Must 1: statements and rows of every change are the same on both panels", arguments: DatabaseKind.tested)
    func sameWork(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, recording in
            for (name, deed) in Self.deeds {
                _ = recording.take()
                try await deed(repo, 1)
                let small = recording.take()
                try await deed(repo, 2)
                let large = recording.take()

                #expect(small.map(\.sql) == large.map(\.sql), "\(name)")
                #expect(small.map(\.rows) == large.map(\.rows), "\(name)")
                #expect(small.count < 60, "\(name) takes \(small.count) statements")
            }
        }
    }

    @Test(
        "Must 1: no statement of a change walks through a table that grows with panels", arguments: DatabaseKind.tested)
    func plans(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, recording in
            for (name, deed) in Self.deeds {
                _ = recording.take()
                try await deed(repo, 2)
                for statement in recording.take() where !statement.sql.hasPrefix("COPY") {
                    let scans = try await RepoPlans.scans(statement, on: recording)
                    #expect(scans.isEmpty, "\(name): \(statement.sql)")
                }
            }
        }
    }

    @Test("Hot reads go through their indexes", arguments: DatabaseKind.tested)
    func readPlans(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, recording in
            _ = try await RepoFixture.edit(repo, 2, "G00004", phenotypes: ["New"])
            let (panel, one, two) = (PanelID(1), Revision(1), Revision(2))
            _ = recording.take()

            _ = try await repo.counters(of: panel)
            _ = try await repo.entityChanges(of: PanelID(2), after: one, upTo: two)
            _ = try await repo.differences(of: PanelID(2), from: one, to: two)
            _ = try await repo.entities(of: panel, at: one)
            _ = try await repo.entity(of: PanelID(2), kind: .gene, name: "G00004")
            _ = try await repo.header(of: panel, at: one)
            _ = try await repo.tallies(of: panel)
            _ = try await repo.reviewed(by: PersonID(4), on: panel)
            _ = try await repo.elsewhere(kind: .gene, name: "G00004")
            _ = try await repo.panels(withGene: "G00004")
            _ = try await repo.changes(after: 0, limit: 10)

            for statement in recording.take() {
                #expect(try await RepoPlans.scans(statement, on: recording).isEmpty, "\(statement.sql)")
            }
        }
    }

    @Test("Live content comes in document order from its index, without sorting", arguments: DatabaseKind.tested)
    func orderedByIndex(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, recording in
            _ = recording.take()
            _ = try await repo.entities(of: PanelID(1), at: Revision(1))
            let statement = try #require(recording.take().last)

            let plan = try await RepoPlans.plan(statement, on: recording)

            #expect(plan.contains { $0.contains("entity_revision_order") }, "\(plan)")
            #expect(!plan.contains { $0.contains("Sort") || $0.contains("TEMP B-TREE") }, "\(plan)")
        }
    }

    // MARK: Deeds

    private static func entity(_ repo: SQLRepository, _ panel: Int, _ name: String?) async throws -> EntityID? {
        guard let name else { return nil }
        return try await repo.entity(of: PanelID(panel), kind: .gene, name: name)?.id
    }

    private static func change(
        _ repo: SQLRepository, _ panel: Int, _ name: String?,
        _ step: @escaping @Sendable () -> PanelOutcome.EntityStep?
    ) async throws {
        let entity = try await entity(repo, panel, name)
        _ = try await repo.change(
            PanelID(panel), entity: entity, expecting: nil, at: RepoFixture.start, by: PersonID(1)
        ) { state in
            var header = state.panel.header
            header.version = header.version.nextMinor
            return PanelOutcome(
                freeze: PanelOutcome.Freeze(schemaVersion: "test"), header: header, entity: step(),
                activities: [RepoFixture.activity("done")])
        }
    }

    private static func several(_ repo: SQLRepository, _ panel: Int, _ names: [String]) async throws {
        var ids: [EntityID] = []
        for name in names { ids += [try await entity(repo, panel, name)].compactMap { $0 } }
        let act = Act(RepoFixture.person(1), at: RepoFixture.start, schemaVersion: "test")
        _ = try await repo.change(PanelID(panel), entities: ids, expecting: [:], at: act.moment, by: act.person) {
            try BulkEdit.decide(.rate(1), on: $0, by: act)
        }
    }

    private static func mark(_ repo: SQLRepository, _ panel: Int, _ name: String) async throws {
        _ = try await repo.change(
            PanelID(panel), entity: try await entity(repo, panel, name), expecting: nil, at: RepoFixture.start,
            by: PersonID(1)
        ) { state in
            guard let record = state.entity else { throw RepoFixture.NoSuchRow() }
            return PanelOutcome(entity: .replace(record.entity, flagged: false, ready: true))
        }
    }

    private static func review(
        _ repo: SQLRepository, _ panel: Int, _ name: String, _ step: PanelOutcome.ReviewStep
    ) async throws {
        _ = try await repo.change(
            PanelID(panel), entity: try await entity(repo, panel, name), expecting: nil, at: RepoFixture.start,
            by: PersonID(5)
        ) { _ in PanelOutcome(review: step) }
    }
}
