import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Synchronization
import Testing

@testable import Web

@Suite("operations.md 12.1: the management port", .timeLimit(.minutes(5)))
struct ManagementTests {
    private let drain = DrainState()

    private final class Switch: Sendable {
        let isOn = Mutex(true)
    }

    private let alive = Switch()
    private let database = Switch()

    private func ask(_ path: String, _ method: HTTPRequest.Method = .get) async throws -> TestSite.Answer {
        let (alive, database) = (alive, database)
        let routes = ManagementRoutes(
            isAlive: { alive.isOn.withLock { $0 } },
            readiness: Readiness([.init(.database) { database.isOn.withLock { $0 } }], drain: drain),
            metrics: { "up 1\n" }, metricsType: "text/plain; version=0.0.4; charset=utf-8")
        return try await Application(responder: routes.responder()).test(.router) { client in
            try await client.execute(uri: path, method: method) { answer in
                TestSite.Answer(
                    status: answer.status.code, headers: answer.headers, body: String(buffer: answer.body))
            }
        }
    }

    @Test("Alive or not, in status and word")
    func live() async throws {
        #expect(try await ask("/livez").status == 200)
        alive.isOn.withLock { $0 = false }
        let hanging = try await ask("/livez")
        #expect(hanging.status == 503 && hanging.body == #"{"status":"hanging"}"#)
    }

    @Test("O79: ready, then a reason, then draining")
    func ready() async throws {
        #expect(try await ask("/readyz").body == #"{"status":"ready"}"#)
        database.isOn.withLock { $0 = false }
        let away = try await ask("/readyz")
        #expect(away.status == 503 && away.body == #"{"status":"not ready","reasons":["database"]}"#)
        drain.begin()
        #expect(try await ask("/readyz").body == #"{"status":"not ready","reasons":["draining"]}"#)
    }

    @Test("O87: the metrics with the media type of their format")
    func metrics() async throws {
        let answer = try await ask("/metrics")
        #expect(answer.status == 200 && answer.body == "up 1\n")
        #expect(answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
    }

    @Test(
        "HEAD is allowed, other methods are not; nothing is kept; there is nothing else",
        arguments: [
            "/livez", "/readyz", "/metrics",
        ])
    func methods(path: String) async throws {
        let head = try await ask(path, .head)
        #expect(head.status == 200 && head.body.isEmpty)
        let post = try await ask(path, .post)
        #expect(post.status == 405 && post.headers[.allow] == "GET, HEAD")
        #expect(try await ask(path).headers[.cacheControl] == "no-store")
        #expect(post.headers[.cacheControl] == "no-store")
        #expect(try await ask("/").status == 404)
    }
}
