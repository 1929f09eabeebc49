import Compression
import DatabaseSupport
import Foundation
import OriginalReader
import PostgresDriver
import SQLCore
import SQLRepo
import SQLiteDriver
import TestSupport
import Testing
import UseCases

@testable import panelapp

/// Everything about `import-original`, on the database of a real original (set S). Extensions hold the suites.
@Suite(
    "import-original", .enabled(if: SharedData.has(OriginalWorld.dump), "\(sharedDataAbsent)"),
    .enabled(if: !DatabaseKind.isPostgresSkipped, postgresSkipped), .world)
enum OriginalTests {}

/// The restored original and one move of it into each kind of database, made once for all suites. Tests work on copies,
/// which cost a fraction of a second, so none sees what another does.
struct OriginalWorld: Sendable {
    static let dump = "data/original-S.sql.gz"

    @TaskLocal static var current: OriginalWorld?

    static func here() throws -> OriginalWorld { try #require(current) }

    private let sourceModel: String
    private let postgresModel: String
    private let sqliteModel: URL
    /// What each move said in the end.
    let reports: [DatabaseKind: ImportReport]

    // MARK: Copies

    /// The URL of a copy of the original.
    @discardableResult
    func withSource<T>(_ body: (String) async throws -> T) async throws -> T {
        try await TestDatabases.withPostgresURL(copying: sourceModel, body)
    }

    /// A copy of the original with a way to look into it and to change it.
    @discardableResult
    func withOpenSource<T>(_ body: (String, PostgresDatabase) async throws -> T) async throws -> T {
        try await withSource { url in
            let database = PostgresDatabase(try Self.small(url))
            return try await TestDatabases.closing(database) { try await body(url, database) }
        }
    }

    /// A copy of what the original became.
    @discardableResult
    func withTarget<T>(
        _ kind: DatabaseKind, _ body: (SQLRepository, any SQLDatabase) async throws -> T
    ) async throws -> T {
        switch kind {
        case .sqlite:
            try await TestDatabases.withFolder { folder in
                let file = folder.appendingPathComponent("copy.sqlite3")
                // What was written last may lie in the log beside the file.
                for end in ["", "-wal"] where FileManager.default.fileExists(atPath: sqliteModel.path + end) {
                    try FileManager.default.copyItem(atPath: sqliteModel.path + end, toPath: file.path + end)
                }
                let database = try SQLiteDatabase(SQLiteConfiguration(path: file.path))
                return try await TestDatabases.closing(database) { try await body(SQLRepository(database), database) }
            }
        case .postgres:
            try await TestDatabases.withPostgresURL(copying: postgresModel) { url in
                let database = PostgresDatabase(try Self.small(url))
                return try await TestDatabases.closing(database) { try await body(SQLRepository(database), database) }
            }
        }
    }

    /// An empty database of either kind with our schema.
    @discardableResult
    static func withEmptyTarget<T>(
        _ kind: DatabaseKind, _ body: (SQLRepository, any SQLDatabase) async throws -> T
    ) async throws -> T {
        try await TestDatabases.with(kind) { database in
            let repository = SQLRepository(database)
            _ = try await repository.migrate()
            return try await body(repository, database)
        }
    }

    // MARK: Moving

    /// The move as the command makes it: with its connection, its reader and its loader.
    @discardableResult
    static func move(
        _ source: String, into repository: SQLRepository, progress: @escaping ProgressHandler = { _ in }
    ) async throws -> ImportReport {
        let database = PostgresDatabase(try ImportOriginalCommand.configuration(source))
        return try await TestDatabases.closing(database) {
            try await ImportOriginal(
                source: OriginalReader(database, packing: .gzip), loader: repository, genes: repository
            ).run(progress: progress)
        }
    }

    // MARK: Making it

    fileprivate static func with(_ body: @Sendable () async throws -> Void) async throws {
        try await TestDatabases.withFolder { folder in
            try await TestDatabases.withPostgresModel { source in
                try restore(into: source)
                try await thinOut(source)
                try await TestDatabases.withPostgresModel { target in
                    let file = folder.appendingPathComponent("model.sqlite3")
                    async let toSQLite = firstMove(source, try SQLiteDatabase(SQLiteConfiguration(path: file.path)))
                    async let toPostgres = firstMove(source, PostgresDatabase(try small(target)))
                    let world = OriginalWorld(
                        sourceModel: source, postgresModel: target, sqliteModel: file,
                        reports: [.sqlite: try await toSQLite, .postgres: try await toPostgres])
                    try await $current.withValue(world) { try await body() }
                }
            }
        }
    }

    private static func firstMove(_ source: String, _ database: some SQLDatabase) async throws -> ImportReport {
        try await TestDatabases.closing(database) {
            let repository = SQLRepository(database)
            _ = try await repository.migrate()
            return try await move(source, into: repository)
        }
    }

    private static func restore(into url: String) throws {
        let (status, _) = try ChildProcess.run(
            "/bin/bash",
            [
                "-c", "set -o pipefail; gunzip -c \"$0\" | psql -q -v ON_ERROR_STOP=1 \"$1\" >/dev/null",
                SharedData.file(dump).path, url,
            ], errors: .shown)
        guard status == 0 else { throw Unrestored(status: status) }
    }

    struct Unrestored: Error { let status: Int32 }

    /// Takes away most of the genes that nothing uses: they make a move slow and test nothing that two batches of them do not.
    private static func thinOut(_ url: String) async throws {
        let database = PostgresDatabase(try small(url))
        try await TestDatabases.closing(database) {
            try await database.write { session in
                try session.execute(
                    """
                    DELETE FROM panels_gene WHERE gene_symbol NOT IN (
                        SELECT gene_core_id FROM panels_genepanelentrysnapshot
                        UNION SELECT gene_core_id FROM panels_str WHERE gene_core_id IS NOT NULL
                        UNION SELECT gene_core_id FROM panels_region WHERE gene_core_id IS NOT NULL
                        UNION SELECT gene_id FROM panels_literatureassignment
                        UNION (SELECT gene_symbol FROM panels_gene ORDER BY gene_symbol LIMIT 1200))
                    """)
            }
        }
    }

    private static func small(_ url: String) throws -> PostgresConfiguration {
        var configuration = try PostgresConfiguration(url: url)
        configuration.maximumConnections = 2
        return configuration
    }
}

/// Makes the world before the first test of a suite and takes it away after the last.
struct OriginalWorldTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await OriginalWorld.with { try await function() }
    }
}

extension Trait where Self == OriginalWorldTrait {
    static var world: Self { Self() }
}
