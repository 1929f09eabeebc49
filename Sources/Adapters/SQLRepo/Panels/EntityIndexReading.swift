import Domain
import Ports
import SQLCore

/// Entities across panels.
extension SQLRepository: EntityIndexReader {
    public func listings(of panels: [PanelID]) async throws -> [PanelID: [EntityListing]] {
        if panels.isEmpty { return [:] }
        let isAny = database.dialect.isAny("$1")
        let arguments: [SQLValue] = [.integers(panels.map(\.rawValue))]
        return try await read { session in
            // Few entities have tags: they are read apart, so that each name comes once.
            var tags: [Int: [String]] = [:]
            try session.query(
                """
                SELECT l.entity_id, t.name FROM entity n
                JOIN entity_tag l ON l.entity_id = n.id JOIN tag t ON t.id = l.tag_id
                WHERE n.panel_id \(isAny) AND n.is_live = 1
                """, arguments
            ) { row in tags[try row.int(0), default: []].append(try row.text(1)) }
            var listings: [PanelID: [EntityListing]] = [:]
            try session.query(
                "SELECT n.panel_id, n.id, n.kind, n.name FROM entity n WHERE n.panel_id \(isAny) AND n.is_live = 1",
                arguments
            ) { row in
                let tags = try tags[row.int(1)] ?? []
                listings[PanelID(try row.int(0)), default: []].append(
                    EntityListing(
                        kind: try row.kind(2), name: try row.text(3),
                        tags: tags.count < 2 ? tags : NameOrder.sorted(tags) { $0 }))
            }
            return listings
        }
    }

    public func inactiveSymbols() async throws -> Set<String> {
        Set(try await rows("SELECT symbol FROM gene WHERE is_active = 0") { try $0.text(0) })
    }

    public func attached(to symbol: String) async throws -> [EntityElsewhere] {
        try await rows(
            """
            SELECT \(EntityRowColumns.selection) FROM entity n
            JOIN entity_revision e ON e.entity_id = n.id AND e.seq_to = \(SchemaStep.live)
            WHERE n.gene_symbol = $1 AND n.kind <> 'gene' AND n.is_live = 1 ORDER BY n.panel_id, n.kind, n.name
            """, [.text(symbol)]
        ) { row in
            let row = try EntityRowColumns.row(row)
            return EntityElsewhere(panel: row.panel, row: row)
        }
    }

    public func tallies(among entities: [EntityID]) async throws -> [EntityID: ReviewTally] {
        if entities.isEmpty { return [:] }
        let found = try await rows(
            """
            SELECT \(TallyColumns.selection) FROM evaluation
            WHERE entity_id \(database.dialect.isAny("$1")) GROUP BY entity_id
            """, [.integers(entities.map(\.rawValue))]
        ) { try TallyColumns.tally($0) }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }
}

/// How reviews of an entity divide, for a SELECT that groups by `entity_id`.
enum TallyColumns {
    static let selection = """
        entity_id, count(*), count(CASE WHEN rating = 'GREEN' THEN 1 END),
            count(CASE WHEN rating = 'AMBER' THEN 1 END), count(CASE WHEN rating = 'RED' THEN 1 END)
        """

    static func tally(_ row: SQLRow) throws -> (EntityID, ReviewTally) {
        (
            EntityID(try row.int(0)),
            ReviewTally(reviews: try row.int(1), green: try row.int(2), amber: try row.int(3), red: try row.int(4))
        )
    }
}
