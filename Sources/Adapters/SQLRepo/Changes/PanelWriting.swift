import Domain
import Ports
import SQLCore

extension SQLRepository: PanelWriter {
    public func change(
        _ id: PanelID, entity: EntityID?, expecting: Revision?, at moment: Instant, by author: PersonID?,
        decide: @escaping @Sendable (PanelState) throws -> PanelOutcome
    ) async throws -> Panel {
        try await change(id, at: moment, by: author, decide) { session, panel in
            let record = try entity.map { try session.existingRecord($0, of: id) }
            let current = record?.since ?? panel.revision
            if let expecting, expecting != current { throw ChangeConflict.stale(current: current) }
            return PanelState(panel: panel, entity: record)
        }
    }

    public func change(
        _ id: PanelID, entities: [EntityID], expecting: [EntityID: Revision], at moment: Instant, by author: PersonID?,
        decide: @escaping @Sendable (PanelState) throws -> PanelOutcome
    ) async throws -> Panel {
        try await change(id, at: moment, by: author, decide) { session, panel in
            var seen: Set<EntityID> = []
            let records = try session.existingRecords(entities.filter { seen.insert($0).inserted }, of: id)
            let stale = records.filter { record in expecting[record.id].map { $0 != record.since } ?? false }
            if !stale.isEmpty { throw ChangeConflict.staleEntities(stale.map(\.id).sorted()) }
            return PanelState(panel: panel, entity: nil, others: records)
        }
    }

    private func change(
        _ id: PanelID, at moment: Instant, by author: PersonID?,
        _ decide: @escaping @Sendable (PanelState) throws -> PanelOutcome,
        load: @escaping @Sendable (any SQLSession, Panel) throws -> PanelState
    ) async throws -> Panel {
        try await write { session in
            guard try session.lockPanel(id), let stored = try session.storedPanel(id) else {
                throw ChangeConflict.noSuchPanel(id)
            }
            let state = try load(session, try session.resolved(stored))
            let change = PanelChange(
                stored: stored, state: state, outcome: try decide(state), moment: moment, author: author)
            try change.store(on: session)
            guard let result = try session.panel(id) else { throw ChangeConflict.noSuchPanel(id) }
            return result
        }
    }

    public func create(
        _ header: PanelHeader, oldCode: String?, at moment: Instant, by author: PersonID?,
        line: (@Sendable (Panel) -> Activity)?
    ) async throws -> Panel {
        try await write { session in
            let panel = try session.createPanel(header, oldCode: oldCode, at: moment)
            if let line { try session.insert(line(panel)) }
            try session.insertChange(panel.id, panel.revision, at: moment, by: author)
            return panel
        }
    }
}

extension SQLSession {
    /// Makes a panel without entities, at its first revision. The line of the feed is the caller's.
    func createPanel(_ header: PanelHeader, oldCode: String?, at moment: Instant) throws -> Panel {
        let first = Revision(1)
        let id = PanelID(
            try integer(
                """
                INSERT INTO panel (old_code, created, modified, status, revision)
                VALUES ($1, $2, $2, $3, $4) RETURNING id
                """, [SQLValue(oldCode), .instant(moment), .text(header.status.rawValue), .revision(first)]))
        if header.status != .deleted { try checkFreeName(header.name, of: id) }
        if !header.children.isEmpty { try checkChildren(Set(header.children), of: id) }
        try insertHeader(header, of: id, from: first)
        try storeStatistics(shown: nil, actual: PanelStatistics(), of: id)
        try link(header, of: id)
        guard let panel = try panel(id) else { throw ChangeConflict.noSuchPanel(id) }
        return panel
    }

    /// A panel as readers see it.
    func resolved(_ stored: StoredPanel) throws -> Panel {
        guard stored.panel.header.isSuperPanel else { return stored.panel }
        return StoredPanel.resolved(stored.panel, children: try childStatistics(of: stored.panel.id))
    }

    /// Makes a panel's links those of its header.
    func link(_ header: PanelHeader, of panel: PanelID) throws {
        let children = header.children.map(\.rawValue)
        if let missing = Set(children).subtracting(try knownIDs(children, in: "panel")).min() {
            throw ChangeConflict.noSuchPanel(PanelID(missing))
        }
        try linkChildren(header.children, of: panel)
        if let missing = try linkTypes(header.types, of: panel) {
            throw RepoFailure.refused("there is no panel type \(missing)")
        }
    }
}
