import HTTPTypes
import Hummingbird
import InMemoryTracing
import Ports
import Synchronization
import Testing
import Tracing

@testable import Web

@Suite("operations.md 11.4, 17: what travels with a request")
struct RequestSpanTests {
    private let tracer = InMemoryTracer()

    private func site(_ routes: @escaping @Sendable (AppRouter) -> Void) throws -> TestSite {
        var site = try TestSite(routes: routes)
        site.stack.tracer = tracer
        return site
    }

    @Test("O74: all that is done for a request finds its id, whatever task it runs in")
    func origin() async throws {
        let site = try TestSite { router in
            router.get("/page") { _, _ in
                let inner = await Task { Origin.current?.requestID }.value
                return "\(Origin.current?.requestID ?? "none") \(inner ?? "none")"
            }
        }
        let answer = try await site.ask("/page", headers: [HeaderName.requestID: "abcdefgh1"])
        #expect(answer.body == "abcdefgh1 abcdefgh1")
        #expect(Origin.current == nil)
    }

    @Test("A span is named by the route's pattern, and holds neither query nor secret parts of links")
    func span() async throws {
        let site = try site { router in
            router.get("/accounts/reset/{user}/{token}/") { _, _ in "ok" }
            router.get("/fails/") { _, _ -> String in throw HTTPProblem.unavailable() }
        }
        _ = try await site.ask("/accounts/reset/NDI/1-2-secret/?token=hidden", viewer: 7)
        _ = try await site.ask("/fails/")

        let spans = tracer.finishedSpans
        let first = try #require(spans.first)
        #expect(first.operationName == "GET /accounts/reset/{user}/{token}")
        #expect(first.kind == .server)
        var texts: [String: String] = [:]
        // swift-format-ignore: ReplaceForEachWithForLoop
        first.attributes.forEach { texts[$0] = "\($1)" }
        #expect(texts["url.path"]?.contains("/accounts/reset/***") == true)
        #expect(!"\(texts)".contains("1-2-secret") && !"\(texts)".contains("hidden"))
        #expect(texts["http.response.status_code"]?.contains("200") == true)
        #expect(texts["enduser.id"]?.contains("7") == true)
        #expect(spans.count == 2 && spans.last?.status?.code == .error)
    }

    @Test("Work within the request belongs to its span")
    func inner() async throws {
        let tracer = tracer
        let site = try site { router in
            router.get("/page") { _, _ in tracer.withSpan("query") { _ in "ok" } }
        }
        _ = try await site.ask("/page")
        let spans = tracer.finishedSpans
        let request = try #require(spans.first { $0.kind == .server })
        let query = try #require(spans.first { $0.operationName == "query" })
        #expect(query.traceID == request.traceID && query.parentSpanID == request.spanID)
    }

    @Test("Probes make no spans")
    func probes() async throws {
        let site = try site { $0.get("/readyz") { _, _ in "ok" } }
        _ = try await site.ask("/readyz")
        #expect(tracer.finishedSpans.isEmpty)
    }

    @Test("operations.md 17: metrics hear of every request, by the pattern of its route and a word for its method")
    func meter() async throws {
        let notes = Notes()
        var site = try TestSite { router in
            router.get("/panels/{id}/") { _, _ in "ok" }
        }
        site.stack.meter = RequestMeter {
            notes.began()
        } ended: {
            notes.ended("\($0.method) \($0.route ?? "none") \($0.status)")
        }
        _ = try await site.ask("/panels/12/?x=1")
        _ = try await site.ask("/nowhere")
        _ = try await site.ask("/panels/12/", method: HTTPRequest.Method("BREW") ?? .get)
        #expect(notes.all.prefix(2) == ["GET /panels/{id} 200", "GET none 404"])
        #expect(notes.all.last?.hasPrefix("_OTHER ") == true)
        #expect(notes.active == 0 && notes.most == 1)
    }

    private final class Notes: Sendable {
        private let state = Mutex<(all: [String], active: Int, most: Int)>(([], 0, 0))
        var all: [String] { state.withLock { $0.all } }
        var active: Int { state.withLock { $0.active } }
        var most: Int { state.withLock { $0.most } }
        func began() {
            state.withLock { state in
                state.active += 1
                state.most = max(state.most, state.active)
            }
        }
        func ended(_ text: String) {
            state.withLock { state in
                state.active -= 1
                state.all.append(text)
            }
        }
    }
}
