import DatabaseSupport
import Domain
import Ports
import SQLCore
import SQLRepo
import Testing

/// `operations.md` 9.4: numbered, checksummed, immutable migrations under a lock.
@Suite("Repo: migrations")
struct RepoSchemaTests {
    @Test(
        "A new database gets all migrations in order, and a second run has nothing to do",
        arguments: DatabaseKind.tested)
    func migratesOnce(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            let repo = SQLRepository(database)
            let pending = try await repo.pendingMigrations()

            let applied = try await repo.migrate()

            #expect(!applied.isEmpty)
            #expect(applied == pending)
            #expect(applied.map(\.number) == Array(1...applied.count))
            #expect(try await repo.pendingMigrations().isEmpty)
            #expect(try await repo.migrate().isEmpty)
        }
    }

    @Test("Two runs at once apply each migration once", arguments: DatabaseKind.tested)
    func concurrentRuns(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            let all = try await SQLRepository(database).pendingMigrations()

            async let first = SQLRepository(database).migrate()
            async let second = SQLRepository(database).migrate()
            let applied = try await first + second

            #expect(applied.sorted { $0.number < $1.number } == all)
        }
    }

    @Test("An applied migration whose text is another is refused", arguments: DatabaseKind.tested)
    func changedChecksum(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, database in
            try await database.write {
                _ = try $0.execute("UPDATE schema_migration SET checksum = 'other' WHERE number = 3")
            }

            await #expect(throws: SchemaProblem.changed(number: 3, name: "panels")) { try await repo.migrate() }
            await #expect(throws: SchemaProblem.changed(number: 3, name: "panels")) {
                try await repo.pendingMigrations()
            }
        }
    }

    @Test("A database of a newer program is told apart", arguments: DatabaseKind.tested)
    func newerSchema(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, database in
            try await database.write {
                _ = try $0.execute("INSERT INTO schema_migration (number, name, checksum) VALUES (999, 'later', 'x')")
            }

            await #expect(throws: SchemaProblem.newer(number: 999)) { try await repo.pendingMigrations() }
        }
    }

    @Test("Without a schema a reader is told to migrate", arguments: DatabaseKind.tested)
    func missingSchema(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            _ = await #expect(throws: RepoFailure.schemaMissing) { try await SQLRepository(database).catalogue() }
        }
    }
}
