import SQLCore

/// Everything in a database as text, row by row: two equal dumps are one state.
public enum RepoDump {
    public static func take(_ database: any SQLDatabase) async throws -> [String] {
        try await database.read { session in
            try tables(session).flatMap { table in
                try session.rows("SELECT \(try row(of: table, session)) FROM \(table) t ORDER BY 1") {
                    "\(table): \(try $0.text(0))"
                }
            }
        }
    }

    /// Where a test puts copies of tables aside, and how their names begin on SQLite; no part of the state.
    static let aside = "kept"

    static func tables(_ session: any SQLSession) throws -> [String] {
        let sql =
            session.dialect == .postgres
            ? "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
                + "AND name NOT LIKE '\(aside)\\_%' ESCAPE '\\' ORDER BY 1"
        return try session.rows(sql) { try $0.text(0) }
    }

    /// An expression that is a whole row.
    private static func row(of table: String, _ session: any SQLSession) throws -> String {
        if session.dialect == .postgres { return "CAST(t AS TEXT)" }
        let columns = try session.rows("SELECT name FROM pragma_table_info($1)", [.text(table)]) { try $0.text(0) }
        return columns.map { "quote(t.\($0))" }.joined(separator: " || ',' || ")
    }
}
