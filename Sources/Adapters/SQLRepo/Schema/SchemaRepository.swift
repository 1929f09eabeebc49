import Ports
import SQLCore

extension SQLRepository: SchemaRepo {
    public func pendingMigrations() async throws -> [Migration] {
        let dialect = database.dialect
        let applied: [AppliedMigration]
        do {
            applied = try await read { try $0.appliedMigrations() }
        } catch RepoFailure.schemaMissing {
            // Before the first migration there is no table to look into.
            applied = []
        }
        return try Self.pending(after: applied, on: dialect).map { $0.migration(for: dialect) }
    }

    public func migrate() async throws -> [Migration] { try await migrate(MigrationPatience()) }

    /// As ``migrate()``, with another patience.
    public func migrate(_ patience: MigrationPatience) async throws -> [Migration] {
        var done: [Migration] = []
        var tries = 1
        while true {
            do {
                // One transaction each, the lock taken anew each time: a step that was applied by somebody else meanwhile is no
                // longer pending when its turn comes.
                guard let step = try await migrateOne(waiting: patience.wait) else { return done }
                done.append(step)
                tries = 1
            } catch let locked as LockedStep {
                guard tries < patience.tries else {
                    throw SchemaProblem.blocked(
                        number: locked.migration.number, name: locked.migration.name, tries: tries)
                }
                tries += 1
                try await patience.timer.sleep(for: patience.pause)
            } catch RepoFailure.busy where tries < patience.tries {
                // SQLite: another program is writing.
                tries += 1
                try await patience.timer.sleep(for: patience.pause)
            }
        }
    }

    public func ping() async throws {
        do { try await database.ping() } catch { throw Failures.typed(error) }
    }

    public func acceptsWrites() async throws -> Bool {
        guard database.dialect == .postgres else { return true }
        // Not the transaction's own state: a read is one that may only read.
        let accepts = try await row(
            """
            SELECT CASE WHEN pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on'
            THEN 0 ELSE 1 END
            """
        ) { try $0.int(0) == 1 }
        if accepts == true { return true }
        // The reads may hang on a server that has become a copy while another takes the changes. So a change is tried that
        // changes nothing; one that is refused makes the driver look for the other server.
        do {
            _ = try await write { try $0.execute("SELECT 1 FROM schema_migration WHERE number < 0 FOR UPDATE") }
            return true
        } catch RepoFailure.readOnly, RepoFailure.schemaMissing {
            return false
        }
    }

    /// Applies the first pending migration under the lock of all migrations.
    private func migrateOne(waiting wait: Duration) async throws -> Migration? {
        try await write { session in
            do { try session.lock("schema_migration", waitingAtMost: wait) } catch SQLError.busy {
                throw SchemaProblem.underway(waited: wait)
            }
            try session.executeScript(
                """
                CREATE TABLE IF NOT EXISTS schema_migration (
                    number BIGINT NOT NULL PRIMARY KEY,
                    name TEXT NOT NULL,
                    checksum TEXT NOT NULL,
                    applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
                )
                """)
            guard let step = try Self.pending(after: try session.appliedMigrations(), on: session.dialect).first else {
                return nil
            }
            if step.number == 1 { try session.refuseOriginal() }
            let migration = step.migration(for: session.dialect)
            do { try session.executeScript(step.sql(for: session.dialect)) } catch SQLError.busy {
                throw LockedStep(migration: migration)
            }
            try session.execute(
                "INSERT INTO schema_migration (number, name, checksum) VALUES ($1, $2, $3)",
                [.int(migration.number), .text(migration.name), .text(migration.checksum)])
            return migration
        }
    }

    private static func pending(
        after applied: [AppliedMigration], on dialect: SQLDialect
    ) throws(SchemaProblem) -> [SchemaStep] {
        let known = Dictionary(uniqueKeysWithValues: SchemaStep.all.map { ($0.number, $0.migration(for: dialect)) })
        for migration in applied {
            guard let own = known[migration.number] else { throw .newer(number: migration.number) }
            if own.checksum != migration.checksum { throw .changed(number: migration.number, name: migration.name) }
        }
        let numbers = Set(applied.map(\.number))
        return SchemaStep.all.filter { !numbers.contains($0.number) }
    }
}

/// How patient a migration is with others (`operations.md` 9.4).
public struct MigrationPatience: Sendable {
    /// Longest wait for another migration to end.
    public var wait = Duration.seconds(300)
    /// How often a step is tried whose tables others hold. Each try waits for them only as long as the connection's
    /// `lock_timeout`, because everybody else queues up behind it.
    public var tries = 10
    /// Between two tries.
    public var pause = Duration.milliseconds(500)
    /// Measures the pauses.
    public var timer: any _Concurrency.Clock<Duration> = ContinuousClock()

    public init() {}
}

/// A step did not get its tables in time.
private struct LockedStep: Error { let migration: Migration }

/// A row of the table of what was applied.
struct AppliedMigration {
    let number: Int
    let name: String
    let checksum: String
}

extension SQLSession {
    /// Both programs are told their database by `DATABASE_URL`, so the wrong one is easily named. Tables of an original are
    /// never mixed with ours, for whoever takes it over must find it untouched.
    fileprivate func refuseOriginal() throws {
        guard dialect == .postgres else { return }
        let found = try integer(
            "SELECT count(*) FROM (VALUES ('panels_genepanel'), ('panels_genepanelsnapshot')) AS t (name) "
                + "WHERE to_regclass(name) IS NOT NULL")
        if found > 0 { throw SchemaProblem.original }
    }

    func appliedMigrations() throws -> [AppliedMigration] {
        try rows("SELECT number, name, checksum FROM schema_migration ORDER BY number") {
            AppliedMigration(number: try $0.int(0), name: try $0.text(1), checksum: try $0.text(2))
        }
    }
}
