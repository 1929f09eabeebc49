import DatabaseSupport
import Dispatch
import SQLCore
import Testing

/// Transactions and snapshots, on both databases.
@Suite("SQL: transactions")
struct SQLTransactionTests {
    private struct Stop: Error, Equatable {}

    private static func prepare(_ database: any SQLDatabase) async throws {
        try await database.write { session in
            try session.executeScript(
                "CREATE TABLE counter (id BIGINT PRIMARY KEY, n BIGINT NOT NULL); INSERT INTO counter VALUES (1, 0)")
        }
    }

    private static func count(_ database: any SQLDatabase) async throws -> Int {
        try await database.readOne("SELECT n FROM counter WHERE id = 1") { try $0.int(0) } ?? -1
    }

    @Test("A body that throws leaves nothing behind", arguments: DatabaseKind.tested)
    func rollback(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            try await Self.prepare(database)

            await #expect(throws: Stop()) {
                try await database.write { session in
                    try session.execute("UPDATE counter SET n = 5")
                    throw Stop()
                }
            }

            #expect(try await Self.count(database) == 0)
        }
    }

    @Test("execute tells how many rows it changed", arguments: DatabaseKind.tested)
    func changedRows(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            try await Self.prepare(database)

            let changed = try await database.write { session in
                [
                    try session.execute("INSERT INTO counter VALUES (2, 0), (3, 0)"),
                    try session.execute("UPDATE counter SET n = 1 WHERE id > 1"),
                    try session.execute("UPDATE counter SET n = 1 WHERE id > 9"),
                    try session.execute("DELETE FROM counter WHERE id = 3"),
                    try session.execute("SELECT n FROM counter"),
                    try session.integer("INSERT INTO counter VALUES (9, 0) RETURNING id"),
                ]
            }

            #expect(changed == [2, 2, 0, 1, 0, 9])
        }
    }

    @Test("A refused statement spoils the transaction even when the body does not mind", arguments: DatabaseKind.tested)
    func spoiled(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            try await Self.prepare(database)

            await #expect(throws: SQLError.uniqueViolation(constraint: "counter_pkey")) {
                try await database.write { session in
                    try session.execute("UPDATE counter SET n = 5")
                    _ = try? session.execute("INSERT INTO counter VALUES (1, 1)")
                }
            }

            #expect(try await Self.count(database) == 0)
        }
    }

    @Test("A savepoint undoes its own work only, also when nested", arguments: DatabaseKind.tested)
    func savepoints(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            try await Self.prepare(database)

            try await database.write { session in
                try session.execute("UPDATE counter SET n = 1")
                try session.savepoint {
                    try session.execute("UPDATE counter SET n = 2")
                    do {
                        try session.savepoint {
                            try session.execute("UPDATE counter SET n = 3")
                            try session.execute("INSERT INTO counter VALUES (1, 1)")
                        }
                    } catch SQLError.uniqueViolation {}
                }
                try session.execute("UPDATE counter SET n = n + 10")
            }

            #expect(try await Self.count(database) == 12)
        }
    }

    @Test("A reader sees one moment while a writer commits", arguments: DatabaseKind.tested)
    func snapshotOfRead(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            try await Self.prepare(database)
            let (hasRead, hasWritten) = (AsyncStream<Void>.makeStream(), DispatchSemaphore(value: 0))

            async let seen = database.read { session in
                let before = try session.integer("SELECT n FROM counter")
                hasRead.continuation.yield()
                hasWritten.wait()
                return [before, try session.integer("SELECT n FROM counter")]
            }
            for await _ in hasRead.stream { break }
            try await database.write { try $0.execute("UPDATE counter SET n = 7") }
            hasWritten.signal()

            #expect(try await seen == [0, 0])
            #expect(try await Self.count(database) == 7)
        }
    }

    @Test(
        "A snapshot shows one moment through several reads, and survives a failed one", arguments: DatabaseKind.tested)
    func snapshots(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            try await Self.prepare(database)

            let seen = try await database.snapshot { snapshot in
                try await database.write { try $0.execute("UPDATE counter SET n = 7") }
                let first = try await snapshot.read { try $0.integer("SELECT n FROM counter") }
                await #expect(throws: SQLError.self) { try await snapshot.read { try $0.execute("SELECT x FROM y") } }
                await #expect(throws: SQLError.readOnly) {
                    try await snapshot.read { try $0.execute("UPDATE counter SET n = 9") }
                }
                try await database.write { try $0.execute("UPDATE counter SET n = 8") }
                return [first, try await snapshot.read { try $0.integer("SELECT n FROM counter") }]
            }

            #expect(seen == [0, 0])
            #expect(try await Self.count(database) == 8)
        }
    }

    @Test("Sixteen writers raise one counter and lose nothing", arguments: DatabaseKind.tested)
    func writers(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            try await Self.prepare(database)

            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        for _ in 0..<10 {
                            try await database.write { session in
                                let sql = "SELECT n FROM counter WHERE id = 1 \(session.dialect.forUpdate)"
                                let n = try session.integer(sql)
                                try session.execute("UPDATE counter SET n = $1 WHERE id = 1", [.int(n + 1)])
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }

            #expect(try await Self.count(database) == 160)
        }
    }

    @Test("Writing inside a read is refused", arguments: DatabaseKind.tested)
    func readOnlyBodies(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            try await Self.prepare(database)

            await #expect(throws: SQLError.readOnly) {
                try await database.read { try $0.execute("UPDATE counter SET n = 1") }
            }

            #expect(try await Self.count(database) == 0)
        }
    }

    @Test("A named lock is taken in a write and given back at its end", arguments: DatabaseKind.tested)
    func locks(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            for _ in 0..<2 { try await database.write { try $0.lock("migrations") } }
        }
    }

    @Test("Some statements want no transaction around them", arguments: DatabaseKind.tested)
    func alone(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            try await Self.prepare(database)

            try await database.runAlone("VACUUM")

            await #expect(throws: SQLError.self) { try await database.write { try $0.executeScript("VACUUM") } }
            #expect(try await Self.count(database) == 0)
        }
    }

    @Test("A closed database says so", arguments: DatabaseKind.tested)
    func closed(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            try await database.ping()
            await database.close()
            await #expect(throws: SQLError.closed) { try await database.ping() }
            await #expect(throws: SQLError.closed) { try await database.write { try $0.execute("SELECT 1") } }
        }
    }
}
