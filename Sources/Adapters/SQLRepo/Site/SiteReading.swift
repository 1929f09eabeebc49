import Domain
import Ports
import SQLCore

extension SQLRepository: SiteReader {
    public func homeTexts() async throws -> [HomeText] {
        try await rows(
            "SELECT \(SiteColumns.homeText.joined(separator: ", ")) FROM home_text ORDER BY section, id"
        ) { row in
            HomeText(
                id: try row.int(0), section: try row.int(1), title: try row.text(2), href: try row.text(3),
                text: try row.text(4))
        }
    }

    public func files() async throws -> [FileRecord] {
        try await rows(
            "SELECT \(SiteColumns.file.joined(separator: ", ")) FROM file_record ORDER BY purpose, id"
        ) { row in
            let purpose = try row.text(0)
            guard let use = FileRecord.Use(rawValue: purpose) else {
                throw SQLError.decoding(column: "purpose", expected: "the use of a file", found: purpose)
            }
            return FileRecord(
                id: try row.int(1), use: use, key: try row.text(2), title: try row.text(3), alt: try row.text(4),
                imported: try row.bool(5), log: try row.text(6), created: try row.optionalInstant(7),
                modified: try row.optionalInstant(8))
        }
    }
}

/// Columns of what lies outside the domain.
enum SiteColumns {
    static let homeText = ["id", "section", "title", "href", "text"]
    static let file = ["purpose", "id", "key", "title", "alt", "is_imported", "log", "created", "modified"]
    static let assignment = [
        "id", "report_id", "gene_symbol", "status", "assigned_to", "assigned_at", "skipped_by", "skipped_at",
        "skipped_reason", "created", "updated",
    ]

    static func values(_ text: HomeText) -> [SQLValue] {
        [.int(text.id), .int(text.section), .text(text.title), .text(text.href), .text(text.text)]
    }

    static func values(_ file: FileRecord) -> [SQLValue] {
        [
            .text(file.use.rawValue), .int(file.id), .text(file.key), .text(file.title), .text(file.alt),
            .bool(file.imported), .text(file.log), .instant(file.created), .instant(file.modified),
        ]
    }

    static func values(_ archived: ArchivedAssignment) -> [SQLValue] {
        let task = archived.assignment
        return [
            .int(archived.id), .text(task.reportID), .text(task.gene), .text(task.status.rawValue),
            .id(task.assignedTo),
            .instant(task.assignedAt), .id(task.skippedBy), .instant(task.skippedAt), .text(task.skippedReason),
            .instant(task.created), .instant(task.updated),
        ]
    }
}
