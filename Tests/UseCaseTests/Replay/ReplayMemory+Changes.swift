import Domain
import Ports

/// What commands do to panels in memory.
extension ReplayMemory {
    mutating func create(
        _ header: PanelHeader, oldCode: String?, at moment: Instant, line: ((Panel) -> Activity)?
    ) throws -> Panel {
        let id = PanelID(panels.count + 1)
        if header.status != .deleted { try checkFree(header.name, for: id) }
        var stored = Stored(
            panel: Panel(
                id: id, oldCode: oldCode, created: moment, modified: moment, header: header, revision: Revision(1)))
        stored.remember(at: moment)
        panels[id] = stored
        announce(id, Revision(1))
        guard let panel = panel(id) else { throw ChangeConflict.noSuchPanel(id) }
        if let line { write([line(panel)], of: id) }
        return panel
    }

    /// Carries out a decision about loaded entities.
    mutating func change(
        _ id: PanelID, at moment: Instant, load: (Panel, [EntityID: Item]) throws -> PanelState,
        decide: (PanelState) throws -> PanelOutcome
    ) throws -> Panel {
        guard let before = panel(id), let stored = panels[id] else { throw ChangeConflict.noSuchPanel(id) }
        let state = try load(before, stored.items)
        for step in try carryOut(try decide(state), on: state, at: moment) { announce(step.panel, step.revision) }
        guard let after = panel(id) else { throw ChangeConflict.noSuchPanel(id) }
        return after
    }

    /// Carries out decisions about several panels; what fails leaves a copy behind that nobody keeps.
    mutating func change<Value>(
        _ ids: [PanelID], selecting selection: EntitySelection, once: String?, at moment: Instant,
        decide: ([PanelID: PanelState]) throws -> GroupOutcome<Value>
    ) throws -> Value {
        let ids = Set(ids).sorted()
        for id in ids where panels[id] == nil { throw ChangeConflict.noSuchPanel(id) }
        if let once, jobs.contains(once) { throw ChangeConflict.doneBefore(once) }
        var states: [PanelID: PanelState] = [:]
        for id in ids { states[id] = state(of: id, selection, among: ids) }
        let outcome = try decide(states)
        var steps: [Step] = []
        for id in ids {
            guard let change = outcome.panels[id], !change.isEmpty, let state = states[id] else { continue }
            steps += try carryOut(change, on: state, at: moment)
        }
        for step in steps { announce(step.panel, step.revision) }
        jobs.formUnion(outcome.jobs.compactMap(\.onceKey))
        return outcome.value
    }

    private func state(of id: PanelID, _ selection: EntitySelection, among ids: [PanelID]) -> PanelState? {
        guard let panel = panel(id), let stored = panels[id] else { return nil }
        let records = stored.items.values.map(\.record).sorted { $0.id < $1.id }
        switch selection {
        case .named(let kind, let name):
            return PanelState(
                panel: panel, entity: records.first { $0.entity.kind == kind && $0.entity.name == name })
        case .common(let kind):
            let names = ids.map { id in
                Set((panels[id]?.items.values.map(\.record.entity) ?? []).filter { $0.kind == kind }.map(\.name))
            }
            let common = names.dropFirst().reduce(names.first ?? []) { $0.intersection($1) }
            return PanelState(
                panel: panel, entity: nil,
                others: records.filter { $0.entity.kind == kind && common.contains($0.entity.name) })
        }
    }

    /// A panel that rose, and the revision it had then.
    private typealias Step = (panel: PanelID, revision: Revision)

    /// Everything but the lines of the feed; gives the panels that rose, in order.
    private mutating func carryOut(
        _ outcome: PanelOutcome, on state: PanelState, at moment: Instant
    ) throws -> [Step] {
        let (before, id) = (state.panel, state.panel.id)
        guard var stored = panels[id] else { throw ChangeConflict.noSuchPanel(id) }
        var steps: [Step] = []
        if let freeze = outcome.freeze {
            if let bump = freeze.parents { steps = try raiseParents(of: id, by: bump, freeze, at: moment) }
            try self.freeze(&stored, before, outcome.header, freeze, at: moment)
        }
        let (numbers, rows) = (stored.numbers, stored.rows)
        let own = PanelOutcome.Part(
            state.entity?.id ?? EntityID(0), step: outcome.entity, review: outcome.review, track: outcome.track)
        for part in [own] + outcome.others { try apply(part, to: &stored, at: moment) }
        try sign(outcome.signOff, &stored)
        write(outcome.activities, of: id)

        var isTouched = outcome.entity != nil || !outcome.others.isEmpty
        var header = outcome.header ?? stored.panel.header
        header.counts = stored.panel.header.counts
        let isNamed = header.name != stored.panel.header.name || stored.panel.header.status == .deleted
        if isNamed, header.status != .deleted { try checkFree(header.name, for: id) }
        // Who no more is a super panel has numbers of its own to show.
        isTouched = isTouched || stored.panel.header.isSuperPanel && !header.isSuperPanel
        let changes = stored.rows != rows || header != stored.panel.header || outcome.freeze != nil
        if header.isSuperPanel {
            header.counts = EntityCounts()
        } else if changes, isTouched || stored.panel.statistics != nil {
            header.counts = stored.numbers.counts
        }
        if shows(outcome) { stored.panel.activity += 1 }
        stored.panel.header = header
        let counts = changes && isTouched || stored.panel.statistics != nil || stored.numbers != numbers
        if counts { stored.panel.statistics = stored.numbers }
        panels[id] = stored
        if changes { rise(id, at: moment) }
        return steps + (changes ? [(id, stored.panel.revision.next)] : [])
    }

    /// Whether anything but the content changes.
    private func shows(_ outcome: PanelOutcome) -> Bool {
        if !outcome.activities.isEmpty || outcome.signOff != nil || outcome.review != nil { return true }
        if !outcome.track.isEmpty || outcome.others.contains(where: { $0.review != nil || !$0.track.isEmpty }) {
            return true
        }
        return ([outcome.entity] + outcome.others.map(\.step)).contains { step in
            if case .replace(_, _, _, let evidence) = step {
                !evidence.added.isEmpty || !evidence.removed.isEmpty
            } else {
                false
            }
        }
    }

    // MARK: Versions

    private func freeze(
        _ stored: inout Stored, _ shown: Panel, _ new: PanelHeader?, _ freeze: PanelOutcome.Freeze, at moment: Instant
    ) throws {
        let used = stored.versions.map(\.version)
        let old = stored.panel.header.version
        guard let new, new.version != old else { throw ChangeConflict.duplicateVersion(old) }
        for version in [new.version, old] where used.contains(version) {
            throw ChangeConflict.duplicateVersion(version)
        }
        stored.versions.append(
            FrozenVersion(
                version: old, revision: stored.panel.revision, frozenAt: moment, reason: freeze.reason,
                schemaVersion: freeze.schemaVersion, signedOff: nil, isImported: false))
        guard shown.header.isSuperPanel else { return }
        stored.past[stored.panel.revision]?.header.counts = shown.header.counts
        stored.children[old] = shown.header.children.compactMap { child in
            panels[child].map { FrozenChild(panel: child, revision: $0.panel.revision) }
        }
    }

    private mutating func raiseParents(
        of id: PanelID, by bump: VersionBump, _ freeze: PanelOutcome.Freeze, at moment: Instant
    ) throws -> [Step] {
        var steps: [Step] = []
        let parents = panels.values.filter {
            $0.panel.header.children.contains(id) && $0.panel.header.status != .deleted
        }.map(\.panel.id).sorted()
        for parent in parents {
            guard var stored = panels[parent], let shown = panel(parent) else { continue }
            let header = stored.panel.header.raised(by: bump, at: moment)
            try self.freeze(
                &stored, shown, header, PanelOutcome.Freeze(schemaVersion: freeze.schemaVersion), at: moment)
            stored.panel.header = header
            panels[parent] = stored
            rise(parent, at: moment)
            steps.append((parent, stored.panel.revision.next))
        }
        return steps
    }

    private func sign(_ change: SignedOff??, _ stored: inout Stored) throws {
        guard let change else { return }
        for index in stored.versions.indices { stored.versions[index].signedOff = nil }
        if let change {
            guard let index = stored.versions.firstIndex(where: { $0.version == change.version }) else {
                throw ChangeConflict.noSuchVersion(change.version)
            }
            stored.versions[index].signedOff = change.date
        }
        stored.panel.signedOff = change
    }
}
