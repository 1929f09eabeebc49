import Domain
import Ports
import SQLCore

/// Entities of a panel, now and at any revision.
extension SQLRepository {
    public func entities(of id: PanelID, at revision: Revision) async throws -> [EntityRow] {
        try await read { session in
            guard let live = try session.liveRevision(of: id) else { return [] }
            return revision >= live ? try session.liveEntities(of: id) : try session.entities(of: id, at: revision)
        }
    }

    public func entityChanges(
        of id: PanelID, after revision: Revision, upTo: Revision
    ) async throws -> EntityChanges {
        try await read { session in
            guard try session.isKnown(revision, of: id) else { return try session.wholeContent(of: id, at: upTo) }
            let current = try session.rows(
                """
                SELECT \(EntityRowColumns.selection) FROM entity_revision e
                WHERE e.panel_id = $1 AND e.seq_from > $2 AND e.seq_from <= $3 AND e.seq_to > $3
                """, [.id(id), .revision(revision), .revision(upTo)]
            ) { try EntityRowColumns.row($0) }
            let ended = try session.rows(
                """
                SELECT e.entity_id FROM entity_revision e
                WHERE e.panel_id = $1 AND e.seq_to > $2 AND e.seq_to <= $3 AND e.seq_from <= $2
                """, [.id(id), .revision(revision), .revision(upTo)]
            ) { EntityID(try $0.int(0)) }
            return EntityChanges(current: current, gone: Set(ended).subtracting(current.map(\.id)))
        }
    }

    public func entity(of id: PanelID, kind: EntityKind, name: String) async throws -> EntityRow? {
        try await row(
            """
            SELECT \(EntityRowColumns.selection) FROM entity n
            JOIN entity_revision e ON e.entity_id = n.id AND e.seq_to = \(SchemaStep.live)
            WHERE n.panel_id = $1 AND n.kind = $2 AND n.name = $3 AND n.is_live = 1
            ORDER BY n.occurrence LIMIT 1
            """, [.id(id), .kind(kind), .text(name)]
        ) { try EntityRowColumns.row($0) }
    }

    public func differences(of id: PanelID, from: Revision, to: Revision) async throws -> [EntityDifference] {
        if to < from {
            return try await differences(of: id, from: to, to: from).map {
                EntityDifference(before: $0.after, after: $0.before)
            }
        }
        return try await read { session in
            let arguments: [SQLValue] = [.id(id), .revision(from), .revision(to)]
            let before = try session.rows(
                """
                SELECT \(EntityRowColumns.selection) FROM entity_revision e
                WHERE e.panel_id = $1 AND e.seq_to > $2 AND e.seq_to <= $3 AND e.seq_from <= $2
                """, arguments
            ) { try EntityRowColumns.row($0) }
            let after = try session.rows(
                """
                SELECT \(EntityRowColumns.selection) FROM entity_revision e
                WHERE e.panel_id = $1 AND e.seq_from > $2 AND e.seq_from <= $3 AND e.seq_to > $3
                """, arguments
            ) { try EntityRowColumns.row($0) }
            return Self.paired(before, after)
        }
    }

    /// Puts together what one entity was and is; leaves out what changed and changed back. By name, as people read lists.
    private static func paired(_ before: [EntityRow], _ after: [EntityRow]) -> [EntityDifference] {
        var left = Dictionary(before.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var pairs: [EntityDifference] = []
        for row in after {
            let old = left.removeValue(forKey: row.id)
            if old.map({ !$0.hasSameContent(as: row) }) ?? true {
                pairs.append(EntityDifference(before: old, after: row))
            }
        }
        pairs += left.values.map { EntityDifference(before: $0, after: nil) }
        let keyed = pairs.map { pair in
            (
                key: NameOrder.key((pair.after ?? pair.before)?.name ?? ""), id: (pair.after ?? pair.before)?.id,
                pair: pair
            )
        }
        return keyed.sorted { a, b in
            a.key == b.key
                ? (a.id?.rawValue ?? 0) < (b.id?.rawValue ?? 0) : a.key.utf8.lexicographicallyPrecedes(b.key.utf8)
        }.map(\.pair)
    }
}

extension EntityRow {
    /// Equal but for the revision at which it began.
    func hasSameContent(as other: EntityRow) -> Bool {
        var copy = other
        copy.since = since
        return self == copy
    }
}

extension SQLSession {
    func liveRevision(of id: PanelID) throws -> Revision? {
        try first("SELECT revision FROM panel WHERE id = $1", [.id(id)]) { Revision(try $0.int(0)) }
    }

    /// Live entities in document order, straight from their index.
    func liveEntities(of id: PanelID) throws -> [EntityRow] {
        try rows(
            """
            SELECT \(EntityRowColumns.selection) FROM entity_revision e
            WHERE e.panel_id = $1 AND e.seq_to = \(SchemaStep.live)
            ORDER BY e.confidence DESC NULLS LAST, e.sort_key
            """, [.id(id)]
        ) { try EntityRowColumns.row($0) }
    }

    /// Entities of an earlier revision in document order.
    func entities(of id: PanelID, at revision: Revision) throws -> [EntityRow] {
        try rows(
            """
            SELECT \(EntityRowColumns.selection) FROM entity_revision e
            WHERE e.panel_id = $1 AND e.seq_to > $2 AND e.seq_from <= $2
            ORDER BY e.confidence DESC NULLS LAST, e.sort_key
            """, [.id(id), .revision(revision)]
        ) { try EntityRowColumns.row($0) }
    }

    /// False when a load replaced the history that the revision belongs to.
    fileprivate func isKnown(_ revision: Revision, of id: PanelID) throws -> Bool {
        let replaced = try first("SELECT replaced_before FROM panel_import WHERE panel_id = $1", [.id(id)]) {
            try $0.int(0)
        }
        return revision.rawValue >= replaced ?? 0
    }

    /// The whole content as changes: for a reader whose state a load replaced.
    fileprivate func wholeContent(of id: PanelID, at revision: Revision) throws -> EntityChanges {
        let current = try entities(of: id, at: revision)
        let known = try rows("SELECT id FROM entity WHERE panel_id = $1", [.id(id)]) { EntityID(try $0.int(0)) }
        return EntityChanges(current: current, gone: Set(known).subtracting(current.map(\.id)))
    }
}
