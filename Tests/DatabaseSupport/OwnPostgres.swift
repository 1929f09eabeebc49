import Foundation
import PostgresDriver
import TestSupport

/// A PostgreSQL server of a test's own, which the test may stop and start. It listens on a socket in its folder, so that no
/// port is taken. `PATH` names its programs, as `scripts/test-postgres.sh` sets it.
public struct OwnPostgres: Sendable {
    let folder: URL

    public struct Failure: Error, CustomStringConvertible { public let description: String }

    /// The address of its first database.
    public var url: String {
        "postgresql://postgres@\(folder.path.replacingOccurrences(of: "/", with: "%2F"))/postgres"
    }

    /// Runs `body` beside a server that is gone afterwards.
    public static func with<T>(_ body: (OwnPostgres) async throws -> T) async throws -> T {
        // Sockets have short names.
        let folder = URL(filePath: "/tmp/pg-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        if let user { try FileManager.default.setAttributes([.ownerAccountName: user], ofItemAtPath: folder.path) }
        let server = OwnPostgres(folder: folder)
        try await server.run(
            "initdb", "-D", "\(folder.path)/data", "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8",
            "--no-sync")
        try await server.start()
        let result: Result<T, any Error>
        do { result = .success(try await body(server)) } catch { result = .failure(error) }
        try? await server.stop()
        return try result.get()
    }

    /// Starts it and returns when it takes connections.
    public func start() async throws {
        let options =
            "-c listen_addresses='' -c unix_socket_directories=\(folder.path) -c fsync=off -c max_connections=60 "
            + "-c shared_buffers=32MB -c log_min_messages=fatal"
        try await run(
            "pg_ctl", "-D", "\(folder.path)/data", "-l", "\(folder.path)/log", "-w", "-t", "60", "-o", options, "start")
    }

    /// Ends it, with all its connections, as a machine does that goes down.
    public func stop() async throws {
        try await run("pg_ctl", "-D", "\(folder.path)/data", "-m", "immediate", "-w", "stop")
    }

    /// Makes every connection one that may only read, as a server is that follows another; or takes that back.
    public func setReadOnly(_ isReadOnly: Bool) async throws {
        var configuration = try PostgresConfiguration(url: url)
        configuration.maximumConnections = 1
        let database = PostgresDatabase(configuration)
        try await TestDatabases.closing(database) {
            try await database.runAlone("ALTER SYSTEM SET default_transaction_read_only = \(isReadOnly ? "on" : "off")")
            _ = try await database.readRows("SELECT CAST(pg_reload_conf() AS TEXT)", []) { _ in }
        }
    }

    /// Who runs it; PostgreSQL refuses root. Nil: whoever runs the tests.
    private static var user: String? {
        guard getuid() == 0 else { return nil }
        return getpwnam("postgres") == nil ? "nobody" : "postgres"
    }

    private func run(_ program: String, _ arguments: String...) async throws {
        let prefix = Self.user.map { ["runuser", "-u", $0, "--"] } ?? []
        // A folder that the other user can enter.
        let arguments = ["-c", "cd / && exec \"$@\"", "sh"] + prefix + [program] + arguments
        let end = await (try ChildProcess("/bin/sh", arguments)).ended()
        guard end == .exit(0) else { throw Failure(description: "\(program) ended with \(end) in \(folder.path)") }
    }
}
