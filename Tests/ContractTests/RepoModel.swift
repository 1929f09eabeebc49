import Domain
import Ports
import SQLRepo
import TestSupport

/// A panel kept in memory as whole copies of every revision: slow, simple, and right. What the database says is held
/// against it.
struct PanelModel {
    struct Item: Equatable {
        var id: EntityID
        var entity: Entity
        var flagged = false
        var ready = false
        var reviewers: Set<PersonID> = []
    }

    struct Moment {
        var header: PanelHeader
        var items: [EntityID: Item]
        var at: Instant
    }

    let panel: PanelID
    var header: PanelHeader
    var items: [EntityID: Item]
    var revision = 1
    var activity = 0
    var past: [Int: Moment] = [:]
    var versions: [Version: Int] = [:]
    private var random: SeededGenerator
    private var clock = RepoFixture.start
    private var serial = 0
    /// Names of entities that were removed, oldest first.
    private var removed: ArraySlice<String> = []

    /// Starts from a panel that was just loaded.
    init(_ panel: PanelID, seed: UInt64, repo: SQLRepository) async throws {
        self.panel = panel
        random = SeededGenerator(seed: seed)
        header = try await repo.header(of: panel, at: Revision(1)) ?? RepoFixture.header("")
        items = [:]
        for row in try await repo.entities(of: panel, at: Revision(1)) {
            items[row.id] = Item(id: row.id, entity: try Entity(document: row.document.bytes))
        }
        past[1] = Moment(header: header, items: items, at: clock)
    }

    /// What readers should get at a revision, in document order.
    func rows(at revision: Int) -> [ExpectedRow] {
        guard let moment = past[revision] else { return [] }
        let keyed = moment.items.values.map {
            (level: $0.entity.confidence?.rawValue ?? -1, NameOrder.key($0.entity.name), $0)
        }
        return keyed.sorted { a, b in
            a.0 != b.0 ? a.0 > b.0 : a.1.utf8.lexicographicallyPrecedes(b.1.utf8)
        }.map { ExpectedRow($0.2) }
    }

    var statistics: PanelStatistics {
        PanelStatistics.compute(
            items.values.map { item in
                EntityFacts(
                    kind: item.entity.kind, isReady: item.ready,
                    isGreen: item.entity.confidence.map { $0 >= .green } ?? false, reviewers: item.reviewers)
            })
    }

    // MARK: Changes

    /// Makes one random change, in the database and here.
    mutating func step(_ repo: SQLRepository) async throws {
        clock = clock.advanced(bySeconds: 1)
        serial += 1
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<6: try await replace(repo, bump: true) { $0.entity.phenotypes = ["Phenotype \($1)"] }
        case 6: try await replace(repo, bump: true) { $0.entity.confidence = ConfidenceLevel(rawValue: $1 % 4) }
        case 7: try await replace(repo, bump: true) { $0.entity.name = "R\($1)" }
        case 8, 9: try await replace(repo, bump: false) { item, _ in item.ready.toggle() }
        case 10: try await replace(repo, bump: false) { item, _ in item.flagged.toggle() }
        case 11: try await replace(repo, bump: false) { $0.entity.tags = ["tag\($1 % 3)"] }
        case 12, 13, 14: try await add(repo)
        case 15, 16: try await remove(repo)
        case 17: try await rename(repo)
        case 18: try await review(repo)
        default: try await unreview(repo)
        }
    }

    private mutating func pick() -> Item? {
        items.keys.sorted().randomElement(using: &random).flatMap { items[$0] }
    }

    private mutating func replace(
        _ repo: SQLRepository, bump: Bool, _ edit: (inout Item, Int) -> Void
    ) async throws {
        guard let before = pick() else { return }
        var item = before
        edit(&item, serial)
        // What stays the same is no revision.
        if item == before, !bump { return }
        let entity = item
        try await store(repo, on: item.id, bump: bump) {
            .replace(entity.entity, flagged: entity.flagged, ready: entity.ready)
        } apply: {
            $0[item.id] = item
        }
    }

    private mutating func add(_ repo: SQLRepository) async throws {
        // Some come back under a name that was there before.
        let name = serial % 3 == 0 ? removed.popFirst() ?? "N\(serial)" : "N\(serial)"
        let entity = RepoFixture.gene(name, level: serial % 5 == 4 ? nil : serial % 4)
        try await store(repo, on: nil, bump: serial % 2 == 0) {
            .add(entity, flagged: false, ready: false, evidence: [RepoFixture.evidence(0, "Literature")])
        } apply: { _ in
        }
        guard let row = try await repo.entity(of: panel, kind: .gene, name: name) else { return }
        items[row.id] = Item(id: row.id, entity: entity)
        past[revision]?.items = items
    }

    private mutating func remove(_ repo: SQLRepository) async throws {
        guard items.count > 3, let item = pick() else { return }
        try await store(repo, on: item.id, bump: true) {
            .remove
        } apply: {
            $0[item.id] = nil
        }
        removed.append(item.entity.name)
    }

    private mutating func rename(_ repo: SQLRepository) async throws {
        header.name = "Panel number \(serial)"
        header.relevantDisorders = serial % 2 == 0 ? nil : ["Disorder \(serial)"]
        try await store(repo, on: nil, bump: true) {
            nil
        } apply: { _ in
        }
    }

    private mutating func review(_ repo: SQLRepository) async throws {
        guard let item = pick() else { return }
        let author = Int.random(in: 4...5, using: &random)
        let review = RepoFixture.evaluation(0, by: author, rating: ["GREEN", "RED", ""][serial % 3])
        try await touch(repo, item.id, .store(review))
        items[item.id]?.reviewers.insert(PersonID(author))
    }

    private mutating func unreview(_ repo: SQLRepository) async throws {
        guard let item = items.values.filter({ !$0.reviewers.isEmpty }).min(by: { $0.id < $1.id }),
            let author = item.reviewers.min()
        else { return }
        try await touch(repo, item.id, .remove(author: author))
        items[item.id]?.reviewers.remove(author)
    }

    private mutating func touch(_ repo: SQLRepository, _ id: EntityID, _ step: PanelOutcome.ReviewStep) async throws {
        _ = try await repo.change(panel, entity: id, expecting: nil, at: clock, by: PersonID(1)) { _ in
            PanelOutcome(review: step)
        }
        activity += 1
    }

    private mutating func store(
        _ repo: SQLRepository, on entity: EntityID?, bump: Bool, _ step: @Sendable () -> PanelOutcome.EntityStep?,
        apply: (inout [EntityID: Item]) -> Void
    ) async throws {
        let step = step()
        if bump {
            versions[header.version] = revision
            header.version = header.version.nextMinor
            header.versionCreated = clock
        }
        let header = header
        _ = try await repo.change(panel, entity: entity, expecting: nil, at: clock, by: PersonID(1)) { _ in
            PanelOutcome(
                freeze: bump ? PanelOutcome.Freeze(reason: "why", schemaVersion: "test") : nil, header: header,
                entity: step)
        }
        revision += 1
        apply(&items)
        past[revision] = Moment(header: header, items: items, at: clock)
    }
}

/// An entity as a reader should get it.
struct ExpectedRow: Equatable {
    var id: EntityID
    var name: String
    var confidence: ConfidenceLevel?
    var flagged: Bool
    var ready: Bool
    var document: EntityDocument

    init(_ item: PanelModel.Item) {
        id = item.id
        name = item.entity.name
        confidence = item.entity.confidence
        flagged = item.flagged
        ready = item.ready
        document = EntityDocument(item.entity)
    }

    init(_ row: EntityRow) {
        id = row.id
        name = row.name
        confidence = row.confidence
        flagged = row.flagged
        ready = row.ready
        document = row.document
    }
}
