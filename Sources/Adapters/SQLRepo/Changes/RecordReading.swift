import Domain
import Ports
import SQLCore

/// Live entities with what decisions need: a fixed number of statements, however many entities they are.
extension SQLSession {
    func existingRecord(_ id: EntityID, of panel: PanelID) throws -> EntityRecord {
        guard let record = try liveRecord(id, of: panel) else { throw ChangeConflict.noSuchEntity(id) }
        return record
    }

    /// In this order; throws for the first that is not there.
    func existingRecords(_ ids: [EntityID], of panel: PanelID) throws -> [EntityRecord] {
        let found = try liveRecords(ids, of: panel)
        return try ids.map { id in
            guard let record = found[id] else { throw ChangeConflict.noSuchEntity(id) }
            return record
        }
    }

    /// One live entity of a panel with its sources and reviews.
    func liveRecord(_ id: EntityID, of panel: PanelID) throws -> EntityRecord? {
        let row = try first(
            """
            SELECT \(EntityRowColumns.selection) FROM entity_revision e
            WHERE e.entity_id = $1 AND e.panel_id = $2 AND e.seq_to = \(SchemaStep.live)
            """, [.id(id), .id(panel)]
        ) { try EntityRowColumns.row($0) }
        guard let row else { return nil }
        return try EntityRecord(row, evidence: try evidence(of: id), evaluations: try evaluations(of: id))
    }

    func liveRecords(_ ids: [EntityID], of panel: PanelID) throws -> [EntityID: EntityRecord] {
        let isAsked = dialect.isAny("$1")
        let rows = try rows(
            """
            SELECT \(EntityRowColumns.selection) FROM entity_revision e
            WHERE e.entity_id \(isAsked) AND e.panel_id = $2 AND e.seq_to = \(SchemaStep.live)
            """, [.integers(ids.map(\.rawValue)), .id(panel)]
        ) { try EntityRowColumns.row($0) }
        var evidence: [EntityID: [Evidence]] = [:]
        try query(
            """
            SELECT \(EvidenceColumns.selection), entity_id FROM evidence
            WHERE entity_id \(isAsked) ORDER BY created DESC, id DESC
            """, [.integers(ids.map(\.rawValue))]
        ) { row in
            evidence[EntityID(try row.int(8)), default: []].append(try EvidenceColumns.evidence(row))
        }
        let evaluations = try evaluations(of: ids)
        var records: [EntityID: EntityRecord] = [:]
        for row in rows {
            records[row.id] = try EntityRecord(
                row, evidence: evidence[row.id] ?? [], evaluations: evaluations[row.id] ?? [])
        }
        return records
    }

    /// The live entity of this kind and name; of doubles that an imported panel holds, the first.
    func liveEntity(_ kind: EntityKind, _ name: String, of panel: PanelID) throws -> EntityID? {
        try first(
            """
            SELECT id FROM entity WHERE panel_id = $1 AND kind = $2 AND name = $3 AND is_live = 1
            ORDER BY occurrence LIMIT 1
            """, [.id(panel), .kind(kind), .text(name)]
        ) { EntityID(try $0.int(0)) }
    }

    /// Live entities of a kind on a panel which all the panels have by the same name, by number.
    func commonEntities(_ kind: EntityKind, of panel: PanelID, with panels: [PanelID]) throws -> [EntityID] {
        let others = Set(panels).subtracting([panel])
        return try rows(
            """
            SELECT n.id FROM entity n WHERE n.panel_id = $1 AND n.kind = $2 AND n.is_live = 1 AND (
                SELECT count(DISTINCT o.panel_id) FROM entity o
                WHERE o.panel_id \(dialect.isAny("$3")) AND o.kind = $2 AND o.name = n.name AND o.is_live = 1) = $4
            ORDER BY n.id
            """, [.id(panel), .kind(kind), .integers(others.map(\.rawValue).sorted()), .int(others.count)]
        ) { EntityID(try $0.int(0)) }
    }

    /// Newest first.
    func evidence(of entity: EntityID) throws -> [Evidence] {
        try rows(
            "SELECT \(EvidenceColumns.selection) FROM evidence WHERE entity_id = $1 ORDER BY created DESC, id DESC",
            [.id(entity)]
        ) { try EvidenceColumns.evidence($0) }
    }
}

extension EntityRecord {
    init(_ row: EntityRow, evidence: [Evidence], evaluations: [Evaluation]) throws {
        let entity: Entity
        do { entity = try Entity(document: row.document.bytes) } catch {
            throw RepoFailure.defect("the document of entity \(row.id.rawValue): \(error)")
        }
        self.init(
            id: row.id, entity: entity, flagged: row.flagged, ready: row.ready, since: row.since, evidence: evidence,
            evaluations: evaluations)
    }
}
