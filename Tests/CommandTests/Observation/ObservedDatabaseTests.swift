import DatabaseSupport
import PeerSupport
import SQLCore
import Testing
import Tracing

@testable import OTLPTracing
@testable import panelapp

@Suite("operations.md 17: statements are measured")
struct ObservedDatabaseTests {
    private func count(_ operation: SQLOperation, _ observation: Observation) -> Int {
        observation.metrics.queries.count(Metrics.Query(operation: operation))
    }

    @Test("By their kind, failures included", arguments: DatabaseKind.tested)
    func kinds(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { base in
            let observation = Observation.silent
            let database = ObservedDatabase(base: base, observation: observation)
            try await database.write { session in
                try session.executeScript("CREATE TABLE t (a BIGINT)")
                try session.execute("INSERT INTO t (a) VALUES ($1)", [.int(1)])
                try session.execute("UPDATE t SET a = $1", [.int(2)])
                try session.copy(into: "t", columns: ["a"], rows: [[.int(3)]])
                try session.savepoint { _ = try session.execute("DELETE FROM t WHERE a = $1", [.int(3)]) }
            }
            #expect(try await database.readRows("SELECT a FROM t", []) { try $0.int(0) } == [2])
            #expect(try await database.read { try $0.integer("SELECT count(*) FROM t") } == 1)
            await #expect(throws: SQLError.self) {
                try await database.read { _ = try $0.integer("SELECT count(*) FROM nothing") }
            }
            for kind in [SQLOperation.insert, .update, .delete, .copy] { #expect(count(kind, observation) == 1) }
            #expect(count(.select, observation) == 3)
        }
    }

    @Test(
        "A statement is part of the trace of whoever asked, on the driver's thread too", arguments: DatabaseKind.tested)
    func spans(kind: DatabaseKind) async throws {
        try await StubCollector.with { collector, address in
            let exporter = OTLPExporter(endpoint: address, resource: [], version: "0", http: .shared)
            let tracer = OTLPTracer(sampler: .always, exporter: exporter)
            let observation = Observation(
                metrics: Metrics(revision: "test"), tracer: tracer, showsStatements: false)
            try await TestDatabases.with(kind) { base in
                let database = ObservedDatabase(base: base, observation: observation)
                try await tracer.withSpan("request") { _ in
                    try await database.write { try $0.executeScript("CREATE TABLE t (a BIGINT)") }
                    _ = try await database.readRows("SELECT a FROM t", []) { try $0.int(0) }
                }
                // Nobody's work makes no trace.
                _ = try await database.readRows("SELECT a FROM t", []) { try $0.int(0) }
            }
            await exporter.flush()
            let request = try #require(collector.spans.first { $0.name == "request" })
            let parts = collector.spans.filter { $0.name.hasPrefix("db.") }
            #expect(parts.map(\.name).sorted() == ["db.other", "db.select"])
            #expect(parts.allSatisfy { $0.parent == request.spanID && $0.traceID == request.traceID && $0.kind == 3 })
            #expect(!collector.text.contains("CREATE TABLE"), "the text is shown at DEBUG only")
        }
    }

    @Test(
        "The kind is told from the first letters",
        arguments: [
            ("SELECT 1", SQLOperation.select), ("\n  select 1", .select), ("WITH a AS (SELECT 1) SELECT 2", .select),
            ("INSERT INTO t", .insert), ("UPDATE t", .update), ("DELETE FROM t", .delete), ("DROP TABLE t", .other),
            ("", .other),
            ("SAVEPOINT a", .other),
        ])
    func operation(sql: String, expected: SQLOperation) { #expect(SQLOperation(sql) == expected) }
}
