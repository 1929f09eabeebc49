import SQLCore

/// A PostgreSQL database behind ``SQLDatabase``, by libpq: a bounded pool of connections, each on a thread of its own.
///
/// It connects when it is first used, and anew after a failure, so it outlives restarts and failovers of the server.
public final class PostgresDatabase: SQLDatabase {
    public let dialect = SQLDialect.postgres
    private let configuration: PostgresConfiguration
    private let pool: PostgresPool
    private let pipelines: PostgresPipelines
    private let waited: @Sendable (Duration) -> Void

    /// - Parameter waited: told how long each body waited for its connection.
    public init(_ configuration: PostgresConfiguration, waited: @escaping @Sendable (Duration) -> Void = { _ in }) {
        self.waited = waited
        self.configuration = configuration
        let shared = min(2, configuration.maximumConnections / 4)
        let pipelines = PostgresPipelines(configuration, maximum: shared)
        let pool = PostgresPool(
            configuration, maximumWorkers: max(1, configuration.maximumConnections - shared)
        ) { [weak pipelines] in pipelines?.renew() }
        pipelines.whenBroken { [weak pool] in pool?.brokeShared() }
        (self.pool, self.pipelines) = (pool, pipelines)
    }

    public func read<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        try await onConnection(isWrite: false) { try $0.run(.read, body) }
    }

    @discardableResult
    public func write<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        guard !configuration.readOnly, !pool.refusesWrites else { throw SQLError.readOnly }
        return try await onConnection(isWrite: true) { try $0.run(.write, body) }
    }

    public func readRows<T: Sendable>(
        _ sql: String, _ arguments: [SQLValue], _ decode: @escaping @Sendable (SQLRow) throws -> T
    ) async throws -> [T] {
        if let pipeline = pipelines.pick() {
            do {
                if let result = try await pipeline.execute(sql, arguments) { return try result.rows(decode) }
            } catch let error as SQLError where error.losesConnection {
                // A read may be tried again once (`operations.md` 9.3); the pool does.
            }
        }
        return try await read { try $0.rows(sql, arguments, decode) }
    }

    public func snapshot<T: Sendable>(_ body: @Sendable (any SQLSnapshot) async throws -> T) async throws -> T {
        let snapshot = PostgresSnapshot(pool)
        try await snapshot.open()
        defer { snapshot.close() }
        return try await body(snapshot)
    }

    public func ping() async throws {
        _ = try await readRows("SELECT 1", []) { try $0.int(0) }
    }

    public func runAlone(_ sql: String) async throws {
        guard !configuration.readOnly else { throw SQLError.readOnly }
        try await onConnection(isWrite: true) { try $0.run(.bare) { try $0.executeScript(sql) } }
    }

    /// How many connections run something now, and how many do not. One that is shared by single reads counts as in use.
    public var connections: (inUse: Int, idle: Int) {
        let (inUse, idle) = pool.connections
        return (inUse + pipelines.count, idle)
    }

    public func close() async {
        pipelines.close()
        await pool.close()
    }

    /// Runs `work` on a worker's thread. Cancelling the task interrupts its statement.
    private func onConnection<T: Sendable>(
        isWrite: Bool, _ work: @escaping @Sendable (PostgresTransaction) throws -> T
    ) async throws -> T {
        let cancellation = PostgresCancellation()
        let id = pool.newID()
        let asked = ContinuousClock.now
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                pool.submit(
                    PostgresJob(id: id, cancellation: cancellation, isWrite: isWrite) { [pool, waited] slot in
                        waited(ContinuousClock.now - asked)
                        let transaction = PostgresTransaction(pool: pool, slot: slot, cancellation: cancellation)
                        continuation.resume(with: Result { try work(transaction) })
                    } refuse: { [waited] in
                        waited(ContinuousClock.now - asked)
                        continuation.resume(throwing: $0)
                    })
            }
        } onCancel: {
            pool.cancel(id, cancellation)
        }
    }
}
