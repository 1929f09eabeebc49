import SQLCore

/// A PostgreSQL database behind ``SQLDatabase``, by libpq: a bounded pool of connections, each on a thread of its own.
///
/// It connects when it is first used, and anew after a failure, so it outlives restarts and failovers of the server.
public final class PostgresDatabase: SQLDatabase {
    public let dialect = SQLDialect.postgres
    private let configuration: PostgresConfiguration
    private let pool: PostgresPool

    public init(_ configuration: PostgresConfiguration) {
        self.configuration = configuration
        pool = PostgresPool(configuration)
    }

    public func read<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        try await onConnection { try $0.run(.read, body) }
    }

    @discardableResult
    public func write<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        guard !configuration.readOnly else { throw SQLError.readOnly }
        return try await onConnection { try $0.run(.write, body) }
    }

    public func readRows<T: Sendable>(
        _ sql: String, _ arguments: [SQLValue], _ decode: @escaping @Sendable (SQLRow) throws -> T
    ) async throws -> [T] {
        try await onConnection { try $0.run(.bare) { try $0.rows(sql, arguments, decode) } }
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

    public func close() async { await pool.close() }

    /// Runs `work` on a worker's thread. Cancelling the task interrupts its statement.
    private func onConnection<T: Sendable>(
        _ work: @escaping @Sendable (PostgresTransaction) throws -> T
    ) async throws -> T {
        let cancellation = PostgresCancellation()
        let id = pool.newID()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                pool.submit(
                    PostgresJob(id: id, cancellation: cancellation) { [pool] slot in
                        let transaction = PostgresTransaction(pool: pool, slot: slot, cancellation: cancellation)
                        continuation.resume(with: Result { try work(transaction) })
                    } refuse: {
                        continuation.resume(throwing: $0)
                    })
            }
        } onCancel: {
            pool.cancel(id, cancellation)
        }
    }
}
