import Domain
import Ports
import SQLCore

/// Changes of several panels in one transaction.
extension SQLRepository {
    public func change<Value: Sendable>(
        _ panels: [PanelID], selecting selection: EntitySelection, once: String?, at moment: Instant,
        by author: PersonID?,
        decide: @escaping @Sendable ([PanelID: PanelState]) throws -> GroupOutcome<Value>
    ) async throws -> Value {
        let ids = Set(panels).sorted()
        return try await write { session in
            try session.lockPanels(ids)
            // Whoever does the same again has waited for these locks.
            if let once, try session.hasJob(once) { throw ChangeConflict.doneBefore(once) }
            let group = try session.panelGroup(ids) { try session.state(of: $0, selection, among: ids) }
            let outcome = try decide(group.states)
            let steps = try session.apply(outcome.panels, to: group, at: moment, by: author)
            try session.addJobs(outcome.jobs, at: moment)
            for step in steps { try session.insertChange(step.panel, step.revision, at: moment, by: author) }
            return outcome.value
        }
    }
}

/// Panels that are locked to be changed together.
struct PanelGroup {
    var stored: [PanelID: StoredPanel] = [:]
    var states: [PanelID: PanelState] = [:]
}

extension SQLSession {
    /// Loads of panels that are locked what a decision needs. Throws for the first that is not there.
    func panelGroup(_ ids: [PanelID], load: (Panel) throws -> PanelState) throws -> PanelGroup {
        var group = PanelGroup()
        for id in ids {
            guard let panel = try storedPanel(id) else { throw ChangeConflict.noSuchPanel(id) }
            group.stored[id] = panel
            group.states[id] = try load(try resolved(panel))
        }
        return group
    }

    /// Stores what becomes of the panels of a group, but for the lines of the feed, which come last of all.
    func apply(
        _ outcomes: [PanelID: PanelOutcome], to group: PanelGroup, at moment: Instant, by author: PersonID?
    ) throws -> [PanelChange.Step] {
        let changed = group.states.keys.sorted().filter { outcomes[$0]?.isEmpty == false }
        try lockParents(of: changed)
        var steps: [PanelChange.Step] = []
        for id in changed {
            guard let panel = group.stored[id], let state = group.states[id], let change = outcomes[id] else {
                continue
            }
            // It may have risen with one of the others, and is not what was decided on any more.
            if state.panel.header.isSuperPanel { throw RepoFailure.defect("a super panel changed with others") }
            steps += try PanelChange(
                stored: panel, state: state, outcome: change, moment: moment, author: author
            ).apply(on: self)
        }
        return steps
    }

    /// Locks panels in the one order in which everybody does: first those that can be children, then super panels, each in
    /// the order of their numbers. A child that changes waits for its super panels last, too.
    func lockPanels(_ ids: [PanelID]) throws {
        let parents = Set(
            try rows(
                "SELECT DISTINCT panel_id FROM panel_child WHERE panel_id \(dialect.isAny("$1"))",
                [.integers(ids.map(\.rawValue))]
            ) { PanelID(try $0.int(0)) })
        for id in ids.filter({ !parents.contains($0) }) + ids.filter({ parents.contains($0) }) {
            guard try lockPanel(id) else { throw ChangeConflict.noSuchPanel(id) }
        }
    }

    /// Locks the super panels of several children at once. One after the other, as the children change, they would not come
    /// in the order of their numbers.
    fileprivate func lockParents(of children: [PanelID]) throws {
        let parents = try rows(
            """
            SELECT DISTINCT c.panel_id FROM panel_child c JOIN panel p ON p.id = c.panel_id
            WHERE c.child_id \(dialect.isAny("$1")) AND p.status <> 'deleted' ORDER BY c.panel_id
            """, [.integers(children.map(\.rawValue))]
        ) { PanelID(try $0.int(0)) }
        for parent in parents { _ = try lockPanel(parent) }
    }

    fileprivate func state(
        of panel: Panel, _ selection: EntitySelection, among ids: [PanelID]
    ) throws -> PanelState {
        switch selection {
        case .named(let kind, let name):
            let entity = try liveEntity(kind, name, of: panel.id)
            return PanelState(panel: panel, entity: try entity.map { try existingRecord($0, of: panel.id) })
        case .common(let kind):
            let entities = try commonEntities(kind, of: panel.id, with: ids)
            return PanelState(panel: panel, entity: nil, others: try existingRecords(entities, of: panel.id))
        }
    }
}
