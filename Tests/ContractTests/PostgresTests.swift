import DatabaseSupport
import Dispatch
import Ports
import PostgresDriver
import SQLCore
import SQLRepo
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

    @Test("O64: a connection that turned read-only is not used again, nor is any other made before")
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
            let next = try await database.readOne("SELECT pg_backend_pid()") { try $0.int(0) } ?? 0

            // Once more on another connection, which said the same.
            let tried = pids.withLock { $0 }
            #expect(tried.count == 2)
            #expect(Set(tried + [next]).count == 3)
        }
    }

    /// Makes new connections to a database read-only, or not.
    private func setReadOnly(_ isOn: Bool, _ configuration: PostgresConfiguration) async throws {
        var other = configuration
        other.database = "postgres"
        other.maximumConnections = 1
        let administration = PostgresDatabase(other)
        try await TestDatabases.closing(administration) {
            try await administration.runAlone(
                "ALTER DATABASE \(configuration.database) SET default_transaction_read_only = \(isOn ? "on" : "off")")
        }
    }

    @Test("O64: a write that the former writer refuses is made on the new one, and nobody notices")
    func newWriter() async throws {
        try await TestDatabases.withPostgres {
            $0.maximumConnections = 4
        } _: { database, configuration in
            try await database.write { try $0.executeScript("CREATE TABLE t (n BIGINT)") }
            let former = PostgresDatabase(configuration)
            try await setReadOnly(true, configuration)
            #expect(try await former.readOne("SELECT count(*) FROM t") { try $0.int(0) } == 0)
            try await setReadOnly(false, configuration)
            // Its connection is still one that may only read.
            try await former.write { try $0.execute("INSERT INTO t VALUES (1)") }
            #expect(try await former.readOne("SELECT count(*) FROM t") { try $0.int(0) } == 1)
            await former.close()
        }
    }

    @Test("O64: while there is no writer, writes are refused without asking for each, and are taken again soon after")
    func noWriter() async throws {
        try await TestDatabases.withPostgres { _ in
        } _: { database, configuration in
            try await database.write { try $0.executeScript("CREATE TABLE t (n BIGINT)") }
            try await setReadOnly(true, configuration)
            let former = PostgresDatabase(configuration)
            for _ in 0..<20 {
                await #expect(throws: SQLError.readOnly) {
                    try await former.write { try $0.execute("INSERT INTO t VALUES (1)") }
                }
            }
            #expect(try await former.readOne("SELECT count(*) FROM t") { try $0.int(0) } == 0)
            try await setReadOnly(false, configuration)
            var isTaken = false
            for _ in 0..<50 where !isTaken {
                isTaken = (try? await former.write { try $0.execute("INSERT INTO t VALUES (1)") }) != nil
                if !isTaken { try await Task.sleep(for: .milliseconds(200)) }
            }
            #expect(isTaken)
            await former.close()
        }
    }

    @Test(
        "9.3: who needs a server that takes changes is not connected to one that does not; the repository tells which it is"
    )
    func targetSession() async throws {
        try await TestDatabases.withPostgres { _ in
        } _: { database, configuration in
            _ = try await SQLRepository(database).migrate()
            #expect(try await SQLRepository(database).acceptsWrites())
            try await setReadOnly(true, configuration)
            var (any, writer) = (configuration, configuration)
            any.targetSession = .any
            writer.targetSession = .readWrite
            let (reading, writing) = (PostgresDatabase(any), PostgresDatabase(writer))
            #expect(try await !SQLRepository(reading).acceptsWrites())
            await #expect(throws: RepoFailure.self) { try await SQLRepository(writing).ping() }
            try await setReadOnly(false, configuration)
            try await SQLRepository(writing).ping()
            // Asking is enough to find the way to the writer again.
            let limit = ContinuousClock.now + .seconds(10)
            while try await !SQLRepository(reading).acceptsWrites(), .now < limit {
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(try await SQLRepository(reading).acceptsWrites())
            await reading.close()
            await writing.close()
        }
    }

    /// Several reads at once, and the processes that served them.
    private func processes(of database: PostgresDatabase) async throws -> Set<Int> {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await database.read { session in
                        _ = try session.execute("SELECT pg_sleep(0.2)")
                        return try session.integer("SELECT pg_backend_pid()")
                    }
                }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
    }

    @Test("O63: the first connection that is lost empties the pool of those that idle")
    func emptiesPool() async throws {
        try await TestDatabases.withPostgres {
            $0.maximumConnections = 5
        } _: { database, configuration in
            let other = PostgresDatabase(configuration)
            let first = try await processes(of: database)
            #expect(first.count > 1)
            try await terminate(try #require(first.first), through: other)
            // Somebody meets the lost one.
            _ = try await processes(of: database)
            #expect(try await processes(of: database).isDisjoint(with: first))
            await other.close()
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
