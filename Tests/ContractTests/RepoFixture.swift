import DatabaseSupport
import Domain
import Ports
import SQLCore
import SQLRepo

/// A scratch database with schema and five people (1 to 3 curators, 4 and 5 reviewers), and panels to put into it.
enum RepoFixture {
    static let start = Instant(seconds: 1_700_000_000)

    static func with<T>(
        _ kind: DatabaseKind, _ body: (SQLRepository, any SQLDatabase) async throws -> T
    ) async throws -> T {
        try await TestDatabases.with(kind) { database in
            let repo = SQLRepository(database)
            _ = try await repo.migrate()
            _ = try await repo.load(people: (1...5).map(person), tokens: [], groups: [])
            return try await body(repo, database)
        }
    }

    static func person(_ id: Int) -> Person {
        Person(
            id: PersonID(id), username: "user\(id)", firstName: "First\(id)", lastName: "Last\(id)",
            email: "user\(id)@example.org", passwordHash: "x", isActive: true, isStaff: false, isSuperuser: false,
            profile: ReviewerProfile(
                role: id < 4 ? .curator : .reviewer, affiliation: "Here", workplace: "Other", position: "Other",
                group: "Other"),
            lastLogin: nil, joined: start, created: start, modified: start)
    }

    static func gene(
        _ name: String, level: Int? = 3, phenotypes: [String] = ["Fever"], tags: [String] = []
    ) -> Entity {
        Entity(
            name: name, confidence: level.map(ConfidenceLevel.init(rawValue:)), publications: ["1234567"],
            evidence: ["Expert Review Green"], phenotypes: phenotypes, modeOfInheritance: "Unknown", tags: tags,
            specifics: .gene(transcript: nil))
    }

    static func header(_ name: String, version: Version = Version(major: 0, minor: 1)) -> PanelHeader {
        PanelHeader(name: name, status: .public, version: version, versionCreated: start)
    }

    static func evaluation(_ id: Int, by author: Int, rating: String = "GREEN", comments: [Comment] = []) -> Evaluation
    {
        Evaluation(
            id: id, author: PersonID(author), rating: rating, modeOfPathogenicity: nil, publications: ["1"],
            phenotypes: nil, modeOfInheritance: "Unknown", currentDiagnostic: false, clinicallyRelevant: nil,
            version: "0.1", created: start.advanced(bySeconds: Double(id)), modified: start, lastUpdated: nil,
            comments: comments)
    }

    static func comment(_ id: Int, by author: Int, _ text: String) -> Comment {
        Comment(
            id: id, author: PersonID(author), text: text, version: nil, created: start.advanced(bySeconds: Double(id)),
            modified: start, lastUpdated: nil)
    }

    static func evidence(_ id: Int, _ name: String, by author: Int? = 1) -> Evidence {
        Evidence(
            id: id, name: name, author: author.map { PersonID($0) }, role: author == nil ? nil : .curator,
            created: start.advanced(bySeconds: Double(id)), modified: start)
    }

    /// A panel without a past: live content only, `count` genes `G00001` and on, at revision 1.
    static func archive(_ id: Int, genes count: Int) -> PanelArchive {
        let names = (0..<count).map { "G" + String(String(100_000 + $0).dropFirst()) }
        return archive(id, genes: names.enumerated().map { gene($1, level: $0 % 4) })
    }

    static func archive(_ id: Int, genes: [Entity]) -> PanelArchive {
        var header = header("Panel \(id)")
        header.counts = EntityCounts(genes: genes.count, strs: 0, regions: 0)
        let facts = genes.map { entity in
            EntityFacts(
                kind: .gene, isReady: false, isGreen: entity.confidence.map { $0 >= .green } ?? false, reviewers: [])
        }
        return PanelArchive(
            panel: Panel(
                id: PanelID(id), created: start, modified: start, header: header, revision: Revision(1),
                statistics: PanelStatistics.compute(facts)),
            headers: [PanelArchive.Header(header: header, from: Revision(1), to: nil, at: start)], versions: [],
            rows: genes.enumerated().map { row($0, $1, from: 1, to: nil) },
            entities: genes.map { entity in
                ArchivedEntity(
                    kind: .gene, name: entity.name, geneSymbol: nil, isLive: true, created: start, modified: start,
                    tags: entity.tags)
            })
    }

    static func row(_ index: Int, _ entity: Entity, from: Int, to: Int?) -> PanelArchive.Row {
        PanelArchive.Row(
            entity: index, name: entity.name, confidence: entity.confidence, flagged: false, ready: false,
            from: Revision(from), to: to.map { Revision($0) }, document: EntityDocument(entity))
    }

    /// Changes one live gene's phenotypes with a new minor version: the most common edit.
    static func edit(
        _ repo: SQLRepository, _ panel: Int, _ name: String, phenotypes: [String], at moment: Instant = start
    ) async throws -> Panel {
        guard let row = try await repo.entity(of: PanelID(panel), kind: .gene, name: name) else { throw NoSuchRow() }
        return try await repo.change(
            PanelID(panel), entity: row.id, expecting: row.since, at: moment, by: PersonID(1)
        ) { state in
            var header = state.panel.header
            header.version = header.version.nextMinor
            header.versionCreated = moment
            guard let record = state.entity else { throw NoSuchRow() }
            var entity = record.entity
            entity.phenotypes = phenotypes
            return PanelOutcome(
                freeze: PanelOutcome.Freeze(schemaVersion: "test"), header: header,
                entity: .replace(entity, flagged: record.flagged, ready: record.ready),
                activities: [activity("phenotypes", at: moment)], track: [track("SetPhenotypes", at: moment)])
        }
    }

    static func activity(_ text: String, id: Int = 0, panel: Int? = nil, at moment: Instant = start) -> Activity {
        Activity(
            id: id, created: moment, modified: moment, panel: panel.map { PanelID($0) }, author: PersonID(1),
            text: text,
            itemType: "entity", entityType: "gene", entityName: "X", frozen: JSONText(unchecked: Array("{}".utf8)),
            event: "test")
    }

    static func track(_ type: String, id: Int = 0, at moment: Instant = start) -> TrackRecord {
        TrackRecord(
            id: id, created: moment, modified: moment, issueType: type, issueDescription: "said", author: PersonID(1),
            level: 3)
    }

    struct NoSuchRow: Error {}
}
