import Dispatch
import GRDB
import SQLCore
import Synchronization

/// An SQLite file behind ``SQLDatabase``: write-ahead log, foreign keys on, one writer, many readers on snapshots.
///
/// GRDB owns the connections, their queues and the transactions; statements run straight on SQLite's own calls, so a row
/// costs only what its columns cost.
public final class SQLiteDatabase: SQLDatabase {
    public let dialect = SQLDialect.sqlite
    private let configuration: SQLiteConfiguration
    private let pool: DatabasePool
    private let isClosed = Atomic<Bool>(false)

    /// Opens the file, and makes it when it is not there (unless read-only). Its folder must exist.
    /// Throws ``SQLError/unavailable(reason:)`` when it cannot be opened or is no database.
    public init(_ configuration: SQLiteConfiguration) throws(SQLError) {
        self.configuration = configuration
        do {
            pool = try DatabasePool(path: configuration.path, configuration: Self.settings(configuration))
        } catch {
            throw SQLError.unavailable(reason: "\(configuration.path): \(SQLiteErrors.openingReason(error))")
        }
    }

    private static func settings(_ configuration: SQLiteConfiguration) -> Configuration {
        var settings = Configuration()
        settings.label = "panelapp.sqlite"
        settings.readonly = configuration.readOnly
        settings.foreignKeysEnabled = true
        settings.maximumReaderCount = configuration.maximumReaders
        settings.persistentReadOnlyConnections = true
        let seconds = Double(configuration.busyTimeout.components.seconds)
        settings.busyMode = .timeout(seconds + Double(configuration.busyTimeout.components.attoseconds) / 1e18)
        settings.prepareDatabase { database in
            // After a crash of the machine the last commits may be missing, never half of one: WAL's contract for NORMAL.
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            SQLiteInterruption.install(on: database)
            // A big import must not leave a big log behind: 64 MiB.
            try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
        }
        return settings
    }

    public func read<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        try await typed { try await self.pool.read { try SQLiteSession.run(on: $0, body) } }
    }

    @discardableResult
    public func write<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        guard !configuration.readOnly else { throw SQLError.readOnly }
        return try await typed {
            try await self.pool.writeWithoutTransaction { database in
                var result: Result<T, any Error> = .failure(SQLError.closed)
                try database.inTransaction(.immediate) {
                    result = .success(try SQLiteSession.run(on: database, body))
                    return .commit
                }
                return try result.get()
            }
        }
    }

    public func readRows<T: Sendable>(
        _ sql: String, _ arguments: [SQLValue], _ decode: @escaping @Sendable (SQLRow) throws -> T
    ) async throws -> [T] {
        try await typed {
            try await self.pool.unsafeRead { database in
                try SQLiteSession.run(on: database) { try $0.rows(sql, arguments, decode) }
            }
        }
    }

    public func snapshot<T: Sendable>(_ body: @Sendable (any SQLSnapshot) async throws -> T) async throws -> T {
        let snapshot: DatabaseSnapshot
        do { snapshot = try pool.makeSnapshot() } catch { throw translate(error) }
        return try await body(SQLiteSnapshot(snapshot: snapshot))
    }

    public func runAlone(_ sql: String) async throws {
        guard !configuration.readOnly else { throw SQLError.readOnly }
        try await typed {
            try await self.pool.writeWithoutTransaction { database in
                try SQLiteSession.run(on: database) { try $0.executeScript(sql) }
            }
        }
    }

    public func ping() async throws {
        _ = try await readRows("SELECT 1", []) { try $0.int(0) }
    }

    public func close() async {
        guard !isClosed.exchange(true, ordering: .sequentiallyConsistent) else { return }
        // GRDB waits for running bodies here, which must not hold up a thread of the cooperative pool.
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [pool] in
                try? pool.close()
                continuation.resume()
            }
        }
    }

    private func typed<T: Sendable>(_ work: () async throws -> T) async throws -> T {
        guard !isClosed.load(ordering: .relaxed) else { throw SQLError.closed }
        do { return try await work() } catch { throw translate(error) }
    }

    private func translate(_ error: any Error) -> any Error {
        isClosed.load(ordering: .relaxed) && error is DatabaseError ? SQLError.closed : SQLiteErrors.typed(error)
    }
}

/// A connection of its own that stays in one read transaction.
private struct SQLiteSnapshot: SQLSnapshot {
    let snapshot: DatabaseSnapshot

    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        do {
            return try await snapshot.read { try SQLiteSession.run(on: $0, body) }
        } catch {
            throw SQLiteErrors.typed(error)
        }
    }
}
