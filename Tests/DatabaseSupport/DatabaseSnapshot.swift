import SQLCore

/// A state of a whole database to which a test comes back after each change, faster than by making it anew.
public struct DatabaseSnapshot: Sendable {
    private let database: any SQLDatabase
    private let tables: [String]

    /// Copies every table aside, inside the database.
    public init(of database: any SQLDatabase) async throws {
        self.database = database
        tables = try await database.write { session in
            let tables = try RepoDump.tables(session)
            if session.dialect == .postgres { try session.executeScript("CREATE SCHEMA \(RepoDump.aside)") }
            for table in tables {
                try session.executeScript("CREATE TABLE \(Self.copy(of: table, session)) AS SELECT * FROM \(table)")
            }
            return tables
        }
    }

    /// Puts every row back. What refers to what is not looked at in between, because the whole is consistent.
    public func restore() async throws {
        try await database.write { session in
            let isPostgres = session.dialect == .postgres
            try session.executeScript(
                isPostgres ? "SET LOCAL session_replication_role = replica" : "PRAGMA defer_foreign_keys = ON")
            for table in tables { try session.executeScript("DELETE FROM \(table)") }
            for table in tables {
                try session.executeScript("INSERT INTO \(table) SELECT * FROM \(Self.copy(of: table, session))")
            }
        }
    }

    private static func copy(of table: String, _ session: any SQLSession) -> String {
        session.dialect == .postgres ? "\(RepoDump.aside).\(table)" : "\(RepoDump.aside)_\(table)"
    }
}
