import DatabaseSupport
import Dispatch
import Ports
import PostgresDriver
import SQLCore
import SQLRepo
import TestSupport
import Testing

/// `operations.md` 9.4: a migration beside others, on the database that has locks. Nothing here waits for the real times.
@Suite(
    "Repo: migrations beside others", .enabled(if: !DatabaseKind.isPostgresSkipped, postgresSkipped),
    .timeLimit(.minutes(5)))
struct MigrationLockTests {
    /// Runs `body` while another transaction has done `hold`, and ends that one when `body` calls its argument, at the latest
    /// when it returns.
    private func with(
        _ database: any SQLDatabase, holding hold: @escaping @Sendable (any SQLSession) throws -> Void,
        _ body: (_ release: () -> Void) async throws -> Void
    ) async throws {
        let (held, tell) = AsyncStream.makeStream(of: Void.self)
        let gate = DispatchSemaphore(value: 0)
        let other = Task {
            defer { tell.finish() }
            try await database.write { session in
                try hold(session)
                tell.yield()
                gate.wait()
            }
        }
        for await _ in held { break }
        let result: Result<Void, any Error>
        do { result = .success(try await body { gate.signal() }) } catch { result = .failure(error) }
        gate.signal()
        try await other.value
        try result.get()
    }

    /// How many wait for a lock that is somebody else's.
    private func waiting(_ database: any SQLDatabase) async throws -> Int {
        try await database.readRows(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
                + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())", []
        ) { try $0.int(0) }.first ?? 0
    }

    @Test("O66: a second migrate waits while the first runs, then finds nothing to do")
    func waits() async throws {
        try await TestDatabases.withPostgres { database, _ in
            let repository = SQLRepository(database)
            _ = try await repository.migrate()
            try await with(database, holding: { try $0.lock("schema_migration") }) { release in
                let second = Task { try await repository.migrate() }
                while try await waiting(database) == 0 { try await Task.sleep(for: .milliseconds(5)) }
                release()
                #expect(try await second.value.isEmpty)
            }
        }
    }

    @Test("O66: a second migrate that waits in vain does nothing, and says for how long it waited")
    func givesUp() async throws {
        #expect(MigrationPatience().wait == .seconds(300))
        try await TestDatabases.withPostgres { database, _ in
            let repository = SQLRepository(database)
            let all = try await repository.pendingMigrations()
            var patience = MigrationPatience()
            patience.wait = .milliseconds(50)
            try await with(database, holding: { try $0.lock("schema_migration") }) {
                (_: () -> Void) async throws -> Void in
                await #expect(throws: SchemaProblem.underway(waited: .milliseconds(50))) {
                    try await repository.migrate(patience)
                }
                #expect(try await repository.pendingMigrations() == all)
            }
            #expect(try await repository.migrate(patience) == all)
        }
    }

    /// A database that lacks one migration, which changes the table of jobs; who waits for a table gives up soon. The pauses
    /// are of a timer that stands still.
    private func behind(
        _ body: (PostgresDatabase, Migration, MigrationPatience, ManualTimer) async throws -> Void
    ) async throws {
        try await TestDatabases.withPostgres {
            $0.lockTimeout = .milliseconds(20)
        } _: { database, _ in
            let all = try await SQLRepository(database).migrate()
            let step = try #require(all.first { $0.name == "origin" })
            try await database.write { session in
                try session.executeScript("ALTER TABLE job DROP COLUMN request_id, DROP COLUMN trace")
                try session.execute("DELETE FROM schema_migration WHERE number = $1", [.int(step.number)])
            }
            let timer = ManualTimer()
            var patience = MigrationPatience()
            patience.timer = timer
            try await body(database, step, patience, timer)
        }
    }

    @Test("9.4: a migration whose table is in use does not block it, pauses, and is applied when the table is free")
    func retries() async throws {
        try await behind { database, step, patience, timer in
            try await with(database, holding: { try $0.executeScript("LOCK TABLE job IN ACCESS SHARE MODE") }) {
                release in
                let run = Task { try await SQLRepository(database).migrate(patience) }
                for _ in 1...3 {
                    while timer.sleepers == 0 { await Task.yield() }
                    // Between its tries everybody reads the table.
                    _ = try await database.readRows("SELECT count(*) FROM job", []) { try $0.int(0) }
                    timer.advance(bySeconds: 0.5)
                }
                while timer.sleepers == 0 { await Task.yield() }
                release()
                while try await database.readRows(
                    "SELECT count(*) FROM pg_locks WHERE relation = 'job'::regclass AND mode = 'AccessShareLock' "
                        + "AND pid <> pg_backend_pid()", [], { try $0.int(0) }
                ).first != 0 { try await Task.sleep(for: .milliseconds(5)) }
                timer.advance(bySeconds: 0.5)
                #expect(try await run.value == [step])
            }
        }
    }

    @Test("9.4: a migration whose table stays in use gives up after ten tries, names itself, and can be repeated")
    func stays() async throws {
        try await behind { database, step, patience, timer in
            try await with(database, holding: { try $0.executeScript("LOCK TABLE job IN ACCESS SHARE MODE") }) { _ in
                let run = Task { try await SQLRepository(database).migrate(patience) }
                for _ in 1..<10 {
                    while timer.sleepers == 0 { await Task.yield() }
                    timer.advance(bySeconds: 0.5)
                }
                await #expect(
                    throws: SchemaProblem.blocked(number: step.number, name: step.name, tries: 10)
                ) { try await run.value }
                #expect(timer.sleepers == 0)
            }
            #expect(try await SQLRepository(database).migrate(patience) == [step])
        }
    }
}
