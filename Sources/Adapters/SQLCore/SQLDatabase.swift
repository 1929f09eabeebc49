/// One relational database, SQLite or PostgreSQL, behind the same calls.
///
/// Bodies are synchronous: a transaction loads, calls the domain (which never waits) and stores, without suspending in
/// between. They run on a thread of the driver, never on Swift's cooperative pool. A body sees its session only while it
/// runs; it must not let the session or a row escape.
///
/// Every call throws ``SQLError`` for what the database says, `CancellationError` when its task is cancelled (the running
/// statement is interrupted and the transaction rolled back), and whatever the body throws.
public protocol SQLDatabase: Sendable {
    /// Which of the two databases this is, with the few snippets of SQL in which they differ.
    var dialect: SQLDialect { get }

    /// Runs `body` on one consistent snapshot. Writing inside throws ``SQLError/readOnly``.
    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T

    /// Runs `body` as one transaction: committed when it returns, rolled back when it throws.
    ///
    /// On PostgreSQL a serialization failure or deadlock runs `body` anew, three times at most (`operations.md` 9.3), so it
    /// must have no effect outside the database.
    @discardableResult
    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T

    /// Runs one reading statement outside any transaction: the cheapest read there is, for hot paths and small results.
    /// On PostgreSQL it shares a connection with others, which wait for it, and cancelling it abandons its result.
    ///
    /// The decoding closure runs for each row, in order. It must not write.
    func readRows<T: Sendable>(
        _ sql: String, _ arguments: [SQLValue], _ decode: @escaping @Sendable (SQLRow) throws -> T
    ) async throws -> [T]

    /// Keeps one snapshot open over several reads with other work between them, as an import does. Each read of the
    /// snapshot sees the same state. It occupies one connection until `body` returns.
    func snapshot<T: Sendable>(_ body: @Sendable (any SQLSnapshot) async throws -> T) async throws -> T

    /// Runs one statement outside any transaction, as `VACUUM`, `CREATE INDEX CONCURRENTLY` or `CREATE DATABASE` demand.
    func runAlone(_ sql: String) async throws

    /// Asks the database for a sign of life.
    func ping() async throws

    /// Closes all connections; calls after it throw ``SQLError/closed``. Waits for bodies that run.
    func close() async
}

/// One moment of a database, read several times; see ``SQLDatabase/snapshot(_:)``.
public protocol SQLSnapshot: Sendable {
    /// Runs `body` on the snapshot; calls are served one after the other.
    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T
}

extension SQLDatabase {
    /// The first row of one reading statement outside any transaction, or nil. Say `LIMIT 1` in the SQL where more could come.
    public func readOne<T: Sendable>(
        _ sql: String, _ arguments: [SQLValue] = [], _ decode: @escaping @Sendable (SQLRow) throws -> T
    ) async throws -> T? {
        try await readRows(sql, arguments, decode).first
    }
}
