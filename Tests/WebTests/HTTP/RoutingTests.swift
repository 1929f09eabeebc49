import HTTPTypes
import Hummingbird
import Testing

@testable import Web

@Suite("Slashes and methods")
struct RoutingTests {
    private func site() throws -> TestSite {
        try TestSite { router in
            let group = router.group("/panels").add(middleware: SlashRedirectMiddleware())
            group.get("/:id") { _, _ in "panel" }
            router.rejectOtherMethods(at: "/panels/:id")
        }
    }

    @Test(
        "A4, api.md 1.2: a slash-less address is 301 to its canonical form, the query byte for byte",
        arguments: [
            ("/panels/137", "/panels/137/"), ("/panels/137?a=b%20c&d", "/panels/137/?a=b%20c&d"),
        ])
    func redirect(from: String, to: String) async throws {
        let answer = try await site().ask(from)

        #expect(answer.status == 301)
        #expect(answer.headers[.location] == to)
        #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
        #expect(answer.body.isEmpty)
    }

    @Test("with the slash it is served; where nothing is, nothing redirects")
    func noRedirect() async throws {
        #expect(try await site().ask("/panels/137/").status == 200)
        #expect(try await site().ask("/nowhere").status == 404)
    }

    @Test("an address that begins like a host never becomes a Location")
    func noForeignLocation() {
        let head = HTTPRequest(method: .get, scheme: "http", authority: "x", path: "//evil.example/x")

        #expect(SlashRedirectMiddleware.redirect(for: Request(head: head, body: .init(buffer: ByteBuffer()))) == nil)
    }

    @Test("api.md 4.1: another method is 405 with what is allowed")
    func methods() async throws {
        let answer = try await site().ask("/panels/1/", method: .delete, headers: [.accept: "application/json"])

        #expect(answer.status == 405)
        #expect(answer.headers[.allow] == "GET, HEAD, OPTIONS")
        #expect(answer.body == #"{"detail":"Method \"DELETE\" not allowed."}"#)
    }
}
