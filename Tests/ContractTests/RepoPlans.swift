import SQLCore

/// How a database means to answer a statement.
enum RepoPlans {
    /// Tables that grow with the entities of panels.
    static let growing: Set<String> = [
        "entity_revision", "entity", "evidence", "evaluation", "comment", "track_record", "entity_tag",
    ]

    /// Lines of the plan that read one of the tables from end to end.
    static func scans(
        _ statement: RecordingDatabase.Statement, of tables: Set<String> = growing, on database: any SQLDatabase
    ) async throws -> [String] {
        try await plan(statement, on: database).filter { line in
            let words = line.split(separator: " ")
            if database.dialect == .postgres {
                return zip(words, words.dropFirst(2)).contains { $0 == "Seq" && $1 == "on" }
                    && words.contains { tables.contains(String($0)) }
            }
            return words.first == "SCAN" && !words.contains("INDEX")
                && words.dropFirst().contains { tables.contains(String($0)) }
        }
    }

    static func plan(
        _ statement: RecordingDatabase.Statement, on database: any SQLDatabase
    ) async throws -> [String] {
        let isPostgres = database.dialect == .postgres
        return try await database.write { session in
            try session.rows((isPostgres ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") + statement.sql, statement.arguments) {
                try $0.text(isPostgres ? 0 : 3)
            }
        }
    }
}
