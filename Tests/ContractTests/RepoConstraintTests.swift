import DatabaseSupport
import Domain
import Ports
import SQLCore
import SQLRepo
import TestSupport
import Testing

/// `docs/architecture.md` 5: what may be there once is there once, and nothing refers to what is not there. Through the
/// port the refusal says what it means.
@Suite("Repo: constraints", .timeLimit(.minutes(10)))
struct RepoConstraintTests {
    private func prepared(
        _ kind: DatabaseKind, size: Int = 10, _ body: (SQLRepository, any SQLDatabase) async throws -> Void
    ) async throws {
        try await RepoFixture.with(kind) { repo, database in
            _ = try await repo.load(RepoFixture.archive(1, genes: size), digest: "a")
            _ = try await repo.load(RepoFixture.archive(2, genes: 3), digest: "a")
            try await body(repo, database)
        }
    }

    /// What is thrown by a change, which must leave no trace.
    private func refused(
        _ expected: some Error & Equatable, _ database: any SQLDatabase,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ change: () async throws -> Void
    ) async throws {
        let before = try await RepoDump.take(database)
        await #expect(throws: expected, sourceLocation: sourceLocation) { try await change() }
        #expect(try await RepoDump.take(database) == before, sourceLocation: sourceLocation)
    }

    private static func add(_ entity: Entity) -> @Sendable (EntityRecord?) -> PanelOutcome.EntityStep? {
        { _ in .add(entity, flagged: false, ready: false, evidence: []) }
    }

    private static func rename(_ name: String) -> @Sendable (EntityRecord?) -> PanelOutcome.EntityStep? {
        { record in
            guard var entity = record?.entity else { return nil }
            entity.name = name
            return .replace(entity, flagged: false, ready: false)
        }
    }

    // MARK: Once

    @Test(
        "Must 6: a panel has one live entity of a kind and name, added or renamed", arguments: DatabaseKind.tested,
        [10, 3_000])
    func entityNames(kind: DatabaseKind, size: Int) async throws {
        try await prepared(kind, size: size) { repo, database in
            let duplicate = ChangeConflict.duplicateEntity(kind: .gene, name: "G00001")
            try await refused(duplicate, database) {
                try await RepoFixture.bump(repo, 1, step: Self.add(RepoFixture.gene("G00001")))
            }
            try await refused(duplicate, database) {
                try await RepoFixture.bump(repo, 1, "G00002", step: Self.rename("G00001"))
            }

            // Another kind, another panel, another case, and a name that is free again.
            try await RepoFixture.bump(repo, 1, step: Self.add(RepoFixture.str("G00001")))
            try await RepoFixture.bump(repo, 1, step: Self.add(RepoFixture.region("G00001")))
            try await RepoFixture.bump(repo, 2, step: Self.add(RepoFixture.gene("G00009")))
            try await RepoFixture.bump(repo, 1, step: Self.add(RepoFixture.gene("g00001")))
            let former = try await RepoFixture.row(repo, 1, "G00001").id
            try await RepoFixture.bump(repo, 1, "G00001") { _ in .remove }
            try await RepoFixture.bump(repo, 1, "G00002", step: Self.rename("G00001"))

            let panel = try #require(try await repo.panel(PanelID(1)))
            #expect(panel.header.counts == EntityCounts(genes: size, strs: 1, regions: 1))
            #expect(try await RepoFixture.row(repo, 1, "G00001").id != former)
        }
    }

    @Test("An entity that comes back is the one of its name that was removed last", arguments: DatabaseKind.tested)
    func comesBack(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, _ in
            let (first, second) = (
                try await RepoFixture.row(repo, 1, "G00001").id, try await RepoFixture.row(repo, 1, "G00002").id
            )
            func later(_ seconds: Double) -> Instant { RepoFixture.start.advanced(bySeconds: seconds) }
            // The second takes the name of the first and is removed under it; the first one comes back and goes again.
            try await RepoFixture.bump(repo, 1, "G00001", at: later(1), step: Self.rename("OTHER"))
            try await RepoFixture.bump(repo, 1, "G00002", at: later(2), step: Self.rename("G00001"))
            try await RepoFixture.bump(repo, 1, "G00001", at: later(3)) { _ in .remove }
            try await RepoFixture.bump(repo, 1, "OTHER", at: later(4), step: Self.rename("G00001"))
            try await RepoFixture.bump(repo, 1, "G00001", at: later(5)) { _ in .remove }

            try await RepoFixture.bump(repo, 1, at: later(6), step: Self.add(RepoFixture.gene("G00001")))

            #expect(try await RepoFixture.row(repo, 1, "G00001").id == first)
            #expect(first < second)
        }
    }

    @Test("Of eight who add the same gene at once one succeeds, the others are told", arguments: DatabaseKind.tested)
    func parallelAdds(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, _ in
            let added = try await counted(8) { _ in
                do {
                    try await RepoFixture.bump(repo, 1, step: Self.add(RepoFixture.gene("NEW")))
                } catch ChangeConflict.duplicateEntity(.gene, "NEW") {
                    return false
                }
                return true
            }

            #expect(added == 1)
            let panel = try #require(try await repo.panel(PanelID(1)))
            #expect(panel.revision == Revision(2))
            #expect(try await repo.entities(of: PanelID(1), at: panel.revision).count == 11)
        }
    }

    /// How many of the deeds, done all at once, succeeded.
    private func counted(_ count: Int, _ deed: @escaping @Sendable (Int) async throws -> Bool) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<count { group.addTask { try await deed(index) } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }

    @Test("Must 6: a person has one review of an entity, however many are sent at once", arguments: DatabaseKind.tested)
    func oneReview(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, database in
            _ = try await counted(8) { index in
                let rating = ["GREEN", "RED", "AMBER"][index % 3]
                try await RepoFixture.review(repo, 1, "G00001", by: 4 + index % 2, rating: rating)
                return true
            }

            let entity = try await RepoFixture.row(repo, 1, "G00001").id
            let reviews = try await repo.dossier(of: entity).evaluations
            #expect(Set(reviews.map(\.author)) == [PersonID(4), PersonID(5)])
            #expect(reviews.count == 2)
            #expect(try await repo.tallies(of: PanelID(1))[entity]?.reviews == 2)
            #expect(try await repo.panel(PanelID(1))?.statistics?.genes.evaluated == 1)

            var archive = RepoFixture.archive(7, genes: 3)
            archive.entities[1].evaluations = [RepoFixture.evaluation(0, by: 4), RepoFixture.evaluation(0, by: 4)]
            let failure = LoadFailure.duplicate(
                panel: PanelID(7), what: "reviews of gene: \(archive.entities[1].name) by person 4")
            try await refused(failure, database) { _ = try await repo.load(archive, digest: "a") }
        }
    }

    @Test(
        "D68: a name that another panel has is refused, that of a deleted one is free", arguments: DatabaseKind.tested)
    func panelNames(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, database in
            let taken = PanelRefusal.nameTaken(by: PanelID(1))
            func create(_ name: String, _ status: PanelStatus = .internal) async throws {
                var header = RepoFixture.header(name)
                header.status = status
                _ = try await repo.create(header, oldCode: nil, at: RepoFixture.start, by: PersonID(1))
            }
            try await refused(taken, database) { try await create("Panel 1") }
            try await refused(taken, database) { try await RepoFixture.rename(repo, 2, to: "Panel 1") }
            try await create("panel 1")
            // One's own name is no other's.
            try await RepoFixture.rename(repo, 1, to: "Panel 1")

            try await RepoFixture.setStatus(repo, 1, .deleted)
            try await create("Panel 1")
            let second = try #require(
                try await repo.catalogue().last { $0.header.name == "Panel 1" && $0.id.rawValue > 2 })

            // It cannot come back under a name that is somebody else's by now.
            try await refused(PanelRefusal.nameTaken(by: second.id), database) {
                try await RepoFixture.setStatus(repo, 1, .public)
            }
            try await create("Panel 2", .deleted)
        }
    }

    @Test("D68: of eight who create a panel of one name at once one succeeds", arguments: DatabaseKind.tested)
    func parallelPanels(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, _ in
            let created = try await counted(8) { _ in
                do {
                    _ = try await repo.create(
                        RepoFixture.header("New"), oldCode: nil, at: RepoFixture.start, by: PersonID(1))
                } catch PanelRefusal.nameTaken { return false }
                return true
            }

            #expect(created == 1)
            #expect(try await repo.catalogue().count == 3)
        }
    }

    // MARK: References

    @Test("A change that names what is not there is refused as a whole", arguments: DatabaseKind.tested)
    func danglingChanges(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, database in
            let header = RepoFixture.header("New")
            var parent = header
            parent.children = [PanelID(1), PanelID(99)]
            try await refused(ChangeConflict.noSuchPanel(PanelID(99)), database) { [parent] in
                _ = try await repo.create(parent, oldCode: nil, at: RepoFixture.start, by: nil)
            }
            try await refused(ChangeConflict.noSuchPanel(PanelID(99)), database) {
                try await RepoFixture.change(repo, 1) { state in
                    var header = state.panel.header
                    header.children = [PanelID(99)]
                    return PanelOutcome(header: header)
                }
            }
            var typed = header
            typed.types = [PanelType(id: 1, name: "No Such", slug: "no-such", description: "")]
            try await refused(RepoFailure.refused("there is no panel type No Such"), database) { [typed] in
                _ = try await repo.create(typed, oldCode: nil, at: RepoFixture.start, by: nil)
            }

            // People who do not exist, wherever they can be named.
            let nobody = PersonID(99)
            let outcomes: [PanelOutcome] = [
                PanelOutcome(review: .store(RepoFixture.evaluation(0, by: 99))),
                PanelOutcome(
                    review: .store(
                        RepoFixture.evaluation(0, by: 4, comments: [RepoFixture.comment(0, by: 99, "text")]))),
                PanelOutcome(
                    entity: .replace(
                        RepoFixture.gene("G00001"), flagged: true, ready: false,
                        evidence: PanelOutcome.EvidenceChange(added: [RepoFixture.evidence(0, "Other", by: 99)]))),
                PanelOutcome(track: [
                    TrackRecord(
                        id: 0, created: RepoFixture.start, modified: RepoFixture.start, issueType: "",
                        issueDescription: "",
                        author: nobody, level: 0)
                ]),
            ]
            let before = try await RepoDump.take(database)
            for outcome in outcomes {
                await #expect(throws: RepoFailure.self) {
                    do { try await RepoFixture.change(repo, 1, "G00001") { _ in outcome } } catch RepoFailure.refused(
                        let why)
                    {
                        #expect(why.hasPrefix("a row refers to one that does not exist"))
                        throw RepoFailure.refused(why)
                    }
                }
            }
            await #expect(throws: RepoFailure.self) {
                _ = try await repo.create(header, oldCode: nil, at: RepoFixture.start, by: nobody)
            }
            #expect(try await RepoDump.take(database) == before)
        }
    }

    @Test("An archive that names what was not loaded is refused by that name", arguments: DatabaseKind.tested)
    func danglingArchives(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, database in
            func refusedArchive(_ what: String, _ edit: (inout PanelArchive) -> Void) async throws {
                var archive = RepoFixture.archive(7, genes: 3)
                edit(&archive)
                try await refused(LoadFailure.dangling(panel: PanelID(7), what: what), database) { [archive] in
                    _ = try await repo.load(archive, digest: "a")
                }
            }
            try await refusedArchive("gene NONE") { $0.entities[1].geneSymbol = "NONE" }
            try await refusedArchive("person 98") { $0.entities[1].evaluations = [RepoFixture.evaluation(0, by: 98)] }
            try await refusedArchive("person 98") { $0.entities[1].evidence = [RepoFixture.evidence(0, "x", by: 98)] }
            try await refusedArchive("person 98") { $0.entities[0].comments = [RepoFixture.comment(0, by: 98, "x")] }
            try await refusedArchive("panel 99") { $0.panel.header.children = [PanelID(99)] }
            try await refusedArchive("panel type None") {
                $0.panel.header.types = [PanelType(id: 1, name: "None", slug: "none", description: "")]
            }
            try await refusedArchive("not exactly one live header") { $0.headers = [] }
        }
    }

    @Test("Must 6: old codes and numbers of records belong to one panel", arguments: DatabaseKind.tested)
    func takenNumbers(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, database in
            var first = RepoFixture.archive(7, genes: 3)
            first.panel.oldCode = "0123456789abcdef01234567"
            first.entities[0].evaluations = [
                RepoFixture.evaluation(70, by: 4, comments: [RepoFixture.comment(71, by: 4, "")])
            ]
            first.entities[0].evidence = [RepoFixture.evidence(72, "Other")]
            first.entities[0].track = [RepoFixture.track("Created", id: 73)]
            _ = try await repo.load(first, digest: "a")

            func taken(_ what: String, _ edit: (inout PanelArchive) -> Void) async throws {
                var archive = RepoFixture.archive(8, genes: 3)
                edit(&archive)
                try await refused(LoadFailure.taken("panel 8: \(what)"), database) { [archive] in
                    _ = try await repo.load(archive, digest: "a")
                }
            }
            try await taken("its old code belongs to another panel") { $0.panel.oldCode = "0123456789abcdef01234567" }
            try await taken("the number of a review belongs to another") {
                $0.entities[2].evaluations = [RepoFixture.evaluation(70, by: 5)]
            }
            try await taken("the number of a comment belongs to another") {
                $0.entities[2].comments = [RepoFixture.comment(71, by: 5, "")]
            }
            try await taken("the number of a source belongs to another") {
                $0.entities[2].evidence = [RepoFixture.evidence(72, "x")]
            }
            try await taken("the number of a track record belongs to another") {
                $0.entities[2].track = [RepoFixture.track("x", id: 73)]
            }
        }
    }
}
