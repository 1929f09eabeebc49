import DatabaseSupport
import PostgresDriver
import SQLCore
import Testing

/// Single reads that share a connection.
@Suite("PostgreSQL: shared connections", .enabled(if: !DatabaseKind.isPostgresSkipped, postgresSkipped))
struct PostgresPipelineTests {
    /// Reads until the answers come over a shared connection, which is made in the background, and gives its process.
    private func sharedProcess(of database: PostgresDatabase, other than: Int = 0) async throws -> Int {
        // The pool reads in a transaction of its own kind; a shared connection reads in the server's default.
        let sql = "SELECT pg_backend_pid() WHERE current_setting('transaction_isolation') = 'read committed'"
        while true {
            if let pid = try await database.readOne(sql, [], { try $0.int(0) }), pid != than { return pid }
            await Task.yield()
        }
    }

    @Test("Many reads at once each get their own answer, and errors stay where they belong", .timeLimit(.minutes(10)))
    func manyReads() async throws {
        try await TestDatabases.withPostgres { _ in
        } _: { database, _ in
            _ = try await sharedProcess(of: database)

            let wrong = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<400 {
                    group.addTask {
                        if number % 10 == 9 {
                            do {
                                _ = try await database.readOne("SELECT \(number) FROM nowhere_\(number % 3)") { _ in 0 }
                                return 1
                            } catch SQLError.undefinedObject { return 0 }
                        }
                        if number % 10 == 8 {
                            do {
                                _ = try await database.readOne("SELECT 1 / $1::bigint", [.int(0)]) { _ in 0 }
                                return 1
                            } catch SQLError.statement("22012", _, _) { return 0 }
                        }
                        let rows = try await database.readRows(
                            "SELECT $1::bigint + g, repeat('x', 1000) FROM generate_series(0, $2::bigint) AS g",
                            [.int(number), .int(number % 50)]
                        ) { "\(try $0.int(0))\(try $0.text(1).count)" }
                        return rows == (0...(number % 50)).map { "\(number + $0)1000" } ? 0 : 1
                    }
                }
                return try await group.reduce(0, +)
            }

            #expect(wrong == 0)
        }
    }

    @Test("A large answer and a large argument pass, others waiting behind them", .timeLimit(.minutes(10)))
    func largeValues() async throws {
        try await TestDatabases.withPostgres { _ in
        } _: { database, _ in
            _ = try await sharedProcess(of: database)
            let large = [UInt8](repeating: 65, count: 20 << 20)

            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        let argument: SQLValue = number.isMultiple(of: 2) ? .bytes(large) : .bytes([1])
                        return try await database.readOne("SELECT $1::bytea", [argument]) { row in
                            try row.withBytes(0) { $0.count }
                        } ?? 0
                    }
                }
                return try await group.reduce(0, +)
            }

            #expect(counts == 3 * large.count + 3)
        }
    }

    @Test("O63: reads go on when the server ends the shared connection", .timeLimit(.minutes(10)))
    func reconnects() async throws {
        try await TestDatabases.withPostgres {
            $0.maximumConnections = 4
        } _: { database, _ in
            let first = try await sharedProcess(of: database)

            try await database.write { session in
                _ = try session.execute("SELECT pg_terminate_backend($1::int, 5000)", [.int(first)])
            }
            for number in 0..<50 {
                #expect(try await database.readOne("SELECT $1::bigint", [.int(number)]) { try $0.int(0) } == number)
            }

            #expect(try await sharedProcess(of: database, other: first) != first)
        }
    }

    @Test("A cancelled read gives up at once", .timeLimit(.minutes(10)))
    func cancelled() async throws {
        try await TestDatabases.withPostgres {
            $0.maximumConnections = 4
        } _: { database, _ in
            _ = try await sharedProcess(of: database)

            let task = Task { try await database.readOne("SELECT pg_sleep(20), 1") { try $0.int(1) } }
            task.cancel()

            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }
}
