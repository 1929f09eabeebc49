import DatabaseSupport
import Domain
import Foundation
import Ports
import PostgresDriver
import SQLCore
import SQLRepo
import SQLiteDriver
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

    @Test(
        "O66: two runs at once apply each migration once, and the other finds nothing to do",
        arguments: DatabaseKind.tested)
    func concurrentRuns(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            let all = try await SQLRepository(database).pendingMigrations()

            async let first = SQLRepository(database).migrate()
            async let second = SQLRepository(database).migrate()
            let applied = try await first + second

            #expect(applied.sorted { $0.number < $1.number } == all)
        }
    }

    @Test("Four programs that migrate one database at once apply each migration once", arguments: DatabaseKind.tested)
    func concurrentPrograms(kind: DatabaseKind) async throws {
        switch kind {
        case .sqlite:
            try await TestDatabases.withFolder { folder in
                let file = folder.appendingPathComponent("test.sqlite3").path
                try await Self.migrateAtOnce { try SQLiteDatabase(SQLiteConfiguration(path: file)) }
            }
        case .postgres:
            try await TestDatabases.withPostgresURL { url in
                try await Self.migrateAtOnce {
                    var configuration = try PostgresConfiguration(url: url)
                    configuration.maximumConnections = 1
                    return PostgresDatabase(configuration)
                }
            }
        }
    }

    /// Four databases opened for themselves, as by four processes.
    private static func migrateAtOnce(_ open: @Sendable () throws -> any SQLDatabase) async throws {
        let databases = try (0..<4).map { _ in try open() }
        let all = try await SQLRepository(databases[0]).pendingMigrations()
        let applied = try await withThrowingTaskGroup(of: [Migration].self) { group in
            for database in databases { group.addTask { try await SQLRepository(database).migrate() } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(applied.sorted { $0.number < $1.number } == all)
        for database in databases {
            #expect(try await SQLRepository(database).pendingMigrations().isEmpty)
            await database.close()
        }
    }

    @Test("A step that fails leaves nothing of itself, and those before it stay", arguments: DatabaseKind.tested)
    func failingStep(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            // Somebody else's table stands in the way of step 5, whose other tables come before and after it.
            try await database.write { try $0.executeScript("CREATE TABLE entity_tag (id BIGINT)") }

            await #expect(throws: RepoFailure.self) { try await SQLRepository(database).migrate() }

            #expect(try await SQLRepository(database).pendingMigrations().map(\.number).first == 5)
            try await database.write { try $0.executeScript("DROP TABLE entity_tag") }
            #expect(try await SQLRepository(database).migrate().map(\.number).first == 5)
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
            await #expect(throws: SchemaProblem.newer(number: 999)) { try await repo.migrate() }
        }
    }

    @Test("Without a schema a reader is told to migrate", arguments: DatabaseKind.tested)
    func missingSchema(kind: DatabaseKind) async throws {
        try await TestDatabases.with(kind) { database in
            _ = await #expect(throws: RepoFailure.schemaMissing) { try await SQLRepository(database).catalogue() }
        }
    }
}
