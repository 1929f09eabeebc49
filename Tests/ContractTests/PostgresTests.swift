import DatabaseSupport
import Dispatch
import PostgresDriver
import SQLCore
import Synchronization
import Testing

/// What only PostgreSQL has: a server that goes away, a bounded pool, many writers at once.
@Suite("PostgreSQL", .enabled(if: !DatabaseKind.isPostgresSkipped, postgresSkipped))
struct PostgresTests {
    @Test("O65: no free connection in time is an error of its own, and passes")
    func exhaustion() async throws {
        try await TestDatabases.withPostgres {
            $0.maximumConnections = 1
            $0.acquireTimeout = .milliseconds(50)
        } _: { database, _ in
            let (occupied, release) = (AsyncStream<Void>.makeStream(), DispatchSemaphore(value: 0))

            async let holder: Void = database.read { _ in
                occupied.continuation.yield()
                release.wait()
            }
            for await _ in occupied.stream { break }

            await #expect(throws: SQLError.poolExhausted(waited: .milliseconds(50))) { try await database.ping() }
            release.signal()
            try await holder
            try await database.ping()
        }
    }

    @Test("A task that waits for a connection can be cancelled")
    func cancelledWait() async throws {
        try await TestDatabases.withPostgres {
            $0.maximumConnections = 1
        } _: { database, _ in
            let (occupied, release) = (AsyncStream<Void>.makeStream(), DispatchSemaphore(value: 0))
            async let holder: Void = database.read { _ in
                occupied.continuation.yield()
                release.wait()
            }
            for await _ in occupied.stream { break }

            let waiting = Task { try await database.ping() }
            waiting.cancel()

            await #expect(throws: CancellationError.self) { try await waiting.value }
            release.signal()
            try await holder
        }
    }

    private func terminate(_ pid: Int, through database: PostgresDatabase) async throws {
        // Waits up to 5 s for the end of the process.
        _ = try await database.readRows("SELECT pg_terminate_backend($1::int, 5000)", [.int(pid)]) { _ in }
    }

    @Test("O63: idle connections that the server ended are replaced without a word")
    func reconnects() async throws {
        try await TestDatabases.withPostgres {
            $0.maximumConnections = 1
        } _: { database, configuration in
            let other = PostgresDatabase(configuration)
            func pid() async throws -> Int {
                try await database.readOne("SELECT pg_backend_pid()") { try $0.int(0) } ?? 0
            }

            let first = try await pid()
            try await terminate(first, through: other)
            let second = try await database.read { try $0.integer("SELECT pg_backend_pid()") }
            try await terminate(second, through: other)
            let third = try await database.write { try $0.integer("SELECT pg_backend_pid()") }
            try await terminate(third, through: other)
            let fourth = try await pid()

            #expect(Set([first, second, third, fourth]).count == 4)
            await other.close()
        }
    }

    @Test("A connection lost in the middle of a write is told, and nothing is kept")
    func lostInWrite() async throws {
        try await TestDatabases.withPostgres { _ in
        } _: { database, configuration in
            let other = PostgresDatabase(configuration)
            try await database.write { try $0.executeScript("CREATE TABLE t (n BIGINT)") }
            let (pids, isEnded) = (AsyncStream<Int>.makeStream(), DispatchSemaphore(value: 0))

            async let result: Void = database.write { session in
                try session.execute("INSERT INTO t VALUES (1)")
                pids.continuation.yield(try session.integer("SELECT pg_backend_pid()"))
                isEnded.wait()
                try session.execute("INSERT INTO t VALUES (2)")
            }
            for await pid in pids.stream {
                try await terminate(pid, through: other)
                break
            }
            isEnded.signal()

            do {
                try await result
                Issue.record("a lost transaction was called a success")
            } catch SQLError.unavailable {}
            #expect(try await database.readOne("SELECT count(*) FROM t") { try $0.int(0) } == 0)
            await other.close()
        }
    }

    @Test("A serialization failure runs the body again, three times at most")
    func serialization() async throws {
        try await TestDatabases.withPostgres { _ in
        } _: { database, _ in
            let failing = "DO $do$ BEGIN RAISE EXCEPTION 'collision' USING ERRCODE = '40001'; END $do$"
            let attempts = Atomic<Int>(0)

            let result = try await database.write { session in
                let attempt = attempts.wrappingAdd(1, ordering: .relaxed).newValue
                // A body that wraps the refusal does not hide it.
                do { if attempt < 4 { try session.executeScript(failing) } } catch { throw SQLError.misuse("wrapped") }
                return attempt
            }

            #expect(result == 4)
            attempts.store(0, ordering: .relaxed)
            await #expect(throws: SQLError.serialization) {
                try await database.write { session in
                    attempts.wrappingAdd(1, ordering: .relaxed)
                    try session.executeScript(failing)
                }
            }
            #expect(attempts.load(ordering: .relaxed) == 4)
        }
    }

    @Test("Long statements and long waits for locks end with errors of their own")
    func limits() async throws {
        try await TestDatabases.withPostgres {
            $0.statementTimeout = .milliseconds(100)
            $0.lockTimeout = .milliseconds(50)
        } _: { database, _ in
            await #expect(throws: SQLError.timeout) {
                try await database.read { try $0.execute("SELECT pg_sleep(60)") }
            }
            let (occupied, release) = (AsyncStream<Void>.makeStream(), DispatchSemaphore(value: 0))
            async let holder: Void = database.write { session in
                try session.lock("x")
                occupied.continuation.yield()
                release.wait()
            }
            for await _ in occupied.stream { break }

            await #expect(throws: SQLError.busy) {
                try await database.write { try $0.lock("x", waitingAtMost: .milliseconds(10)) }
            }
            try await database.write { try $0.lock("y") }
            release.signal()
            try await holder
        }
    }

    @Test("O64: a connection that turned read-only is not used again")
    func readOnlyServer() async throws {
        try await TestDatabases.withPostgres {
            $0.maximumConnections = 1
        } _: { database, _ in
            let pids = Mutex<[Int]>([])
            await #expect(throws: SQLError.readOnly) {
                try await database.write { session in
                    let pid = try session.integer("SELECT pg_backend_pid()")
                    pids.withLock { $0.append(pid) }
                    try session.executeScript("SET TRANSACTION READ ONLY")
                    try session.executeScript("CREATE TABLE t (n BIGINT)")
                }
            }
            let next = try await database.readOne("SELECT pg_backend_pid()") { try $0.int(0) }

            #expect(pids.withLock { $0 } != [next])
        }
    }

    @Test("Opened to be read, nothing is ever written")
    func readOnly() async throws {
        try await TestDatabases.withPostgres {
            $0.readOnly = true
        } _: { database, _ in
            await #expect(throws: SQLError.readOnly) { try await database.write { try $0.execute("SELECT 1") } }
            await #expect(throws: SQLError.readOnly) {
                try await database.readRows("CREATE TABLE t (n BIGINT)", []) { _ in }
            }
        }
    }

    @Test("More statements than a connection keeps")
    func manyStatements() async throws {
        try await TestDatabases.withPostgres { _ in
        } _: { database, _ in
            let sum = try await database.read { session in
                try (0..<1200).reduce(0) { try $0 + session.integer("SELECT \($1)") }
            }
            #expect(sum == 1200 * 1199 / 2)
        }
    }
}
