import Domain
import Ports
import SQLCore

extension SQLRepository: OwnReviewReader {
    public func reviews(by person: PersonID, on statuses: Set<PanelStatus>, limit: Int) async throws -> [OwnReview] {
        try await read { session in
            let found = try session.rows(
                """
                SELECT v.id, v.panel_id, h.name, v.kind, e.name, v.entity_id
                FROM evaluation v JOIN panel p ON p.id = v.panel_id
                JOIN panel_header h ON h.panel_id = p.id AND h.seq_to = \(SchemaStep.live)
                JOIN entity e ON e.id = v.entity_id
                WHERE v.author_id = $1 AND e.is_live = 1 AND p.status \(session.dialect.isAny("$2"))
                ORDER BY v.created DESC, v.id DESC LIMIT $3
                """, [.id(person), .texts(statuses.map(\.rawValue).sorted()), .int(limit)]
            ) { row in
                Place(
                    evaluation: try row.int(0), panel: PanelID(try row.int(1)), panelName: try row.text(2),
                    kind: try row.kind(3), name: try row.text(4), entity: EntityID(try row.int(5)))
            }
            return try found.compactMap { place in
                // At most `limit` small queries by key, on a page that its owner opens now and then.
                try session.evaluations(of: place.entity).first { $0.id == place.evaluation }.map { evaluation in
                    OwnReview(
                        panel: place.panel, panelName: place.panelName, kind: place.kind, entity: place.name,
                        evaluation: evaluation)
                }
            }
        }
    }

    private struct Place {
        let evaluation: Int
        let panel: PanelID
        let panelName: String
        let kind: EntityKind
        let name: String
        let entity: EntityID
    }
}
