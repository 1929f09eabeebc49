import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Ports
import Testing

@testable import Web

@Suite("api.md 4, web.md 17: problems as answers")
struct ProblemTests {
    private static let failures: [String: any Error & Sendable] = [
        "not-found": HTTPProblem.notFound, "forbidden": HTTPProblem.notAllowed,
        "fields": HTTPProblem.invalid("confidence_level", "Select a \"valid\" choice.", "Again."),
        "error": HTTPProblem(.badRequest, .error("Endpoint doesnt support version parameter")),
        "crash": TestSite.Failure(description: "SELECT secret FROM table"), "down": RepoFailure.unavailable("no route"),
        "busy": RepoFailure.exhausted, "large": NIOTooManyBytesError(maxBytes: 1), "cancelled": CancellationError(),
    ]

    private func site() throws -> TestSite {
        try TestSite { router in
            for (name, error) in Self.failures {
                for place in ["/api/v1/", "/panels/", "/WebServices/"] {
                    router.get(RouterPath("\(place)\(name)")) { _, _ -> String in throw error }
                }
            }
        }
    }

    @Test(
        "api.md 4.1: bodies letter by letter",
        arguments: [
            ("not-found", 404, #"{"detail":"Not found."}"#),
            ("forbidden", 403, #"{"detail":"You do not have permission to perform this action."}"#),
            ("fields", 400, #"{"confidence_level":["Select a \"valid\" choice.","Again."]}"#),
            ("error", 400, #"{"error":"Endpoint doesnt support version parameter"}"#),
            ("large", 413, #"{"detail":"The request body is too large."}"#),
        ])
    func bodies(name: String, status: Int, body: String) async throws {
        let answer = try await site().ask("/api/v1/\(name)")

        #expect(answer.status == status)
        #expect(answer.body == body)
        #expect(answer.headers[.contentType] == "application/json")
        #expect(answer.headers[.vary] == "Accept, Cookie")
        #expect(answer.headers[.contentLength] == String(body.utf8.count))
    }

    @Test("A88: a crash is JSON under the API, says nothing of its cause, and is logged with the request's id")
    func crash() async throws {
        for place in ["/api/v1/", "/WebServices/"] {
            let answer = try await site().ask("\(place)crash", headers: [.accept: "text/html"])

            #expect(answer.status == 500)
            #expect(answer.body == #"{"detail":"A server error occurred."}"#)
        }
    }

    @Test(
        "decision 11: an unknown address below the API is JSON for everybody",
        arguments: [
            "/api", "/api/", "/api/v1/x", "/api/v2/", "/WebServices/x",
        ])
    func unknownAddress(path: String) async throws {
        let answer = try await site().ask(path, headers: [.accept: "text/html,application/xhtml+xml"])

        #expect(answer.status == 404)
        #expect(answer.body == #"{"detail":"Not found."}"#)
    }

    @Test("elsewhere people get a page with the request's id, scripts get JSON")
    func faces() async throws {
        let page = try await site().ask("/panels/crash", headers: [HeaderName.requestID: "abcdefgh1"])
        let script = try await site().ask("/panels/crash", headers: [HeaderName.requestedWith: "XMLHttpRequest"])
        let json = try await site().ask("/panels/forbidden", headers: [.accept: "application/json"])

        #expect(page.headers[.contentType] == "text/html; charset=utf-8")
        #expect(page.body.contains("abcdefgh1") && !page.body.contains("SELECT"))
        #expect(script.body == #"{"detail":"A server error occurred."}"#)
        #expect(json.status == 403 && json.body.hasPrefix("{"))
    }

    @Test(
        "O63, O65: a database that is away or has no free connection is 503 with the time to come back",
        arguments: [
            ("down", "5"), ("busy", "1"), ("cancelled", "5"),
        ])
    func unavailable(name: String, retryAfter: String) async throws {
        let answer = try await site().ask("/api/v1/\(name)")

        #expect(answer.status == 503)
        #expect(answer.headers[.retryAfter] == retryAfter)
        #expect(!answer.body.contains("route"))
    }

    @Test(
        "O65: that all connections are busy is a warning, that the database is away an error",
        arguments: [
            ("busy", Logger.Level.warning), ("down", .error),
        ])
    func level(name: String, level: Logger.Level) async throws {
        let recorder = LogRecorder()
        let router = try site().stack.router()
        router.get("/\(name)") { _, _ -> String in
            if name == "busy" { throw RepoFailure.exhausted } else { throw RepoFailure.unavailable("gone") }
        }
        let head = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: "/\(name)")
        let context = AppRequestContext(logger: recorder.logger("web"), peerIP: nil)
        _ = try await router.buildResponder().respond(
            to: Request(head: head, body: .init(buffer: ByteBuffer())), context: context)
        #expect(recorder.all.map(\.level) == [level])
    }

    @Test("the site's own page is used; one that fails is replaced by the plain one")
    func renderer() async throws {
        var own = try site()
        own.stack.problemPage = { problem, _, _ in ByteBuffer(string: "<h1>ours \(problem.status.code)</h1>") }
        var broken = try site()
        broken.stack.problemPage = { _, _, _ in throw TestSite.Failure(description: "no") }

        #expect(try await own.ask("/nowhere").body == "<h1>ours 404</h1>")
        #expect(try await broken.ask("/nowhere").body.contains("404 Not Found"))
    }

    @Test("errors of the use cases are translated by who knows them")
    func classifier() async throws {
        var site = try site()
        site.stack.classify = { $0 is TestSite.Failure ? HTTPProblem.badRequest("known") : nil }

        #expect(try await site.ask("/api/v1/crash").status == 400)
    }

    @Test("the plain page escapes what it shows")
    func escaping() {
        let page = PlainProblemPage.render(.badRequest("<b> & \"x\""), requestID: "<i>")

        #expect(page.contains("&lt;b&gt; &amp; &quot;x&quot;"))
        #expect(!page.contains("<i>"))
    }

    @Test("api.md 1.10: texts are encoded as JSON, other characters raw")
    func json() {
        let text = "\u{1}\u{8}\u{C}\n\r\t\"\\/ \u{2028}ä<b>"

        #expect(SmallJSON.quoted(text) == #""\u0001\b\f\n\r\t\"\\/ \u2028ä<b>""#)
    }
}
