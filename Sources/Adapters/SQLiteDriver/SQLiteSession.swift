import GRDB
import GRDBSQLite
import SQLCore

/// One body's use of a connection.
final class SQLiteSession: SQLSession {
    let dialect = SQLDialect.sqlite
    private let database: Database
    private let connection: OpaquePointer
    private var state = SQLSessionState()

    private init(_ database: Database, _ connection: OpaquePointer) {
        self.database = database
        self.connection = connection
    }

    /// Runs `body`, and throws what spoiled the transaction even when `body` did not mind.
    static func run<T>(on database: Database, _ body: (any SQLSession) throws -> T) throws -> T {
        guard let connection = database.sqliteConnection else { throw SQLError.closed }
        let session = SQLiteSession(database, connection)
        defer { session.state.end() }
        let result = try body(session)
        if let failure = session.state.failure { throw failure }
        return result
    }

    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        let before = sqlite3_total_changes(connection)
        try run(sql, arguments) { _ in }
        return sqlite3_total_changes(connection) == before ? 0 : Int(sqlite3_changes(connection))
    }

    func query(_ sql: String, _ arguments: [SQLValue], _ each: (SQLRow) throws -> Void) throws {
        try run(sql, arguments, each)
    }

    func stream(_ sql: String, _ arguments: [SQLValue], _ each: (SQLRow) throws -> Void) throws {
        try run(sql, arguments) { row in
            state.beginStream()
            defer { state.endStream() }
            try each(row)
        }
    }

    @discardableResult
    func copy(into table: String, columns: [String], rows: some Sequence<[SQLValue]>) throws -> Int {
        let names = columns.map(SQLText.quoted).joined(separator: ", ")
        let places = (1...max(1, columns.count)).map { "$\($0)" }.joined(separator: ", ")
        let sql = "INSERT INTO \(SQLText.quoted(table)) (\(names)) VALUES (\(places))"
        try checkReady()
        return try spoiling {
            let statement = try prepare(sql)
            let cursor = SQLiteCursor(statement.sqliteStatement)
            var count = 0
            for row in rows {
                guard row.count == columns.count else {
                    throw SQLError.invalidArgument("\(row.count) values for \(columns.count) columns of \(table)")
                }
                // Rows may be made while they are asked for, with their own statements: look for cancellation at each.
                try Task.checkCancellation()
                try step(statement.sqliteStatement, row, sql: sql, cursor: cursor) { _ in }
                count += 1
            }
            return count
        }
    }

    func executeScript(_ sql: String) throws {
        try checkReady()
        try spoiling {
            do { try database.execute(sql: sql) } catch { throw SQLiteErrors.typed(error) }
        }
    }

    func lock(_ name: String, waitingAtMost wait: Duration) throws { try checkReady() }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        try checkReady()
        let name = state.openSavepoint()
        try executeScript("SAVEPOINT \(name)")
        do {
            let result = try body()
            if let failure = state.failure { throw failure }
            try executeScript("RELEASE \(name)")
            state.closeSavepoint(undone: false)
            return result
        } catch {
            state.closeSavepoint(undone: true)
            if state.failure == nil { try executeScript("ROLLBACK TO \(name); RELEASE \(name)") }
            throw error
        }
    }

    private func checkReady() throws {
        try state.checkReady()
        try Task.checkCancellation()
    }

    /// Remembers that `work` failed.
    private func spoiling<T>(_ work: () throws -> T) throws -> T {
        do { return try work() } catch {
            state.spoil(error)
            throw error
        }
    }

    private func run(_ sql: String, _ arguments: [SQLValue], _ each: (SQLRow) throws -> Void) throws {
        try checkReady()
        let statement = try spoiling { try prepare(sql) }
        let cursor = SQLiteCursor(statement.sqliteStatement)
        try step(statement.sqliteStatement, arguments, sql: sql, cursor: cursor, each)
    }

    /// A statement from the connection's cache, or a new one while the cached one is in the middle of its rows.
    private func prepare(_ sql: String) throws -> Statement {
        do {
            let statement = try database.cachedStatement(sql: sql)
            return sqlite3_stmt_busy(statement.sqliteStatement) == 0 ? statement : try database.makeStatement(sql: sql)
        } catch {
            throw SQLiteErrors.typed(error)
        }
    }

    /// Binds, steps through all rows and resets. Only SQLite's own refusals spoil the transaction, not errors of `each`.
    private func step(
        _ statement: OpaquePointer, _ arguments: [SQLValue], sql: String, cursor: SQLiteCursor,
        _ each: (SQLRow) throws -> Void
    ) throws {
        defer { sqlite3_reset(statement) }
        try spoiling { try SQLiteBinding.bind(arguments, to: statement, sql: sql) }
        let row = SQLRow(cursor)
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: try each(row)
            case SQLITE_DONE: return
            default:
                try spoiling {
                    let code = sqlite3_extended_errcode(connection)
                    throw SQLiteErrors.error(code, on: connection, sql: sql)
                }
            }
        }
    }
}
