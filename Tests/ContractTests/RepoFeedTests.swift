import DatabaseSupport
import Domain
import Ports
import SQLCore
import SQLRepo
import Synchronization
import TestSupport
import Testing

/// Lists: of panels, versions, activities and changes; and that none leaves anything out.
@Suite("Repo: lists and feeds", .timeLimit(.minutes(10)))
struct RepoFeedTests {
    // MARK: Panels

    @Test(
        "The catalogue holds every panel of every status, by name, the newest version first",
        arguments: DatabaseKind.tested)
    func catalogue(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            let names = ["beta", "Alpha", "alpha", "Ärzte", "Zebra", "alpha beta", "Alpha", "(Alpha)", "10", "9"]
            for (index, name) in names.enumerated() {
                var archive = RepoFixture.archive(index + 1, genes: index % 3)
                archive.panel.header.name = name
                archive.panel.header.status = PanelStatus.allCases[index % 5]
                archive.panel.header.version = Version(major: 0, minor: index)
                archive.panel.oldCode = index % 2 == 0 ? "code\(index)" : nil
                archive.headers[0].header = archive.panel.header
                _ = try await repo.load(archive, digest: "a")
            }

            let panels = try await repo.catalogue()

            #expect(panels.map(\.header.name) == NameOrder.sorted(names) { $0 })
            let doubles = panels.filter { $0.header.name == "Alpha" }.map(\.header.version.minor)
            #expect(doubles == [6, 1])
            #expect(Set(panels.map(\.header.status)) == Set(PanelStatus.allCases))
            #expect(Set(panels.compactMap(\.oldCode)) == ["code0", "code2", "code4", "code6", "code8"])
            for panel in panels { #expect(try await repo.panel(panel.id) == panel) }
            #expect(try await repo.panel(PanelID(99)) == nil)
            #expect(try await repo.counters(of: PanelID(99)) == nil)
        }
    }

    @Test(
        "The catalogue's stamp changes with everything that the catalogue shows, and with nothing else",
        arguments: DatabaseKind.tested)
    func stamp(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            _ = try await repo.load(RepoFixture.archive(1, genes: 4), digest: "a")
            let type = PanelType(id: 1, name: "Type", slug: "type", description: "")
            let deeds: [(name: String, deed: @Sendable () async throws -> Void)] = [
                ("edit", { _ = try await RepoFixture.edit(repo, 1, "G00001", phenotypes: ["New"]) }),
                ("rename", { try await RepoFixture.rename(repo, 1, to: "Other") }),
                ("hide", { try await RepoFixture.setStatus(repo, 1, .deleted) }),
                ("review", { try await RepoFixture.review(repo, 1, "G00001", by: 4) }),
                ("unreview", { try await RepoFixture.removeReview(repo, 1, "G00001", by: 4) }),
                ("load", { _ = try await repo.load(RepoFixture.archive(2, genes: 1), digest: "a") }),
                ("replace", { _ = try await repo.load(RepoFixture.archive(2, genes: 2), digest: "b") }),
                ("type", { _ = try await repo.load(tags: [], types: [type]) }),
                (
                    "create",
                    {
                        _ = try await repo.create(
                            RepoFixture.header("New"), oldCode: nil, at: RepoFixture.start, by: nil)
                    }
                ),
            ]
            var seen = [try await repo.catalogueStamp()]
            for (name, deed) in deeds {
                try await deed()
                let stamp = try await repo.catalogueStamp()
                #expect(!seen.contains(stamp), "\(name)")
                seen.append(stamp)
            }
            let stamp = try await repo.catalogueStamp()
            _ = try await repo.catalogue()
            _ = try await repo.load(RepoFixture.archive(2, genes: 2), digest: "b")
            _ = try await repo.load(tags: [], types: [type])
            _ = try? await RepoFixture.bump(repo, 1, expecting: Revision(1))
            #expect(try await repo.catalogueStamp() == stamp)
        }
    }

    @Test("Versions come newest first, by number; the signed-off ones by panel", arguments: DatabaseKind.tested)
    func versions(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            let numbers = [(0, 9), (0, 10), (1, 0), (2, 0), (10, 1)].map { Version(major: $0.0, minor: $0.1) }
            for id in [2, 1] {
                var archive = RepoFixture.archive(id, genes: 1)
                archive.versions = numbers.map { number in
                    PanelArchive.FrozenPanel(
                        version: FrozenVersion(
                            version: number, revision: Revision(1), frozenAt: RepoFixture.start, reason: nil,
                            schemaVersion: "x",
                            signedOff: number.major == id ? CivilDate(year: 2026, month: 1, day: id) : nil,
                            isImported: true), document: nil)
                }
                _ = try await repo.load(archive, digest: "a")
            }

            #expect(try await repo.versions(of: PanelID(1)).map(\.version) == numbers.reversed())
            #expect(try await repo.versions(of: PanelID(9)).isEmpty)
            let signed = try await repo.signedOffVersions()
            #expect(signed.map(\.panel.rawValue) == [1, 2])
            #expect(signed.map(\.version.version.major) == [1, 2])
            #expect(try await repo.frozenVersion(of: PanelID(1), Version(major: 3, minor: 3)) == nil)
            #expect(try await repo.importedDocument(of: PanelID(1), numbers[0]) == nil)
        }
    }

    // MARK: Statistics

    @Test("D66: after each of 80 random changes the 21 numbers are those of a count", arguments: DatabaseKind.tested)
    func statistics(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            _ = try await repo.load(RepoFixture.archive(1, genes: 6), digest: "a")
            var random = SeededGenerator(seed: 66)
            for step in 0..<80 {
                let rows = try await repo.entities(of: PanelID(1), at: Revision(.max))
                let row = try #require(rows.randomElement(using: &random))
                let author = Int.random(in: 3...5, using: &random)
                let level = [nil, 0, 1, 2, 3, 4][Int.random(in: 0..<6, using: &random)]
                switch Int.random(in: 0..<9, using: &random) {
                case 0, 1:
                    let entity = [
                        RepoFixture.gene("N\(step)", level: level), RepoFixture.str("N\(step)", level: level),
                        RepoFixture.region("N\(step)", level: level),
                    ][step % 3]
                    try await RepoFixture.bump(repo, 1) { _ in
                        .add(entity, flagged: step % 2 == 0, ready: step % 5 == 0, evidence: [])
                    }
                case 2 where rows.count > 4:
                    try await RepoFixture.bump(repo, 1, row.name, kind: row.kind) { _ in .remove }
                case 3, 4:
                    try await RepoFixture.change(repo, 1, row.name, kind: row.kind) { state in
                        guard var entity = state.entity?.entity else { return PanelOutcome() }
                        entity.confidence = level.map(ConfidenceLevel.init(rawValue:))
                        // A new mark and a review in one change.
                        return PanelOutcome(
                            entity: .replace(entity, flagged: false, ready: step % 2 == 0),
                            review: step % 3 == 0 ? .store(RepoFixture.evaluation(0, by: author)) : nil)
                    }
                case 8 where step % 3 == 0:
                    try await RepoFixture.bump(repo, 1) { _ in .clearReady }
                case 5:
                    try await RepoFixture.change(repo, 1, row.name, kind: row.kind) { _ in
                        PanelOutcome(review: .remove(author: PersonID(author)))
                    }
                default: try await RepoFixture.review(repo, 1, row.name, kind: row.kind, by: author)
                }

                let panel = try #require(try await repo.panel(PanelID(1)))
                let now = try await repo.entities(of: PanelID(1), at: panel.revision)
                let counted = try await RepoFixture.recounted(repo, now)
                #expect(panel.statistics?.document == counted.document, "step \(step)")
                #expect(panel.header.counts == counted.counts, "step \(step)")
            }
            let document = try #require(try await repo.panel(PanelID(1))?.statistics?.document)
            #expect(document.text.split(separator: "\":").count - 1 == 21)
        }
    }

    // MARK: Activities

    @Test("Activities come newest first, and pages put together are the whole", arguments: DatabaseKind.tested)
    func activities(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            for id in [1, 2] { _ = try await repo.load(RepoFixture.archive(id, genes: 1), digest: "a") }
            var random = SeededGenerator(seed: 3)
            // Many of one moment: their numbers decide.
            let lines = (1...97).map { id in
                RepoFixture.activity(
                    "line \(id)", id: id, panel: [nil, 1, 2][id % 3],
                    at: RepoFixture.start.advanced(bySeconds: Double(Int.random(in: 0..<5, using: &random))))
            }
            _ = try await repo.load(activities: lines.shuffled(using: &random))
            let sorted = lines.sorted { ($0.created, $0.id) > ($1.created, $1.id) }

            for panel in [nil, PanelID(1), PanelID(2), PanelID(9)] {
                let expected = sorted.filter { panel == nil || $0.panel == panel }
                #expect(try await repo.activityCount(of: panel) == expected.count)
                var paged: [Activity] = []
                while true {
                    let page = try await repo.activities(of: panel, offset: paged.count, limit: 10)
                    paged += page
                    if page.count < 10 { break }
                }
                #expect(paged == expected)
            }
            #expect(try await repo.activities(of: nil, offset: 500, limit: 10).isEmpty)
            #expect(try await repo.activities(of: nil, offset: 0, limit: 0).isEmpty)
        }
    }

    // MARK: Changes

    @Test(
        "Must 4: the feed of changes is every revision of every panel once, in the order of commits",
        arguments: DatabaseKind.tested)
    func changes(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            for id in 1...4 { _ = try await repo.load(RepoFixture.archive(id, genes: 3), digest: "a") }
            let isDone = Mutex(false)
            // A reader that follows while others write, and never looks back.
            async let followed = {
                var lines: [PanelChangeLine] = []
                while true {
                    let wasDone = isDone.withLock { $0 }
                    let page = try await repo.changes(after: lines.last?.cursor ?? 0, limit: 3)
                    lines += page
                    if page.isEmpty, wasDone { return lines }
                }
            }()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 1...4 {
                    group.addTask { for _ in 0..<25 { try await RepoFixture.bump(repo, id) } }
                }
                try await group.waitForAll()
            }
            isDone.withLock { $0 = true }

            let lines = try await followed
            #expect(lines.count == 104)
            #expect(lines == (try await repo.changes(after: 0, limit: 1_000)))
            for id in 1...4 {
                #expect(lines.filter { $0.panel == PanelID(id) }.map(\.revision.rawValue) == Array(1...26))
            }
            #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.cursor < $1.cursor })
        }
    }

    @Test(
        "Must 4: the feed, moments and headers are read by their indexes, however long the past",
        arguments: DatabaseKind.tested)
    func feedPlans(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { plain, database in
            for id in [1, 2] {
                var archive = RepoFixture.archive(id, genes: 1)
                let header = archive.panel.header
                archive.headers = (1...1_500).map { revision in
                    PanelArchive.Header(
                        header: header, from: Revision(revision), to: revision == 1_500 ? nil : Revision(revision + 1),
                        at: RepoFixture.start.advanced(bySeconds: Double(revision)))
                }
                archive.panel.revision = Revision(1_500)
                archive.rows[0].from = Revision(1_500)
                _ = try await plain.load(archive, digest: "a")
            }
            _ = try await plain.load(
                activities: (1...3_000).map { RepoFixture.activity("line", id: $0, panel: $0 % 2 == 0 ? 1 : nil) })
            try await plain.settle()
            let recording = RecordingDatabase(database)
            let repo = SQLRepository(recording)

            let page = try await repo.changes(after: 2_990, limit: 5)
            let moment = RepoFixture.start.advanced(bySeconds: 700)
            let revision = try await repo.revision(of: PanelID(2), asOf: moment)
            _ = try await repo.header(of: PanelID(2), at: Revision(700))
            _ = try await repo.activities(of: nil, offset: 0, limit: 20)
            _ = try await repo.activities(of: PanelID(1), offset: 0, limit: 20)
            try await RepoFixture.bump(repo, 1)

            #expect(page.count == 5)
            #expect(revision == Revision(700))
            for statement in recording.take() where !statement.sql.hasPrefix("COPY") {
                let scans = try await RepoPlans.scans(
                    statement, of: ["panel_change", "panel_header", "activity"], on: recording)
                #expect(scans.isEmpty, "\(statement.sql)")
            }
        }
    }

    @Test("Must 2: a change whose clock was behind hides nothing from a look back", arguments: DatabaseKind.tested)
    func clockBehind(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            _ = try await repo.load(RepoFixture.archive(1, genes: 1), digest: "a")
            func at(_ seconds: Double) -> Instant { RepoFixture.start.advanced(bySeconds: seconds) }
            for seconds in [10, 5, -100, 20] as [Double] { try await RepoFixture.bump(repo, 1, at: at(seconds)) }

            var found: [Int?] = []
            for seconds in [-1, 0, 7, 10, 15, 20, 99] as [Double] {
                found.append(try await repo.revision(of: PanelID(1), asOf: at(seconds))?.rawValue)
            }

            #expect(found == [nil, 1, 1, 4, 4, 5, 5])
        }
    }
}
