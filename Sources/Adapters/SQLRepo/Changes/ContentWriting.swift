import Domain
import Ports
import SQLCore

/// The single steps that change a panel's content, each at the cost of what it changes.
extension SQLSession {
    /// Ends the live state of an entity just before a revision.
    func endRevision(of entity: EntityID, at revision: Revision) throws {
        try execute(
            "UPDATE entity_revision SET seq_to = $2 WHERE entity_id = $1 AND seq_to = \(SchemaStep.live)",
            [.id(entity), .revision(revision)])
    }

    func insertRevision(_ state: EntityState) throws {
        let places = EntityRowColumns.stored.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        try execute(
            "INSERT INTO entity_revision (\(EntityRowColumns.stored.joined(separator: ", "))) VALUES (\(places))",
            state.values(sortKey: NameOrder.key(state.name)))
    }

    /// Brings an entity to life: the one of this kind and name that was removed last, or a new one.
    /// Throws `ChangeConflict.duplicateEntity` when one lives already.
    func addEntity(
        _ kind: EntityKind, _ name: String, gene: String?, on panel: PanelID, at moment: Instant
    ) throws -> EntityID {
        try checkNoLiveEntity(kind, name, on: panel)
        let former = try first(
            """
            SELECT id FROM entity WHERE panel_id = $1 AND kind = $2 AND name = $3 AND is_live = 0 AND occurrence = 0
            ORDER BY modified DESC, id DESC LIMIT 1
            """, [.id(panel), .kind(kind), .text(name)]
        ) { EntityID(try $0.int(0)) }
        if let former {
            try execute(
                "UPDATE entity SET is_live = 1, gene_symbol = $2, created = $3, modified = $3 WHERE id = $1",
                [.id(former), SQLValue(gene), .instant(moment)])
            return former
        }
        return EntityID(
            try integer(
                """
                INSERT INTO entity (panel_id, kind, name, gene_symbol, is_live, created, modified)
                VALUES ($1, $2, $3, $4, 1, $5, $5) RETURNING id
                """, [.id(panel), .kind(kind), .text(name), SQLValue(gene), .instant(moment)]))
    }

    func updateEntity(_ id: EntityID, _ kind: EntityKind, name: String, gene: String?, at moment: Instant) throws {
        try execute(
            "UPDATE entity SET name = $2, gene_symbol = $3, modified = $4 WHERE id = $1 AND kind = $5",
            [.id(id), .text(name), SQLValue(gene), .instant(moment), .kind(kind)])
    }

    func checkNoLiveEntity(_ kind: EntityKind, _ name: String, on panel: PanelID, but other: EntityID? = nil) throws {
        let found = try first(
            "SELECT id FROM entity WHERE panel_id = $1 AND kind = $2 AND name = $3 AND is_live = 1 AND id <> $4",
            [.id(panel), .kind(kind), .text(name), .int(other?.rawValue ?? 0)]
        ) { try $0.int(0) }
        if found != nil { throw ChangeConflict.duplicateEntity(kind: kind, name: name) }
    }

    /// Takes the ready mark from every live entity of a panel, at the cost of those that have it.
    func clearReady(of panel: PanelID, at revision: Revision) throws {
        let arguments: [SQLValue] = [.id(panel), .revision(revision)]
        try execute(
            """
            UPDATE entity_revision SET seq_to = $2
            WHERE panel_id = $1 AND seq_to = \(SchemaStep.live) AND ready = 1
            """, arguments)
        let changed = ["seq_from": "$2", "seq_to": "\(SchemaStep.live)", "ready": "0"]
        let values = EntityRowColumns.stored.map { changed[$0] ?? $0 }.joined(separator: ", ")
        try execute(
            """
            INSERT INTO entity_revision (\(EntityRowColumns.stored.joined(separator: ", ")))
            SELECT \(values) FROM entity_revision WHERE panel_id = $1 AND seq_to = $2 AND ready = 1
            """, arguments)
    }

    /// Refuses a name that another panel has which is not deleted (`domain.md` D68). Who gives names waits for others that
    /// do, so two that give the same at once cannot both find it free. Imported panels keep what they are called.
    func checkFreeName(_ name: String, of panel: PanelID) throws {
        try lock("panel_name")
        let other = try first(
            """
            SELECT p.id FROM panel p JOIN panel_header h ON h.panel_id = p.id AND h.seq_to = \(SchemaStep.live)
            WHERE h.name = $1 AND p.status <> 'deleted' AND p.id <> $2 ORDER BY p.id LIMIT 1
            """, [.text(name), .id(panel)]
        ) { PanelID(try $0.int(0)) }
        if let other { throw PanelRefusal.nameTaken(by: other) }
    }

    /// Refuses new children that contain panels themselves, and any for a panel that is a child (`domain.md` BUG-11). Who
    /// puts panels together waits for others that do, so two that do it at once cannot both find the other one plain.
    func checkChildren(_ children: Set<PanelID>, of panel: PanelID) throws {
        try lock("panel_children")
        let nested = try first(
            "SELECT panel_id FROM panel_child WHERE panel_id \(dialect.isAny("$1")) ORDER BY panel_id LIMIT 1",
            [.integers(children.map(\.rawValue).sorted())]
        ) { PanelID(try $0.int(0)) }
        if let nested { throw PanelRefusal.childIsSuperPanel(nested) }
        let parent = try first(
            "SELECT panel_id FROM panel_child WHERE child_id = $1 ORDER BY panel_id LIMIT 1", [.id(panel)]
        ) { PanelID(try $0.int(0)) }
        if let parent { throw PanelRefusal.isChild(of: parent) }
    }

    /// Removes an entity and what it owns; its states stay in the past.
    func removeEntity(_ id: EntityID, at revision: Revision, _ moment: Instant) throws {
        for statement in [
            "DELETE FROM comment WHERE entity_id = $1",
            "DELETE FROM comment WHERE evaluation_id IN (SELECT id FROM evaluation WHERE entity_id = $1)",
            "DELETE FROM evaluation WHERE entity_id = $1",
            "DELETE FROM evidence WHERE entity_id = $1",
            "DELETE FROM track_record WHERE entity_id = $1",
            "DELETE FROM entity_tag WHERE entity_id = $1",
        ] {
            try execute(statement, [.id(id)])
        }
        try execute("UPDATE entity SET is_live = 0, modified = $2 WHERE id = $1", [.id(id), .instant(moment)])
        try endRevision(of: id, at: revision)
    }

    /// Makes the tags of an entity exactly these; new ones are made.
    func setTags(_ names: [String], of entity: EntityID) throws {
        let wanted = Set(try tagIDs(Set(names)).values)
        let present = Set(
            try rows("SELECT tag_id FROM entity_tag WHERE entity_id = $1", [.id(entity)]) { try $0.int(0) })
        for tag in present.subtracting(wanted).sorted() {
            try execute("DELETE FROM entity_tag WHERE entity_id = $1 AND tag_id = $2", [.id(entity), .int(tag)])
        }
        for tag in wanted.subtracting(present).sorted() {
            try execute("INSERT INTO entity_tag (entity_id, tag_id) VALUES ($1, $2)", [.id(entity), .int(tag)])
        }
    }

    /// Ends the live header just before a revision and opens the next.
    func replaceHeader(_ header: PanelHeader, of panel: PanelID, at revision: Revision) throws {
        try execute(
            "UPDATE panel_header SET seq_to = $2 WHERE panel_id = $1 AND seq_to = \(SchemaStep.live)",
            [.id(panel), .revision(revision)])
        try insertHeader(header, of: panel, from: revision)
    }

    /// Who reviewed an entity.
    func reviewers(of entity: EntityID) throws -> Set<PersonID> {
        Set(
            try rows("SELECT author_id FROM evaluation WHERE entity_id = $1", [.id(entity)]) {
                PersonID(try $0.int(0))
            })
    }

    /// Whether somebody has a review on another entity of this kind on the panel: one look into an index. The order makes
    /// it so, without it PostgreSQL may walk through the table in the hope of an early hit.
    func hasReview(by person: PersonID, on panel: PanelID, _ kind: EntityKind, but entity: EntityID) throws -> Bool {
        try first(
            """
            SELECT entity_id FROM evaluation WHERE panel_id = $1 AND kind = $2 AND author_id = $3 AND entity_id <> $4
            ORDER BY entity_id LIMIT 1
            """, [.id(panel), .kind(kind), .id(person), .id(entity)]
        ) { try $0.int(0) } != nil
    }
}
