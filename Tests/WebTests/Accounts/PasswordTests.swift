import Domain
import Ports
import Testing
import UseCases
import Web

@testable import Pages

/// `accounts-jobs-files.md` 3: changing and resetting passwords.
@Suite struct PasswordTests {
    private let new = "Another-horse 10"

    private func change(_ current: String, _ first: String, _ second: String) -> KeyValuePairs<String, String> {
        ["current_password": current, "password1": first, "password2": second]
    }

    @Test("J17: changing the password keeps this login and ends all others")
    func change() async throws {
        try await AccountSite.with { site in
            var here = try await site.browser(signedInAs: "reviewer")
            var there = try await site.browser(signedInAs: "reviewer")
            let answer = try await here.submit(
                "/accounts/change_password/", change(AccountSite.password, new, new))
            #expect(answer.location == "/accounts/profile/")
            #expect(try await here.get("/accounts/profile/").body.contains("all other logins have ended"))
            #expect(
                try await there.get("/accounts/profile/").location == "/accounts/login/?next=/accounts/profile/")
            #expect(try await there.signIn("reviewer", password: AccountSite.password).status == 422)
            #expect(try await there.signIn("reviewer", password: new).status == 302)
        }
    }

    @Test("J18: a wrong present password changes nothing, and cannot be guessed from an open browser")
    func wrongCurrent() async throws {
        try await AccountSite.with { site in
            var browser = try await site.browser(signedInAs: "reviewer")
            let before = try await site.repository.person(PersonID(2))?.passwordHash
            let answer = try await browser.submit("/accounts/change_password/", change("wrong", new, new))
            #expect(answer.status == 422)
            #expect(answer.marks("current_password"))
            for _ in 0..<5 { _ = try await browser.submit("/accounts/change_password/", change("wrong", new, new)) }
            let waiting = try await browser.submit(
                "/accounts/change_password/", change(AccountSite.password, new, new))
            #expect(waiting.status == 429)
            #expect(try await site.repository.person(PersonID(2))?.passwordHash == before)
        }
    }

    @Test("The rules hold for a changed password, and both fields must be the same")
    func rules() async throws {
        try await AccountSite.with { site in
            var browser = try await site.browser(signedInAs: "reviewer")
            for (first, second) in [("reviewer1", "reviewer1"), (new, new + "x"), ("", "")] {
                let answer = try await browser.submit(
                    "/accounts/change_password/", change(AccountSite.password, first, second))
                #expect(answer.status == 422)
            }
            var other = try site.browser()
            #expect(try await other.signIn("reviewer", password: AccountSite.password).status == 302)
        }
    }

    @Test("Somebody not signed in is sent to sign in, and comes back")
    func anonymous() async throws {
        try await AccountSite.with { site in
            var browser = try site.browser()
            #expect(
                try await browser.get("/accounts/change_password/").location
                    == "/accounts/login/?next=/accounts/change_password/")
            let answer = try await browser.signIn(
                "reviewer", password: AccountSite.password, next: "/accounts/change_password/")
            #expect(answer.location == "/accounts/change_password/")
        }
    }

    @Test("J19: a reset looks the same for every address, and mails active accounts only, at the stored address")
    func request() async throws {
        try await AccountSite.with { site in
            try await site.database.write {
                _ = try $0.execute("UPDATE person SET password_hash = '!' WHERE username = 'external'")
            }
            var answers: Set<String> = []
            let asked = [
                "REVIEWER@example.org", "nobody@example.org", "disabled@example.org", "external@example.org",
            ]
            for email in asked {
                var browser = try site.browser()
                let answer = try await browser.submit("/accounts/password_reset/", ["email": email])
                answers.insert("\(answer.status) \(answer.location ?? "")")
            }
            #expect(answers == ["302 /accounts/password_reset/done/"])
            let mails = try await site.deliver()
            #expect(mails.map(\.to) == [["reviewer@example.org"]])
            #expect(mails[0].path("/accounts/reset/")?.hasPrefix("/accounts/reset/Mg/") == true)
            let rows = try await site.database.readRows("SELECT body FROM job", []) { try $0.text(0) }
            #expect(rows.count == asked.count, "a job is written for every address")
            #expect(!rows.joined().contains("@"))
        }
    }

    private func resetLink(_ site: AccountSite) async throws -> String {
        var browser = try site.browser()
        _ = try await browser.submit("/accounts/password_reset/", ["email": "reviewer@example.org"])
        return try #require(try await site.deliver().first?.path("/accounts/reset/"))
    }

    private func set(_ password: String) -> KeyValuePairs<String, String> {
        ["new_password1": password, "new_password2": password]
    }

    @Test("J20: the link works once, ends all logins, and signs nobody in")
    func resets() async throws {
        try await AccountSite.with { site in
            var signedIn = try await site.browser(signedInAs: "reviewer")
            let path = try await resetLink(site)
            site.clock.advance(bySeconds: 3_600)
            var browser = try site.browser()
            #expect(try await browser.submit(path, set("short")).status == 422)
            let token = try await browser.get(path).formToken
            #expect(try await browser.post(path, set(new), token: token).location == "/accounts/reset/done/")
            #expect(browser.jar["sessionid"] == nil)
            #expect(try await signedIn.get("/accounts/profile/").status == 302)
            #expect(try await browser.get(path).body.contains("Ask for a new link"))
            let again = try await browser.post(path, set("Third-horse 11"), token: browser.jar["csrftoken"])
            #expect(again.location == nil)
            #expect(try await browser.signIn("reviewer", password: new).status == 302)
        }
    }

    @Test("J20: not after an hour, not after a password change, not for another person")
    func resetEnds() async throws {
        try await AccountSite.with { site in
            var browser = try site.browser()
            let late = try await resetLink(site)
            site.clock.advance(bySeconds: 3_601)
            #expect(try await browser.get(late).body.contains("This link does not work"))

            let changed = try await resetLink(site)
            var signedIn = try await site.browser(signedInAs: "reviewer")
            _ = try await signedIn.submit("/accounts/change_password/", change(AccountSite.password, new, new))
            #expect(try await browser.get(changed).body.contains("This link does not work"))

            let good = try await resetLink(site)
            #expect(try await browser.get(good).body.contains("Choose a new password"))
            for wrong in [good.replacing("/Mg/", with: "/MQ/"), good.replacing("-", with: "."), "/accounts/reset/x/y/"]
            {
                #expect(try await browser.get(wrong).body.contains("This link does not work"))
            }
        }
    }

    @Test(
        "S10: at most 5 mails an hour to one address, and 5 requests from one client; the rest is told to wait or ignored"
    )
    func throttle() async throws {
        try await AccountSite.with { site in
            var browser = try site.browser()
            var statuses: [Int] = []
            for _ in 0..<6 {
                statuses.append(
                    try await browser.submit("/accounts/password_reset/", ["email": "reviewer@example.org"]).status)
            }
            #expect(statuses == [302, 302, 302, 302, 302, 429])
            #expect(try await site.deliver().count == 5)
            site.clock.advance(bySeconds: 3_600)
            #expect(
                try await browser.submit("/accounts/password_reset/", ["email": "reviewer@example.org"]).status == 302)
        }
    }

    @Test("A reset frees an account that others locked by guessing")
    func resetUnlocks() async throws {
        try await AccountSite.with { site in
            var browser = try site.browser()
            for _ in 0..<20 { _ = try await browser.signIn("reviewer", password: "wrong") }
            let path = try await resetLink(site)
            _ = try await browser.submit(path, set(new))
            #expect(try await browser.signIn("reviewer", password: new).status == 302)
        }
    }
}
