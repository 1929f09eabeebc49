import CLibpq
import SQLCore

/// One body's use of a connection.
final class PostgresSession: SQLSession {
    let dialect = SQLDialect.postgres
    private let connection: PostgresConnection
    private let configuration: PostgresConfiguration
    private let cancellation: PostgresCancellation
    private var state = SQLSessionState()

    init(_ connection: PostgresConnection, _ configuration: PostgresConfiguration, _ cancellation: PostgresCancellation)
    {
        self.connection = connection
        self.configuration = configuration
        self.cancellation = cancellation
    }

    /// What spoiled the transaction, if anything did.
    var failure: (any Error)? { state.failure }

    /// The body has ended.
    func end() { state.end() }

    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try statement { try connection.execute(sql, arguments).changedRows }
    }

    func query(_ sql: String, _ arguments: [SQLValue], _ each: (SQLRow) throws -> Void) throws {
        let result = try statement { try connection.execute(sql, arguments) }
        try result.forEachRow(each)
    }

    func stream(_ sql: String, _ arguments: [SQLValue], _ each: (SQLRow) throws -> Void) throws {
        var cursor: PostgresCursor?
        var failureOfEach: (any Error)?
        try statement {
            state.beginStream()
            defer { state.endStream() }
            try connection.stream(sql, arguments) { result in
                let current = cursor ?? PostgresCursor(result)
                current.move(to: result)
                cursor = current
                do { try each(SQLRow(current)) } catch {
                    failureOfEach = failureOfEach ?? error
                    // Nobody wants the rest, which may be long. But the statement has not failed, so it is read to its end.
                }
            }
        }
        if let failureOfEach { throw failureOfEach }
    }

    func copy(into table: String, columns: [String], rows: some Sequence<[SQLValue]>) throws -> Int {
        try statement {
            state.beginStream()
            defer { state.endStream() }
            return try PostgresCopy.run(on: connection, table: table, columns: columns, rows: rows) {
                if cancellation.isCancelled { throw CancellationError() }
            }
        }
    }

    func executeScript(_ sql: String) throws {
        try statement { _ = try connection.run(sql) }
    }

    func lock(_ name: String, waitingAtMost wait: Duration) throws {
        let patience = "SELECT set_config('lock_timeout', $1, true), set_config('statement_timeout', $2, true)"
        // The wait of a lock counts as the statement's time, too.
        try execute(patience, [.text(PostgresConnector.milliseconds(wait)), "0"])
        try execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [.text(name)])
        try execute(
            patience,
            [
                .text(PostgresConnector.milliseconds(configuration.lockTimeout)),
                .text(PostgresConnector.milliseconds(configuration.statementTimeout)),
            ])
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        try checkReady()
        let name = state.openSavepoint()
        do {
            try executeScript("SAVEPOINT \(name)")
            let result = try body()
            if let failure { throw failure }
            try executeScript("RELEASE \(name)")
            state.closeSavepoint(undone: false)
            return result
        } catch {
            state.closeSavepoint(undone: true)
            if failure == nil { try executeScript("ROLLBACK TO \(name); RELEASE \(name)") }
            throw error
        }
    }

    private func checkReady() throws {
        try state.checkReady()
        if cancellation.isCancelled { throw CancellationError() }
    }

    /// Runs something on the connection and remembers its failure.
    private func statement<T>(_ work: () throws -> T) throws -> T {
        try checkReady()
        do { return try work() } catch {
            let error = (error as? SQLError) == .timeout && cancellation.isCancelled ? CancellationError() : error
            state.spoil(error)
            throw error
        }
    }
}

extension PostgresResult {
    /// All rows, decoded.
    func rows<T>(_ decode: (SQLRow) throws -> T) throws -> [T] {
        var rows: [T] = []
        try forEachRow { rows.append(try decode($0)) }
        return rows
    }

    /// Calls `each` for every row, in order.
    func forEachRow(_ each: (SQLRow) throws -> Void) throws {
        let count = rowCount
        guard count > 0 else { return }
        let cursor = PostgresCursor(self)
        for index in 0..<count {
            cursor.move(to: index)
            try each(SQLRow(cursor))
        }
    }
}
