import Domain
import Ports
import SQLCore

/// The feed of activities and the site's own content.
enum OriginalSite {
    static func activities(
        _ session: any SQLSession, _ schema: OriginalSchema, after id: Int, limit: Int
    ) throws -> [Activity] {
        func later(_ column: String) -> String {
            schema.optional("panels_activity", column, as: "text", alias: "a")
        }
        return try session.rows(
            """
            SELECT a.id, a.created, a.modified, a.panel_id, a.user_id, a.text, \(later("item_type")),
                \(later("entity_type")), \(later("entity_name")), CAST(a.extra_data AS text)
            FROM panels_activity a WHERE a.id > $1 ORDER BY a.id LIMIT $2
            """, [.int(id), .int(limit)]
        ) { row in
            Activity(
                id: try row.int(0), created: try row.instant(1), modified: try row.instant(2),
                panel: try row.optionalInt(3).map { PanelID($0) }, author: try row.optionalInt(4).map { PersonID($0) },
                text: try row.text(5), itemType: try row.optionalText(6), entityType: try row.optionalText(7),
                entityName: try row.optionalText(8), frozen: try row.json(9), event: Activity.imported)
        }
    }

    static func homeTexts(_ session: any SQLSession) throws -> [HomeText] {
        try session.rows("SELECT id, section, title, href, text FROM panelapp_hometext ORDER BY id") { row in
            HomeText(
                id: try row.int(0), section: try row.int(1), title: try row.text(2), href: try row.text(3),
                text: try row.text(4))
        }
    }

    static func files(_ session: any SQLSession) throws -> [FileRecord] {
        var files = try session.rows("SELECT id, file, title FROM panelapp_file ORDER BY id") { row in
            FileRecord(id: try row.int(0), use: .file, key: try row.text(1), title: try row.text(2))
        }
        files += try session.rows("SELECT id, image, alt, title FROM panelapp_image ORDER BY id") { row in
            FileRecord(
                id: try row.int(0), use: .image, key: try row.text(1), title: try row.optionalText(3) ?? "",
                alt: try row.text(2))
        }
        files += try uploads(
            session, .geneList,
            "SELECT id, gene_list, imported, '', created, modified FROM panels_uploadedgenelist ORDER BY id")
        files += try uploads(
            session, .panelList,
            "SELECT id, panel_list, imported, import_log, created, modified FROM panels_uploadedpanellist ORDER BY id")
        files += try uploads(
            session, .reviewList,
            "SELECT id, reviews, imported, import_log, created, modified FROM panels_uploadedreviewslist ORDER BY id")
        return files
    }

    private static func uploads(_ session: any SQLSession, _ use: FileRecord.Use, _ sql: String) throws -> [FileRecord]
    {
        try session.rows(sql) { row in
            FileRecord(
                id: try row.int(0), use: use, key: try row.text(1), imported: try row.bool(2), log: try row.text(3),
                created: try row.instant(4), modified: try row.instant(5))
        }
    }

    /// Literature assignments came with a late release.
    static func assignments(_ session: any SQLSession, _ schema: OriginalSchema) throws -> [ArchivedAssignment] {
        guard schema.has("panels_literatureassignment") else { return [] }
        return try session.rows(
            """
            SELECT id, report_id, gene_id, status, assigned_to_id, assigned_at, skipped_by_id, skipped_at,
                skipped_reason, created_at, updated_at
            FROM panels_literatureassignment ORDER BY id
            """
        ) { row in
            let (id, word) = (try row.int(0), try row.text(3))
            guard let status = LiteratureAssignment.Status(rawValue: word) else {
                throw SQLError.decoding(
                    column: "status of literature assignment \(id)",
                    expected: LiteratureAssignment.Status.allCases.map(\.rawValue).joined(separator: ", "), found: word)
            }
            return ArchivedAssignment(
                id: id,
                LiteratureAssignment(
                    reportID: try row.text(1), gene: try row.text(2), status: status,
                    assignedTo: try row.optionalInt(4).map { PersonID($0) }, assignedAt: try row.optionalInstant(5),
                    skippedBy: try row.optionalInt(6).map { PersonID($0) }, skippedAt: try row.optionalInstant(7),
                    skippedReason: try row.text(8), created: try row.instant(9), updated: try row.instant(10)))
        }
    }
}
