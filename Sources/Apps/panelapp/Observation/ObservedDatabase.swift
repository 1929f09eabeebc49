import SQLCore
import Tracing

/// A database whose statements are measured. Bodies run on threads of the driver; the trace of whoever asked goes with them.
struct ObservedDatabase: SQLDatabase {
    let base: any SQLDatabase
    let observation: Observation

    var dialect: SQLDialect { base.dialect }

    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        try await base.read(observed(body))
    }

    @discardableResult
    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        try await base.write(observed(body))
    }

    func readRows<T: Sendable>(
        _ sql: String, _ arguments: [SQLValue], _ decode: @escaping @Sendable (SQLRow) throws -> T
    ) async throws -> [T] {
        let began = ContinuousClock.now
        do {
            let rows = try await base.readRows(sql, arguments, decode)
            observation.noteStatement(sql, .select, began, nil)
            return rows
        } catch {
            observation.noteStatement(sql, .select, began, error)
            throw error
        }
    }

    func snapshot<T: Sendable>(_ body: @Sendable (any SQLSnapshot) async throws -> T) async throws -> T {
        try await base.snapshot(body)
    }

    func runAlone(_ sql: String) async throws { try await base.runAlone(sql) }

    func ping() async throws { try await base.ping() }

    func close() async { await base.close() }

    private func observed<T: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> T
    ) -> @Sendable (any SQLSession) throws -> T {
        let context = InstrumentationContext.current
        let observation = observation
        return { session in
            let observed = ObservedSession(session, observation)
            guard context != nil else { return try body(observed) }
            return try InstrumentationContext.$current.withValue(context) { try body(observed) }
        }
    }
}

extension Observation {
    /// A statement has ended.
    func noteStatement(
        _ sql: String, _ operation: SQLOperation, _ began: ContinuousClock.Instant, _ error: (any Error)?
    ) {
        let took = ContinuousClock.now - began
        metrics.queries.record(Metrics.Query(operation: operation), took)
        spans.add("db.\(operation.rawValue)", took: took, failure: error.map { "\(type(of: $0))" }) { attributes in
            attributes["db.operation.name"] = operation.rawValue
            if showsStatements { attributes["db.query.text"] = sql }
        }
    }
}

/// A session whose statements are measured.
private final class ObservedSession: SQLSession {
    private let base: any SQLSession
    private let observation: Observation

    init(_ base: any SQLSession, _ observation: Observation) {
        self.base = base
        self.observation = observation
    }

    var dialect: SQLDialect { base.dialect }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try measured(sql, SQLOperation(sql)) { try base.execute(sql, arguments) }
    }

    func query(_ sql: String, _ arguments: [SQLValue], _ each: (SQLRow) throws -> Void) throws {
        try measured(sql, SQLOperation(sql)) { try base.query(sql, arguments, each) }
    }

    func stream(_ sql: String, _ arguments: [SQLValue], _ each: (SQLRow) throws -> Void) throws {
        try measured(sql, SQLOperation(sql)) { try base.stream(sql, arguments, each) }
    }

    func copy(into table: String, columns: [String], rows: some Sequence<[SQLValue]>) throws -> Int {
        try measured(table, .copy) { try base.copy(into: table, columns: columns, rows: rows) }
    }

    func executeScript(_ sql: String) throws {
        try measured(sql, .other) { try base.executeScript(sql) }
    }

    func lock(_ name: String, waitingAtMost wait: Duration) throws {
        try measured(name, .other) { try base.lock(name, waitingAtMost: wait) }
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T { try base.savepoint(body) }

    private func measured<T>(_ sql: String, _ operation: SQLOperation, _ work: () throws -> T) throws -> T {
        let began = ContinuousClock.now
        do {
            let result = try work()
            observation.noteStatement(sql, operation, began, nil)
            return result
        } catch {
            observation.noteStatement(sql, operation, began, error)
            throw error
        }
    }
}
