import Domain
import Ports
import SQLCore

extension PanelLoad {
    /// Stores the identities and answers them in the order of the archive. An entity that was loaded before keeps its
    /// number.
    func storeEntities(on session: any SQLSession) throws -> [EntityID] {
        var known: [EntityKey: Int] = [:]
        try session.query(
            "SELECT id, kind, name, occurrence FROM entity WHERE panel_id = $1 ORDER BY is_live, id", [.id(panel)]
        ) { row in
            known[EntityKey(kind: try row.kind(1), name: try row.text(2), occurrence: try row.int(3))] = try row.int(0)
        }
        let keys = archive.entities.map(EntityKey.init)
        var fresh = try session.takeIDs(keys.count { known[$0] == nil }, of: "entity").makeIterator()
        var added: [[SQLValue]] = []
        var ids: [EntityID] = []
        ids.reserveCapacity(keys.count)
        for (entity, key) in zip(archive.entities, keys) {
            if let id = known[key] {
                ids.append(EntityID(id))
                try session.execute(
                    "UPDATE entity SET gene_symbol = $2, is_live = $3, created = $4, modified = $5 WHERE id = $1",
                    [
                        .int(id), SQLValue(entity.geneSymbol), .bool(entity.isLive), .instant(entity.created),
                        .instant(entity.modified),
                    ])
            } else if let id = fresh.next() {
                ids.append(EntityID(id))
                added.append([
                    .int(id), .id(panel), .kind(entity.kind), .text(entity.name), .int(entity.occurrence),
                    SQLValue(entity.geneSymbol), .bool(entity.isLive), .instant(entity.created),
                    .instant(entity.modified),
                ])
            }
        }
        try session.copy(
            into: "entity",
            columns: [
                "id", "panel_id", "kind", "name", "occurrence", "gene_symbol", "is_live", "created", "modified",
            ], rows: added)
        return ids
    }

    /// Stores the states: live ones first and in document order, so that they lie together and are read in one sweep.
    func storeRevisions(_ entities: [EntityID], on session: any SQLSession) throws {
        var keys: [String: String] = [:]
        for row in archive.rows where keys[row.name] == nil { keys[row.name] = NameOrder.key(row.name) }
        let order = archive.rows.indices.sorted { a, b in
            let (x, y) = (archive.rows[a], archive.rows[b])
            if (x.to == nil) != (y.to == nil) { return x.to == nil }
            if x.to == nil, x.confidence != y.confidence {
                return (x.confidence?.rawValue ?? -1) > (y.confidence?.rawValue ?? -1)
            }
            return (keys[x.name] ?? "", x.from) < (keys[y.name] ?? "", y.from)
        }
        try session.copy(
            into: "entity_revision", columns: EntityRowColumns.stored,
            rows: order.lazy.map { index in
                let row = archive.rows[index]
                let state = EntityState(
                    entity: entities[row.entity], panel: panel, kind: archive.entities[row.entity].kind, name: row.name,
                    confidence: row.confidence, flagged: row.flagged, ready: row.ready, from: stored(row.from),
                    to: row.to.map(stored), document: row.document)
                return state.values(sortKey: keys[row.name] ?? row.name)
            })
    }
}
