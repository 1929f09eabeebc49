import Compression
import DatabaseSupport
import Domain
import Ports
import SQLCore
import SQLRepo
import TestSupport
import Testing

/// A mirror that follows its source: each new state is stored as a difference, and the past stays as it was.
@Suite("Repo: states of a source", .timeLimit(.minutes(10)))
struct RepoSuccessionTests {
    static let sizes = [10, 3_000]

    private static func document(_ text: String) -> PackedDocument {
        PackedDocument(gzip: Gzip.compress(Array(text.utf8)), size: text.utf8.count)
    }

    private static func state(_ entity: Entity, gene: String? = nil) -> PanelSuccession.EntityState {
        PanelSuccession.EntityState(
            kind: entity.kind, name: entity.name, geneSymbol: gene, confidence: entity.confidence,
            document: EntityDocument(entity))
    }

    private static func frozen(
        _ version: Version, at revision: Revision, _ text: String, signedOff: CivilDate? = nil
    ) -> PanelArchive.FrozenPanel {
        PanelArchive.FrozenPanel(
            version: FrozenVersion(
                version: version, revision: revision, frozenAt: RepoFixture.start, reason: nil, schemaVersion: "source",
                signedOff: signedOff, isImported: true), document: document(text))
    }

    /// The panel as it is here with the next version, and the version before as a document of the source.
    private static func succession(_ repo: SQLRepository, _ id: Int, seconds: Double) async throws -> PanelSuccession {
        var panel = try #require(try await repo.panel(PanelID(id)))
        let old = panel.header.version
        panel.header.version = old.nextMinor
        panel.modified = RepoFixture.start.advanced(bySeconds: seconds)
        panel.header.versionCreated = panel.modified
        return PanelSuccession(
            panel: panel, expecting: panel.revision, at: panel.modified,
            frozen: [frozen(old, at: panel.revision, "{\"version\": \"\(old)\"}")])
    }

    // MARK: Content

    @Test(
        "Gone, changed, new and returned entities; every earlier state stays readable, document and digest",
        arguments: DatabaseKind.tested, sizes)
    func states(kind: DatabaseKind, size: Int) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            let panel = PanelID(1)
            #expect(try await repo.load(RepoFixture.archive(1, genes: size), digest: "state 0") == .inserted)
            var states = [try await repo.entities(of: panel, at: Revision(1))]
            let returning = try await RepoFixture.row(repo, 1, "G00005").id
            for step in 1...6 {
                var next = try await Self.succession(repo, 1, seconds: Double(step))
                let changed = try await RepoFixture.row(repo, 1, "G00001").id
                let entity = RepoFixture.gene(
                    "G00001", level: step % 4, phenotypes: ["State \(step)"], tags: ["t\(step)"])
                next.changed = [(id: changed, state: Self.state(entity))]
                next.added = [Self.state(RepoFixture.gene("N\(step)", level: 2))]
                // Every other state lacks this one.
                if step % 2 == 1 {
                    next.gone = [returning]
                } else {
                    next.added.append(Self.state(RepoFixture.gene("G00005")))
                }

                #expect(try await repo.append(next, digest: "state \(step)") == .replaced)

                #expect(try await repo.append(next, digest: "state \(step)") == .unchanged)
                #expect(try await repo.digests() == [panel: "state \(step)"])
                states.append(try await repo.entities(of: panel, at: Revision(step + 1)))
            }

            #expect(try await RepoFixture.row(repo, 1, "G00005").id == returning)
            for (index, rows) in states.enumerated() {
                #expect(try await repo.entities(of: panel, at: Revision(index + 1)) == rows)
                #expect(rows.count == size + index - index % 2)
                #expect(rows.contains { $0.id == returning } == (index % 2 == 0))
                let moment = RepoFixture.start.advanced(bySeconds: Double(index))
                #expect(try await repo.revision(of: panel, asOf: moment) == Revision(index + 1))
            }
            for minor in 1...6 {
                let version = Version(major: 0, minor: minor)
                #expect(try await repo.frozenVersion(of: panel, version)?.revision == Revision(minor))
                #expect(
                    try await repo.importedDocument(of: panel, version) == Array("{\"version\": \"\(version)\"}".utf8))
                #expect(try await repo.header(of: panel, at: Revision(minor))?.version == version)
            }
            let first = try await repo.differences(of: panel, from: Revision(1), to: Revision(2))
            #expect(first.compactMap { ($0.before ?? $0.after)?.name } == ["G00001", "G00005", "N1"])
            #expect(try await repo.changes(after: 0, limit: 100).map(\.revision.rawValue) == Array(1...7))
        }
    }

    @Test("The live numbers follow the difference; sign-off dates reach older versions", arguments: DatabaseKind.tested)
    func numbers(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            _ = try await repo.load(RepoFixture.archive(1, genes: 10), digest: "a")
            try await RepoFixture.review(repo, 1, "G00001", by: 4)
            var next = try await Self.succession(repo, 1, seconds: 1)
            let green = try await RepoFixture.row(repo, 1, "G00003").id
            next.gone = [green]
            next.added = [Self.state(RepoFixture.str("S1")), Self.state(RepoFixture.region("R1", level: 1))]
            _ = try await repo.append(next, digest: "b")

            // A change made here moves the true numbers on.
            let panel = try await RepoFixture.bump(repo, 1) { _ in
                .add(RepoFixture.gene("HERE"), flagged: false, ready: true, evidence: [])
            }
            let rows = try await repo.entities(of: PanelID(1), at: panel.revision)
            #expect(panel.statistics == (try await RepoFixture.recounted(repo, rows)))
            #expect(panel.header.counts == EntityCounts(genes: 10, strs: 1, regions: 1))
        }
        try await RepoFixture.with(kind) { repo, _ in
            _ = try await repo.load(RepoFixture.archive(1, genes: 3), digest: "a")
            let first = Version(major: 0, minor: 1)
            _ = try await repo.append(try await Self.succession(repo, 1, seconds: 1), digest: "b")
            var next = try await Self.succession(repo, 1, seconds: 2)
            let date = CivilDate(year: 2026, month: 2, day: 3)
            next.frozen.append(Self.frozen(first, at: Revision(1), "other text", signedOff: date))
            next.panel.signedOff = SignedOff(version: first, date: date)
            _ = try await repo.append(next, digest: "c")

            #expect(try await repo.signedOffVersions().map(\.version.version) == [first])
            #expect(try await repo.panel(PanelID(1))?.signedOff == SignedOff(version: first, date: date))
            // Its text stays what it was.
            #expect(try await repo.importedDocument(of: PanelID(1), first) == Array("{\"version\": \"0.1\"}".utf8))
        }
    }

    // MARK: Refusals

    @Test("A panel that was edited here does not follow its source any more", arguments: DatabaseKind.tested)
    func changedHere(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, database in
            _ = try await repo.load(RepoFixture.archive(1, genes: 3), digest: "a")
            let next = try await Self.succession(repo, 1, seconds: 1)
            _ = try await RepoFixture.edit(repo, 1, "G00001", phenotypes: ["Here"])
            let before = try await RepoDump.take(database)

            await #expect(throws: LoadFailure.changedHere(PanelID(1))) { try await repo.append(next, digest: "b") }
            await #expect(throws: LoadFailure.changedHere(PanelID(1))) {
                try await repo.load(RepoFixture.archive(1, genes: 4), digest: "b")
            }

            #expect(try await RepoDump.take(database) == before)
        }
    }

    @Test(
        "Reviews written here stand in the way of a load that would replace them, also after later states",
        arguments: DatabaseKind.tested)
    func reviewedHere(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            _ = try await repo.load(RepoFixture.archive(1, genes: 3), digest: "a")
            try await RepoFixture.review(repo, 1, "G00001", by: 4)
            _ = try await repo.append(try await Self.succession(repo, 1, seconds: 1), digest: "b")

            await #expect(throws: LoadFailure.changedHere(PanelID(1))) {
                try await repo.load(RepoFixture.archive(1, genes: 4), digest: "c")
            }

            let entity = try await RepoFixture.row(repo, 1, "G00001").id
            var lacking = try await Self.succession(repo, 1, seconds: 2)
            lacking.gone = [entity]
            let next = lacking
            await #expect(throws: LoadFailure.changedHere(PanelID(1))) { try await repo.append(next, digest: "c") }
            #expect(try await repo.dossier(of: entity).evaluations.map(\.author) == [PersonID(4)])
            #expect(try await repo.digests() == [PanelID(1): "b"])
        }
    }

    @Test("A difference that does not fit is refused as a whole, and says where", arguments: DatabaseKind.tested)
    func misfits(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, database in
            _ = try await repo.load(RepoFixture.archive(1, genes: 3), digest: "a")
            _ = try await repo.load(RepoFixture.archive(2, genes: 3), digest: "a")
            let stranger = try await RepoFixture.row(repo, 2, "G00001").id
            let base = try await Self.succession(repo, 1, seconds: 1)
            let before = try await RepoDump.take(database)
            func refused(_ failure: LoadFailure, _ edit: (inout PanelSuccession) -> Void) async throws {
                var next = base
                edit(&next)
                let succession = next
                await #expect(throws: failure) { try await repo.append(succession, digest: "b") }
                #expect(try await RepoDump.take(database) == before)
            }
            func dangling(_ what: String) -> LoadFailure { .dangling(panel: PanelID(1), what: what) }

            try await refused(dangling("entity \(stranger.rawValue)")) { $0.gone = [stranger] }
            try await refused(dangling("entity \(stranger.rawValue)")) {
                $0.changed = [(id: stranger, state: Self.state(RepoFixture.gene("G00001")))]
            }
            try await refused(dangling("gene NONE")) { $0.added = [Self.state(RepoFixture.gene("NONE"), gene: "NONE")] }
            try await refused(.duplicate(panel: PanelID(1), what: "gene: G00001")) {
                $0.added = [Self.state(RepoFixture.gene("NEW")), Self.state(RepoFixture.gene("G00001"))]
            }
            try await refused(dangling("panel 99")) { $0.panel.header.children = [PanelID(99)] }
            try await refused(dangling("panel type None")) {
                $0.panel.header.types = [PanelType(id: 1, name: "None", slug: "none", description: "")]
            }
            try await refused(.changedHere(PanelID(1))) { $0.expecting = Revision(7) }
            try await refused(.dangling(panel: PanelID(9), what: "the panel was never loaded")) {
                $0.panel.id = PanelID(9)
            }
        }
    }

    // MARK: Cost

    @Test("Must 1: a new state costs what differs, not what is there", arguments: DatabaseKind.tested)
    func cost(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { plain, database in
            for (id, size) in [(1, 10), (2, 3_000)] {
                _ = try await plain.load(RepoFixture.usedArchive(id, genes: size), digest: "a")
            }
            // What was reviewed here cannot be gone.
            for id in [1, 2] { try await RepoFixture.removeReview(plain, id, "G00003", by: 4) }
            try await plain.settle()
            let recording = RecordingDatabase(database)
            let repo = SQLRepository(recording)
            var work: [[String]] = []
            for id in [1, 2] {
                var next = try await Self.succession(repo, id, seconds: 1)
                next.gone = [try await RepoFixture.row(repo, id, "G00003").id]
                let changed = try await RepoFixture.row(repo, id, "G00001").id
                next.changed = [(id: changed, state: Self.state(RepoFixture.gene("G00001", phenotypes: ["New"])))]
                next.added = [Self.state(RepoFixture.gene("NEW"))]
                _ = recording.take()

                _ = try await repo.append(next, digest: "b")

                let statements = recording.take()
                work.append(statements.map { "\($0.rows): \($0.sql)" })
                for statement in statements where !statement.sql.hasPrefix("COPY") {
                    #expect(try await RepoPlans.scans(statement, on: recording).isEmpty, "\(statement.sql)")
                }
            }

            #expect(work[0] == work[1])
        }
    }
}
