import HTTPTypes
import Hummingbird
import Testing

@testable import Web

@Suite("Headers that every answer carries")
struct HeaderTests {
    private func site(security: SecurityHeaders = SecurityHeaders()) throws -> TestSite {
        var site = try TestSite { router in
            router.get("/page") { _, _ in Response(status: .ok, headers: [.contentType: MediaType.html]) }
            router.get("/script") { _, context in
                Response(
                    status: .ok, headers: [.contentType: MediaType.html],
                    body: .init(byteBuffer: ByteBuffer(string: context.notes.nonce())))
            }
            router.get("/api/v1/x/") { _, _ in Response(status: .ok, headers: [.contentType: MediaType.json]) }
        }
        site.stack.security = security
        return site
    }

    @Test("O85: a page has them all; its policy allows no inline script and nothing from elsewhere")
    func page() async throws {
        let headers = try await site().ask("/page").headers

        let policy = try #require(headers[.contentSecurityPolicy])
        #expect(headers[HeaderName.frameOptions] == "SAMEORIGIN")
        #expect(headers[.xContentTypeOptions] == "nosniff")
        #expect(headers[HeaderName.referrerPolicy] == "strict-origin-when-cross-origin")
        #expect(headers[HeaderName.permissionsPolicy]?.contains("camera=()") == true)
        #expect(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"))
        #expect(!policy.contains("unsafe"))
        #expect(headers[.strictTransportSecurity] == nil)
        #expect(headers[.server] == nil)
    }

    @Test("O85: a nonce is in the policy of the answer that asked for one, and is new each time")
    func nonce() async throws {
        let first = try await site().ask("/script")
        let second = try await site().ask("/script")

        #expect(first.headers[.contentSecurityPolicy]?.contains("script-src 'self' 'nonce-\(first.body)'") == true)
        #expect(first.body != second.body)
    }

    @Test("the static domain is part of the policy")
    func assetOrigins() async throws {
        let site = try site(security: SecurityHeaders(assetOrigins: ["https://cdn.example.org"]))

        let policy = try await site.ask("/page").headers[.contentSecurityPolicy]

        #expect(policy?.contains("style-src 'self' https://cdn.example.org;") == true)
    }

    @Test("HSTS only when it is set and the request is secure")
    func hsts() async throws {
        let site = try site(security: SecurityHeaders(hstsSeconds: 3600))

        let secure = try await site.ask("/page", headers: [HeaderName.forwardedProto: "https"])
        let plain = try await site.ask("/page")

        #expect(secure.headers[.strictTransportSecurity] == "max-age=3600")
        #expect(plain.headers[.strictTransportSecurity] == nil)
    }

    @Test("what a person sees when logged in is not kept")
    func noStore() async throws {
        #expect(try await site().ask("/page", viewer: 7).headers[.cacheControl] == "no-store")
        #expect(try await site().ask("/page").headers[.cacheControl] == nil)
        #expect(try await site().ask("/api/v1/x/", viewer: 7).headers[.cacheControl] == nil)
    }

    @Test("A14: any origin may read the API, errors included; nothing else carries the header")
    func cors() async throws {
        let origin: HTTPFields = [.origin: "https://elsewhere.org"]

        for path in ["/api/v1/x/", "/api/v1/nowhere", "/WebServices/nowhere"] {
            let headers = try await site().ask(path, headers: origin).headers
            #expect(headers[.accessControlAllowOrigin] == "*", "\(path)")
            #expect(headers[.accessControlAllowCredentials] == nil)
            #expect(headers[.accessControlAllowMethods] == nil)
        }
        #expect(try await site().ask("/page", headers: origin).headers[.accessControlAllowOrigin] == nil)
        #expect(try await site().ask("/api/v1/x/").headers[.accessControlAllowOrigin] == nil)
    }

    @Test(
        "A15: a preflight is answered at once, for unknown and slash-less addresses as well",
        arguments: [
            "/api/v1/x/", "/api/v1/x", "/api/v1/nowhere/",
        ])
    func preflight(path: String) async throws {
        let headers: HTTPFields = [.origin: "https://elsewhere.org", .accessControlRequestMethod: "GET"]

        let answer = try await site().ask(path, method: .options, headers: headers)

        #expect(answer.status == 200 && answer.body.isEmpty)
        #expect(answer.headers[.accessControlAllowOrigin] == "*")
        #expect(
            answer.headers[.accessControlAllowHeaders]
                == "accept, accept-encoding, authorization, content-type, dnt, origin, user-agent, x-csrftoken, x-requested-with"
        )
        #expect(answer.headers[.accessControlAllowMethods] == "GET")
        #expect(answer.headers[.accessControlMaxAge] == "86400")
    }

    @Test("operations.md 13.1: while draining, answers ask to close the connection")
    func draining() async throws {
        let site = try site()

        #expect(try await site.ask("/page").headers[.connection] == nil)
        site.stack.drain.begin()

        #expect(try await site.ask("/page").headers[.connection] == "close")
    }

    @Test("Vary is appended to, never replaced, and names nothing twice")
    func vary() {
        var headers: HTTPFields = [.vary: "Accept, Cookie"]
        headers.appendVary("Accept-Encoding")
        headers.appendVary("cookie")

        #expect(headers[.vary] == "Accept, Cookie, Accept-Encoding")
    }
}
