import Domain
import HTTPTypes
import Testing
import Web

@testable import Pages

/// design/ui.md: nothing typed is ever lost; `web.md 22`, item 11.
@Suite("Forms over the end of a login")
struct KeptFormTests {
    private static let words = ["rating": "GREEN", "phenotypes": "a & b; \"c\"", "comments": "two\r\nlines <b>"]

    /// Follows what a browser does by itself: 307 posts the same fields there.
    private func signInPage(
        _ browser: inout TestBrowser, _ uri: String, _ fields: [String: String], token: String?
    ) async throws -> TestBrowser.Answer {
        let sent = try await browser.post(uri, fields, token: token)
        #expect(sent.status == 307)
        let location = try #require(sent.location)
        #expect(location.hasPrefix("/accounts/login/?next="))
        return try await browser.post(location, fields, token: token)
    }

    private func kept(_ answer: TestBrowser.Answer) throws -> String {
        let found = try #require(answer.body.firstMatch(of: /name="kept" value="([^"]+)"/))
        return String(found.output.1).replacing("&amp;", with: "&")
    }

    /// The hidden fields of the form that leads on.
    private func onward(_ answer: TestBrowser.Answer) throws -> (action: String, fields: [(key: String, value: String)])
    {
        let form = try #require(
            answer.body.firstMatch(of: /action="([^"]+)" data-onward>(.*?)<\/form>/.dotMatchesNewlines()))
        let fields = form.output.2.matches(of: /name="([^"]+)" value="([^"]*)"/.dotMatchesNewlines()).map { match in
            let value = String(match.output.2).replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing(
                "&quot;", with: "\""
            ).replacing("&#39;", with: "'").replacing("&amp;", with: "&")
            return (key: String(match.output.1), value: value)
        }
        return (String(form.output.1), fields)
    }

    @Test(
        "A review sent after the login has ended comes back filled after signing in, and is saved only when sent again")
    func review() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var browser = try await site.site.browser(signedInAs: "reviewer")
            let token = try await browser.get("\(site.gene)review/").formToken
            browser.jar["sessionid"] = "ended"
            let before = try await site.state()

            let page = try await signInPage(&browser, "\(site.gene)review/", Self.words, token: token)
            #expect(page.status == 403)
            #expect(page.body.contains("your form was not saved"))
            let carried = try kept(page)
            let next = try #require(page.body.firstMatch(of: /name="next" value="([^"]+)"/)).output.1
            #expect(next == "\(site.gene)review/")

            let wrong = try await browser.post(
                "/accounts/login/", ["username": "reviewer", "password": "no", "kept": carried], token: page.formToken)
            #expect(wrong.status == 422)
            #expect(try kept(wrong) == carried, "a mistyped password loses nothing")
            let signedIn = try await browser.post(
                "/accounts/login/",
                ["username": "reviewer", "password": AccountSite.password, "kept": carried], token: wrong.formToken)
            #expect(signedIn.status == 200)
            #expect(signedIn.body.contains("not saved yet"))
            #expect(signedIn.body.contains("two<br>lines &lt;b&gt;") || signedIn.body.contains("lines &lt;b&gt;"))

            let (action, fields) = try onward(signedIn)
            #expect(action == "\(site.gene)review/")
            let shown = try await browser.post(action, fields, token: nil)
            #expect(shown.status == 200)
            #expect(shown.body.contains("value=\"a &amp; b; &quot;c&quot;\""))
            #expect(shown.body.contains("lines &lt;b&gt;</textarea>"))
            #expect(shown.body.contains("<option value=\"GREEN\" selected>"))
            #expect(shown.body.contains("data-typed"))
            #expect(try await site.state() == before)

            let saved = try await browser.post(action, Self.words, token: shown.formToken)
            #expect(saved.status == 303)
            #expect(
                try await site.dossier().evaluations.first { $0.author == PersonID(2) }?.phenotypes == [
                    "a & b", "\"c\"",
                ])
        }
    }

    @Test(
        "The same holds for add, edit, panel and feedback forms and for comments, with the revision they were made from"
    )
    func everyForm() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let token = try await curator.get(site.gene).formToken
            _ = try await curator.post("\(site.gene)review/", ["comments": "first"], token: token)
            let comment = try #require(try await site.dossier().evaluations.first?.comments.first).id
            let before = try await site.state()
            for (uri, field) in [
                ("\(site.page)gene/add/", "comments"), ("\(site.gene)edit/", "phenotypes"),
                ("/panels/create/", "description"), ("\(site.page)update/", "hpo"),
                ("\(site.page)promote/", "version_comment"), ("\(site.page)bulk/", "comment"),
                ("\(site.gene)update_entity_rating/", "comment"),
                ("\(site.gene)update_entity_phenotypes/", "phenotypes"),
                ("\(site.gene)mark_as_ready/", "ready_comment"),
                ("\(site.gene)submit_edit_comment/\(comment)/", "comment"),
            ] {
                let sent = [field: "typed words", "revision": "3", FormBody.showField: "1"]
                let shown = try await curator.post(uri, sent, token: token)
                #expect(shown.status == 200, "\(uri)")
                #expect(shown.body.contains("typed words"), "\(uri)")
                #expect(shown.body.contains("It is not saved yet"), "\(uri)")
            }
            let edited = try await curator.post(
                "\(site.gene)edit/", ["revision": "3", FormBody.showField: "1"], token: token)
            #expect(edited.body.contains("name=\"revision\" value=\"3\""))
            #expect(try await site.state() == before)
        }
    }

    @Test("An action without words, and a form with nothing in it, are sent to sign in as ever (W21)")
    func nothingToKeep() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let token = try await curator.get(site.gene).formToken
            curator.jar["sessionid"] = nil
            for (uri, fields) in [
                ("\(site.gene)clear_entity_phenotypes/", ["revision": "3"]), ("/panels/create/", ["level4": " "]),
            ] {
                let answer = try await curator.post(uri, fields, token: token)
                #expect(answer.status == 302, "\(uri)")
                #expect(answer.location?.hasPrefix("/accounts/login/") ?? false)
            }
            let long = ["description": String(repeating: "x", count: KeptForm.largest + 1)]
            #expect(try await curator.post("/panels/create/", long, token: token).status == 302)
        }
    }

    @Test("Only this site's paths are led to, only what it sealed is given back, and no password travels")
    func sealed() async throws {
        try await CurationSite.with { site in
            var browser = try site.site.browser()
            let token = try await browser.get("/accounts/login/").formToken
            for target in ["https://evil.example/x", "//evil.example", "/\\evil", "/accounts/change_password/"] {
                let answer = try await browser.post(
                    "/accounts/login/?kept_action=\(Link.encode(target))", ["comments": "x"], token: token)
                #expect(!answer.body.contains("name=\"kept\""), "\(target)")
            }
            let page = try await browser.post(
                "/accounts/login/?kept_action=/panels/create/",
                ["comments": "x", "new_password1": "s3cret", "csrfmiddlewaretoken2": "y"], token: token)
            let carried = try kept(page)
            #expect(!page.body.contains("s3cret") && !carried.contains("csrfmiddlewaretoken="))
            for forged in [carried + "z", "x" + carried, "", "a.b", carried.replacing("/panels/", with: "/other/")] {
                let answer = try await browser.post(
                    "/accounts/login/",
                    ["username": "reviewer", "password": "no", "kept": forged], token: token)
                #expect(!answer.body.contains("name=\"kept\""), "\(forged)")
            }
        }
    }

    @Test(
        "A token of before the last login answers 403 and gives the words back; a missing one or another site's does not"
    )
    func staleToken() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var browser = try await site.site.browser(signedInAs: "reviewer")
            let old = try await browser.get("\(site.gene)review/").formToken
            browser.jar["sessionid"] = nil
            _ = try await browser.signIn("reviewer", password: AccountSite.password)
            let before = try await site.state()
            browser.headers[.origin] = try await origin(&browser)
            let answer = try await browser.post("\(site.gene)review/", Self.words, token: old)
            #expect(answer.status == 403)
            let (action, fields) = try onward(answer)
            #expect(action == "\(site.gene)review/" && fields.contains { $0.value == Self.words["phenotypes"] })
            let shown = try await browser.post(action, fields)
            #expect(shown.status == 200 && shown.body.contains("data-typed"))
            for token in [nil, "short"] {
                let plain = try await browser.post("\(site.gene)review/", Self.words, token: token)
                #expect(plain.status == 403 && !plain.body.contains("data-onward"))
            }
            browser.headers[.origin] = "https://evil.example"
            let foreign = try await browser.post("\(site.gene)review/", Self.words, token: old)
            #expect(foreign.status == 403 && !foreign.body.contains("data-onward"))
            #expect(try await site.state() == before)
        }
    }

    /// The address that the test client speaks to, as the site sees it.
    private func origin(_ browser: inout TestBrowser) async throws -> String {
        let answer = try await browser.get("/api/v1/panels/?page_size=1")
        return answer.body.firstMatch(of: /"(http:\/\/[^\/]+)\/api/).map { String($0.output.1) } ?? "http://localhost"
    }
}
