import Domain
import Ports

/// Panels in memory, for tests of the faces: a `PanelReader` whose whole past is plain values.
struct MemoryPanels: PanelReader {
    struct Past: Sendable {
        var panel: Panel
        var headers: [(from: Int, header: PanelHeader)]
        var rows: [(from: Int, to: Int?, row: EntityRow)]
        var versions: [FrozenVersion] = []
        var documents: [Version: [UInt8]] = [:]
        var frozenChildren: [Version: [FrozenChild]] = [:]
    }

    var pasts: [PanelID: Past] = [:]

    func catalogueStamp() async throws -> CatalogueStamp {
        CatalogueStamp(panels: pasts.count, total: pasts.values.reduce(0) { $0 + $1.panel.revision.rawValue })
    }

    func catalogue() async throws -> [Panel] {
        pasts.values.map(\.panel).sorted { a, b in
            a.header.name == b.header.name
                ? a.header.version > b.header.version : NameOrder.precedes(a.header.name, b.header.name)
        }
    }

    func counters(of id: PanelID) async throws -> PanelCounters? {
        guard let panel = pasts[id]?.panel else { return nil }
        let children = try await children(panel.header.children)
        return PanelCounters(
            id: id, status: panel.header.status, revision: panel.revision, activity: panel.activity, children: children)
    }

    private func children(_ ids: [PanelID]) async throws -> [PanelCounters] {
        var counters: [PanelCounters] = []
        for id in ids.sorted() { if let child = try await self.counters(of: id) { counters.append(child) } }
        return counters
    }

    func panel(_ id: PanelID) async throws -> Panel? { pasts[id]?.panel }

    func panelTypes() async throws -> [PanelType] {
        Set(pasts.values.flatMap(\.panel.header.types)).sorted { $0.name < $1.name }
    }

    func header(of id: PanelID, at revision: Revision) async throws -> PanelHeader? {
        pasts[id]?.headers.last { $0.from <= revision.rawValue }?.header
    }

    func entities(of id: PanelID, at revision: Revision) async throws -> [EntityRow] {
        let alive = (pasts[id]?.rows ?? []).filter {
            $0.from <= revision.rawValue && ($0.to.map { $0 > revision.rawValue } ?? true)
        }
        return alive.map(\.row).sorted { a, b in
            let (x, y) = (a.confidence?.rawValue ?? -1, b.confidence?.rawValue ?? -1)
            return x != y ? x > y : NameOrder.precedes(a.name, b.name)
        }
    }

    func entityChanges(of id: PanelID, after revision: Revision, upTo: Revision) async throws -> EntityChanges {
        let before = Set(try await entities(of: id, at: revision))
        let after = try await entities(of: id, at: upTo)
        return EntityChanges(
            current: after.filter { !before.contains($0) },
            gone: Set(before.map(\.id)).subtracting(after.map(\.id)))
    }

    func entity(of id: PanelID, kind: EntityKind, name: String) async throws -> EntityRow? {
        guard let panel = pasts[id]?.panel else { return nil }
        return try await entities(of: id, at: panel.revision).first { $0.kind == kind && $0.name == name }
    }

    func versions(of id: PanelID) async throws -> [FrozenVersion] {
        (pasts[id]?.versions ?? []).sorted { $0.version > $1.version }
    }

    func frozenVersion(of id: PanelID, _ version: Version) async throws -> FrozenVersion? {
        pasts[id]?.versions.first { $0.version == version }
    }

    func importedDocument(of id: PanelID, _ version: Version) async throws -> [UInt8]? {
        pasts[id]?.documents[version]
    }

    func frozenChildren(of id: PanelID, _ version: Version) async throws -> [FrozenChild] {
        pasts[id]?.frozenChildren[version] ?? []
    }

    func revision(of id: PanelID, asOf moment: Instant) async throws -> Revision? {
        guard let past = pasts[id] else { return nil }
        return past.headers.last { $0.header.versionCreated <= moment }.map { Revision($0.from) }
    }

    func differences(of id: PanelID, from: Revision, to: Revision) async throws -> [EntityDifference] {
        let before = Dictionary(uniqueKeysWithValues: try await entities(of: id, at: from).map { ($0.id, $0) })
        let after = Dictionary(uniqueKeysWithValues: try await entities(of: id, at: to).map { ($0.id, $0) })
        return Set(before.keys).union(after.keys).sorted().compactMap { key in
            before[key] == after[key] ? nil : EntityDifference(before: before[key], after: after[key])
        }
    }

    func changes(after cursor: Int, limit: Int) async throws -> [PanelChangeLine] { [] }

    func signedOffVersions() async throws -> [(panel: PanelID, version: FrozenVersion)] {
        pasts.values.sorted { $0.panel.id < $1.panel.id }.flatMap { past in
            past.versions.filter { $0.signedOff != nil }.sorted { $0.version > $1.version }
                .map { (past.panel.id, $0) }
        }
    }
}

extension MemoryPanels {
    /// Adds a panel with one revision.
    mutating func add(
        _ id: Int, _ name: String, status: PanelStatus = .public, oldCode: String? = nil, related: [String]? = [],
        types: [PanelType] = [], children: [Int] = [], version: Version = Version(major: 1, minor: 2),
        entities: [Entity] = []
    ) {
        let header = PanelHeader(
            name: name, status: status, version: version, versionCreated: Instant(seconds: 1_770_000_000),
            relevantDisorders: related, types: types, children: children.map { PanelID($0) },
            counts: EntityCounts(
                genes: entities.count { $0.kind == .gene }, strs: entities.count { $0.kind == .str },
                regions: entities.count { $0.kind == .region }))
        let panel = Panel(
            id: PanelID(id), oldCode: oldCode, created: Instant(seconds: 1_700_000_000),
            modified: Instant(seconds: 1_770_000_000), header: header, revision: Revision(5))
        let rows = entities.enumerated().map { index, entity in
            (
                from: 5, to: Int?.none,
                row: EntityRow(
                    id: EntityID(id * 10_000 + index), panel: PanelID(id), kind: entity.kind, name: entity.name,
                    confidence: entity.confidence, flagged: false, ready: false, since: Revision(5),
                    document: EntityDocument(entity))
            )
        }
        pasts[PanelID(id)] = Past(panel: panel, headers: [(5, header)], rows: rows)
    }

    /// Adds an imported frozen version with its document as text.
    mutating func freeze(_ id: Int, _ version: Version, document: String, signedOff: CivilDate? = nil) {
        pasts[PanelID(id)]?.versions.append(
            FrozenVersion(
                version: version, revision: Revision(1), frozenAt: Instant(seconds: 1_760_000_000), reason: nil,
                schemaVersion: "3.1.1", signedOff: signedOff, isImported: true))
        pasts[PanelID(id)]?.documents[version] = Array(document.utf8)
    }
}

/// People and genes in memory.
struct MemoryPeople: PeopleReader {
    var byTokenHash: [String: Person] = [:]

    func person(_ id: PersonID) async throws -> Person? { byTokenHash.values.first { $0.id == id } }
    func person(username: String) async throws -> Person? { byTokenHash.values.first { $0.username == username } }
    func person(tokenHash: String) async throws -> Person? { byTokenHash[tokenHash] }
}

struct MemoryGenes: GeneRepo {
    /// Databases take no U+0000 in a text.
    struct NoText: Error {}

    var symbolsByHGNC: [String: [String]] = [:]
    var genes: [String: Gene] = [:]

    func gene(_ symbol: String) async throws -> Gene? { genes[symbol] }
    func genes(_ symbols: [String]) async throws -> [Gene] { symbols.compactMap { genes[$0] } }
    func symbols(hgncID: String) async throws -> [String] {
        if hgncID.utf8.contains(0) { throw NoText() }
        return symbolsByHGNC[hgncID] ?? []
    }
    func unknown(among symbols: [String]) async throws -> [String] { symbols }
    func upsert(_ genes: [Gene]) async throws -> UpsertCounts { UpsertCounts() }
    func count() async throws -> Int { 0 }
}

struct MemoryReviews: ReviewReader {
    var dossiers: [EntityID: EntityDossier] = [:]
    var talliesByPanel: [PanelID: [EntityID: ReviewTally]] = [:]

    func tallies(of panel: PanelID) async throws -> [EntityID: ReviewTally] { talliesByPanel[panel] ?? [:] }
    func reviewed(by person: PersonID, on panel: PanelID) async throws -> Set<EntityID> { [] }
    func authors(on panel: PanelID) async throws -> [EntityID: [PersonID]] { [:] }
    func reviewers(of panel: PanelID) async throws -> [PersonSummary] { [] }
    func dossier(of entity: EntityID) async throws -> EntityDossier {
        dossiers[entity] ?? EntityDossier(evaluations: [], evidence: [], comments: [], track: [], people: [:])
    }
    func elsewhere(kind: EntityKind, name: String) async throws -> [EntityElsewhere] { [] }
    func panels(withGene symbol: String) async throws -> Set<PanelID> { [] }
}

struct MemoryActivities: ActivityReader {
    var lines: [Activity] = []

    func activities(of panel: PanelID?, offset: Int, limit: Int) async throws -> [Activity] {
        Array(lines.filter { panel == nil || $0.panel == panel }.dropFirst(offset).prefix(limit))
    }
    func activityCount(of panel: PanelID?) async throws -> Int {
        lines.count { panel == nil || $0.panel == panel }
    }
}
