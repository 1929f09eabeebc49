import HTTPTypes
import Testing

@testable import Web

/// `accounts-jobs-files.md` 4.3 and 2.5 of the API: forms and scripts must prove where they come from.
@Suite struct CSRFTests {
    private static let credentials: KeyValuePairs = ["username": "curator", "password": AccountSite.password]

    @Test("J24, W92: without the token, or with another browser's, a form is refused and changes nothing")
    func refused() async throws {
        try await AccountSite.with { site in
            var stranger = try site.browser()
            let foreign = try await stranger.get("/accounts/login/").formToken
            var browser = try site.browser()
            #expect(try await browser.post("/accounts/login/", Self.credentials).status == 403, "no cookie")
            _ = try await browser.get("/accounts/login/")
            for token in [nil, "", foreign, "x", String(repeating: "a", count: 64)] {
                let answer = try await browser.post("/accounts/login/", Self.credentials, token: token)
                #expect(answer.status == 403)
                #expect(answer.body.contains("reload"))
            }
            #expect(browser.jar["sessionid"] == nil)
        }
    }

    @Test("J24: the field, or the header with the cookie's value, is accepted; the field differs at each showing")
    func accepted() async throws {
        try await AccountSite.with { site in
            var browser = try site.browser()
            let first = try #require(try await browser.get("/accounts/login/").formToken)
            let second = try #require(try await browser.get("/accounts/login/").formToken)
            #expect(first != second)
            #expect(first.utf8.count == 64)
            let cookie = try #require(browser.jar["csrftoken"])
            #expect(cookie.utf8.count == 32)
            for (token, header) in [(first, nil), (nil, cookie), (nil, second), (cookie, nil)] as [(String?, String?)] {
                var copy = browser
                let answer = try await copy.post("/accounts/login/", Self.credentials, token: token, header: header)
                #expect(answer.status == 302)
            }
        }
    }

    @Test("A form that another site sent is refused whatever it carries; under https the sender must be named")
    func origin() async throws {
        try await AccountSite.with { site in
            var browser = try site.browser()
            let token = try await browser.get("/accounts/login/").formToken
            browser.headers[.origin] = "https://evil.example"
            #expect(try await browser.post("/accounts/login/", Self.credentials, token: token).status == 403)
            browser.headers[.origin] = nil
            browser.headers[HeaderName.forwardedProto] = "https"
            #expect(try await browser.post("/accounts/login/", Self.credentials, token: token).status == 403)
            browser.headers[.referer] = "https://localhost.evil.example/"
            #expect(try await browser.post("/accounts/login/", Self.credentials, token: token).status == 403)
            browser.headers[.referer] = "https://localhost/accounts/login/"
            #expect(try await browser.post("/accounts/login/", Self.credentials, token: token).status == 302)
        }
    }

    @Test("A23: the API takes the login of a cookie; to change something it needs the token, as pages do")
    func api() async throws {
        try await AccountSite.with { site in
            var browser = try await site.browser(signedInAs: "curator")
            browser.headers[HeaderName.csrfToken] = "random"
            #expect(try await browser.get("/api/v1/panels/").status == 200)
            browser.headers[HeaderName.csrfToken] = nil
            let refused = try await browser.post("/api/v1/panels/", [:])
            #expect(refused.status == 403)
            #expect(refused.body.hasPrefix("{\"detail\":\"CSRF Failed: "))
            let cookie = browser.jar["csrftoken"]
            #expect(
                try await browser.post("/api/v1/panels/", [:], header: cookie).status == 405, "known, but not allowed")
            var stranger = try site.browser()
            #expect(
                try await stranger.post("/api/v1/panels/", [:]).body
                    == "{\"detail\":\"Authentication credentials were not provided.\"}")
        }
    }

    @Test("O9.5: reading the API with a login writes nothing")
    func apiReadsWriteNothing() async throws {
        try await AccountSite.with { site in
            var browser = try await site.browser(signedInAs: "curator")
            site.clock.advance(bySeconds: 3_600)
            func seen() async throws -> [Int] {
                try await site.database.readRows("SELECT last_seen FROM login_session", []) { try $0.int(0) }
            }
            let before = try await seen()
            _ = try await browser.get("/api/v1/panels/")
            #expect(try await seen() == before)
            _ = try await browser.get("/panels/")
            #expect(try await seen() != before)
        }
    }

    @Test("Pages of somebody signed in are kept by nobody; what is kept for all names nobody")
    func caching() async throws {
        try await AccountSite.with { site in
            var stranger = try site.browser()
            var browser = try await site.browser(signedInAs: "reviewer")
            let router = try site.router()
            // One site, so that its kept pages are those that both see.
            stranger = TestBrowser(application: .init(router: router))
            browser = TestBrowser(application: .init(router: router), jar: browser.jar)
            for address in ["/", "/panels/", "/", "/panels/"] {
                let own = try await browser.get(address)
                #expect(own.headers[.cacheControl] == "private, no-store")
                #expect(own.headers[.eTag] == nil)
                #expect(own.body.contains("Reviewer Example"))
                let foreign = try await stranger.get(address)
                #expect(foreign.headers[.cacheControl] == "private, no-cache")
                #expect(foreign.headers[.eTag] != nil)
                #expect(!foreign.body.contains("Reviewer Example"))
                #expect(!foreign.body.contains("csrfmiddlewaretoken"))
                #expect(foreign.headers[.vary]?.contains("Cookie") == true)
                #expect(stranger.setCookies.isEmpty)
            }
        }
    }
}
