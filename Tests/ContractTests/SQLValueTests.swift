import DatabaseSupport
import SQLCore
import Testing

/// What goes in comes out, on both databases.
@Suite("SQL: values")
struct SQLValueTests {
    private static let table = "CREATE TABLE item (id BIGINT PRIMARY KEY, n BIGINT, r DOUBLE PRECISION, t TEXT)"

    @Test("Whole numbers come back as they were", arguments: DatabaseKind.tested)
    func integers(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            let numbers: [Int] = [0, 1, -1, 32_768, .max, .min, 1_700_000_000_000_000]

            let found = try await database.write { session in
                try session.executeScript(Self.table)
                for (id, number) in numbers.enumerated() {
                    try session.execute("INSERT INTO item (id, n) VALUES ($1, $2)", [.int(id), .int(number)])
                }
                return try session.rows("SELECT n FROM item ORDER BY id") { try $0.int(0) }
            }

            #expect(found == numbers)
        }
    }

    @Test("Real numbers come back to the last bit", arguments: DatabaseKind.tested)
    func reals(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            let numbers = [0, -0.5, 0.1, 1 / 3, 1e300, .leastNonzeroMagnitude, .infinity, -.infinity]

            let found = try await database.write { session in
                try session.executeScript(Self.table)
                for (id, number) in numbers.enumerated() {
                    try session.execute("INSERT INTO item (id, r) VALUES ($1, $2)", [.int(id), .real(number)])
                }
                return try session.rows("SELECT r FROM item ORDER BY id") { try $0.real(0) }
            }

            #expect(found == numbers)
        }
    }

    @Test("Text of every script comes back, as String and as bytes", arguments: DatabaseKind.tested)
    func texts(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            let texts = ["", " ", "O'Brien \"x\" \\ \n\t\r", "Ménière", "染色体", "👩🏽‍🔬", "\u{1}\u{FFFD}", "$1 ?1"]

            let (strings, bytes) = try await database.write { session in
                try session.executeScript(Self.table)
                for (id, text) in texts.enumerated() {
                    let value: SQLValue = id.isMultiple(of: 2) ? .text(text) : .utf8(Array(text.utf8))
                    try session.execute("INSERT INTO item (id, t) VALUES ($1, $2)", [.int(id), value])
                }
                let sql = "SELECT t FROM item ORDER BY id"
                return (try session.rows(sql) { try $0.text(0) }, try session.rows(sql) { try $0.bytes(0) })
            }

            #expect(strings == texts)
            #expect(bytes == texts.map { Array($0.utf8) })
        }
    }

    @Test("Bytes come back: none, all 256, and 8 MiB", arguments: DatabaseKind.tested)
    func blobs(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            let large = (0..<(8 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            let blobs: [[UInt8]] = [[], Array(0...255), large]

            let (found, lengths) = try await database.write { session in
                try session.executeScript("CREATE TABLE file (id BIGINT PRIMARY KEY, b \(session.dialect.blobType))")
                for (id, blob) in blobs.enumerated() {
                    try session.execute("INSERT INTO file VALUES ($1, $2)", [.int(id), .bytes(blob)])
                }
                let sql = "SELECT b FROM file ORDER BY id"
                return (
                    try session.rows(sql) { try $0.bytes(0) },
                    try session.rows(sql) { try $0.withBytes(0) { $0.count } }
                )
            }

            #expect(found == blobs)
            #expect(lengths == blobs.map(\.count))
        }
    }

    @Test("NULL is nil for optional accessors and an error for the others", arguments: DatabaseKind.tested)
    func nulls(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            try await database.write { session in
                try session.executeScript(Self.table)
                try session.execute("INSERT INTO item VALUES (1, $1, $2, $3)", [nil, SQLValue(nil as Double?), .null])
            }

            let isNil = try await database.readOne("SELECT n, r, t FROM item") { row in
                try row.optionalInt(0) == nil && row.optionalReal(1) == nil && row.optionalText(2) == nil
                    && row.optionalBytes(2) == nil && row.optionalBool(0) == nil && row.isNull(0) && row.isNull(2)
            }

            #expect(isNil == true)
            let expected = SQLError.decoding(column: "n", expected: "a whole number", found: "NULL")
            await #expect(throws: expected) { try await database.readOne("SELECT n FROM item") { try $0.int(0) } }
        }
    }

    @Test("A value of another kind is refused, not converted", arguments: DatabaseKind.tested)
    func mismatches(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            try await database.write { session in
                try session.executeScript(Self.table)
                try session.execute("INSERT INTO item VALUES (1, 5, 1.5, 'x')")
            }

            await #expect(throws: SQLError.decoding(column: "t", expected: "a whole number", found: "text")) {
                try await database.readOne("SELECT t FROM item") { try $0.int(0) }
            }
            await #expect(throws: SQLError.self) { try await database.readOne("SELECT n FROM item") { try $0.text(0) } }
            await #expect(throws: SQLError.self) { try await database.readOne("SELECT r FROM item") { try $0.int(0) } }
            await #expect(throws: SQLError.self) { try await database.readOne("SELECT n FROM item") { try $0.int(7) } }
        }
    }

    @Test("Truth values are 0 and 1, sums and counts are whole numbers", arguments: DatabaseKind.tested)
    func truthAndSums(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            try await database.write { session in
                try session.executeScript("CREATE TABLE flag (id BIGINT PRIMARY KEY, f SMALLINT NOT NULL, n BIGINT)")
                try session.execute("INSERT INTO flag VALUES (1, $1, 40), (2, $2, 2)", [true, .bool(false)])
            }

            let row = try await database.readOne("SELECT min(f), max(f), sum(n), count(*) FROM flag") { row in
                (try row.bool(0), try row.bool(1), try row.int(2), try row.int(3))
            }

            #expect(row ?? (true, false, 0, 0) == (false, true, 42, 2))
        }
    }

    @Test("Lists: 'is one of' takes none, one and many", arguments: DatabaseKind.tested)
    func lists(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            let names = ["a", "b \"c\"", "d\\e", "f,g", "{}", "染"]

            let (byID, byName, none) = try await database.write { session in
                try session.executeScript(Self.table)
                for (id, name) in names.enumerated() {
                    try session.execute("INSERT INTO item (id, t) VALUES ($1, $2)", [.int(id), .text(name)])
                }
                let id = session.dialect.isAny("$1")
                return (
                    try session.integer("SELECT count(*) FROM item WHERE id \(id)", [.integers([0, 2, 99])]),
                    try session.integer("SELECT count(*) FROM item WHERE t \(id)", [.texts(names)]),
                    try session.integer("SELECT count(*) FROM item WHERE id \(id)", [.integers([])])
                )
            }

            #expect([byID, byName, none] == [2, names.count, 0])
        }
    }

    @Test("Placeholders may repeat, come in any order and carry a cast", arguments: DatabaseKind.tested)
    func placeholders(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            let found = try await database.read { session in
                try session.first("SELECT $2::bigint, $1::text, '$3', $2::bigint", [.text("x"), 7]) { row in
                    "\(try row.int(0)) \(try row.text(1)) \(try row.text(2)) \(try row.int(3))"
                }
            }

            #expect(found == "7 x $3 7")
        }
    }

    @Test("A wrong number of arguments and U+0000 in text are refused", arguments: DatabaseKind.tested)
    func invalidArguments(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            let wrong: [(String, [SQLValue])] = [
                ("SELECT $1::text, $2::text", [.text("x")]), ("SELECT $1::text", []), ("SELECT 1", [.int(1)]),
                ("SELECT $1::text", [.text("a\u{0}b")]), ("SELECT $1::text", [.utf8([0])]),
            ]
            for (sql, arguments) in wrong {
                do {
                    try await database.read { try $0.query(sql, arguments) { _ in } }
                    Issue.record("accepted: \(sql)")
                } catch let error as SQLError {
                    guard case .invalidArgument = error else {
                        Issue.record("\(error)")
                        continue
                    }
                }
            }
        }
    }
}
