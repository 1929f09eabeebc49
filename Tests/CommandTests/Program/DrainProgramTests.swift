import AsyncHTTPClient
import Foundation
import NIOCore
import PeerSupport
import Synchronization
import TestSupport
import Testing

@testable import panelapp

@Suite("operations.md 13.1: web stops while requests run", .besideFew, .timeLimit(.minutes(5)))
struct DrainProgramTests {
    /// A body whose second half comes when the test says so.
    private final class SlowBodies: Sendable {
        private let gates = Mutex<[AsyncStream<ByteBuffer>.Continuation]>([])

        func body(_ text: String) -> AsyncStream<ByteBuffer> {
            let (stream, feed) = AsyncStream.makeStream(of: ByteBuffer.self)
            feed.yield(ByteBuffer(string: String(text.prefix(20))))
            gates.withLock { $0.append(feed) }
            return stream
        }

        func finish(_ text: String) {
            for feed in gates.withLock({ $0 }) {
                feed.yield(ByteBuffer(string: String(text.dropFirst(20))))
                feed.finish()
            }
        }
    }

    /// All requests at once.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 20
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    @Test(
        "O79: SIGTERM while 20 slow requests run: not ready at once, all 20 get their answer, the program ends with 0")
    func slowRequests() async throws {
        try await TestPlace.withFolder { folder in
            let (port, management) = (try FreePort.take(), try FreePort.take())
            let base = "http://127.0.0.1:\(port)"
            let web = try LoggedProgram(
                ["web"],
                environment: [
                    "GUNICORN_BIND": "127.0.0.1:\(port)", "METRICS_BIND": "127.0.0.1:\(management)",
                    "SHUTDOWN_DELAY": "5",
                ], in: folder.appending(path: "data"))
            defer { web.process.terminate() }
            var visitor = WebVisitor(base)
            #expect(try await eventually { (try? await visitor.get("/readyz").status) == 200 })
            let token = try #require(try await visitor.get("/accounts/login/").formToken)
            // Read whole, then refused: strangers make no tags.
            let text = "text=\(String(repeating: "x", count: 40))&csrfmiddlewaretoken=\(token)"
            let cookie = visitor.jar.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")

            let bodies = SlowBodies()
            let client = Self.client
            let answers = await withTaskGroup(of: UInt?.self) { group in
                for _ in 0..<20 {
                    let body = bodies.body(text)
                    group.addTask {
                        var request = HTTPClientRequest(url: "\(base)/autocomplete/tags/")
                        request.method = .POST
                        request.headers.add(name: "cookie", value: cookie)
                        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
                        request.body = .stream(body, length: .known(Int64(text.utf8.count)))
                        return try? await client.execute(request, timeout: .seconds(60)).status.code
                    }
                }
                do {
                    var inside = WebVisitor("http://127.0.0.1:\(management)")
                    let areRunning = try await eventually {
                        try await inside.get("/metrics").body.contains("http_server_active_requests 20\n")
                    }
                    #expect(areRunning)
                    web.process.terminate()
                    #expect(try await web.waits(for: "web.stopping"))
                    for place in [base, "http://127.0.0.1:\(management)"] {
                        var asker = WebVisitor(place)
                        let ready = try await asker.get("/readyz")
                        #expect(ready.status == 503 && ready.body.contains("draining"), "\(place)")
                    }
                    // Until nobody can connect any more.
                    let isClosed = try await eventually { (try? await visitor.get("/ping/1/")) == nil }
                    #expect(isClosed)
                } catch {
                    Issue.record(error)
                }
                bodies.finish(text)
                var answers: [UInt?] = []
                for await answer in group { answers.append(answer) }
                return answers
            }

            #expect(answers == Array(repeating: 403, count: 20))
            #expect(try await web.finish() == 0)
            #expect(web.output.contains("web.stopped"))
        }
    }
}
