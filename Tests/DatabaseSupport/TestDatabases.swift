import Foundation
import PostgresDriver
import SQLCore
import SQLiteDriver

/// Scratch databases for one test each: made empty, and gone afterwards.
public enum TestDatabases {
    /// A scratch database of either kind, open.
    @discardableResult
    public static func with<T>(
        _ kind: DatabaseKind, _ body: (any SQLDatabase) async throws -> T
    ) async throws -> T {
        switch kind {
        case .sqlite: try await withSQLite { try await body($0) }
        case .postgres: try await withPostgres { database, _ in try await body(database) }
        }
    }

    /// A scratch file of SQLite, open.
    @discardableResult
    public static func withSQLite<T>(_ body: (SQLiteDatabase) async throws -> T) async throws -> T {
        try await withFolder { folder in
            let database = try SQLiteDatabase(
                SQLiteConfiguration(path: folder.appendingPathComponent("test.sqlite3").path))
            return try await closing(database) { try await body(database) }
        }
    }

    /// A scratch database of PostgreSQL, open, with the configuration it was opened with.
    @discardableResult
    public static func withPostgres<T>(
        _ configure: (inout PostgresConfiguration) -> Void = { _ in },
        _ body: (PostgresDatabase, PostgresConfiguration) async throws -> T
    ) async throws -> T {
        try await withPostgresURL { url in
            var configuration = try PostgresConfiguration(url: url)
            // Less than a program has, since many tests run at once.
            configuration.maximumConnections = 6
            configure(&configuration)
            let database = PostgresDatabase(configuration)
            return try await closing(database) { try await body(database, configuration) }
        }
    }

    /// The URL of a scratch database of PostgreSQL.
    ///
    /// - Parameter original: URL of a database to copy, to which nobody is connected; else it is empty.
    @discardableResult
    public static func withPostgresURL<T>(
        copying original: String? = nil, _ body: (String) async throws -> T
    ) async throws -> T {
        let server = try serverURL()
        return try await ScratchGate.inside { try await withDatabase(on: server, copying: original, body) }
    }

    /// The URL of a scratch database that serves a whole suite, as the model of copies: it takes no place in the gate.
    @discardableResult
    public static func withPostgresModel<T>(_ body: (String) async throws -> T) async throws -> T {
        try await withDatabase(on: try serverURL(), copying: nil, body)
    }

    private static func withDatabase<T>(
        on server: String, copying original: String?, _ body: (String) async throws -> T
    ) async throws -> T {
        let name = "panelapp_test_\(UUID().uuidString.lowercased().prefix(13).replacing("-", with: "_"))"
        let template = try original.map { try PostgresConfiguration(url: $0).database } ?? "template0"
        var configuration = try PostgresConfiguration(url: server)
        configuration.maximumConnections = 1
        let administration = PostgresDatabase(configuration)
        return try await closing(administration) {
            try await administration.runAlone("CREATE DATABASE \(name) TEMPLATE \(template)")
            let result: Result<T, any Error>
            do { result = .success(try await body(replacingDatabase(of: server, by: name))) } catch {
                result = .failure(error)
            }
            // Also in a cancelled test.
            await Task {
                try? await administration.runAlone("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
            }.value
            return try result.get()
        }
    }

    /// A new folder, removed afterwards.
    @discardableResult
    public static func withFolder<T>(_ body: (URL) async throws -> T) async throws -> T {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("panelapp-test-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }

    private static func serverURL() throws -> String {
        guard let url = DatabaseKind.environment("PANELAPP_TEST_POSTGRES"), !url.isEmpty else {
            throw MissingServer()
        }
        return url
    }

    private static func replacingDatabase(of url: String, by name: String) throws -> String {
        guard var components = URLComponents(string: url) else { throw MissingServer() }
        components.path = "/\(name)"
        return components.string ?? url
    }

    /// Closes the database after `body`, however that ends.
    @discardableResult
    public static func closing<T>(_ database: some SQLDatabase, _ body: () async throws -> T) async throws -> T {
        let result: Result<T, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        await database.close()
        return try result.get()
    }
}

/// There is no server to test on.
public struct MissingServer: Error, CustomStringConvertible {
    public var description: String {
        "PANELAPP_TEST_POSTGRES must be the URL of a PostgreSQL server where databases may be created, such as "
            + "postgresql://postgres@127.0.0.1:5432/postgres; set PANELAPP_TEST_SKIP_POSTGRES=1 to go without"
    }
}
