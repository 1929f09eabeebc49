import Domain
import Ports
import Synchronization

/// The ports of the use cases over ``ReplayMemory``.
final class ReplayStore: PanelReader, PanelWriter, ReviewReader, ActivityReader {
    private let memory = Mutex(ReplayMemory())

    var now: ReplayMemory { memory.withLock { $0 } }

    /// Changes a copy, so that what is refused changes nothing.
    private func write<T: Sendable>(_ body: (inout ReplayMemory) throws -> T) throws -> T {
        try memory.withLock { memory in
            var copy = memory
            let result = try body(&copy)
            memory = copy
            return result
        }
    }

    // MARK: Writing

    func change(
        _ id: PanelID, entity: EntityID?, expecting: Revision?, at moment: Instant, by author: PersonID?,
        decide: @escaping @Sendable (PanelState) throws -> PanelOutcome
    ) async throws -> Panel {
        try write { memory in
            try memory.change(id, at: moment) { panel, items in
                var record: EntityRecord?
                if let entity {
                    guard let found = items[entity]?.record else { throw ChangeConflict.noSuchEntity(entity) }
                    record = found
                }
                let current = record?.since ?? panel.revision
                if let expecting, expecting != current { throw ChangeConflict.stale(current: current) }
                return PanelState(panel: panel, entity: record)
            } decide: {
                try decide($0)
            }
        }
    }

    func change(
        _ id: PanelID, entities: [EntityID], expecting: [EntityID: Revision], at moment: Instant, by author: PersonID?,
        decide: @escaping @Sendable (PanelState) throws -> PanelOutcome
    ) async throws -> Panel {
        try write { memory in
            try memory.change(id, at: moment) { panel, items in
                var seen: Set<EntityID> = []
                let records = try entities.filter { seen.insert($0).inserted }.map { entity in
                    guard let found = items[entity]?.record else { throw ChangeConflict.noSuchEntity(entity) }
                    return found
                }
                let stale = records.filter { expecting[$0.id] != nil && expecting[$0.id] != $0.since }
                if !stale.isEmpty { throw ChangeConflict.staleEntities(stale.map(\.id).sorted()) }
                return PanelState(panel: panel, entity: nil, others: records)
            } decide: {
                try decide($0)
            }
        }
    }

    func change<Value: Sendable>(
        _ panels: [PanelID], selecting selection: EntitySelection, once: String?, at moment: Instant,
        by author: PersonID?,
        decide: @escaping @Sendable ([PanelID: PanelState]) throws -> GroupOutcome<Value>
    ) async throws -> Value {
        try write { memory in
            try memory.change(panels, selecting: selection, once: once, at: moment) { try decide($0) }
        }
    }

    func create(
        _ header: PanelHeader, oldCode: String?, at moment: Instant, by author: PersonID?,
        line: (@Sendable (Panel) -> Activity)?
    ) async throws -> Panel {
        try write { try $0.create(header, oldCode: oldCode, at: moment, line: line) }
    }

    // MARK: Panels

    func catalogueStamp() async throws -> CatalogueStamp {
        let panels = now.panels.values.map(\.panel)
        return CatalogueStamp(
            panels: panels.count, total: panels.reduce(0) { $0 + $1.revision.rawValue + $1.activity })
    }

    func catalogue() async throws -> [Panel] {
        let memory = now
        let panels = memory.panels.keys.compactMap { memory.panel($0) }
        return panels.sorted { a, b in
            let (x, y) = (NameOrder.key(a.header.name), NameOrder.key(b.header.name))
            if x != y { return x.utf8.lexicographicallyPrecedes(y.utf8) }
            return a.header.version != b.header.version ? a.header.version > b.header.version : a.id < b.id
        }
    }

    func counters(of id: PanelID) async throws -> PanelCounters? {
        let memory = now
        func counters(_ id: PanelID, _ children: [PanelCounters]) -> PanelCounters? {
            memory.panels[id].map {
                PanelCounters(
                    id: id, status: $0.panel.header.status, revision: $0.panel.revision, activity: $0.panel.activity,
                    children: children)
            }
        }
        let children = (memory.panels[id]?.panel.header.children ?? []).sorted()
        return counters(id, children.compactMap { counters($0, []) })
    }

    func panel(_ id: PanelID) async throws -> Panel? { now.panel(id) }
    func panelTypes() async throws -> [PanelType] { ReplayWorld.types }

    func header(of id: PanelID, at revision: Revision) async throws -> PanelHeader? {
        let memory = now
        guard let panel = memory.panel(id) else { return nil }
        return revision >= panel.revision ? panel.header : memory.panels[id]?.past[revision]?.header
    }

    // MARK: Entities

    func entities(of id: PanelID, at revision: Revision) async throws -> [EntityRow] {
        guard let stored = now.panels[id] else { return [] }
        return stored.past[min(revision, stored.panel.revision)]?.rows ?? []
    }

    func entityChanges(of id: PanelID, after revision: Revision, upTo: Revision) async throws -> EntityChanges {
        let before = try await entities(of: id, at: revision)
        let after = try await entities(of: id, at: upTo)
        return EntityChanges(
            current: after.filter { !before.contains($0) },
            gone: Set(before.map(\.id)).subtracting(after.map(\.id)))
    }

    func entity(of id: PanelID, kind: EntityKind, name: String) async throws -> EntityRow? {
        now.panels[id]?.items.values.lazy.map { $0.row(on: id) }.first { $0.kind == kind && $0.name == name }
    }

    func differences(of id: PanelID, from: Revision, to: Revision) async throws -> [EntityDifference] {
        let before = try await entities(of: id, at: from)
        let after = try await entities(of: id, at: to)
        let ids = Set((before + after).map(\.id))
        return ids.compactMap { id in
            let pair = EntityDifference(before: before.first { $0.id == id }, after: after.first { $0.id == id })
            // When a row began does not make it another one.
            if let old = pair.before, var new = pair.after {
                new.since = old.since
                if new == old { return nil }
            }
            return pair
        }
    }

    // MARK: Versions

    func versions(of id: PanelID) async throws -> [FrozenVersion] {
        (now.panels[id]?.versions ?? []).sorted { $0.version > $1.version }
    }

    func frozenVersion(of id: PanelID, _ version: Version) async throws -> FrozenVersion? {
        now.panels[id]?.versions.first { $0.version == version }
    }

    func importedDocument(of id: PanelID, _ version: Version) async throws -> [UInt8]? { nil }

    func frozenChildren(of id: PanelID, _ version: Version) async throws -> [FrozenChild] {
        now.panels[id]?.children[version] ?? []
    }

    func revision(of id: PanelID, asOf moment: Instant) async throws -> Revision? {
        now.panels[id]?.past.filter { $0.value.at <= moment }.keys.max()
    }

    func changes(after cursor: Int, limit: Int) async throws -> [PanelChangeLine] {
        Array(now.feed.dropFirst(cursor).prefix(limit))
    }

    func signedOffVersions() async throws -> [(panel: PanelID, version: FrozenVersion)] {
        now.panels.values.sorted { $0.panel.id < $1.panel.id }.flatMap { stored in
            stored.versions.filter { $0.signedOff != nil }.map { (stored.panel.id, $0) }
        }
    }

    // MARK: Reviews and activities

    private func item(_ id: EntityID) -> ReplayMemory.Item? {
        now.panels.values.lazy.compactMap { $0.items[id] }.first
    }

    func tallies(of panel: PanelID) async throws -> [EntityID: ReviewTally] {
        let items = now.panels[panel]?.items.filter { !$0.value.record.evaluations.isEmpty } ?? [:]
        return items.mapValues { item in
            func count(_ rating: String) -> Int { item.record.evaluations.count { $0.rating == rating } }
            return ReviewTally(
                reviews: item.record.evaluations.count, green: count("GREEN"), amber: count("AMBER"), red: count("RED"))
        }
    }

    func reviewed(by person: PersonID, on panel: PanelID) async throws -> Set<EntityID> {
        let items = now.panels[panel]?.items.values.map { $0 } ?? []
        return Set(items.filter { $0.record.evaluation(by: person) != nil }.map(\.record.id))
    }

    func authors(on panel: PanelID) async throws -> [EntityID: [PersonID]] {
        let items = now.panels[panel]?.items ?? [:]
        return items.mapValues { $0.record.evaluations.map(\.author) }.filter { !$0.value.isEmpty }
    }

    func reviewers(of panel: PanelID) async throws -> [PersonSummary] {
        let people = Set((now.panels[panel]?.items.values.map { $0 } ?? []).flatMap(\.facts.reviewers))
        return ReplayWorld.people.filter { people.contains($0.id) }.map(\.summary)
    }

    func dossier(of entity: EntityID) async throws -> EntityDossier {
        guard let item = item(entity) else {
            return EntityDossier(evaluations: [], evidence: [], comments: [], track: [], people: [:])
        }
        let record = item.record
        return EntityDossier(
            evaluations: record.evaluations, evidence: record.evidence, comments: item.comments, track: item.track,
            people: [:])
    }

    func elsewhere(kind: EntityKind, name: String) async throws -> [EntityElsewhere] {
        now.panels.values.sorted { $0.panel.id < $1.panel.id }.flatMap { stored in
            stored.rows.filter { $0.kind == kind && $0.name == name }
                .map { EntityElsewhere(panel: stored.panel.id, row: $0) }
        }
    }

    func panels(withGene symbol: String) async throws -> Set<PanelID> {
        Set(try await elsewhere(kind: .gene, name: symbol).map(\.panel))
    }

    func activities(of panel: PanelID?, offset: Int, limit: Int) async throws -> [Activity] {
        let lines = now.activities.reversed().lazy.filter { panel == nil || $0.panel == panel }
        return Array(lines.dropFirst(offset).prefix(limit))
    }

    func activityCount(of panel: PanelID?) async throws -> Int {
        let memory = now
        return panel.map { memory.numberOfLines[$0] ?? 0 } ?? memory.activities.count
    }
}

extension Person {
    var summary: PersonSummary {
        PersonSummary(id: id, fullName: fullName, affiliation: profile?.affiliation ?? "", role: role)
    }
}
