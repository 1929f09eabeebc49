import AWSClient
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import panelapp

/// What variables of the listener do to the running program (`operations.md` 4).
@Suite("Program: variables of the listener", .besideFew, .serialized, .timeLimit(.minutes(5)))
struct ServerVariableTests {
    /// Runs `web` on a port of its own.
    private func with(
        _ environment: [String: String], _ body: (_ port: Int, _ environment: [String: String]) async throws -> Void
    ) async throws {
        let port = try FreePort.take()
        let all = environment.merging(["GUNICORN_BIND": "127.0.0.1:\(port)"]) { _, new in new }
        let web = try RunningProgram(["web"], environment: all)
        defer { web.process.terminate() }
        _ = try #require(try await web.line(containing: "web.listening"))
        try await body(port, all)
        web.process.terminate()
        _ = try await web.finish()
    }

    /// A connection that has asked once and stays open.
    private func idleConnection(_ port: Int) async throws -> any Channel {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port)
            // At once: the server waits for a first request as long as for a next one.
            .flatMap { channel in
                channel.writeAndFlush(ByteBuffer(string: "GET /ping/1/ HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .map { channel }
            }.get()
    }

    private func ping(_ port: Int) async throws -> Int {
        try await LivenessProbe.status(of: LivenessTarget(url: "http://127.0.0.1:\(port)/ping/1/"))
    }

    @Test("operations.md 4: an idle connection is closed after the time of GUNICORN_KEEPALIVE")
    func keepAlive() async throws {
        try await with(["GUNICORN_KEEPALIVE": "1"]) { port, _ in
            let start = ContinuousClock.now
            let channel = try await idleConnection(port)
            let closed = channel.closeFuture
            let limit = channel.eventLoop.scheduleTask(in: .seconds(30)) { channel.close(promise: nil) }
            try await closed.get()
            limit.cancel()
            #expect(ContinuousClock.now - start < .seconds(25), "the server closed it, not this test")
        }
    }

    @Test("operations.md 4: check_config checks, makes nothing, and ends")
    func checkConfig() async throws {
        let good = try RunningProgram(["web"], environment: ["GUNICORN_CHECK_CONFIG": "true"])
        let (code, lines) = try await good.finish()
        let bad = try await RunningProgram.run(
            ["web"], environment: ["GUNICORN_CHECK_CONFIG": "true", "GUNICORN_WORKERS": "0"])

        #expect(code == 0)
        #expect(lines.contains { $0.contains("config.loaded") })
        #expect(!FileManager.default.fileExists(atPath: good.folder.path))
        #expect(bad.code == 78)
    }

    @Test("operations.md 3: the yardstick of the benchmark is served where it is asked for", arguments: [true, false])
    func benchmark(isOn: Bool) async throws {
        try await with(["PANELAPP_BENCH": "\(isOn)"]) { port, _ in
            let target = try LivenessTarget(url: "http://127.0.0.1:\(port)/bench/constant?bytes=10")
            #expect(try await LivenessProbe.status(of: target) == (isOn ? 200 : 404))
        }
    }

    @Test("O23: it listens at the given address and nowhere else")
    func bind() async throws {
        try await with([:]) { port, environment in
            #expect(environment["GUNICORN_BIND"] == "127.0.0.1:\(port)")
            let status = try await ping(port)
            #expect(status == 200)
            await #expect(throws: (any Error).self) {
                try await LivenessProbe.status(of: LivenessTarget(url: "http://127.0.0.2:\(port)/ping/1/"))
            }
        }
    }

    @Test(
        "operations.md 4: with certfile and keyfile it speaks TLS, every request is secure, and clients check the certificate unless told otherwise"
    )
    func tls() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "panelapp-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (certificate, key) = (folder.appending(path: "c.pem").path, folder.appending(path: "k.pem").path)
        try makeCertificate(certificate, key)
        let environment = ["GUNICORN_CERTFILE": certificate, "GUNICORN_KEYFILE": key, "HSTS_SECONDS": "60"]

        try await with(environment) { port, environment in
            let lax = AWSService.client(verifies: false)
            let strict = AWSService.client()
            let request = HTTPClientRequest(url: "https://localhost:\(port)/accounts/login/")
            let answer = try await lax.execute(request, timeout: .seconds(20))
            #expect(answer.status == .ok)
            #expect(answer.headers.first(name: "strict-transport-security") == "max-age=60")
            #expect(answer.headers["set-cookie"].allSatisfy { $0.contains("; Secure") })
            #expect(!answer.headers["set-cookie"].isEmpty)
            await #expect(throws: (any Error).self) { try await strict.execute(request, timeout: .seconds(20)) }
            try await lax.shutdown()
            try await strict.shutdown()
            #expect(try await RunningProgram.run(["healthcheck"], environment: environment).code == 0)
            #expect(try await RunningProgram.run(["healthcheck", "https://127.0.0.1:\(port)/ping/1/"]).code == 0)
        }

        let swapped = try await RunningProgram.run(
            ["web"], environment: ["GUNICORN_CERTFILE": key, "GUNICORN_KEYFILE": certificate])
        #expect(swapped.code == 78)
        #expect(swapped.lines.contains { $0.contains("config.invalid") && $0.contains("GUNICORN_CERTFILE") })
    }

    private func makeCertificate(_ certificate: String, _ key: String) throws {
        let result = try ChildProcess.run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                "/CN=localhost", "-keyout", key, "-out", certificate,
            ])
        try #require(result.code == 0)
    }
}
