import Crypto
import Domain
import Ports
import SQLCore

/// The list of panels, each with a digest of everything that its archive is made of.
enum OriginalPanels {
    /// Raised when the archive of an unchanged panel comes out differently, so that a repeated move brings it anew.
    private static let form = "2"

    static func types(_ session: any SQLSession) throws -> [PanelType] {
        try session.rows("SELECT id, name, slug, description FROM panels_paneltype ORDER BY id") { row in
            PanelType(id: try row.int(0), name: try row.text(1), slug: try row.text(2), description: try row.text(3))
        }
    }

    static func all(_ session: any SQLSession, _ schema: OriginalSchema) throws -> [OriginalPanel] {
        var marks: [PanelID: [String]] = [:]
        for statement in panelParts + [documents(schema)] {
            try session.query(statement, []) { row in
                marks[PanelID(try row.int(0)), default: []].append(try row.text(1))
            }
        }
        let shared = try sharedParts.map { try session.first($0, [], { try $0.optionalText(0) }).flatMap { $0 } ?? "" }
        return try session.rows(
            """
            WITH RECURSIVE \(OriginalKind.children), height AS (
                SELECT id AS panel, 0 AS above FROM panels_genepanel
                UNION SELECT children.parent, height.above + 1 FROM height
                JOIN children ON children.child = height.panel)
            SELECT p.id, p.name FROM panels_genepanel p
            JOIN (SELECT panel, max(above) AS above FROM height GROUP BY panel) AS place ON place.panel = p.id
            ORDER BY place.above, p.id
            """
        ) { row in
            let id = PanelID(try row.int(0))
            let text = ([form] + shared + (marks[id] ?? [])).joined(separator: " ")
            return OriginalPanel(id: id, name: try row.text(1), digest: digest(text))
        }
    }

    private static func digest(_ text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).prefix(16).map { String($0, radix: 16) }.joined(separator: "-")
    }

    /// What every archive depends on: names of tags and types, and roles of the authors of evidence.
    private static let sharedParts = [
        "SELECT md5(string_agg(CAST(t AS text), ' ' ORDER BY t.id)) FROM panels_tag t",
        "SELECT md5(string_agg(CAST(t AS text), ' ' ORDER BY t.id)) FROM panels_paneltype t",
        "SELECT md5(string_agg(id || user_type || user_id, ' ' ORDER BY id)) FROM accounts_reviewer",
    ]

    /// Originals never change a frozen document, but people with access to the database might.
    private static func documents(_ schema: OriginalSchema) -> String {
        let signedOff = schema.optional("panels_historicalsnapshot", "signed_off_date", as: "date", alias: "h")
        return """
            SELECT h.panel_id, 'documents ' || md5(string_agg(concat_ws('/', h.id, h.major_version, h.minor_version,
                h.schema_version, pg_column_size(h.data), jsonb_hash(h.data), \(signedOff), h.reason), ' ' ORDER BY h.id))
            FROM panels_historicalsnapshot h GROUP BY h.panel_id
            """
    }

    /// One statement per table, each giving panels with a digest of their rows.
    private static let panelParts: [String] = {
        var parts = [
            """
            SELECT p.id, 'panel ' || md5(CAST(p AS text) || COALESCE(CAST(s AS text), '') || COALESCE(CAST(t AS text), ''))
            FROM panels_genepanel p LEFT JOIN panels_genepanelsnapshot s ON s.panel_id = p.id
            LEFT JOIN panels_level4title t ON t.id = s.level4title_id
            """,
            """
            SELECT x.genepanel_id, 'types ' || string_agg(CAST(x.paneltype_id AS text), ' ' ORDER BY x.paneltype_id)
            FROM panels_genepanel_types x GROUP BY x.genepanel_id
            """,
            """
            SELECT s.panel_id, 'children ' || string_agg(c.panel_id || '/' || c.major_version || '/' || c.minor_version, ' '
                ORDER BY c.panel_id)
            FROM panels_genepanelsnapshot_child_panels x
            JOIN panels_genepanelsnapshot s ON s.id = x.from_genepanelsnapshot_id
            JOIN panels_genepanelsnapshot c ON c.id = x.to_genepanelsnapshot_id
            GROUP BY s.panel_id
            """,
        ]
        for kind in OriginalKind.all {
            parts.append(
                """
                SELECT s.panel_id, '\(kind.kind.plural) ' || md5(string_agg(md5(CAST(e AS text)), '' ORDER BY e.id))
                FROM \(kind.table) e JOIN panels_genepanelsnapshot s ON s.id = e.panel_id GROUP BY s.panel_id
                """)
            for (relation, column) in OriginalKind.relations {
                let record = ["tags": "tag", "comments": "comment", "track": "trackrecord"][relation] ?? relation
                parts.append(
                    """
                    SELECT s.panel_id, '\(kind.kind.rawValue) \(relation) ' || md5(string_agg(
                        md5(e.id || ' ' || CAST(r AS text)), '' ORDER BY e.id, x.id))
                    FROM \(kind.table)_\(relation) x JOIN panels_\(record) r ON r.id = x.\(column)
                    JOIN \(kind.table) e ON e.id = x.\(kind.key) JOIN panels_genepanelsnapshot s ON s.id = e.panel_id
                    GROUP BY s.panel_id
                    """)
            }
            parts.append(
                """
                SELECT s.panel_id, '\(kind.kind.rawValue) evaluation comments ' || md5(string_agg(
                    md5(y.evaluation_id || ' ' || CAST(r AS text)), '' ORDER BY r.id))
                FROM \(kind.table)_evaluation x JOIN panels_evaluation_comments y ON y.evaluation_id = x.evaluation_id
                JOIN panels_comment r ON r.id = y.comment_id
                JOIN \(kind.table) e ON e.id = x.\(kind.key) JOIN panels_genepanelsnapshot s ON s.id = e.panel_id
                GROUP BY s.panel_id
                """)
        }
        return parts
    }()
}
