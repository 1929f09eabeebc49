/// A connection inside one transaction or snapshot; valid only in the body it is given to.
///
/// SQL is written once, with PostgreSQL's placeholders `$1`, `$2` and so on, numbered as in `arguments`. A cast at a
/// placeholder (`$1::bigint`) is understood by both drivers: SQLite ignores it. Every other cast is written `CAST(x AS t)`.
/// Statements are prepared once per connection and kept.
///
/// A statement that fails spoils its transaction, on both databases alike: every later statement throws the same error, and
/// so does the commit. Work that may fail and go on runs inside ``savepoint(_:)``.
public protocol SQLSession: AnyObject {
    /// Which database this is.
    var dialect: SQLDialect { get }

    /// Runs one statement and answers how many rows it inserted, updated or deleted.
    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int

    /// Runs one statement and calls `each` for every row, in order. Other statements may run inside `each`.
    /// PostgreSQL brings the whole result first; use ``stream(_:_:_:)`` for large ones.
    func query(_ sql: String, _ arguments: [SQLValue], _ each: (SQLRow) throws -> Void) throws

    /// As ``query(_:_:_:)``, but holds only one row in memory at a time. No other statement may run on this session inside
    /// `each`; one that does throws ``SQLError/misuse(_:)`` on both databases.
    func stream(_ sql: String, _ arguments: [SQLValue], _ each: (SQLRow) throws -> Void) throws

    /// Adds many rows by the fastest way there is (`COPY` on PostgreSQL, one prepared insert on SQLite) and answers how many.
    /// Each row has one value per column, in the same order. Table and column names are quoted.
    @discardableResult
    func copy(into table: String, columns: [String], rows: some Sequence<[SQLValue]>) throws -> Int

    /// Runs several statements without arguments, as a migration does.
    func executeScript(_ sql: String) throws

    /// Waits for the lock of this name and holds it until the transaction ends. Only for ``SQLDatabase/write(_:)``.
    /// A transaction of SQLite is alone already, so there it does nothing. Throws ``SQLError/busy`` after `wait`.
    func lock(_ name: String, waitingAtMost wait: Duration) throws

    /// Runs `body` so that what it did is undone when it throws, while the transaction around it can go on:
    /// an insert that may meet a row with the same key, for example.
    func savepoint<T>(_ body: () throws -> T) throws -> T
}

extension SQLSession {
    /// Runs one statement without arguments.
    @discardableResult
    public func execute(_ sql: String) throws -> Int { try execute(sql, []) }

    /// All rows of a statement, decoded.
    public func rows<T>(
        _ sql: String, _ arguments: [SQLValue] = [], _ decode: (SQLRow) throws -> T
    ) throws -> [T] {
        var result: [T] = []
        try query(sql, arguments) { result.append(try decode($0)) }
        return result
    }

    /// The first row of a statement, decoded, or nil when there is none.
    public func first<T>(
        _ sql: String, _ arguments: [SQLValue] = [], _ decode: (SQLRow) throws -> T
    ) throws -> T? {
        var result: T?
        try query(sql, arguments) { row in
            if result == nil { result = try decode(row) }
        }
        return result
    }

    /// The whole number in the first column of the only row, such as a count or a `RETURNING id`.
    /// Throws ``SQLError/noRow(sql:)`` when there is no row.
    public func integer(_ sql: String, _ arguments: [SQLValue] = []) throws -> Int {
        guard let value = try first(sql, arguments, { try $0.int(0) }) else { throw SQLError.noRow(sql: sql) }
        return value
    }

    /// ``lock(_:waitingAtMost:)`` with the usual patience of a session, 5 seconds (`operations.md` 9.2).
    public func lock(_ name: String) throws { try lock(name, waitingAtMost: .seconds(5)) }
}
