import DatabaseSupport
import Domain
import Ports
import SQLRepo
import Testing

/// Entities across panels.
@Suite("Repo: entities across panels")
struct RepoEntityIndexTests {
    @Test("Names and tags are those of the live entities of the panels asked for", arguments: DatabaseKind.tested)
    func listings(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            for id in [1, 2] { _ = try await repo.load(RepoFixture.archive(id, genes: 3), digest: "a") }
            _ = try await repo.load(RepoFixture.archive(3, genes: 0), digest: "a")
            for name in ["zeta", "Alpha"] {
                try await RepoFixture.bump(repo, 1) { _ in
                    .add(
                        RepoFixture.gene("NEW\(name)", tags: ["b", "A", name]), flagged: false, ready: false,
                        evidence: [])
                }
            }
            try await RepoFixture.bump(repo, 1) { _ in
                .add(RepoFixture.str("G00002"), flagged: true, ready: false, evidence: [])
            }
            try await RepoFixture.bump(repo, 1, "G00001") { _ in .remove }

            let found = try await repo.listings(of: [PanelID(1), PanelID(3), PanelID(99)])

            #expect(Set(found.keys) == [PanelID(1)])
            #expect(
                Set(found[PanelID(1)] ?? []) == [
                    EntityListing(kind: .gene, name: "G00000", tags: []),
                    EntityListing(kind: .gene, name: "G00002", tags: []),
                    EntityListing(kind: .str, name: "G00002", tags: []),
                    EntityListing(kind: .gene, name: "NEWzeta", tags: ["A", "b", "zeta"]),
                    EntityListing(kind: .gene, name: "NEWAlpha", tags: ["A", "Alpha", "b"]),
                ])
            #expect(try await repo.listings(of: [PanelID(2)])[PanelID(2)]?.count == 3)
            #expect(try await repo.listings(of: []).isEmpty)
        }
    }

    @Test("Tallies come for the entities asked for; what has no review has none", arguments: DatabaseKind.tested)
    func tallies(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            for id in [1, 2] { _ = try await repo.load(RepoFixture.archive(id, genes: 3), digest: "a") }
            try await RepoFixture.review(repo, 1, "G00001", by: 4, rating: "GREEN")
            try await RepoFixture.review(repo, 1, "G00001", by: 5, rating: "RED")
            try await RepoFixture.review(repo, 2, "G00001", by: 5, rating: "AMBER")
            let (one, two) = (
                try await RepoFixture.row(repo, 1, "G00001").id, try await RepoFixture.row(repo, 2, "G00001").id
            )
            let none = try await RepoFixture.row(repo, 1, "G00000").id

            #expect(
                try await repo.tallies(among: [one, two, none]) == [
                    one: ReviewTally(reviews: 2, green: 1, amber: 0, red: 1),
                    two: ReviewTally(reviews: 1, green: 0, amber: 1, red: 0),
                ])
            #expect(try await repo.tallies(among: []).isEmpty)
        }
    }

    @Test(
        "Genes out of use, and what belongs to a gene; a change of genes changes the stamp",
        arguments: DatabaseKind.tested)
    func genes(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            func gene(_ symbol: String, active: Bool) -> Gene {
                Gene(
                    symbol: symbol, name: nil, ensembl: JSONText(unchecked: Array("{}".utf8)), omim: nil, alias: nil,
                    aliasName: nil, biotype: nil, hgncSymbol: nil, hgncID: nil, hgncDateSymbolChanged: nil,
                    hgncRelease: nil, isActive: active)
            }
            let before = try await repo.catalogueStamp()
            _ = try await repo.upsert([gene("ON1", active: true), gene("OFF1", active: false)])
            let after = try await repo.catalogueStamp()
            #expect(before != after)
            _ = try await repo.upsert([gene("ON1", active: true)])
            #expect(try await repo.catalogueStamp() == after)
            #expect(try await repo.inactiveSymbols() == ["OFF1"])

            var archive = RepoFixture.archive(1, genes: [RepoFixture.gene("ON1")])
            archive.entities[0].geneSymbol = "ON1"
            archive.rows.append(RepoFixture.row(1, RepoFixture.str("ON1_CAG"), from: 1, to: nil))
            archive.entities.append(
                ArchivedEntity(
                    kind: .str, name: "ON1_CAG", geneSymbol: "ON1", isLive: true, created: RepoFixture.start,
                    modified: RepoFixture.start))
            _ = try await repo.load(archive, digest: "a")
            #expect(try await repo.attached(to: "ON1").map(\.row.name) == ["ON1_CAG"])
            #expect(try await repo.attached(to: "ON1").map(\.panel) == [PanelID(1)])
            #expect(try await repo.attached(to: "OFF1").isEmpty)
        }
    }

    @Test("No plan reads a growing table from end to end for one panel or one entity", arguments: DatabaseKind.tested)
    func plans(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { plain, database in
            // What most panels are beside all others: a small part.
            for (id, size) in [(1, 3_000), (2, 10), (3, 3_000)] {
                _ = try await plain.load(RepoFixture.usedArchive(id, genes: size), digest: "a")
            }
            try await plain.settle()
            let recording = RecordingDatabase(database)
            let repo = SQLRepository(recording)
            let row = try await RepoFixture.row(repo, 1, "G00004")
            _ = recording.take()

            _ = try await repo.listings(of: [PanelID(2)])
            _ = try await repo.tallies(among: [row.id])
            _ = try await repo.attached(to: "G00004")

            for statement in recording.take() {
                #expect(try await RepoPlans.scans(statement, on: recording).isEmpty, "\(statement.sql)")
            }
        }
    }
}
