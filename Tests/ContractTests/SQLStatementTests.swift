import DatabaseSupport
import Dispatch
import SQLCore
import Testing

/// Refusals, bulk work and interruption, on both databases.
@Suite("SQL: statements")
struct SQLStatementTests {
    private static let schema = """
        CREATE TABLE panel (id BIGINT PRIMARY KEY, name TEXT NOT NULL, kind TEXT,
            CONSTRAINT panel_name_filled CHECK (name <> ''));
        CREATE UNIQUE INDEX panel_name_unique ON panel (name, kind);
        CREATE UNIQUE INDEX panel_name_folded ON panel (lower(name)) WHERE kind IS NULL;
        CREATE TABLE entity (id BIGINT PRIMARY KEY,
            panel_id BIGINT NOT NULL CONSTRAINT entity_panel REFERENCES panel (id));
        INSERT INTO panel VALUES (1, 'Ataxia', 'x')
        """

    @Test("Constraints refuse by name", arguments: DatabaseKind.tested)
    func constraints(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            try await database.write { try $0.executeScript(Self.schema) }
            let cases: [(String, SQLError)] = [
                ("INSERT INTO panel VALUES (1, 'B', 'x')", .uniqueViolation(constraint: "panel_pkey")),
                ("INSERT INTO panel VALUES (2, 'Ataxia', 'x')", .uniqueViolation(constraint: "panel_name_unique")),
                (
                    "INSERT INTO panel VALUES (3, 'C', NULL), (4, 'c', NULL)",
                    .uniqueViolation(constraint: "panel_name_folded")
                ),
                ("INSERT INTO panel VALUES (2, '', 'x')", .checkViolation(constraint: "panel_name_filled")),
                ("INSERT INTO panel VALUES (2, NULL, 'x')", .notNullViolation(column: "name")),
                (
                    "INSERT INTO entity VALUES (1, 99)",
                    .foreignKeyViolation(constraint: kind == .postgres ? "entity_panel" : nil)
                ),
            ]

            for (sql, error) in cases {
                await #expect(throws: error) { try await database.write { try $0.execute(sql) } }
            }
        }
    }

    @Test("What the database lacks, and what it does not understand", arguments: DatabaseKind.tested)
    func nonsense(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            let missing = ["SELECT 1 FROM nowhere", "SELECT absent FROM (SELECT 1 AS one) AS t", "SELECT nonsense(1)"]
            for sql in missing {
                do {
                    _ = try await database.read { try $0.execute(sql) }
                    Issue.record("accepted: \(sql)")
                } catch SQLError.undefinedObject {}
            }
            do {
                _ = try await database.read { try $0.execute("SELEC 1") }
                Issue.record("accepted nonsense")
            } catch SQLError.statement(_, _, let sql) {
                #expect(sql == "SELEC 1")
            }
        }
    }

    @Test("Fifty thousand rows are copied and streamed back", arguments: DatabaseKind.tested)
    func copy(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            let count = 50_000
            let (copied, sum, texts) = try await database.write { session in
                try session.executeScript(
                    """
                    CREATE TABLE item (id BIGINT PRIMARY KEY, small SMALLINT, medium INTEGER, r DOUBLE PRECISION, t TEXT,
                        b \(session.dialect.blobType))
                    """)
                let rows = (0..<count).lazy.map { index -> [SQLValue] in
                    [
                        .int(index), .bool(index % 2 == 1), .int(index * 2), .real(Double(index) / 4),
                        index % 3 == 0 ? .null : .text("item\t\(index)\n"),
                        .bytes([UInt8(truncatingIfNeeded: index), 0]),
                    ]
                }
                let copied = try session.copy(
                    into: "item", columns: ["id", "small", "medium", "r", "t", "b"], rows: rows)
                var (sum, texts) = (0, 0)
                try session.stream("SELECT id, small, medium, r, t, b FROM item ORDER BY id", []) { row in
                    let id = try row.int(0)
                    let fits =
                        try row.bool(1) == (id % 2 == 1) && row.int(2) == id * 2 && row.real(3) == Double(id) / 4
                        && row.bytes(5) == [UInt8(truncatingIfNeeded: id), 0]
                    sum += fits ? id : 0
                    if let text = try row.optionalText(4), text == "item\t\(id)\n" { texts += 1 }
                }
                return (copied, sum, texts)
            }

            #expect(copied == count)
            #expect(sum == count * (count - 1) / 2)
            #expect(texts == count - (count + 2) / 3)
        }
    }

    @Test("A copy that meets a bad row leaves nothing and names the column", arguments: DatabaseKind.tested)
    func badCopy(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            try await database.write { try $0.executeScript(Self.schema) }
            let bad: [[[SQLValue]]] = [
                [[2, "B", "x"], [3, "C"]], [[2, "B", "x"], [2, "C", "x"]], [[2, "B", "x"], [3, .null, "x"]],
                [[2, "B", .text("a\u{0}")]],
            ]

            for rows in bad {
                await #expect(throws: SQLError.self) {
                    try await database.write {
                        try $0.copy(into: "panel", columns: ["id", "name", "kind"], rows: rows)
                    }
                }
            }

            #expect(try await database.readOne("SELECT count(*) FROM panel") { try $0.int(0) } == 1)
        }
    }

    @Test("Statements nest inside a query, not inside a stream", arguments: DatabaseKind.tested)
    func nesting(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            try await database.write { try $0.executeScript(Self.schema) }
            let sql = "SELECT id FROM panel"

            let nested = try await database.read { session in
                try session.rows(sql) { _ in try session.rows(sql) { try $0.int(0) } }
            }

            #expect(nested == [[1]])
            await #expect(throws: SQLError.misuse("a statement inside a stream of the same session")) {
                try await database.read { session in try session.stream(sql, []) { _ in try session.execute(sql) } }
            }
        }
    }

    @Test("An error of the reader ends a stream, and the transaction goes on", arguments: DatabaseKind.tested)
    func endedStream(kind: DatabaseKind) async throws {
        struct Enough: Error {}
        try await TestDatabases.with(kind) { database in
            try await database.write { try $0.executeScript(Self.schema) }

            let count = try await database.write { session in
                do {
                    try session.stream("SELECT 1 UNION ALL SELECT 2", []) { _ in throw Enough() }
                } catch is Enough {}
                return try session.integer("SELECT count(*) FROM panel")
            }

            #expect(count == 1)
        }
    }

    @Test("Cancelling a task interrupts its statement", .timeLimit(.minutes(10)), arguments: DatabaseKind.tested)
    func cancellation(kind: DatabaseKind) async throws {
        let endless =
            kind == .postgres
            ? "SELECT pg_sleep(600)"
            : "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c"
        try await TestDatabases.with(kind) { database in
            try await database.write { try $0.executeScript(Self.schema) }
            let started = AsyncStream<Void>.makeStream()

            let task = Task {
                try await database.write { session in
                    try session.execute("DELETE FROM panel")
                    started.continuation.yield()
                    try session.execute(endless)
                }
            }
            for await _ in started.stream { break }
            task.cancel()

            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await database.readOne("SELECT count(*) FROM panel") { try $0.int(0) } == 1)
        }
    }
}
