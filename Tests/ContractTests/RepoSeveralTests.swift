import DatabaseSupport
import Domain
import Ports
import SQLRepo
import Testing

/// Changes of several entities in one transaction, copied reviews, and undoing, as decisions of the domain make them.
@Suite("Repo: several entities at once, copies, undo")
struct RepoSeveralTests {
    private static let later = RepoFixture.start.advanced(bySeconds: 60)
    private static let act = Act(RepoFixture.person(1), at: later, schemaVersion: "test")
    private static let panel = PanelID(1)

    /// Panel 1 with 10 genes, each with a green verdict and a review by person 4.
    private func prepared(_ kind: DatabaseKind, _ body: (SQLRepository) async throws -> Void) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            for id in 1...2 {
                var archive = RepoFixture.archive(id, genes: (0..<10).map { RepoFixture.gene("G0000\($0)") })
                for index in archive.entities.indices {
                    archive.entities[index].evidence = [RepoFixture.evidence(0, "Expert Review Green")]
                    archive.entities[index].evaluations = [
                        RepoFixture.evaluation(0, by: 4, comments: [RepoFixture.comment(0, by: 4, "words")])
                    ]
                }
                _ = try await repo.load(archive, digest: "a")
            }
            try await body(repo)
        }
    }

    private func row(_ repo: SQLRepository, _ name: String, on panel: Int = 1) async throws -> EntityRow {
        try #require(try await repo.entity(of: PanelID(panel), kind: .gene, name: name))
    }

    private func rows(_ repo: SQLRepository, _ names: [String]) async throws -> [EntityRow] {
        var rows: [EntityRow] = []
        for name in names { rows.append(try await row(repo, name)) }
        return rows
    }

    private func bulk(
        _ repo: SQLRepository, _ action: BulkEdit.Action, comment: String = "", on rows: [EntityRow],
        expecting: [EntityID: Revision] = [:]
    ) async throws -> Panel {
        try await repo.change(
            Self.panel, entities: rows.map(\.id), expecting: expecting, at: Self.later, by: PersonID(1)
        ) { try BulkEdit.decide(action, comment: comment, on: $0, by: Self.act) }
    }

    /// What a count over all entities gives.
    private func counted(_ repo: SQLRepository, on panel: PanelID = panel) async throws -> PanelStatistics {
        let current = try #require(try await repo.panel(panel))
        var facts: [EntityFacts] = []
        for row in try await repo.entities(of: panel, at: current.revision) {
            let dossier = try await repo.dossier(of: row.id)
            facts.append(
                EntityFacts(
                    kind: row.kind, isReady: row.ready, isGreen: (row.confidence ?? .noList) >= .green,
                    reviewers: Set(dossier.evaluations.map(\.author))))
        }
        return PanelStatistics.compute(facts)
    }

    @Test(
        "Several entities change with one version, one revision and one line of the feed",
        arguments: DatabaseKind.tested)
    func several(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo in
            let before = try #require(try await repo.panel(Self.panel))
            let cursor = try await repo.changes(after: 0, limit: 100).last?.cursor ?? 0
            let chosen = try await rows(repo, ["G00003", "G00001", "G00007"])

            let panel = try await bulk(repo, .rate(2), comment: "why", on: chosen)

            #expect(panel.header.version == before.header.version.nextMinor)
            #expect(panel.revision == before.revision.next)
            #expect(try await repo.versions(of: Self.panel).map(\.version) == [before.header.version])
            #expect(try await repo.changes(after: cursor, limit: 100).map(\.revision) == [panel.revision])
            for row in chosen {
                let now = try await self.row(repo, row.name)
                let dossier = try await repo.dossier(of: row.id)
                #expect(now.id == row.id)
                #expect(now.confidence == .amber)
                #expect(now.since == panel.revision)
                #expect(dossier.evidence.map(\.name) == ["Expert Review Amber"])
                #expect(dossier.track.map(\.issueType) == ["EntityClassifiedbyGenomicsEnglandCurator"])
                #expect(Set(dossier.evaluations.map(\.author)) == [PersonID(1), PersonID(4)])
            }
            #expect(try await row(repo, "G00002").since == Revision(1))
            #expect(panel.statistics == (try await counted(repo)))
            #expect(panel.statistics?.green == 7)
            #expect(panel.statistics?.reviewers == [PersonID(1), PersonID(4)])
            let frozen = try await repo.entities(of: Self.panel, at: before.revision)
            #expect(frozen.allSatisfy { $0.confidence == .green })
        }
    }

    @Test("Marks and tags of several entities follow into statistics and documents", arguments: DatabaseKind.tested)
    func marks(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo in
            let chosen = try await rows(repo, ["G00003", "G00001"])

            _ = try await bulk(repo, .markReady, on: chosen)
            let panel = try await bulk(repo, .tag(["new"]), on: chosen)

            #expect(panel.statistics?.ready == 2)
            #expect(panel.statistics == (try await counted(repo)))
            for row in try await rows(repo, ["G00003", "G00001"]) {
                #expect(row.ready)
                #expect(try Entity(document: row.document.bytes).tags == ["new"])
            }
        }
    }

    @Test(
        "Several entities change together or not at all: stale, gone or refused, nothing is stored",
        arguments: DatabaseKind.tested)
    func together(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo in
            _ = try await RepoFixture.edit(repo, 1, "G00003", phenotypes: ["New"])
            let before = try #require(try await repo.panel(Self.panel))
            let chosen = try await rows(repo, ["G00003", "G00001"])
            let stale = Dictionary(uniqueKeysWithValues: chosen.map { ($0.id, Revision(1)) })
            let current = Dictionary(uniqueKeysWithValues: chosen.map { ($0.id, $0.since) })
            var gone = chosen
            gone[1].id = EntityID(999_999)

            await #expect(throws: ChangeConflict.staleEntities([chosen[0].id])) {
                try await bulk(repo, .rate(1), on: chosen, expecting: stale)
            }
            await #expect(throws: ChangeConflict.noSuchEntity(EntityID(999_999))) {
                try await bulk(repo, .rate(1), on: gone)
            }
            await #expect(throws: Refusal.self) { try await bulk(repo, .rate(9), on: chosen) }

            #expect(try await repo.panel(Self.panel) == before)
            #expect(try await bulk(repo, .rate(1), on: chosen, expecting: current).revision == before.revision.next)
        }
    }

    @Test("An entity that is named twice is changed once", arguments: DatabaseKind.tested)
    func twice(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo in
            let row = try await row(repo, "G00003")

            _ = try await bulk(repo, .rate(1), on: [row, row])

            #expect(try await repo.dossier(of: row.id).track.count == 1)
        }
    }

    @Test("D61, D62: copied reviews keep their time and words; the numbers follow", arguments: DatabaseKind.tested)
    func copies(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo in
            let source = try await row(repo, "G00003", on: 2)
            let target = try await row(repo, "G00003")
            let review = RepoFixture.evaluation(
                2, by: 5, rating: "RED",
                comments: [RepoFixture.comment(9, by: 5, "second"), RepoFixture.comment(8, by: 5, "first")])
            let dossier = try await repo.dossier(of: source.id)
            let record = EntityRecord(
                id: source.id, entity: try Entity(document: source.document.bytes), flagged: false, ready: false,
                since: source.since, evidence: [RepoFixture.evidence(7, "UKGTN", by: 5)],
                evaluations: [review] + dossier.evaluations)
            let sourcePanel = try #require(try await repo.panel(PanelID(2)))

            let panel = try await repo.change(
                Self.panel, entity: target.id, expecting: nil, at: Self.later, by: PersonID(1)
            ) { state in
                try EntityCopying.decide(
                    CopySource(panel: sourcePanel, record: record, gene: nil),
                    reviewsOf: [PersonID(4), PersonID(5)], on: state, by: Self.act)
            }

            let stored = try await repo.dossier(of: target.id)
            let copy = try #require(stored.evaluations.first { $0.author == PersonID(5) })
            #expect(stored.evaluations.count == 2)
            #expect(copy.created == review.created)
            #expect(copy.rating == "RED")
            #expect(copy.version == "Imported from Panel 2 panel version 0.1")
            #expect(copy.comments.map(\.text) == ["second", "first"])
            #expect(copy.comments.map(\.created) == [9, 8].map { RepoFixture.start.advanced(bySeconds: $0) })
            #expect(stored.evidence.map(\.name) == ["UKGTN", "Expert Review Green"])
            #expect(
                try Entity(document: try await row(repo, "G00003").document.bytes).evidence
                    == stored.evidence.map(\.name))
            #expect(panel.statistics == (try await counted(repo)))
            #expect(panel.statistics?.reviewers == [PersonID(4), PersonID(5)])
        }
    }

    @Test("D61: an absent entity comes with its reviews in one change", arguments: DatabaseKind.tested)
    func copyOfAbsent(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo in
            let facts = ShortTandemRepeat(
                repeatedSequence: "CAG", chromosome: "4", grch37: nil, grch38: Coordinates(start: 1, end: 1),
                normalRepeats: 1, pathogenicRepeats: 2)
            let record = EntityRecord(
                id: EntityID(77),
                entity: Entity(name: "HTT_CAG", confidence: .red, evidence: [], specifics: .str(facts)),
                flagged: false, ready: false, since: Revision(1),
                evidence: [
                    RepoFixture.evidence(3, "Expert Review Red"), RepoFixture.evidence(1, "Expert Review Green"),
                ],
                evaluations: [
                    RepoFixture.evaluation(2, by: 5, comments: [RepoFixture.comment(3, by: 5, "words")]),
                    RepoFixture.evaluation(1, by: 4),
                ])
            let sourcePanel = try #require(try await repo.panel(PanelID(2)))

            let panel = try await repo.change(
                Self.panel, entity: nil, expecting: nil, at: Self.later, by: PersonID(1)
            ) { state in
                try EntityCopying.decide(
                    CopySource(panel: sourcePanel, record: record, gene: nil), reviewsOf: [PersonID(5), PersonID(4)],
                    on: state, by: Self.act)
            }

            let row = try #require(try await repo.entity(of: Self.panel, kind: .str, name: "HTT_CAG"))
            let dossier = try await repo.dossier(of: row.id)
            #expect(row.confidence == .red)
            #expect(dossier.evidence.map(\.name) == ["Expert Review Red", "Expert Review Green"])
            #expect(dossier.evaluations.map(\.author) == [PersonID(5), PersonID(4)])
            #expect(dossier.evaluations.first?.comments.map(\.text) == ["words"])
            #expect(panel.statistics == (try await counted(repo)))
            #expect(panel.statistics?.strs.evaluated == 1)
        }
    }

    @Test(
        "The state before the last change is found by its revision, and undone to the byte",
        arguments: DatabaseKind.tested)
    func undo(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo in
            let original = try await row(repo, "G00003")
            _ = try await bulk(repo, .rate(0), on: [original])
            let changed = try await row(repo, "G00003")
            // Others go on meanwhile.
            _ = try await RepoFixture.edit(repo, 1, "G00004", phenotypes: ["New"])

            let differences = try await repo.differences(
                of: Self.panel, from: Revision(changed.since.rawValue - 1), to: changed.since)
            let before = try #require(differences.first { $0.after?.id == changed.id }?.before)
            let past = EntityPast(
                entity: try Entity(document: before.document.bytes), flagged: before.flagged, ready: before.ready)
            let panel = try await repo.change(
                Self.panel, entity: changed.id, expecting: changed.since, at: Self.later, by: PersonID(1)
            ) { try EntityUndo.decide(past, on: $0, by: Self.act) }

            let undone = try await row(repo, "G00003")
            #expect(undone.document == original.document)
            #expect(undone.flagged == original.flagged)
            #expect(undone.confidence == original.confidence)
            #expect(undone.since == panel.revision)
            #expect(try await repo.dossier(of: changed.id).evidence.map(\.name) == ["Expert Review Green"])
            #expect(try await repo.versions(of: Self.panel).count == 3)
            #expect(panel.statistics == (try await counted(repo)))
        }
    }

    @Test("A removal is undone to the byte, under the number that the entity had", arguments: DatabaseKind.tested)
    func bringBack(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo in
            let original = try await row(repo, "G00003")
            let past = EntityPast(entity: try Entity(document: original.document.bytes), flagged: false, ready: true)
            _ = try await repo.change(
                Self.panel, entity: original.id, expecting: nil, at: Self.later, by: PersonID(1)
            ) { try EntityCuration.remove(on: $0, by: Self.act) }

            let panel = try await repo.change(
                Self.panel, entity: nil, expecting: nil, at: Self.later, by: PersonID(1)
            ) { try EntityUndo.bringBack(past, on: $0, by: Self.act) }

            let back = try await row(repo, "G00003")
            #expect(back.id == original.id)
            #expect(back.document == original.document)
            #expect(back.ready)
            #expect(panel.statistics == (try await counted(repo)))
        }
    }
}
