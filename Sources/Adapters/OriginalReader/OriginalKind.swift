import Domain

/// Where an original keeps entities of one kind.
struct OriginalKind: Sendable {
    let kind: EntityKind
    let table: String
    /// Column of the linking tables that names the entity.
    let key: String

    static let gene = Self(
        kind: .gene, table: "panels_genepanelentrysnapshot", key: "genepanelentrysnapshot_id")
    static let str = Self(kind: .str, table: "panels_str", key: "str_id")
    static let region = Self(kind: .region, table: "panels_region", key: "region_id")
    static let all = [gene, str, region]

    /// What is linked to entities: end of the linking table's name, and its column.
    static let relations = [
        ("tags", "tag_id"), ("evidence", "evidence_id"), ("evaluation", "evaluation_id"), ("comments", "comment_id"),
        ("track", "trackrecord_id"),
    ]

    /// A part of a WITH clause: pairs of a super panel and its child.
    static let children = """
        children AS (
            SELECT s.panel_id AS parent, c.panel_id AS child FROM panels_genepanelsnapshot_child_panels x
            JOIN panels_genepanelsnapshot s ON s.id = x.from_genepanelsnapshot_id
            JOIN panels_genepanelsnapshot c ON c.id = x.to_genepanelsnapshot_id)
        """

    /// The linking tables of one relation, as one list of (entity kind, entity, linked record).
    static func links(_ relation: String, _ column: String) -> String {
        all.map { kind in
            "SELECT '\(kind.kind.rawValue)' AS kind, \(kind.key) AS entity, \(column) AS record FROM \(kind.table)_\(relation)"
        }
        .joined(separator: " UNION ALL ")
    }
}
