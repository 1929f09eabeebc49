import Domain
import Ports
import SQLCore

extension SQLRepository: ActivityReader {
    public func activities(of panel: PanelID?, offset: Int, limit: Int) async throws -> [Activity] {
        guard let panel else {
            return try await rows(
                """
                SELECT \(ActivityColumns.selection) FROM activity ORDER BY created DESC, id DESC LIMIT $1 OFFSET $2
                """, [.int(limit), .int(offset)]
            ) { try ActivityColumns.activity($0) }
        }
        return try await rows(
            """
            SELECT \(ActivityColumns.selection) FROM activity WHERE panel_id = $3
            ORDER BY created DESC, id DESC LIMIT $1 OFFSET $2
            """, [.int(limit), .int(offset), .id(panel)]
        ) { try ActivityColumns.activity($0) }
    }

    public func activityCount(of panel: PanelID?) async throws -> Int {
        if let panel {
            return try await row("SELECT count(*) FROM activity WHERE panel_id = $1", [.id(panel)]) { try $0.int(0) }
                ?? 0
        }
        return try await row("SELECT count(*) FROM activity") { try $0.int(0) } ?? 0
    }
}

/// Columns of `activity`.
enum ActivityColumns {
    static let stored = [
        "id", "panel_id", "author_id", "text", "item_type", "entity_type", "entity_name", "frozen", "event", "created",
        "modified",
    ]
    static let selection = stored.joined(separator: ", ")

    static func values(_ line: Activity) -> [SQLValue] {
        [
            .int(line.id), SQLValue(line.panel?.rawValue), .id(line.author), .text(line.text), SQLValue(line.itemType),
            SQLValue(line.entityType), SQLValue(line.entityName), .json(line.frozen), .text(line.event),
            .instant(line.created), .instant(line.modified),
        ]
    }

    static func activity(_ row: SQLRow) throws -> Activity {
        Activity(
            id: try row.int(0), created: try row.instant(9), modified: try row.instant(10),
            panel: try row.optionalInt(1).map { PanelID($0) }, author: try row.optionalPerson(2),
            text: try row.text(3), itemType: try row.optionalText(4), entityType: try row.optionalText(5),
            entityName: try row.optionalText(6), frozen: try row.json(7), event: try row.text(8))
    }
}
