import HTTPTypes
import Hummingbird
import Testing

@testable import Web

@Suite("Limits of requests")
struct LimitTests {
    private func site(_ limits: RequestLimits = RequestLimits()) throws -> TestSite {
        var site = try TestSite { router in
            router.post("/form") { request, _ in String(buffer: try await request.formBody()) }
            router.get("/") { _, _ in "served" }
        }
        site.stack.limits = limits
        return site
    }

    @Test("O22: a longer request line is 414")
    func requestLine() async throws {
        let limits = RequestLimits(line: 200)

        let long = try await site(limits).ask("/?" + String(repeating: "x", count: 300))
        let short = try await site(limits).ask("/?" + String(repeating: "x", count: 100))

        #expect(long.status == 414)
        #expect(short.status == 200)
    }

    @Test("operations.md 4: more or longer header fields are 431; size 0 means 65536")
    func headerFields() async throws {
        var many: HTTPFields = [:]
        for _ in 0..<11 { many.append(HTTPField(name: HeaderName.link, value: "x")) }
        let long: HTTPFields = [.userAgent: String(repeating: "x", count: 9000)]

        #expect(try await site(RequestLimits(fields: 10)).ask("/", headers: many).status == 431)
        #expect(try await site().ask("/", headers: many).status == 200)
        #expect(try await site().ask("/", headers: long).status == 431)
        #expect(try await site(RequestLimits(fieldSize: 0)).ask("/", headers: long).status == 200)
    }

    @Test("operations.md 16: a body announced above 2.5 MiB is refused unread")
    func bodySize() async throws {
        let large = try await site().ask("/form", method: .post, headers: [.contentLength: "2621441"])
        let small = try await site().ask("/form", method: .post, headers: [.contentLength: "0"])

        #expect(large.status == 413)
        #expect(small.status == 200)
    }

    @Test("O21: a request beyond its time is 503; others are untouched")
    func deadline() async throws {
        let deadline = RequestDeadline(limit: .seconds(1))
        let started = AsyncStream.makeStream(of: Void.self)
        let router = try TestSite().stack.router()
        router.get("/slow") { _, _ -> String in
            started.continuation.yield()
            try await Task.sleep(for: .seconds(600))
            return "late"
        }
        router.get("/quick") { _, _ in "quick" }
        let responder = DeadlineResponder(router.buildResponder(), deadline: deadline)
        @Sendable func status(_ path: String) async throws -> Int {
            let head = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: path)
            let context = AppRequestContext(logger: LogRecorder().logger("x"), peerIP: nil)
            return try await responder.respond(
                to: Request(head: head, body: .init(buffer: ByteBuffer())), context: context
            ).status.code
        }

        async let slow = status("/slow")
        for await _ in started.stream { break }
        deadline.sweep(now: .now)
        let quick = try await status("/quick")
        deadline.sweep(now: .now + .seconds(2))

        #expect(quick == 200)
        #expect(try await slow == 503)
    }
}
