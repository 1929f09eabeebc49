import Domain
import HMACKeyring
import Ports
import Testing
import UseCases
import Web

@testable import Pages

/// `accounts-jobs-files.md` 2: registration and the confirmation of addresses.
@Suite struct RegistrationTests {
    private static func fields(_ changes: [String: String] = [:]) -> KeyValuePairs<String, String> {
        func value(_ name: String, _ usual: String) -> String { changes[name] ?? usual }
        return [
            "username": value("username", "newcomer"), "first_name": value("first_name", "Nora"),
            "last_name": value("last_name", "O’New-Comer"), "email": value("email", "nora@example.org"),
            "confirm_email": value("confirm_email", changes["email"] ?? "nora@example.org"),
            "password1": value("password1", "Gene-panels 4u"), "password2": value("password2", "Gene-panels 4u"),
            "affiliation": value("affiliation", "Hospital <North>"), "role": value("role", "Clinician"),
            "workplace": value("workplace", "Research lab"), "group": value("group", "Other"),
        ]
    }

    private static let link = "/accounts/verify_email/"

    @Test(
        "J1, W88: an account that may not sign in yet, external, without a token; two mails, to the person and to the curators"
    )
    func registers() async throws {
        try await AccountSite.with { site in
            var browser = try site.browser()
            let answer = try await browser.submit("/accounts/registration/", Self.fields())
            #expect(answer.status == 302)
            #expect(answer.location == "/")
            #expect(try await browser.get("/").body.contains("open the link in it within 3 days"))
            let person = try #require(try await site.repository.person(username: "newcomer"))
            #expect(!person.isActive)
            #expect(
                person.profile
                    == ReviewerProfile(
                        role: .external, affiliation: "Hospital <North>", workplace: "Research lab",
                        position: "Clinician", group: "Other"))
            #expect(try await site.repository.token(of: person.id) == nil)
            let mails = try await site.deliver()
            #expect(mails.map(\.to) == [["nora@example.org"], ["curators@example.org"]])
            #expect(Set(mails.map(\.id)).count == 2)
            #expect(mails[0].text.contains("Hello Nora,"))
            #expect(mails[1].text.contains("Hospital <North>"))
            #expect(try await browser.signIn("newcomer", password: "Gene-panels 4u").status == 422)
        }
    }

    @Test("O40: a request succeeds in a few seconds though the queue never answers, and its mail comes later")
    func silentQueue() async throws {
        try await AccountSite.with { site in
            let parts = AccountParts(
                repository: site.repository, queue: SilentQueue(), hasher: site.parts.hasher, common: site.common,
                keyring: site.keyring, clock: site.clock)
            let began = ContinuousClock.now
            try await PasswordReset(parts).request(email: "curator@example.org", from: Client(address: "192.0.2.1"))
            // Not the minute that the queue takes.
            #expect(ContinuousClock.now - began < .seconds(30))
            #expect(try await site.deliver().isEmpty)
            site.clock.advance(bySeconds: JobClaim.seconds)
            #expect(try await site.deliver().map(\.to) == [["curator@example.org"]])
        }
    }

    @Test(
        "O10: a link that a worker mailed is accepted by every web with its key, also as a former one, and by no other")
    func sharedKey() async throws {
        try await AccountSite.with { site in
            var worker = site
            worker.keyring = HMACKeyring(secret: "the key of the installation")
            var browser = try worker.browser()
            _ = try await browser.submit("/accounts/registration/", Self.fields())
            let mail = try #require(try await worker.deliver().first)
            let path = try #require(mail.path(Self.link))
            let rings = [
                (HMACKeyring(secret: "another key"), false),
                (HMACKeyring(secret: "a new key", earlier: ["the key of the installation"]), true),
                (HMACKeyring(secret: "the key of the installation"), true),
            ]
            for (keyring, isAccepted) in rings {
                var web = site
                web.keyring = keyring
                var visitor = try web.browser()
                _ = try await visitor.get(path)
                #expect(try await site.repository.person(username: "newcomer")?.isActive == isAccepted)
            }
        }
    }

    @Test("O17: pages of applications are below DJANGO_ADMIN_URL, and /admin/ is 404 when it is another")
    func adminPath() async throws {
        try await AccountSite.with { site in
            var site = site
            site.adminPath = "secret-door/"
            var browser = try site.browser()
            let page = "accounts/user/3/actions/confirm_reviewer/"
            let login = try await browser.get("/secret-door/\(page)")
            #expect(login.status == 302)
            #expect(login.location?.hasPrefix("/accounts/login/?next=/secret-door/") == true)
            #expect(try await browser.get("/admin/").status == 404)
            #expect(try await browser.get("/admin/\(page)").status == 404)
        }
    }

    @Test("J12: the link for curators has exactly one slash between its parts")
    func approvalLink() async throws {
        try await AccountSite.with { site in
            var browser = try site.browser()
            _ = try await browser.submit("/accounts/registration/", Self.fields())
            let mail = try #require(try await site.deliver().last)
            #expect(mail.path("confirm_reviewer") == "/admin/accounts/user/5/actions/confirm_reviewer/")
        }
    }

    @Test(
        "J2, J16, W87: what does not pass stores nothing and marks its field; what was typed stays, passwords do not",
        arguments: [
            ("confirm_email", "other@example.org", "confirm_email"), ("password2", "Gene-panels 4U", "password2"),
            ("role", "King", "role"), ("workplace", "", "workplace"), ("group", "NHS", "group"),
            ("affiliation", " ", "affiliation"), ("affiliation", String(repeating: "a", count: 1_025), "affiliation"),
            ("username", "", "username"), ("username", "a b", "username"), ("username", "curator", "username"),
            ("username", String(repeating: "a", count: 151), "username"), ("first_name", "", "first_name"),
            ("last_name", "see evil.example", "last_name"), ("first_name", "http://x", "first_name"),
            ("email", "nobody", "email"), ("email", "a@b", "email"), ("password1", "", "password1"),
        ])
    func refuses(field: String, value: String, marked: String) async throws {
        try await AccountSite.with { site in
            var browser = try site.browser()
            let answer = try await browser.submit("/accounts/registration/", Self.fields([field: value]))
            #expect(answer.status == 422)
            #expect(answer.marks(marked))
            #expect(answer.body.contains("href=\"#id_\(marked)\""), "the summary leads to the field")
            #expect(answer.body.contains("aria-invalid=\"true\""))
            #expect(!answer.body.contains("Gene-panels"))
            if field != "affiliation" { #expect(answer.body.contains("value=\"Hospital &lt;North&gt;\"")) }
            #expect(try await site.repository.person(username: "newcomer") == nil)
            #expect(try await site.deliver().isEmpty)
        }
    }

    @Test(
        "J16: a password is refused for every rule that it breaks, each with its own words",
        arguments: [
            ("12345678", ["many people use", "digits only"]), ("password1", ["many people use"]),
            ("Xk3!qz7", ["too short"]), ("newcomer1", ["too similar to the user name"]),
            ("aron.example", ["too similar to the e-mail address"]),
        ])
    func passwordRules(password: String, words: [String]) async throws {
        try await AccountSite.with { site in
            var browser = try site.browser()
            let answer = try await browser.submit(
                "/accounts/registration/",
                Self.fields(["password1": password, "password2": password, "email": "nora@example.org"]))
            #expect(answer.status == 422)
            for word in words { #expect(answer.body.contains(word), "\(word)") }
        }
    }

    @Test(
        "J2: an address that has an account, in any case, looks the same as J1, stores nothing and mails its owner only"
    )
    func knownAddress() async throws {
        try await AccountSite.with { site in
            var browser = try site.browser()
            let answer = try await browser.submit(
                "/accounts/registration/", Self.fields(["email": "CURATOR@Example.ORG"]))
            #expect(answer.status == 302)
            #expect(answer.location == "/")
            #expect(try await browser.get("/").body.contains("open the link in it within 3 days"))
            #expect(try await site.repository.person(username: "newcomer") == nil)
            let mails = try await site.deliver()
            #expect(mails.map(\.to) == [["curator@example.org"]])
            #expect(mails[0].text.contains("curator"))
            for _ in 0..<10 {
                _ = try await browser.submit(
                    "/accounts/registration/", Self.fields(["email": "curator@example.org"]))
            }
            #expect(try await site.deliver().count <= 4, "nobody's mailbox is flooded")
        }
    }

    private func registered(_ site: AccountSite) async throws -> (path: String, browser: TestBrowser) {
        var browser = try site.browser()
        _ = try await browser.submit("/accounts/registration/", Self.fields())
        let mail = try #require(try await site.deliver().first)
        return (try #require(mail.path(Self.link)), browser)
    }

    @Test("J4: the link confirms the address within 3 days and leads to signing in; a second time it changes nothing")
    func confirms() async throws {
        try await AccountSite.with { site in
            var (path, browser) = try await registered(site)
            site.clock.advance(bySeconds: 3 * 86_400)
            #expect(try await browser.get(path, method: .head).status == 404, "looking is not opening")
            let answer = try await browser.get(path)
            #expect(answer.location == "/accounts/login/")
            let person = try #require(try await site.repository.person(username: "newcomer"))
            #expect(person.isActive)
            #expect(person.role == .external)
            #expect(try await browser.get(path).location == "/accounts/login/")
            #expect(try await site.repository.person(username: "newcomer") == person)
            #expect(try await browser.signIn("newcomer", password: "Gene-panels 4u").status == 302)
        }
    }

    @Test("J5: after 3 days and a second it does not; a new one is sent by POST only, at most once in 10 minutes")
    func expires() async throws {
        try await AccountSite.with { site in
            var (path, browser) = try await registered(site)
            site.clock.advance(bySeconds: 3 * 86_400 + 1)
            let page = try await browser.get(path)
            #expect(page.status == 200)
            #expect(page.body.contains("Send a new link"))
            #expect(try await site.repository.person(username: "newcomer")?.isActive == false)
            #expect(try await site.deliver().isEmpty, "opening it sends nothing")
            for _ in 0..<2 {
                let again = try await browser.submit(
                    "/accounts/verify_email/", ["email": "Nora@example.org"])
                #expect(again.status == 302)
            }
            let mails = try await site.deliver()
            #expect(mails.map(\.to) == [["nora@example.org"]])
            site.clock.advance(bySeconds: 600)
            _ = try await browser.submit("/accounts/verify_email/", ["email": "nora@example.org"])
            let last = try #require(try await site.deliver().first?.path(Self.link))
            #expect(try await browser.get(last).location == "/accounts/login/")
            #expect(try await site.repository.person(username: "newcomer")?.isActive == true)
        }
    }

    @Test("S13: asking for a link again looks the same for addresses without an account, and mails nobody")
    func askAgain() async throws {
        try await AccountSite.with { site in
            for email in ["nobody@example.org", "curator@example.org", "disabled@example.org"] {
                var browser = try site.browser()
                let answer = try await browser.submit("/accounts/verify_email/", ["email": email])
                #expect(answer.status == 302)
                #expect(answer.location == "/accounts/login/")
            }
            #expect(try await site.deliver().isEmpty)
        }
    }

    @Test("J6, J7: the link of another account, a forged, a changed and an original's link activate nobody, all alike")
    func forged() async throws {
        try await AccountSite.with { site in
            var (path, browser) = try await registered(site)
            var other = try site.browser()
            _ = try await other.submit(
                "/accounts/registration/", Self.fields(["username": "second", "email": "second@example.org"]))
            let foreign = try #require(try await site.deliver().first?.path(Self.link))
            let own = path.split(separator: "/").map(String.init)
            let others = foreign.split(separator: "/").map(String.init)
            var paths = [
                "/accounts/verify_email/\(own[2])/\(others[3])/", "/accounts/verify_email/\(others[2])/\(own[3])/",
                "/accounts/verify_email/\(own[2])/eyJpZCI6NDJ9:1r31eq:XD3E6L86TitcSL8xjtBuMtDDxB8/",
                "/accounts/verify_email/\(Base64URL.encode(Array("none@example.org".utf8)))/\(own[3])/",
            ]
            let token = Array(own[3])
            for index in token.indices where token[index] != "-" {
                var changed = token
                changed[index] = changed[index] == "x" ? "y" : "x"
                paths.append("/accounts/verify_email/\(own[2])/\(String(changed))/")
            }
            _ = try await browser.get("/")
            var bodies: Set<String> = []
            for path in paths {
                let page = try await browser.get(path)
                #expect(page.status == 200)
                bodies.insert(page.body.replacing(/value="[^"]*"/, with: ""))
            }
            #expect(bodies.count == 1, "one page for all of them")
            var stranger = site
            stranger.keyring = .init(secret: "another secret")
            var elsewhere = try stranger.browser()
            #expect(try await elsewhere.get(path).status == 200)
            for name in ["newcomer", "second"] {
                #expect(try await site.repository.person(username: name)?.isActive == false)
            }
            #expect(try await browser.get("/accounts/verify_email/%25%25/\(own[3])/").status == 404)
        }
    }

    @Test("J8: an account that an administrator closed, or that was moved inactive, is not opened by any link")
    func closed() async throws {
        try await AccountSite.with { site in
            var (path, browser) = try await registered(site)
            try await site.database.write {
                _ = try $0.execute("UPDATE account_state SET disabled = 1 WHERE person_id = 5")
            }
            #expect(try await browser.get(path).status == 200)
            #expect(try await site.repository.person(username: "newcomer")?.isActive == false)
            let disabled = try #require(try await site.repository.person(username: "disabled"))
            let token = try await site.parts.links.token(.verifyEmail, for: disabled)
            let address = Base64URL.encode(Array(disabled.email.utf8))
            #expect(try await browser.get("/accounts/verify_email/\(address)/\(token)/").status == 200)
            #expect(try await site.repository.person(username: "disabled")?.isActive == false)
        }
    }
}

/// A queue that takes everything and says nothing for a minute.
private struct SilentQueue: JobQueue {
    func send(_ messages: [JobMessage], delay: Double) async throws(QueueFailure) {
        try? await Task.sleep(for: .seconds(60))
        throw .unavailable("no answer")
    }
    func receive(limit: Int, wait: Double) async throws(QueueFailure) -> [LeasedMessage] { [] }
    func extend(_ lease: Lease, seconds: Double) async throws(QueueFailure) {}
    func delete(_ lease: Lease) async throws(QueueFailure) {}
    func deadLetters(limit: Int) async throws(QueueFailure) -> [JobMessage] { [] }
    func depth() async throws(QueueFailure) -> QueueDepth { QueueDepth(waiting: 0, leased: 0, dead: 0) }
}
