import Domain
import Ports

/// Changes that look back, and changes of many entities at once.
extension Curation {
    /// Puts an entity back as it was before its last change; a new change, so that history stays (`EntityUndo`).
    /// Throws `Refusal.invalid` where there is nothing to undo.
    @discardableResult
    public func undo(_ address: EntityAddress, expecting: Revision? = nil, by viewer: Viewer) async throws -> Panel {
        let act = try await act(of: viewer)
        let row = try await row(of: address, for: act)
        if let expecting, expecting != row.since { throw ChangeConflict.stale(current: row.since) }
        let past = try await past(of: row)
        return try await change(address.panel, entity: row.id, expecting: row.since, act) { state in
            try EntityUndo.decide(past, on: state, by: act)
        }
    }

    /// The state of an entity before the one that lives now; nil for one that was just added.
    private func past(of row: EntityRow) async throws -> EntityPast? {
        let before = Revision(row.since.rawValue - 1)
        let changed = try await reader.differences(of: row.panel, from: before, to: row.since)
        guard let old = changed.first(where: { $0.after?.id == row.id })?.before else { return nil }
        return EntityPast(entity: try Entity(document: old.document.bytes), flagged: old.flagged, ready: old.ready)
    }

    /// Does one thing to many entities of a panel: all of them or none, one step of the version, a history entry each
    /// (`BulkEdit`). `expecting` has the revisions that the person saw.
    @discardableResult
    public func bulk(
        _ action: BulkEdit.Action, comment: String = "", on panel: PanelID, entities: [EntityID],
        expecting: [EntityID: Revision] = [:], by viewer: Viewer
    ) async throws -> Panel {
        let act = try await act(of: viewer)
        if case .tag(let tags) = action { try await check(tags: tags) }
        do {
            return try await writer.change(
                panel, entities: entities, expecting: expecting, at: act.moment, by: act.person
            ) { state in try BulkEdit.decide(action, comment: comment, on: state, by: act) }
        } catch ChangeConflict.noSuchEntity {
            throw Refusal.invalid([FieldProblem("entities", "One of the selected rows is not on the panel any more.")])
        } catch ChangeConflict.noSuchPanel {
            throw Refusal.notFound("panel")
        }
    }
}
