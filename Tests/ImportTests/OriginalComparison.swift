import Foundation
import SQLCore

/// Rows as texts, so that what a source and a target say can be held against each other without either's reader.
enum Texts {
    /// All rows; every column must be text or NULL.
    static func rows(_ database: any SQLDatabase, _ sql: String, _ arguments: [SQLValue] = []) async throws
        -> [[String?]]
    {
        try await database.read { session in
            try session.rows(sql, arguments) { row in try (0..<row.count).map { try row.optionalText($0) } }
        }
    }

    /// The first column of all rows, as numbers.
    static func numbers(_ database: any SQLDatabase, _ sql: String, _ arguments: [SQLValue] = []) async throws -> [Int]
    {
        try await database.read { session in try session.rows(sql, arguments) { try $0.int(0) } }
    }

    static func number(_ database: any SQLDatabase, _ sql: String, _ arguments: [SQLValue] = []) async throws -> Int {
        try await database.read { try $0.integer(sql, arguments) }
    }

    /// JSON texts that mean the same become the same text.
    static func normal(_ json: String?) throws -> String? {
        guard let json else { return nil }
        let value = try JSONSerialization.jsonObject(with: Data(json.utf8), options: .fragmentsAllowed)
        let data = try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .fragmentsAllowed])
        return String(decoding: data, as: UTF8.self)
    }

    /// Changes something, as somebody with access to the database would.
    static func change(_ database: any SQLDatabase, _ statements: String...) async throws {
        try await database.write { session in
            for statement in statements { try session.execute(statement) }
        }
    }
}

/// Everything that a PostgreSQL database holds, row by row with the transaction that wrote it: equal only when nothing was
/// written in between.
enum Imprint {
    static func of(_ database: any SQLDatabase) async throws -> [String] {
        try await database.read { session in
            let tables = try session.rows(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
            ) { try $0.text(0) }
            return try tables.map { table in
                let digest = try session.first(
                    """
                    SELECT count(*) || ' ' || COALESCE(md5(string_agg(
                        md5(CAST(t AS text) || t.xmin || ' ' || t.ctid), '' ORDER BY t.ctid)), '')
                    FROM "\(table)" t
                    """
                ) { try $0.text(0) }
                return "\(table): \(digest ?? "")"
            }
        }
    }

    /// What a moved panel consists of, without the numbers that this program gave out itself: equal for two moves of the
    /// same source whatever happened in between.
    static func content(_ database: any SQLDatabase) async throws -> [String: [String]] {
        var result: [String: [String]] = [:]
        for (name, columns, source) in parts {
            let line = columns.map { "COALESCE(CAST(\($0) AS TEXT), '-')" }.joined(separator: " || '|' || ")
            result[name] = try await Texts.rows(database, "SELECT \(line) FROM \(source)").map { $0[0] ?? "" }.sorted()
        }
        return result
    }

    private static let entity = ["e.panel_id", "e.kind", "e.name", "e.occurrence"]
    private static let parts: [(String, [String], String)] = [
        ("people", ["id", "username", "password_hash", "is_active", "joined"], "person"),
        ("tokens", ["person_id", "hash"], "api_token"),
        ("genes", ["symbol", "name", "ensembl", "alias", "is_active"], "gene"),
        ("panels", ["id", "old_code", "created", "modified", "status", "revision", "signed_off_on"], "panel"),
        ("headers", ["panel_id", "seq_from", "seq_to", "name", "major", "minor", "types", "children"], "panel_header"),
        ("numbers", ["panel_id", "shown", "actual"], "panel_statistics"),
        ("children", ["panel_id", "position", "child_id"], "panel_child"),
        ("types", ["panel_id", "type_id"], "panel_type_link"),
        (
            "versions", ["panel_id", "major", "minor", "revision", "frozen_at", "reason", "signed_off_on"],
            "panel_version"
        ),
        ("documents", ["panel_id", "major", "minor", "size", "length(gzip)"], "version_document"),
        (
            "shown children",
            ["panel_id", "major", "minor", "child_id", "child_major", "child_minor", "child_revision"],
            "version_child"
        ),
        ("moments", ["panel_id", "revision", "at"], "panel_change"),
        ("entities", entity + ["e.gene_symbol", "e.is_live", "e.created", "e.modified"], "entity e"),
        (
            "states",
            entity + ["s.seq_from", "s.seq_to", "s.confidence", "s.flagged", "s.ready", "length(s.document)"],
            "entity_revision s JOIN entity e ON e.id = s.entity_id"
        ),
        (
            "tags", entity + ["t.name"],
            "entity_tag x JOIN entity e ON e.id = x.entity_id JOIN tag t ON t.id = x.tag_id"
        ),
        ("evidence", entity + ["x.id", "x.name", "x.role"], "evidence x JOIN entity e ON e.id = x.entity_id"),
        ("reviews", entity + ["x.id", "x.rating", "x.author_id"], "evaluation x JOIN entity e ON e.id = x.entity_id"),
        ("track", entity + ["x.id", "x.issue_type"], "track_record x JOIN entity e ON e.id = x.entity_id"),
        ("comments", ["id", "evaluation_id", "text", "author_id"], "comment"),
        ("activities", ["id", "panel_id", "text", "frozen"], "activity"),
        ("kept aside", ["kind", "id", "record"], "unattached_record"),
        ("home", ["id", "section", "title", "href", "text"], "home_text"),
        ("files", ["purpose", "id", "key", "title"], "file_record"),
    ]
}
