import Domain
import Ports
import SQLCore

extension SQLRepository: PanelListStore {
    public func add(_ list: PanelList) async throws -> PanelList {
        try await write { session in
            var list = list
            list.id = try session.integer(
                """
                INSERT INTO panel_list (uploader_id, name, size, sha256, key, state, log, created, changed)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id
                """,
                [
                    .id(list.uploader), .text(list.name), .int(list.size), .text(list.sha256), .text(list.key),
                    .text(list.state.rawValue), .text(list.log), .instant(list.created), .instant(list.changed),
                ])
            return list
        }
    }

    public func panelList(_ id: Int) async throws -> PanelList? {
        try await row("SELECT \(PanelListColumns.selection) FROM panel_list l WHERE l.id = $1", [.int(id)]) {
            try PanelListColumns.list($0)
        }
    }

    public func panelLists(limit: Int) async throws -> [(list: PanelList, uploader: String)] {
        try await rows(
            """
            SELECT \(PanelListColumns.selection), p.first_name, p.last_name FROM panel_list l
            JOIN person p ON p.id = l.uploader_id ORDER BY l.created DESC, l.id DESC LIMIT $1
            """, [.int(limit)]
        ) { row in
            let names = [try row.text(PanelListColumns.count), try row.text(PanelListColumns.count + 1)]
            return (try PanelListColumns.list(row), names.filter { !$0.isEmpty }.joined(separator: " "))
        }
    }

    public func importedPanelList(sha256: String) async throws -> PanelList? {
        try await row(
            """
            SELECT \(PanelListColumns.selection) FROM panel_list l
            WHERE l.sha256 = $1 AND l.state = 'imported' ORDER BY l.changed DESC, l.id DESC LIMIT 1
            """, [.text(sha256)]
        ) { try PanelListColumns.list($0) }
    }

    public func panelLists(before moment: Instant, limit: Int) async throws -> [PanelList] {
        try await rows(
            """
            SELECT \(PanelListColumns.selection) FROM panel_list l WHERE l.created < $1
            ORDER BY l.created, l.id LIMIT $2
            """, [.instant(moment), .int(limit)]
        ) { try PanelListColumns.list($0) }
    }

    public func removePanelList(_ id: Int) async throws {
        try await write { session in _ = try session.execute("DELETE FROM panel_list WHERE id = $1", [.int(id)]) }
    }

    public func note(
        _ state: PanelList.State, log: String, of id: Int, jobs: [NewJob], at moment: Instant
    ) async throws {
        try await write { session in
            try session.lockPanelList(id)
            try session.note(state, log: log, of: id, at: moment)
            try session.addJobs(jobs, at: moment)
        }
    }

    public func importPanelList<Value: Sendable>(
        _ id: Int, entities: [PanelID: Set<PanelListChange.EntityKey>], at moment: Instant, by author: PersonID,
        decide: @escaping @Sendable ([PanelID: PanelState]) throws -> PanelListOutcome<Value>
    ) async throws -> Value {
        let ids = entities.keys.sorted()
        return try await write { session in
            // Nobody who holds the lock of a panel waits for this one.
            try session.lockPanelList(id)
            try session.lockPanels(ids)
            let group = try session.panelGroup(ids) { panel in
                let found = try session.liveEntities(entities[panel.id] ?? [], of: panel.id)
                return PanelState(panel: panel, entity: nil, others: try session.existingRecords(found, of: panel.id))
            }
            let outcome = try decide(group.states)
            var steps = try session.apply(outcome.panels, to: group, at: moment, by: author)
            // Names are given last: who gives them holds what everybody waits for who does.
            for new in outcome.new { steps += try session.make(new, at: moment, by: author) }
            try session.note(.imported, log: outcome.log, of: id, at: moment)
            try session.addJobs(outcome.jobs, at: moment)
            for step in steps { try session.insertChange(step.panel, step.revision, at: moment, by: author) }
            return outcome.value
        }
    }
}

private enum PanelListColumns {
    static let selection =
        "l.id, l.uploader_id, l.name, l.size, l.sha256, l.key, l.state, l.log, l.created, l.changed"
    static let count = 10

    static func list(_ row: SQLRow) throws -> PanelList {
        let word = try row.text(6)
        guard let state = PanelList.State(rawValue: word) else {
            throw SQLError.decoding(column: "state", expected: "the state of a panel list", found: word)
        }
        return PanelList(
            id: try row.int(0), uploader: PersonID(try row.int(1)), name: try row.text(2), size: try row.int(3),
            sha256: try row.text(4), key: try row.text(5), state: state, log: try row.text(7),
            created: try row.instant(8), changed: try row.instant(9))
    }
}

extension SQLSession {
    /// Makes this transaction the only one that imports the list, unless that was done before.
    fileprivate func lockPanelList(_ id: Int) throws {
        let state = try first("SELECT state FROM panel_list WHERE id = $1 \(dialect.forUpdate)", [.int(id)]) {
            try $0.text(0)
        }
        guard let state else { throw RepoFailure.refused("there is no panel list \(id)") }
        if state == PanelList.State.imported.rawValue { throw ChangeConflict.doneBefore("panel list \(id)") }
    }

    fileprivate func note(_ state: PanelList.State, log: String, of id: Int, at moment: Instant) throws {
        try execute(
            "UPDATE panel_list SET state = $2, log = $3, changed = $4 WHERE id = $1",
            [.int(id), .text(state.rawValue), .text(log), .instant(moment)])
    }

    /// Those of the names that live on a panel; of doubles that an imported panel holds, the first. By kind, so that the
    /// index of names finds them.
    fileprivate func liveEntities(_ keys: Set<PanelListChange.EntityKey>, of panel: PanelID) throws -> [EntityID] {
        var found: [EntityID] = []
        for kind in EntityKind.allCases {
            let names = keys.filter { $0.kind == kind }.map(\.name).sorted()
            if names.isEmpty { continue }
            var seen: Set<String> = []
            let rows = try rows(
                """
                SELECT id, name FROM entity
                WHERE panel_id = $1 AND kind = $2 AND is_live = 1 AND name \(dialect.isAny("$3")) ORDER BY occurrence, id
                """, [.id(panel), .kind(kind), .texts(names)]
            ) { (EntityID(try $0.int(0)), try $0.text(1)) }
            found += rows.filter { seen.insert($0.1).inserted }.map(\.0)
        }
        return found
    }

    /// Makes a panel and fills it.
    fileprivate func make(
        _ new: NewPanel, at moment: Instant, by author: PersonID
    ) throws -> [PanelChange.Step] {
        let panel = try createPanel(new.header, oldCode: nil, at: moment)
        guard let stored = try storedPanel(panel.id) else { throw ChangeConflict.noSuchPanel(panel.id) }
        let change = PanelChange(
            stored: stored, state: PanelState(panel: panel, entity: nil), outcome: try new.fill(panel), moment: moment,
            author: author)
        return [(panel.id, panel.revision)] + (try change.apply(on: self))
    }
}
