import DatabaseSupport
import Domain
import Foundation
import MemoryJobQueue
import Ports
import SQLRepo
import TestSupport
import UseCases

/// What every side of a replay begins with: people of every role, genes, tags and types of panels.
enum ReplayWorld {
    static let start = Instant(seconds: 1_767_323_045)

    /// 1 and 2 curators, 3 and 4 reviewers, 5 external, 6 a curator whose account is closed.
    static let people = (1...6).map { id in
        Person(
            id: PersonID(id), username: "user\(id)", firstName: "First\(id)", lastName: "Last\(id)",
            email: "user\(id)@example.org", passwordHash: "x", isActive: id != 6, isStaff: false, isSuperuser: false,
            profile: ReviewerProfile(
                role: id == 5 ? .external : id == 3 || id == 4 ? .reviewer : .curator,
                affiliation: id == 2 ? "" : "Here", workplace: "Other", position: "Other", group: "Other"),
            lastLogin: nil, joined: start, created: start, modified: start)
    }

    /// Thirty that can be chosen, one of them mitochondrial, then one that cannot.
    static let genes = ((1...29).map { "GEN\($0)" } + ["MT-ND1", "OLD1"]).map { symbol in
        Gene(
            symbol: symbol, name: "name of \(symbol)", ensembl: JSONText(unchecked: Array("{}".utf8)), omim: nil,
            alias: ["alias \"\(symbol)\""], aliasName: nil, biotype: nil, hgncSymbol: symbol, hgncID: nil,
            hgncDateSymbolChanged: nil, hgncRelease: nil, isActive: symbol != "OLD1")
    }

    static let tags = ["cnv", "mosaicism", "new-gene-name", "watchlist"]

    static let types = ["Actionable", "Reference", "Testing"].enumerated().map { index, name in
        PanelType(id: index + 1, name: name, slug: name.lowercased(), description: "")
    }

    static func viewer(_ id: Int) -> Viewer {
        guard let person = people.first(where: { $0.id.rawValue == id }) else { return .anonymous }
        return .person(id: person.id, role: person.role, isStaff: false)
    }

    /// Runs on a scratch database that holds the world.
    static func with<T>(_ kind: DatabaseKind, _ body: (SQLRepository) async throws -> T) async throws -> T {
        try await TestDatabases.with(kind) { database in
            let repo = SQLRepository(database)
            _ = try await repo.migrate()
            _ = try await repo.load(people: people, tokens: [], groups: [])
            _ = try await repo.load(tags: tags.enumerated().map { ($0 + 1, $1) }, types: types)
            _ = try await repo.upsert(genes)
            return try await body(repo)
        }
    }
}

/// People, genes and tags of the world, in memory.
struct ReplayRecords: PeopleReader, GeneRepo, VocabularyReader {
    func person(_ id: PersonID) async throws -> Person? { ReplayWorld.people.first { $0.id == id } }
    func person(username: String) async throws -> Person? { ReplayWorld.people.first { $0.username == username } }
    func person(tokenHash: String) async throws -> Person? { nil }

    func gene(_ symbol: String) async throws -> Gene? { ReplayWorld.genes.first { $0.symbol == symbol } }
    func genes(_ symbols: [String]) async throws -> [Gene] {
        ReplayWorld.genes.filter { symbols.contains($0.symbol) }
    }
    func symbols(hgncID: String) async throws -> [String] { [] }
    func upsert(_ genes: [Gene]) async throws -> UpsertCounts { UpsertCounts() }
    func unknown(among symbols: [String]) async throws -> [String] {
        symbols.filter { symbol in !ReplayWorld.genes.contains { $0.symbol == symbol } }
    }
    func count() async throws -> Int { ReplayWorld.genes.count }

    func vocabulary() async throws -> [Tag] {
        ReplayWorld.tags.enumerated().map { Tag(id: $0.offset + 1, name: $0.element) }
    }
}

/// One of the stores that the same commands go to, with the use cases over it.
struct ReplaySide: Sendable {
    typealias Reader = PanelReader & ReviewReader & ActivityReader

    let name: String
    let reader: any Reader
    let curation: Curation
    let copying: Copying
    let queries: PanelQueries

    init(_ kind: DatabaseKind, _ repo: SQLRepository, clock: any Clock) {
        name = kind.rawValue
        reader = repo
        curation = Curation(
            reader: repo, writer: repo, people: repo, genes: repo, vocabulary: repo, clock: clock,
            schemaVersion: "test")
        copying = Self.copying(curation, repo, repo, clock)
        queries = PanelQueries(reader: repo, zone: .gmt)
    }

    init(_ store: ReplayStore, clock: any Clock) {
        name = "memory"
        reader = store
        let records = ReplayRecords()
        curation = Curation(
            reader: store, writer: store, people: records, genes: records, vocabulary: records, clock: clock,
            schemaVersion: "test")
        copying = Self.copying(curation, store, MemoryJobs(), clock)
        queries = PanelQueries(reader: store, zone: .gmt)
    }

    private static func copying(
        _ curation: Curation, _ reviews: any ReviewReader, _ jobs: any JobStore, _ clock: any Clock
    ) -> Copying {
        let queue = MemoryJobQueue(clock: clock, timer: ContinuousClock())
        return Copying(
            curation: curation, reviews: reviews, outbox: JobOutbox(store: jobs, queue: queue, clock: clock))
    }
}
