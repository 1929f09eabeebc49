import DatabaseSupport
import Domain
import Ports
import SQLCore
import SQLRepo
import TestSupport
import Testing

/// Super panels: nothing of their children is copied, everything is read through.
@Suite("Repo: super panels", .timeLimit(.minutes(10)))
struct RepoSuperPanelTests {
    /// Panels 1 and 2 with reviews, and super panel 3 of both.
    private func prepared(
        _ kind: DatabaseKind, sizes: [Int] = [6, 4], _ body: (SQLRepository, any SQLDatabase) async throws -> Void
    ) async throws {
        try await RepoFixture.with(kind) { repo, database in
            for (index, size) in sizes.enumerated() {
                _ = try await repo.load(RepoFixture.archive(index + 1, genes: size), digest: "a")
            }
            _ = try await repo.load(RepoFixture.superArchive(3, children: [2, 1]), digest: "a")
            try await body(repo, database)
        }
    }

    private func recounted(_ repo: SQLRepository) async throws -> PanelStatistics {
        var rows: [EntityRow] = []
        for id in [1, 2] { rows += try await repo.entities(of: PanelID(id), at: Revision(.max)) }
        return try await RepoFixture.recounted(repo, rows)
    }

    @Test(
        "D67: a super panel's numbers are those of its children's entities, a person once",
        arguments: DatabaseKind.tested)
    func statistics(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, _ in
            for panel in [1, 2] { try await RepoFixture.review(repo, panel, "G00001", by: 4) }
            try await RepoFixture.review(repo, 2, "G00002", by: 5)
            try await RepoFixture.bump(repo, 1) { _ in
                .add(RepoFixture.str("S"), flagged: true, ready: true, evidence: [])
            }
            try await RepoFixture.bump(repo, 2, "G00003") { _ in .remove }

            let panel = try #require(try await repo.panel(PanelID(3)))

            #expect(panel.statistics == (try await recounted(repo)))
            #expect(panel.statistics?.reviewers == [PersonID(4), PersonID(5)])
            #expect(panel.statistics?.evaluated == 3)
            #expect(panel.header.counts == EntityCounts(genes: 9, strs: 1, regions: 0))
            #expect(try await repo.catalogue().first { $0.id == PanelID(3) } == panel)
            #expect(try await repo.entities(of: PanelID(3), at: Revision(1)).isEmpty)
            #expect(panel.header.children == [PanelID(2), PanelID(1)])
        }
    }

    @Test(
        "Each change of a child is seen at once, and writes nothing to the super panel", arguments: DatabaseKind.tested)
    func childChanges(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, _ in
            var counters = try #require(try await repo.counters(of: PanelID(3)))
            #expect(counters.children.map(\.id.rawValue) == [1, 2])
            let deeds: [@Sendable () async throws -> Void] = [
                { _ = try await RepoFixture.edit(repo, 1, "G00001", phenotypes: ["New"]) },
                { try await RepoFixture.review(repo, 2, "G00001", by: 4) },
                { try await RepoFixture.bump(repo, 2, "G00002") { _ in .remove } },
                { try await RepoFixture.setStatus(repo, 1, .internal) },
            ]
            for deed in deeds {
                try await deed()

                let after = try #require(try await repo.counters(of: PanelID(3)))
                #expect(after != counters)
                #expect(after.revision == counters.revision && after.activity == counters.activity)
                #expect(try await repo.panel(PanelID(3))?.statistics == (try await recounted(repo)))
                counters = after
            }
            #expect(counters.children.first?.status == .internal)
            #expect(try await repo.panel(PanelID(3))?.revision == Revision(1))
        }
    }

    @Test("A frozen super panel shows its children as they were then", arguments: DatabaseKind.tested)
    func frozen(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, _ in
            try await RepoFixture.bump(repo, 3)
            _ = try await RepoFixture.edit(repo, 1, "G00001", phenotypes: ["New"])
            try await RepoFixture.bump(repo, 2, "G00002") { _ in .remove }
            try await RepoFixture.bump(repo, 3)
            try await RepoFixture.bump(repo, 1, "G00003") { _ in .remove }

            func children(_ minor: Int) async throws -> [[Int]] {
                try await repo.frozenChildren(of: PanelID(3), Version(major: 0, minor: minor))
                    .map { [$0.panel.rawValue, $0.revision.rawValue] }
            }
            #expect(try await children(1) == [[2, 1], [1, 1]])
            #expect(try await children(2) == [[2, 2], [1, 2]])
            #expect(try await children(3) == [])
            // The numbers that a version showed stay too.
            #expect(try await repo.header(of: PanelID(3), at: Revision(1))?.counts.genes == 10)
            #expect(try await repo.header(of: PanelID(3), at: Revision(2))?.counts.genes == 9)
            #expect(try await repo.panel(PanelID(3))?.header.counts.genes == 8)
            // A state that a version shows cannot be taken away.
            await #expect(throws: LoadFailure.changedHere(PanelID(1))) {
                try await repo.load(RepoFixture.archive(1, genes: 5), digest: "b")
            }
        }
    }

    @Test(
        "An imported version of a super panel finds its children's versions, in whatever order they come",
        arguments: DatabaseKind.tested)
    func importedChildren(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            let (old, live) = (Version(major: 1, minor: 0), Version(major: 0, minor: 1))
            func frozen(_ version: Version, at revision: Int) -> FrozenVersion {
                FrozenVersion(
                    version: version, revision: Revision(revision), frozenAt: RepoFixture.start, reason: nil,
                    schemaVersion: "x", signedOff: nil, isImported: true)
            }
            _ = try await repo.load(RepoFixture.archive(1, genes: 2), digest: "a")
            _ = try await repo.load(RepoFixture.archive(2, genes: 2), digest: "a")
            var parent = RepoFixture.superArchive(3, children: [1, 2])
            parent.versions = [
                PanelArchive.FrozenPanel(
                    version: frozen(old, at: 1), document: nil,
                    children: [
                        PanelArchive.FrozenPanel.Child(panel: PanelID(1), version: old),
                        PanelArchive.FrozenPanel.Child(panel: PanelID(2), version: live),
                    ])
            ]
            _ = try await repo.load(parent, digest: "a")
            #expect(try await repo.frozenChildren(of: PanelID(3), old).map(\.panel.rawValue) == [2])

            // The version that was missing comes with a later load of the child.
            var child = RepoFixture.archive(1, genes: 2)
            child.versions = [PanelArchive.FrozenPanel(version: frozen(old, at: 1), document: nil)]
            child.headers.insert(
                PanelArchive.Header(
                    header: child.panel.header, from: Revision(1), to: Revision(2), at: RepoFixture.start), at: 0)
            child.headers[1].from = Revision(2)
            child.panel.revision = Revision(2)
            _ = try await repo.load(child, digest: "b")

            let found = try await repo.frozenChildren(of: PanelID(3), old)
            #expect(
                found == [
                    FrozenChild(panel: PanelID(1), revision: Revision(1)),
                    FrozenChild(panel: PanelID(2), revision: Revision(1)),
                ])
        }
    }

    @Test("Must 1: a super panel costs the same over small children and large ones", arguments: DatabaseKind.tested)
    func cost(kind: DatabaseKind) async throws {
        var work: [[String]] = []
        for sizes in [[10, 10], [3_000, 3_000]] {
            try await prepared(kind, sizes: sizes) { plain, database in
                try await plain.settle()
                let recording = RecordingDatabase(database)
                let repo = SQLRepository(recording)

                _ = try await repo.counters(of: PanelID(3))
                _ = try await repo.panel(PanelID(3))
                _ = try await repo.catalogue()
                try await RepoFixture.bump(repo, 3)
                _ = try await repo.frozenChildren(of: PanelID(3), Version(major: 0, minor: 1))

                work.append(recording.take().map { "\($0.rows): \($0.sql)" })
            }
        }
        #expect(work[0] == work[1])
    }
}
