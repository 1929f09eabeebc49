import SQLCore
import Synchronization

/// A database that keeps what it was asked: every statement with its arguments, and how many rows it gave or changed.
/// A test may have its hand in before each statement of a transaction, to hold it there or to let it fail.
final class RecordingDatabase: SQLDatabase {
    struct Statement: Sendable {
        var sql: String
        var arguments: [SQLValue]
        var rows: Int
    }

    private let base: any SQLDatabase
    private let before: @Sendable (String) throws -> Void
    private let log = Mutex<[Statement]>([])

    init(_ base: any SQLDatabase, before: @escaping @Sendable (String) throws -> Void = { _ in }) {
        self.base = base
        self.before = before
    }

    var dialect: SQLDialect { base.dialect }

    /// What was asked since the last call.
    func take() -> [Statement] {
        log.withLock { log in
            defer { log = [] }
            return log
        }
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        try await base.read { try body(RecordingSession($0, self.before, self.note)) }
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        try await base.write { try body(RecordingSession($0, self.before, self.note)) }
    }

    func readRows<T: Sendable>(
        _ sql: String, _ arguments: [SQLValue], _ decode: @escaping @Sendable (SQLRow) throws -> T
    ) async throws -> [T] {
        let rows = try await base.readRows(sql, arguments, decode)
        note(Statement(sql: sql, arguments: arguments, rows: rows.count))
        return rows
    }

    func snapshot<T: Sendable>(_ body: @Sendable (any SQLSnapshot) async throws -> T) async throws -> T {
        try await base.snapshot(body)
    }

    func runAlone(_ sql: String) async throws { try await base.runAlone(sql) }

    func ping() async throws { try await base.ping() }

    func close() async { await base.close() }

    private func note(_ statement: Statement) { log.withLock { $0.append(statement) } }
}

private final class RecordingSession: SQLSession {
    let base: any SQLSession
    let before: (String) throws -> Void
    let note: (RecordingDatabase.Statement) -> Void

    init(
        _ base: any SQLSession, _ before: @escaping (String) throws -> Void,
        _ note: @escaping (RecordingDatabase.Statement) -> Void
    ) {
        self.base = base
        self.before = before
        self.note = note
    }

    var dialect: SQLDialect { base.dialect }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try before(sql)
        let changed = try base.execute(sql, arguments)
        note(.init(sql: sql, arguments: arguments, rows: changed))
        return changed
    }

    func query(_ sql: String, _ arguments: [SQLValue], _ each: (SQLRow) throws -> Void) throws {
        try before(sql)
        var rows = 0
        try base.query(sql, arguments) { row in
            rows += 1
            try each(row)
        }
        note(.init(sql: sql, arguments: arguments, rows: rows))
    }

    func stream(_ sql: String, _ arguments: [SQLValue], _ each: (SQLRow) throws -> Void) throws {
        try before(sql)
        var rows = 0
        try base.stream(sql, arguments) { row in
            rows += 1
            try each(row)
        }
        note(.init(sql: sql, arguments: arguments, rows: rows))
    }

    func copy(into table: String, columns: [String], rows: some Sequence<[SQLValue]>) throws -> Int {
        try before("COPY \(table)")
        let count = try base.copy(into: table, columns: columns, rows: rows)
        note(.init(sql: "COPY \(table)", arguments: [], rows: count))
        return count
    }

    func executeScript(_ sql: String) throws { try base.executeScript(sql) }

    func lock(_ name: String, waitingAtMost wait: Duration) throws { try base.lock(name, waitingAtMost: wait) }

    func savepoint<T>(_ body: () throws -> T) throws -> T { try base.savepoint(body) }
}
