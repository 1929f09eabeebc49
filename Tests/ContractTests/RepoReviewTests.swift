import DatabaseSupport
import Domain
import Ports
import SQLRepo
import TestSupport
import Testing

/// Reviews, comments, and what is counted of them.
@Suite("Repo: reviews")
struct RepoReviewTests {
    static let sizes = [10, 3_000]

    private func prepared(
        _ kind: DatabaseKind, _ size: Int = 10, _ body: (SQLRepository) async throws -> Void
    ) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            _ = try await repo.load(RepoFixture.archive(1, genes: size), digest: "a")
            _ = try await repo.load(RepoFixture.archive(2, genes: 3), digest: "a")
            try await body(repo)
        }
    }

    @Test("A review raises the activity and leaves the content as it is", arguments: DatabaseKind.tested, sizes)
    func activity(kind: DatabaseKind, size: Int) async throws {
        try await prepared(kind, size) { repo in
            let stamp = try await repo.catalogueStamp()
            let row = try await RepoFixture.row(repo, 1, "G00004")

            let panel = try await RepoFixture.review(repo, 1, "G00004", by: 4)

            #expect([panel.revision.rawValue, panel.activity] == [1, 1])
            #expect(try await RepoFixture.row(repo, 1, "G00004") == row)
            #expect(try await repo.catalogueStamp() != stamp)
            #expect(try await repo.counters(of: PanelID(1))?.activity == 1)
            #expect(try await repo.changes(after: 0, limit: 100).count == 2)
        }
    }

    @Test("Tallies, reviewers and who reviewed what are those of the reviews", arguments: DatabaseKind.tested, sizes)
    func counts(kind: DatabaseKind, size: Int) async throws {
        try await prepared(kind, size) { repo in
            for (name, author, rating) in [
                ("G00001", 4, "GREEN"), ("G00001", 5, "RED"), ("G00001", 1, ""), ("G00002", 4, "AMBER"),
                ("G00003", 5, "GREEN"),
            ] {
                try await RepoFixture.review(repo, 1, name, by: author, rating: rating)
            }
            try await RepoFixture.review(repo, 2, "G00001", by: 2, rating: "RED")
            try await RepoFixture.removeReview(repo, 1, "G00003", by: 5)
            var ids: [EntityID] = []
            for index in 0..<4 { ids.append(try await RepoFixture.row(repo, 1, "G0000\(index)").id) }

            #expect(
                try await repo.tallies(of: PanelID(1)) == [
                    ids[1]: ReviewTally(reviews: 3, green: 1, amber: 0, red: 1),
                    ids[2]: ReviewTally(reviews: 1, green: 0, amber: 1, red: 0),
                ])
            #expect(try await repo.reviewed(by: PersonID(4), on: PanelID(1)) == [ids[1], ids[2]])
            #expect(try await repo.reviewed(by: PersonID(5), on: PanelID(1)) == [ids[1]])
            #expect(try await repo.reviewed(by: PersonID(2), on: PanelID(1)) == [])
            #expect(try await repo.reviewers(of: PanelID(1)).map(\.id.rawValue) == [1, 4, 5])
            #expect(try await repo.reviewers(of: PanelID(1))[1].reviewerName == "First4 Last4 (Here)")
            let genes = try #require(try await repo.panel(PanelID(1))?.statistics?.genes)
            #expect(genes.evaluated == 2)
            #expect(genes.reviewers == [PersonID(1), PersonID(4), PersonID(5)])
        }
    }

    @Test(
        "A second review by the same person replaces the first and keeps its number and comments",
        arguments: DatabaseKind.tested)
    func replaced(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo in
            let entity = try await RepoFixture.row(repo, 1, "G00001").id
            try await RepoFixture.review(
                repo, 1, "G00001", by: 4, comments: [RepoFixture.comment(0, by: 4, "first")])
            let first = try #require(try await repo.dossier(of: entity).evaluations.first)
            var second = first
            second.rating = "RED"
            second.publications = nil
            second.phenotypes = []
            second.comments = [RepoFixture.comment(0, by: 5, "second")] + first.comments
            second.comments[0].created = RepoFixture.start.advanced(bySeconds: 10)

            let stored = second
            try await RepoFixture.change(repo, 1, "G00001") { _ in PanelOutcome(review: .store(stored)) }

            let dossier = try await repo.dossier(of: entity)
            second.comments[0].id = try #require(dossier.evaluations.first?.comments.first?.id)
            #expect(dossier.evaluations == [second])
            #expect(second.comments[0].id > first.comments[0].id)
            #expect(Set(dossier.people.keys) == [PersonID(4), PersonID(5)])
        }
    }

    @Test("A review goes with its comments and nobody else's", arguments: DatabaseKind.tested)
    func removed(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo in
            let entity = try await RepoFixture.row(repo, 1, "G00001").id
            for author in [4, 5] {
                try await RepoFixture.review(
                    repo, 1, "G00001", by: author, comments: [RepoFixture.comment(0, by: author, "by \(author)")])
            }
            let kept = try await repo.dossier(of: entity).evaluations.filter { $0.author == PersonID(5) }

            try await RepoFixture.removeReview(repo, 1, "G00001", by: 4)
            // Once more: nothing is left to remove.
            try await RepoFixture.removeReview(repo, 1, "G00001", by: 4)

            #expect(try await repo.dossier(of: entity).evaluations == kept)
            #expect(try await repo.counts(of: [PanelID(1)])[.evaluationComments] == 1)
            #expect(try await repo.panel(PanelID(1))?.statistics?.reviewers == [PersonID(5)])
        }
    }

    @Test(
        "An entity that is removed takes its reviews along, and comes back without them", arguments: DatabaseKind.tested
    )
    func removedEntity(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo in
            try await RepoFixture.review(
                repo, 1, "G00001", by: 4, comments: [RepoFixture.comment(0, by: 4, "text")])
            try await RepoFixture.bump(repo, 1, "G00001") { _ in .remove }
            #expect(try await repo.tallies(of: PanelID(1)).isEmpty)
            #expect(try await repo.panel(PanelID(1))?.statistics?.reviewers == [])

            try await RepoFixture.bump(repo, 1) { _ in
                .add(RepoFixture.gene("G00001"), flagged: false, ready: false, evidence: [])
            }

            let dossier = try await repo.dossier(of: RepoFixture.row(repo, 1, "G00001").id)
            #expect(dossier.evaluations.isEmpty && dossier.evidence.isEmpty && dossier.track.isEmpty)
            let counts = try await repo.counts(of: [PanelID(1)])
            #expect([counts[.evaluations], counts[.evaluationComments]] == [0, 0])
        }
    }

    @Test("Where else an entity stands: live ones of all panels", arguments: DatabaseKind.tested)
    func elsewhere(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo in
            try await RepoFixture.bump(repo, 2) { _ in
                .add(RepoFixture.str("G00002"), flagged: false, ready: false, evidence: [])
            }
            #expect(try await repo.elsewhere(kind: .gene, name: "G00002").map(\.panel.rawValue) == [1, 2])
            #expect(try await repo.panels(withGene: "G00002") == [PanelID(1), PanelID(2)])

            try await RepoFixture.bump(repo, 2, "G00002") { _ in .remove }

            let found = try await repo.elsewhere(kind: .gene, name: "G00002")
            #expect(found.map(\.row) == [try await RepoFixture.row(repo, 1, "G00002")])
            #expect(try await repo.elsewhere(kind: .str, name: "G00002").map(\.panel.rawValue) == [2])
            #expect(try await repo.panels(withGene: "G00002") == [PanelID(1)])
            #expect(try await repo.panels(withGene: "g00002") == [])
        }
    }
}
