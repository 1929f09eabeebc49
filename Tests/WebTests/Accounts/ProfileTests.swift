import Domain
import HTTPTypes
import Ports
import Testing
import UseCases
import Web

@testable import Pages

/// `accounts-jobs-files.md` 2.5 and 5: the page about oneself, the token of the API, the list of logins.
@Suite struct ProfileTests {
    private static func reviewed(_ site: AccountSite, genes count: Int, status: PanelStatus = .public) async throws {
        var header = PanelHeader(
            name: "Panel", status: status, version: Version(major: 1, minor: 0), versionCreated: AccountSite.start)
        header.counts = EntityCounts(genes: count, strs: 0, regions: 0)
        let genes = (0..<count).map { Entity.gene("GENE\(100 + $0)", 3) }
        let panel = try await site.repository.create(header, oldCode: nil, at: AccountSite.start, by: PersonID(1))
        try await site.database.write { session in
            for (index, gene) in genes.enumerated() {
                let id = 1_000 + index
                let moment = Int(AccountSite.start.microseconds) + index
                try session.execute(
                    """
                    INSERT INTO entity (id, panel_id, kind, name, is_live, created, modified)
                    VALUES ($1, $2, 'gene', $3, 1, $4, $4)
                    """, [.int(id), .int(panel.id.rawValue), .text(gene.name), .int(moment)])
                try session.execute(
                    """
                    INSERT INTO evaluation (entity_id, panel_id, kind, author_id, rating, current_diagnostic, created, modified)
                    VALUES ($1, $2, 'gene', 2, 'GREEN', 0, $3, $3)
                    """, [.int(id), .int(panel.id.rawValue), .int(moment)])
            }
        }
    }

    @Test(
        "J28, W89: the seven facts and the 35 newest reviews, newest first; somebody not signed in is sent to sign in")
    func profile() async throws {
        try await AccountSite.with { site in
            try await Self.reviewed(site, genes: 40)
            var stranger = try site.browser()
            let refused = try await stranger.get("/accounts/profile/")
            #expect(refused.status == 302)
            #expect(refused.location == "/accounts/login/?next=/accounts/profile/")
            var browser = try await site.browser(signedInAs: "reviewer")
            let page = try await browser.get("/accounts/profile/")
            #expect(page.status == 200)
            for fact in ["User name", "First name", "Last name", "Affiliation", "Role", "Group", "Workplace"] {
                #expect(page.body.contains("<dt>\(fact)</dt>"))
            }
            let names = page.body.matches(of: />(GENE\d+)<\/a>/).map { String($0.output.1) }
            #expect(names == (105..<140).reversed().map { "GENE\($0)" })
            #expect(page.body.contains("<a href=\"/panels/1/\">Panel</a>"))
        }
    }

    @Test("Reviews on a panel that one may not read any more are left out")
    func hiddenPanel() async throws {
        try await AccountSite.with { site in
            try await Self.reviewed(site, genes: 1, status: .internal)
            var browser = try await site.browser(signedInAs: "reviewer")
            #expect(try await !browser.get("/accounts/profile/").body.contains("GENE100"))
        }
    }

    @Test("J29: a person without a profile opens every page")
    func noProfile() async throws {
        try await AccountSite.with { site in
            try await site.database.write { _ = try $0.execute("DELETE FROM reviewer_profile") }
            var browser = try await site.browser(signedInAs: "reviewer")
            for path in ["/", "/panels/", "/accounts/profile/", "/accounts/profile/edit/", "/api/v1/panels/"] {
                #expect(try await browser.get(path).status == 200, "\(path)")
            }
        }
    }

    @Test("One's own data are changed under the rules of registration; the role is not among them")
    func edit() async throws {
        try await AccountSite.with { site in
            var browser = try await site.browser(signedInAs: "reviewer")
            let page = try await browser.get("/accounts/profile/edit/")
            #expect(page.body.contains("value=\"Reviewer\""))
            func fields(_ affiliation: String) -> KeyValuePairs<String, String> {
                [
                    "first_name": "Rita", "last_name": "Example", "affiliation": affiliation, "role": "Student",
                    "workplace": "Other", "group": "Other", "user_type": "GEL",
                ]
            }
            let refused = try await browser.submit("/accounts/profile/edit/", fields(""))
            #expect(refused.status == 422)
            #expect(refused.marks("affiliation"))
            #expect(refused.body.contains("value=\"Rita\""))
            #expect(
                try await browser.submit("/accounts/profile/edit/", fields("There")).location == "/accounts/profile/")
            let person = try #require(try await site.repository.person(PersonID(2)))
            #expect(person.reviewerName == "Rita Example (There)")
            #expect(person.role == .reviewer)
        }
    }

    @Test("J26, J27: a token is shown once, works until it is replaced or revoked, and is kept as a digest")
    func token() async throws {
        try await AccountSite.with { site in
            var browser = try await site.browser(signedInAs: "reviewer")
            func make() async throws -> String {
                let page = try await browser.submit("/accounts/profile/token/", [:], from: "/accounts/profile/")
                #expect(page.headers[.cacheControl] == "private, no-store")
                return try #require(
                    page.body.firstMatch(of: /Authorization: Token ([0-9a-f]{40})</).map { String($0.output.1) })
            }
            func status(_ token: String, _ scheme: String = "Token") async throws -> (Int, String) {
                var program = try site.browser()
                program.headers[.authorization] = "\(scheme) \(token)"
                let answer = try await program.get("/api/v1/panels/")
                return (answer.status, answer.body)
            }
            let first = try await make()
            #expect(try await !browser.get("/accounts/profile/").body.contains(first))
            #expect(try await browser.get("/accounts/profile/").body.contains("<code>\(first.prefix(8))</code>"))
            #expect(try await status(first).0 == 200)
            #expect(try await status(first, "TOKEN").0 == 200)
            let stored = try await site.database.readRows("SELECT hash, prefix FROM api_token", []) {
                try $0.text(0) + $0.text(1)
            }
            #expect(!stored[0].contains(first))
            let second = try await make()
            #expect(try await status(first) == (403, "{\"detail\":\"Invalid token.\"}"))
            #expect(try await status(second).0 == 200)
            _ = try await browser.submit("/accounts/profile/token/revoke/", [:], from: "/accounts/profile/")
            #expect(try await status(second).0 == 403)
            let third = try await make()
            try await site.database.write { _ = try $0.execute("UPDATE person SET is_active = 0 WHERE id = 2") }
            #expect(try await status(third) == (403, "{\"detail\":\"User inactive or deleted.\"}"))
        }
    }

    @Test("J26: a token changes nothing by GET, and needs no secret of forms")
    func tokenMethods() async throws {
        try await AccountSite.with { site in
            var browser = try await site.browser(signedInAs: "reviewer")
            for path in ["token", "token/revoke", "logins/end"] {
                #expect(try await browser.get("/accounts/profile/\(path)/").status == 405)
                #expect(try await browser.post("/accounts/profile/\(path)/", [:]).status == 403)
            }
            let page = try await browser.submit("/accounts/profile/token/", [:], from: "/accounts/profile/")
            let token = try #require(page.body.firstMatch(of: /Token ([0-9a-f]{40})</)).output.1
            browser.headers[.authorization] = "Token \(token)"
            #expect(try await browser.post("/api/v1/panels/", [:]).status == 405)
        }
    }

    @Test("Logins are listed, and each but the present one can be ended")
    func logins() async throws {
        try await AccountSite.with { site in
            var here = try await site.browser(signedInAs: "reviewer")
            var there = try await site.browser(signedInAs: "reviewer")
            var third = try await site.browser(signedInAs: "reviewer")
            var other = try await site.browser(signedInAs: "curator")
            let page = try await here.get("/accounts/profile/")
            let numbers = page.body.matches(of: /name="login" value="(\d+)"/).map { String($0.output.1) }
            #expect(numbers.count == 2)
            _ = try await other.submit(
                "/accounts/profile/logins/end/", ["login": numbers[0]], from: "/accounts/profile/")
            _ = try await here.submit(
                "/accounts/profile/logins/end/", ["login": numbers[0]], from: "/accounts/profile/")
            var alive = 0
            if try await there.get("/accounts/profile/").status == 200 { alive += 1 }
            if try await third.get("/accounts/profile/").status == 200 { alive += 1 }
            #expect(alive == 1)
            _ = try await here.submit("/accounts/profile/logins/end/", [:], from: "/accounts/profile/")
            #expect(try await there.get("/accounts/profile/").status == 302)
            #expect(try await third.get("/accounts/profile/").status == 302)
            #expect(try await here.get("/accounts/profile/").status == 200)
            #expect(try await other.get("/accounts/profile/").status == 200)
        }
    }

    @Test("W96: every page of accounts has one heading, named controls and no id twice")
    func structure() async throws {
        try await AccountSite.with { site in
            var stranger = try site.browser()
            var browser = try await site.browser(signedInAs: "reviewer")
            var pages: [String] = []
            for path in [
                "login/", "registration/", "verify_email/", "password_reset/", "password_reset/done/", "reset/done/",
                "reset/x/y/",
            ] { pages.append(try await stranger.get("/accounts/\(path)").body) }
            for path in ["profile/", "profile/edit/", "change_password/"] {
                pages.append(try await browser.get("/accounts/\(path)").body)
            }
            for page in pages {
                #expect(page.components(separatedBy: "<h1").count == 2)
                #expect(page.contains("noindex"))
                let ids = page.matches(of: /\sid="([^"]*)"/).map { String($0.output.1) }
                #expect(Set(ids).count == ids.count)
                for match in page.matches(of: /<(input|select|textarea)\s[^>]*>/) {
                    let control = String(match.output.0)
                    if control.contains("type=\"hidden\"") || control.contains("aria-label=") { continue }
                    let id = control.firstMatch(of: /\sid="([^"]*)"/)?.output.1
                    #expect(id.map { page.contains("for=\"\($0)\"") } == true, "\(control)")
                }
            }
        }
    }

    @Test("Every link between pages of accounts leads somewhere; addresses without the last slash too")
    func links() async throws {
        try await AccountSite.with { site in
            var stranger = try site.browser()
            for path in ["login/", "registration/", "verify_email/", "password_reset/", "password_reset/done/"] {
                let page = try await stranger.get("/accounts/\(path)").body
                for match in page.matches(of: /href="(\/[^"#]*)"/) {
                    let link = String(match.output.1).replacing("&amp;", with: "&")
                    if link.hasPrefix("/static/") { continue }
                    let status = try await stranger.get(link).status
                    #expect([200, 302].contains(status), "\(link)")
                }
            }
            #expect(try await stranger.get("/accounts/login").location == "/accounts/login/")
        }
    }
}
