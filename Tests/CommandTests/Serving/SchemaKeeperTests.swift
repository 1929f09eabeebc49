import Ports
import Synchronization
import Testing

@testable import panelapp

@Suite("operations.md 12.1: what readiness knows of the schema")
struct SchemaKeeperTests {
    /// A database whose schema a test decides.
    private final class Schema: SchemaRepo {
        let pending = Mutex<Result<Int, RepoFailure>>(.failure(.unavailable("no answer")))

        func pendingMigrations() async throws -> [Migration] {
            let count = try pending.withLock { $0 }.get()
            return (0..<count).map { Migration(number: $0, name: "m", checksum: "c") }
        }

        func migrate() async throws -> [Migration] { [] }

        func ping() async throws {}
    }

    @Test("O67: unknown while the database does not answer, then behind, then ready: it is asked until it fits")
    func findings() async throws {
        let schema = Schema()
        let keeper = SchemaKeeper(schema, migrates: false, logger: LogCapture().book().logger("db"))
        #expect(!keeper.hasLooked && !keeper.isUnfit && !keeper.isReady)

        try await keeper.prepare()
        #expect(!keeper.hasLooked && !keeper.isUnfit && !keeper.isReady)

        schema.pending.withLock { $0 = .success(1) }
        await #expect(throws: (any Error).self) { try await keeper.prepare() }
        #expect(keeper.hasLooked && keeper.isUnfit && !keeper.isReady)

        schema.pending.withLock { $0 = .success(0) }
        try await keeper.prepare()
        #expect(keeper.hasLooked && !keeper.isUnfit && keeper.isReady)
    }
}
