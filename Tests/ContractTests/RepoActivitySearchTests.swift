import DatabaseSupport
import Domain
import Ports
import SQLRepo
import Testing

/// Searches in the activities: each condition alone and with others, against a plain filter in memory.
@Suite("Repo: search in activities")
struct RepoActivitySearchTests {
    /// Panels 1 (public), 2 (internal) and 3 (deleted); G00001 is flagged on panel 2. Person 4 is in training.
    private func prepared(_ kind: DatabaseKind, _ body: (SQLRepository, [Activity]) async throws -> Void) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            _ = try await repo.load(
                people: [], tokens: [], groups: [ArchivedGroup(name: "Training", members: [PersonID(4)])])
            for id in 1...3 { _ = try await repo.load(RepoFixture.archive(id, genes: 3), digest: "a") }
            try await RepoFixture.setStatus(repo, 2, .internal)
            try await RepoFixture.setStatus(repo, 3, .deleted)
            try await RepoFixture.change(repo, 2, "G00001") { state in
                guard let entity = state.entity?.entity else { return PanelOutcome() }
                return PanelOutcome(entity: .replace(entity, flagged: true, ready: false))
            }
            let known = Set(try await repo.activities(of: nil, offset: 0, limit: 100).map(\.id))
            let texts = [
                "gene: G00001 was added\ngene: G00001 was added to Panel", "Classified gene: G00001 as Green List",
                "Tag x tag was added to gene: G00002.", "reviewed gene: G00002", "promoted panel to version 2.0",
            ]
            let events = ["entity-added", "rating-changed", "tags-changed", "reviewed", "panel-promoted"]
            let lines = (0..<60).map { index in
                let panel = [1, 2, 3, nil][index % 4]
                let isImported = index % 3 == 0
                let json = #"{"panel_version": "1.\#(index % 2)", "panel_name": "P"}"#
                let name = index % 5 == 4 ? nil : "G0000\(index % 7 == 0 ? 2 : 1)"
                return Activity(
                    id: 1_000 + index, created: RepoFixture.start.advanced(bySeconds: Double(index / 3)),
                    modified: RepoFixture.start, panel: panel.map { PanelID($0) },
                    author: index % 6 == 5 ? nil : PersonID(index % 6 == 0 ? 4 : 1), text: texts[index % 5],
                    itemType: name == nil ? "panel" : "entity", entityType: name == nil ? nil : "gene",
                    entityName: name,
                    frozen: JSONText(unchecked: Array(json.utf8)),
                    event: isImported ? Activity.imported : events[index % 5])
            }
            _ = try await repo.load(activities: lines)
            #expect(known.isDisjoint(with: lines.map(\.id)))
            try await body(repo, lines.sorted { ($0.created, $0.id) > ($1.created, $1.id) })
        }
    }

    private static let everything = ActivityQuery(
        statuses: Set(PanelStatus.allCases), includesLinesWithoutPanel: true)
    private static let open = ActivityQuery(statuses: [.public, .promoted, .retired], includesLinesWithoutPanel: false)

    private func check(
        _ query: ActivityQuery, _ repo: SQLRepository, _ lines: [Activity], _ name: String,
        _ fits: (Activity) -> Bool
    ) async throws {
        let isOurs: (Activity) -> Bool = { $0.id >= 1_000 }
        let expected = lines.filter(fits).map(\.id)
        let found = try await repo.activities(matching: query, offset: 0, limit: 500).filter(isOurs).map(\.id)
        #expect(found == expected, "\(name)")
        let all = try await repo.activities(matching: query, offset: 0, limit: 500).count
        #expect(try await repo.activityCount(matching: query) == all, "\(name)")
    }

    @Test("W82: who sees what goes by the present status of the panel", arguments: DatabaseKind.tested)
    func visible(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, lines in
            try await check(Self.everything, repo, lines, "all") { _ in true }
            try await check(Self.open, repo, lines, "open") { $0.panel == PanelID(1) }
        }
    }

    @Test("W83: each filter alone, and several together", arguments: DatabaseKind.tested)
    func filters(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, lines in
            func with(_ change: (inout ActivityQuery) -> Void) -> ActivityQuery {
                var query = Self.everything
                change(&query)
                return query
            }
            func odd(_ line: Activity) -> Bool { line.frozen.text.contains("1.1") }
            let middle = RepoFixture.start.advanced(bySeconds: 10)
            try await check(with { $0.panel = PanelID(2) }, repo, lines, "panel") { $0.panel == PanelID(2) }
            try await check(with { $0.version = "1.1" }, repo, lines, "version", odd)
            try await check(with { $0.entity = "G00002" }, repo, lines, "entity") {
                $0.entityName == "G00002" || $0.text.contains("G00002")
            }
            try await check(with { $0.entity = "100%_'" }, repo, lines, "odd text") { _ in false }
            try await check(with { $0.from = middle }, repo, lines, "from") { $0.created >= middle }
            try await check(with { $0.through = middle }, repo, lines, "through") { $0.created <= middle }
            try await check(with { $0.role = .reviewer }, repo, lines, "role") { $0.author == PersonID(4) }
            try await check(with { $0.role = .external }, repo, lines, "external") { _ in false }
            try await check(with { $0.isTraining = true }, repo, lines, "training") { $0.author == PersonID(4) }
            try await check(
                with {
                    $0.panel = PanelID(1)
                    $0.version = "1.0"
                    $0.role = .curator
                    $0.from = middle
                }, repo, lines, "together"
            ) { $0.panel == PanelID(1) && !odd($0) && $0.author == PersonID(1) && $0.created >= middle }
        }
    }

    @Test("Events go by the stored kind; lines that came as text by their wording", arguments: DatabaseKind.tested)
    func topics(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, lines in
            let indexes: [ActivityTopic: Int] = [.addition: 0, .rating: 1, .edit: 2, .review: 3, .panel: 4]
            for (topic, index) in indexes {
                var query = Self.everything
                query.topics = [topic]
                try await check(query, repo, lines, "\(topic)") { ($0.id - 1_000) % 5 == index }
            }
            var query = Self.open
            query.topics = [.rating, .review]
            try await check(query, repo, lines, "both") {
                $0.panel == PanelID(1) && [1, 3].contains(($0.id - 1_000) % 5)
            }
        }
    }

    @Test("Flagged are genes that are so now, on a panel that the reader may see", arguments: DatabaseKind.tested)
    func flagged(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, lines in
            var query = Self.everything
            query.isFlagged = true
            try await check(query, repo, lines, "curator") { $0.entityName == "G00001" }
            query = Self.open
            query.isFlagged = true
            try await check(query, repo, lines, "reader") { _ in false }
        }
    }

    @Test("Walking behind the last line brings every line once", arguments: DatabaseKind.tested)
    func walking(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, lines in
            var found: [Activity] = []
            while true {
                let piece = try await repo.activities(
                    matching: Self.everything, behind: found.last.map { ActivityCursor($0) }, limit: 7)
                found += piece
                if piece.count < 7 { break }
            }
            #expect(found.filter { $0.id >= 1_000 } == lines)
            #expect(Set(found.map(\.id)).count == found.count)
        }
    }

    @Test("Pages are read by their indexes", arguments: DatabaseKind.tested)
    func plans(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { plain, database in
            for id in 1...2 { _ = try await plain.load(RepoFixture.usedArchive(id, genes: 2_000), digest: "a") }
            _ = try await plain.load(
                activities: (1...4_000).map { RepoFixture.activity("line", id: $0 + 100, panel: $0 % 3) }
                    .filter { $0.panel != PanelID(0) })
            try await plain.settle()
            let recording = RecordingDatabase(database)
            let repo = SQLRepository(recording)
            var onePanel = Self.open
            onePanel.panel = PanelID(1)
            var flagged = Self.open
            flagged.isFlagged = true
            _ = recording.take()

            _ = try await repo.activities(matching: Self.everything, offset: 0, limit: 100)
            _ = try await repo.activities(matching: onePanel, offset: 0, limit: 100)
            _ = try await repo.activities(matching: flagged, offset: 0, limit: 100)

            let statements = recording.take()
            for (index, statement) in statements.enumerated() {
                let growing = RepoPlans.growing.union(index < 2 ? ["activity"] : [])
                #expect(try await RepoPlans.scans(statement, of: growing, on: recording).isEmpty, "\(statement.sql)")
            }
        }
    }
}
