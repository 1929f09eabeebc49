import Domain
import HTTPTypes
import Ports
import Testing
import UseCases
import Web

@testable import Pages

/// `accounts-jobs-files.md` 4: signing in and out.
@Suite struct SignInTests {
    private let password = AccountSite.password

    @Test("The right password signs in: the name stands in the header, and the curator sees hidden panels")
    func signsIn() async throws {
        try await AccountSite.with { site in
            var browser = try site.browser()
            #expect(try await browser.get("/panels/").body.contains(">Sign in</a>"))
            let answer = try await browser.signIn("curator", password: password)
            let page = try await browser.get("/panels/")
            #expect(answer.status == 302)
            #expect(page.body.contains(">Curator Example</a>"))
            #expect(page.body.contains("action=\"/accounts/logout/\""))
            #expect(!page.body.contains(">Sign in</a>"))
        }
    }

    @Test("J9: wrong password, unknown name and an account that may not sign in give one and the same answer")
    func refusals() async throws {
        try await AccountSite.with { site in
            var pages: [String] = []
            for (name, secret) in [("curator", "wrong"), ("nobody", password), ("disabled", password)] {
                var browser = try site.browser()
                let answer = try await browser.signIn(name, password: secret)
                #expect(answer.status == 422)
                #expect(browser.jar["sessionid"] == nil)
                #expect(answer.body.contains("value=\"\(name)\""), "what was typed stays")
                #expect(!answer.body.contains(secret), "a password is never sent back")
                let token = try #require(answer.formToken)
                pages.append(answer.body.replacing(token, with: "").replacing("value=\"\(name)\"", with: ""))
            }
            #expect(Set(pages).count == 1)
        }
    }

    @Test(
        "J21, W90: the way back leads around this site only",
        arguments: [
            ("", "/"), ("/panels/?q=a", "/panels/?q=a"), ("http://localhost/panels/1/", "/panels/1/"),
            ("//evil.example", "/"), ("https://evil.example/", "/"), ("javascript:alert(1)", "/"),
            ("/\\evil.example", "/"), ("\\\\evil.example", "/"), ("/a\r\nSet-Cookie: x=y", "/"), ("http:///x", "/"),
            ("http://localhost.evil.example/", "/"), ("/\t/evil.example", "/"),
        ])
    func next(next: String, target: String) async throws {
        try await AccountSite.with { site in
            var browser = try site.browser()
            let token = try await browser.get("/accounts/login/").formToken
            let answer = try await browser.post(
                "/accounts/login/", ["username": "curator", "password": password, "next": next], token: token)
            #expect(answer.location == target)
            let again = try await browser.get("/accounts/login/?next=\(Link.encode(next))")
            #expect(again.location == target, "somebody signed in is sent on at once")
        }
    }

    @Test(
        "J23, O15: the key of the session changes at login, and its cookie is out of reach for scripts and other sites"
    )
    func cookie() async throws {
        try await AccountSite.with { site in
            var site = site
            for isSecure in [false, true] {
                site.isSecure = isSecure
                var browser = try site.browser()
                browser.jar["sessionid"] = String(repeating: "a", count: 32)
                _ = try await browser.get("/accounts/login/")
                let before = browser.jar["csrftoken"]
                _ = try await browser.signIn("curator", password: password)
                let line = try #require(browser.setCookies.first { $0.hasPrefix("sessionid=") })
                let key = try #require(browser.jar["sessionid"])
                #expect(key != String(repeating: "a", count: 32))
                #expect(key.wholeMatch(of: /[a-z0-9]{32}/) != nil)
                #expect(line.contains("; HttpOnly"))
                #expect(line.contains("; SameSite=Lax"))
                #expect(line.contains("; Path=/"))
                #expect(line.contains("; Secure") == isSecure)
                #expect(browser.jar["csrftoken"] != before, "the secret of forms changes too")
                let first = key
                var again = browser
                again.jar["csrftoken"] = browser.jar["csrftoken"]
                _ = try await again.post("/accounts/logout/", [:], header: browser.jar["csrftoken"])
                _ = try await again.signIn("curator", password: password)
                #expect(again.jar["sessionid"] != first)
            }
        }
    }

    @Test("A second login in one browser ends the first")
    func replaces() async throws {
        try await AccountSite.with { site in
            let first = try await site.browser(signedInAs: "curator")
            let old = try #require(first.jar["sessionid"])
            var browser = try site.browser()
            browser.jar = ["sessionid": "0" + old.dropFirst(), "csrftoken": first.jar["csrftoken"] ?? ""]
            browser.jar["sessionid"] = old
            let answer = try await browser.post(
                "/accounts/login/", ["username": "reviewer", "password": password], header: first.jar["csrftoken"])
            #expect(answer.status == 302)
            #expect(try await site.accounts.sessions.find(old) == nil)
            #expect(try await browser.get("/").body.contains("Reviewer Example"))
        }
    }

    @Test("Only the digest of a session's key is stored")
    func stored() async throws {
        try await AccountSite.with { site in
            let browser = try await site.browser(signedInAs: "curator")
            let key = try #require(browser.jar["sessionid"])
            let stored = try await site.database.readRows("SELECT key_hash FROM login_session", []) { try $0.text(0) }
            #expect(stored == [site.keyring.digest(key)])
        }
    }

    @Test("A login ends after 14 days, or after 7 without use; an account that is disabled loses it at once")
    func ends() async throws {
        try await AccountSite.with { site in
            var browser = try await site.browser(signedInAs: "curator")
            let day = 86_400.0
            for _ in 0..<2 {
                site.clock.advance(bySeconds: 6.9 * day)
                #expect(try await browser.get("/").body.contains("Curator Example"), "use keeps it alive")
            }
            site.clock.advance(bySeconds: 0.2 * day)
            #expect(try await !browser.get("/").body.contains("Curator Example"))

            browser = try await site.browser(signedInAs: "curator")
            site.clock.advance(bySeconds: 7 * day)
            #expect(try await !browser.get("/").body.contains("Curator Example"))

            browser = try await site.browser(signedInAs: "curator")
            try await site.database.write { _ = try $0.execute("UPDATE person SET is_active = 0 WHERE id = 1") }
            #expect(try await !browser.get("/").body.contains("Curator Example"))
        }
    }

    @Test("J14: an old hash is replaced at login, and the password stays the same")
    func upgrade() async throws {
        try await AccountSite.with { site in
            let old = "pbkdf2_sha256$120000$abcdefghijkl$BQniuva0ATBqdffJgAIg2XpZVZWIIc1+d1PVwv38LP4="
            try await site.database.write {
                _ = try $0.execute("UPDATE person SET password_hash = $1 WHERE id = 1", [.text(old)])
            }
            for _ in 0..<2 {
                var browser = try site.browser()
                #expect(try await browser.signIn("curator", password: "Panel-4pp test").status == 302)
                let stored = try #require(try await site.repository.person(PersonID(1))?.passwordHash)
                #expect(stored.hasPrefix("scrypt$"))
            }
        }
    }

    @Test("J25: signing out by GET ends nothing, by POST it does")
    func signOut() async throws {
        try await AccountSite.with { site in
            var browser = try await site.browser(signedInAs: "curator")
            let key = try #require(browser.jar["sessionid"])
            #expect(try await browser.get("/accounts/logout/").status == 405)
            #expect(try await browser.get("/").body.contains("Curator Example"))
            let answer = try await browser.submit("/accounts/logout/", [:], from: "/panels/")
            #expect(answer.status == 302)
            #expect(answer.location == "/accounts/login/")
            #expect(browser.jar["sessionid"] == nil)
            #expect(try await site.accounts.sessions.find(key) == nil, "the key is worth nothing any more")
            let page = try await browser.get("/accounts/login/")
            #expect(page.body.contains("You are signed out."))
            #expect(try await !browser.get("/accounts/login/").body.contains("You are signed out."))
        }
    }

    @Test("J22: after 20 failures within a quarter of an hour even the right password is refused until it has passed")
    func throttle() async throws {
        try await AccountSite.with { site in
            var browser = try site.browser()
            var statuses: [Int] = []
            for _ in 0..<20 { statuses.append(try await browser.signIn("curator", password: "wrong").status) }
            #expect(statuses.prefix(5).allSatisfy { $0 == 422 })
            #expect(statuses.dropFirst(5).allSatisfy { $0 == 429 })
            site.clock.advance(bySeconds: 14 * 60)
            let refused = try await browser.signIn("curator", password: password)
            #expect(refused.status == 429)
            #expect(refused.headers[.retryAfter] == "60")
            #expect(try await browser.signIn("reviewer", password: password).status == 302, "others are not concerned")
            var other = try site.browser()
            site.clock.advance(bySeconds: 60)
            #expect(try await other.signIn("curator", password: password).status == 302)
        }
    }

    @Test("Waiting as long as asked is enough after a few failures, and a login resets the count")
    func growingWait() async throws {
        try await AccountSite.with { site in
            var browser = try site.browser()
            for _ in 0..<5 { _ = try await browser.signIn("curator", password: "wrong") }
            #expect(try await browser.signIn("curator", password: password).headers[.retryAfter] == "1")
            site.clock.advance(bySeconds: 2)
            #expect(try await browser.signIn("curator", password: password).status == 302)
            var other = try site.browser()
            #expect(try await other.signIn("curator", password: "wrong").status == 422)
        }
    }

    @Test("Many accounts tried from one address are refused together")
    func throttleOfClient() async throws {
        try await AccountSite.with { site in
            var browser = try site.browser()
            for number in 0..<25 { _ = try await browser.signIn("nobody\(number)", password: "wrong") }
            #expect(try await browser.signIn("curator", password: password).status == 429)
        }
    }
}
