import DatabaseSupport
import Foundation
import PeerSupport
import S3BlobStore
import TestSupport
import Testing

@testable import panelapp

/// A database, a queue, a bucket, ports and a folder of one test, in `aws` mode against the stand-ins.
struct AWSPlace {
    let folder: URL
    let base: String
    /// The management ports of web and worker.
    let webInside: String
    let workerInside: String
    /// For both; the ports differ.
    private let environment: [String: String]
    private let ports: (web: Int, worker: Int)
    let databaseURL: String
    /// The bucket of media.
    let blobs: S3BlobStore

    static func with(_ more: [String: String] = [:], _ body: (AWSPlace) async throws -> Void) async throws {
        let peers = try present(Peers.running)
        let name = "o\(UUID().uuidString.lowercased())"
        let blobs = S3BlobStore(try await peers.bucket(name))
        let ports = (try FreePort.take(), try FreePort.take(), try FreePort.take())
        let base = "http://127.0.0.1:\(ports.0)"
        let smtp = try present(peers.smtp["plain"])
        try await TestPlace.withFolder { folder in
            try await TestDatabases.withPostgresURL { url in
                let environment = Environments.aws(plus: [
                    "AWS_S3_MEDIAFILES_BUCKET_NAME": name, "TASK_QUEUE_NAME": name, "AWS_ENDPOINT_URL": peers.aws,
                    "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "DATABASE_URL": url,
                    "EMAIL_HOST": "localhost", "EMAIL_PORT": "\(smtp)", "EMAIL_USE_TLS": "False",
                    "ALLOWED_HOSTS": "127.0.0.1", "GUNICORN_BIND": "127.0.0.1:\(ports.0)", "PANEL_APP_BASE_URL": base,
                    "STATIC_URL": "/static/", "SHUTDOWN_DELAY": "0", "SQS_WAIT_TIME_SECONDS": "2",
                    "HEALTH_CHECK_SERVICES": "database,rabbitmq,email,celery,storage,maintenance",
                ]).merging(more) { _, new in new }
                try await body(
                    AWSPlace(
                        folder: folder, base: base, webInside: "http://127.0.0.1:\(ports.1)",
                        workerInside: "http://127.0.0.1:\(ports.2)", environment: environment,
                        ports: (ports.1, ports.2), databaseURL: url, blobs: blobs))
            }
        }
    }

    /// The environment of a command, with what a test changes.
    func environment(_ command: String, _ more: [String: String] = [:]) -> [String: String] {
        var environment = environment
        environment["METRICS_BIND"] = "127.0.0.1:\(command == "worker" ? ports.worker : ports.web)"
        return environment.merging(more) { _, new in new }
    }

    /// Starts a program.
    func start(_ command: String, _ more: [String: String] = [:]) throws -> LoggedProgram {
        try LoggedProgram([command], environment: environment(command, more), in: folder.appending(path: "data"))
    }

    /// Runs a command to its end; it must end well.
    @discardableResult
    func run(_ arguments: String..., more: [String: String] = [:]) async throws -> LoggedProgram {
        let program = try LoggedProgram(
            arguments, environment: environment(arguments[0], more), in: folder.appending(path: "data"))
        let code = try await program.finish()
        #expect(code == 0, "\(arguments): \(program.output)")
        return program
    }

    /// Schema and demo data; the password of a demo login.
    func prepare(_ login: String) async throws -> String {
        try await run("migrate")
        let demo = try await run("demo")
        for line in demo.output.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count > 1, words[0] == login { return String(words[1]) }
        }
        throw NoLogin()
    }

    struct NoLogin: Error {}
}
