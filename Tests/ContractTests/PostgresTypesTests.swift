import DatabaseSupport
import SQLCore
import Testing

/// The types that a database of an original PanelApp has.
@Suite("PostgreSQL: types", .enabled(if: !DatabaseKind.isPostgresSkipped, postgresSkipped))
struct PostgresTypesTests {
    private func one<T: Sendable>(
        _ expression: String, _ decode: @escaping @Sendable (SQLRow) throws -> T
    ) async throws -> T? {
        try await TestDatabases.withPostgres { _ in
        } _: { database, _ in
            try await database.readOne("SELECT \(expression)") { try decode($0) }
        }
    }

    @Test("Whole numbers of every width, truth values, times and dates")
    func integers() async throws {
        let found = try await one(
            """
            (-2)::int2, 70000::int4, (-5000000000)::int8, true, false, 4000000000::oid,
            '2020-02-03 04:05:06.789+10'::timestamptz, '1999-12-31 23:59:59.5'::timestamp, '1969-12-31'::date,
            12345678901234567::numeric, (-10000)::numeric, 0::numeric, 100000000::numeric
            """
        ) { row in try (0..<row.count).map { try row.int($0) } }

        #expect(
            found == [
                -2, 70000, -5_000_000_000, 1, 0, 4_000_000_000, 1_580_666_706_789_000, 946_684_799_500_000, -1,
                12_345_678_901_234_567, -10_000, 0, 100_000_000,
            ])
    }

    @Test("Real numbers, and numerics as such")
    func reals() async throws {
        let found = try await one(
            "0.1::float8, 0.5::float4, 12345.6789::numeric, (-0.00001234)::numeric, 1e20::numeric, 7::int4"
        ) { row in try (0..<row.count).map { try row.real($0) } }

        #expect(found == [0.1, 0.5, 12345.6789, -0.00001234, 1e20, 7])
    }

    @Test("Text of every type, JSON included")
    func texts() async throws {
        let found = try await one(
            "'a'::text, 'b'::varchar(9), 'c'::char(2), '{\"d\": [1]}'::jsonb, '{\"e\":2}'::json, 'f'::name"
        ) { row in try (0..<row.count).map { try row.text($0) } }

        #expect(found == ["a", "b", "c ", "{\"d\": [1]}", "{\"e\":2}", "f"])
    }

    @Test("Lists of texts")
    func arrays() async throws {
        let found = try await one("ARRAY['a', 'b,\"c\"', '']::text[], ARRAY['x']::varchar[], '{}'::text[]") { row in
            try (0..<row.count).map { try row.texts($0) }
        }

        #expect(found == [["a", "b,\"c\"", ""], ["x"], []])
    }

    @Test("What does not fit is refused by name")
    func refused() async throws {
        let cases = ["1.5::numeric", "'NaN'::numeric", "1e30::numeric", "'infinity'::timestamptz", "'1 day'::interval"]
        for expression in cases {
            await #expect(throws: SQLError.self) { try await one("\(expression) AS x") { try $0.int(0) } }
        }
        await #expect(throws: SQLError.self) { try await one("ARRAY['a', NULL] AS x") { try $0.texts(0) } }
    }

    @Test("Bytes and JSON are copied and read in binary")
    func copy() async throws {
        try await TestDatabases.withPostgres { _ in
        } _: { database, _ in
            let found = try await database.write { session in
                try session.executeScript(
                    "CREATE TABLE c (n BIGINT, i INTEGER, s SMALLINT, b BOOLEAN, t VARCHAR(9), j JSONB, k JSON, y BYTEA)"
                )
                try session.copy(
                    into: "c", columns: ["n", "i", "s", "b", "t", "j", "k", "y"],
                    rows: [[1, 2, 3, true, "t", "{}", .utf8(Array("[1]".utf8)), .bytes([0, 255])]])
                return try session.first(
                    "SELECT n || '|' || i || '|' || s || '|' || b || '|' || t || '|' || j || '|' || k || '|' || y FROM c"
                ) { try $0.text(0) }
            }
            #expect(found == "1|2|3|true|t|{}|[1]|\\x00ff")
            await #expect(throws: SQLError.self) {
                try await database.write { try $0.copy(into: "c", columns: ["s"], rows: [[40_000]]) }
            }
        }
    }
}
