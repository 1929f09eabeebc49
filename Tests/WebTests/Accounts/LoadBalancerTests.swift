import Crypto
import Domain
import HTTPTypes
import Hummingbird
import Ports
import Testing
import Web

@testable import Pages

/// `accounts-jobs-files.md` 6 and `operations.md` 3.6: people who signed in at a load balancer.
@Suite("Sign-in at a load balancer")
struct LoadBalancerTests {
    private static func token(_ site: AccountSite, email: String = "ada@example.org") -> StubBalancer.Token {
        StubBalancer.Token(email: email, expires: site.clock.now().advanced(bySeconds: 120))
    }

    private func people(_ site: AccountSite, _ email: String = "ada@example.org") async throws -> [Person] {
        try await site.repository.people(emailKey: email)
    }

    @Test("J30: one header less is nobody; all three make one EXTERNAL account, whose user name is the address")
    func signsIn() async throws {
        try await StubBalancer.with { site, balancer in
            let headers = try balancer.headers(Self.token(site))
            for missing in headers.map(\.name) {
                var browser = try site.browser()
                browser.headers = headers.filter { $0.name != missing }
                #expect(try await browser.get("/panels/").body.contains(">Sign in</a>"))
            }
            #expect(try await people(site).isEmpty)

            var browser = try site.browser()
            browser.headers = headers
            let page = try await browser.get("/panels/")
            let person = try #require(try await people(site).first)
            #expect(page.body.contains(">Ada Lovelace</a>"))
            #expect(browser.jar["sessionid"] != nil)
            #expect(person.username == "ada@example.org")
            #expect(person.role == .external)
            #expect(
                person.profile
                    == ReviewerProfile(
                        role: .external, affiliation: "Other", workplace: "Other", position: "Other", group: "Other"))
            #expect(person.isActive && !person.isStaff)
            #expect(person.passwordHash.hasPrefix("!"), "no password opens it")

            // Again with the login, and from another browser.
            _ = try await browser.get("/panels/")
            var other = try site.browser()
            other.headers = headers
            #expect(try await other.get("/panels/").body.contains(">Ada Lovelace</a>"))
            #expect(try await people(site).count == 1)
            let mails = try await site.deliver()
            #expect(mails.map(\.to) == [["curators@example.org"]], "the curators are told once, the person not at all")
            #expect(mails.first?.text.contains("Ada Lovelace <ada@example.org>") == true)
        }
    }

    /// Ways in which a token is not to be believed.
    enum Fault: String, CaseIterable, Sendable {
        case expired, otherSigner, otherClient, otherIssuer, twoIssuers, otherSubject, unverified, unsaid, noAddress
        case otherKey, noAlgorithm, otherAlgorithm, badKeyID, cut, twoParts, garbage

        func apply(_ token: inout StubBalancer.Token, _ site: AccountSite) {
            let past = site.clock.now().advanced(bySeconds: -61).microseconds / 1_000_000
            switch self {
            case .expired:
                token.head["exp"] = past
                token.claims["exp"] = past
            case .otherSigner: token.head["signer"] = StubBalancer.arn + "0"
            case .otherClient: token.head["client"] = "other"
            case .otherIssuer:
                token.head["iss"] = "https://cognito-idp.eu-west-2.amazonaws.com.evil.example/eu-west-2_Example1"
                token.claims["iss"] = token.head["iss"]
            case .twoIssuers: token.claims["iss"] = StubBalancer.issuer + "2"
            case .otherSubject: token.claims["sub"] = "subject-2"
            case .unverified: token.claims["email_verified"] = "false"
            case .unsaid: token.claims["email_verified"] = nil
            case .noAddress: token.claims["email"] = "nobody"
            case .otherKey: token.signer = P256.Signing.PrivateKey()
            case .noAlgorithm: token.head["alg"] = "none"
            case .otherAlgorithm: token.head["alg"] = "HS256"
            case .badKeyID: token.head["kid"] = "../../x"
            case .cut, .twoParts, .garbage: break
            }
        }

        func apply(_ text: String) -> String {
            switch self {
            case .cut: String(text.dropLast(8))
            case .twoParts: text.split(separator: ".").prefix(2).joined(separator: ".")
            case .garbage: "a.b.c"
            default: text
            }
        }

        /// Whether it shows only after the key was fetched.
        var needsKey: Bool {
            [.twoIssuers, .otherSubject, .unverified, .unsaid, .noAddress, .otherKey].contains(self)
        }
    }

    @Test(
        "O86, J31: a token that fails a check signs nobody in, makes no account and is one WARNING; no key is asked for by a bad id",
        arguments: Fault.allCases)
    func refusals(fault: Fault) async throws {
        try await StubBalancer.with { site, balancer in
            let recorder = LogRecorder()
            var token = Self.token(site)
            fault.apply(&token, site)
            var headers = try balancer.headers(token)
            headers[StubBalancer.data] = fault.apply(headers[StubBalancer.data] ?? "")
            var browser = TestBrowser(
                application: Application(router: try site.router(), logger: recorder.logger("web")))
            browser.headers = headers

            let answer = try await browser.get("/panels/")

            #expect(answer.status == 200)
            #expect(answer.body.contains(">Sign in</a>"))
            #expect(browser.jar["sessionid"] == nil)
            #expect(try await people(site).isEmpty)
            #expect(balancer.asked == (fault.needsKey ? [StubBalancer.keyID] : []))
            let warnings = recorder.all.filter { $0.metadata["event"] == "login.token_refused" }
            #expect(warnings.map(\.level) == [.warning])
        }
    }

    @Test("J32: parts of base64url are read with padding and without", arguments: [true, false])
    func padding(isPadded: Bool) async throws {
        try await StubBalancer.with { site, balancer in
            var token = Self.token(site)
            token.isPadded = isPadded
            // Lengths that leave something to pad in both parts.
            token.head["x"] = "y"
            while try !balancer.text(token).split(separator: ".").prefix(2).allSatisfy({ $0.last == "=" }), isPadded {
                token.head["x"] = String(repeating: "y", count: Int.random(in: 1...9))
                token.claims["x"] = String(repeating: "y", count: Int.random(in: 1...9))
            }
            var browser = try site.browser()
            browser.headers = try balancer.headers(token)

            #expect(try await browser.get("/panels/").body.contains(">Ada Lovelace</a>"))
        }
    }

    @Test("J33: who is nobody here but has the load balancer's cookies is sent to sign out there, and they expire")
    func strayCookies() async throws {
        try await StubBalancer.with { site, _ in
            for path in ["/panels/", "/accounts/profile/", "/nothing/here/"] {
                var browser = try site.browser()
                browser.jar = ["AWSELBAuthSessionCookie-0": "a", "AWSELBAuthSessionCookie-1": "b", "other": "c"]
                let answer = try await browser.get(path)
                #expect(answer.status == 302)
                #expect(answer.location == StubBalancer.logout)
                let expired = browser.setCookies.filter { $0.contains("Max-Age=0") && $0.contains("; Path=/") }
                #expect(
                    expired.map { $0.prefix { $0 != "=" } }.sorted() == [
                        "AWSELBAuthSessionCookie-0", "AWSELBAuthSessionCookie-1",
                    ])
                #expect(try await browser.get("/panels/").status == 200, "without them it goes on")
            }
            var program = try site.browser()
            program.jar = ["AWSELBAuthSessionCookie-0": "a"]
            #expect(try await program.get("/api/v1/panels/").status == 200, "the API knows nothing of it")
        }
    }

    @Test("Signing out ends both logins; the way back by GET ends nothing and leads on")
    func signsOut() async throws {
        try await StubBalancer.with { site, balancer in
            var browser = try site.browser()
            browser.headers = try balancer.headers(Self.token(site))
            browser.jar = ["AWSELBAuthSessionCookie-0": "a"]
            let page = try await browser.get("/panels/")
            #expect(page.status == 200)
            let key = try #require(browser.jar["sessionid"])

            let answer = try await browser.post("/accounts/logout/", [:], token: page.formToken)

            #expect(answer.status == 302)
            #expect(answer.location == StubBalancer.logout)
            #expect(browser.jar["sessionid"] == nil)
            #expect(browser.jar["AWSELBAuthSessionCookie-0"] == nil)
            #expect(try await site.accounts.sessions.find(key) == nil)
            var back = try site.browser()
            back.jar = ["AWSELBAuthSessionCookie-0": "a"]
            let led = try await back.get("/accounts/logout/")
            #expect(led.location == "/")
        }
    }

    @Test("O16: identity headers of peers that are not trusted are not believed")
    func untrusted() async throws {
        try await StubBalancer.with(trusted: try TrustedPeers("10.0.0.0/8")) { site, balancer in
            var browser = try site.browser()
            browser.headers = try balancer.headers(Self.token(site))

            #expect(try await browser.get("/panels/").body.contains(">Sign in</a>"))
            #expect(balancer.asked.isEmpty)
            #expect(try await people(site).isEmpty)
        }
    }

    @Test(
        "A key is asked for once an hour; one that cannot be had is nobody's login and no error, and redirects are not followed"
    )
    func keys() async throws {
        try await StubBalancer.with { site, balancer in
            for location in [String?.none, "/\(StubBalancer.keyID)"] {
                balancer.answer(.serviceUnavailable, location: location)
                var browser = try site.browser()
                browser.headers = try balancer.headers(Self.token(site))
                for _ in 1...3 { #expect(try await browser.get("/panels/").body.contains(">Sign in</a>")) }
                site.clock.advance(bySeconds: 11)
            }
            #expect(balancer.asked.count == 2, "not asked again at once")
            balancer.answer(.ok)
            for _ in 1...3 {
                var browser = try site.browser()
                browser.headers = try balancer.headers(Self.token(site))
                #expect(try await browser.get("/panels/").body.contains(">Ada Lovelace</a>"))
            }
            #expect(balancer.asked.count == 3)
            site.clock.advance(bySeconds: 3_601)
            var browser = try site.browser()
            browser.headers = try balancer.headers(Self.token(site))
            _ = try await browser.get("/panels/")
            #expect(balancer.asked.count == 4)
        }
    }

    @Test("The account with the address is entered, whatever its user name; one that may not sign in is not")
    func existingAccounts() async throws {
        try await StubBalancer.with { site, balancer in
            var browser = try site.browser()
            browser.headers = try balancer.headers(Self.token(site, email: "Reviewer@Example.org"))
            #expect(try await browser.get("/panels/").body.contains(">Reviewer Example</a>"))

            // The load balancer names somebody else now.
            let first = try #require(browser.jar["sessionid"])
            browser.headers = try balancer.headers(Self.token(site, email: "curator@example.org"))
            #expect(try await browser.get("/panels/").body.contains(">Curator Example</a>"))
            #expect(try await site.accounts.sessions.find(first) == nil)

            var closed = try site.browser()
            closed.headers = try balancer.headers(Self.token(site, email: "disabled@example.org"))
            #expect(try await closed.get("/panels/").body.contains(">Sign in</a>"))
            #expect(try await site.deliver().isEmpty)
        }
    }

    @Test("Who registered with somebody else's address does not find its owner in that account")
    func unconfirmedAccount() async throws {
        try await StubBalancer.with { site, balancer in
            for (name, address) in [("squatter", "ada@example.org"), ("grace@example.org", "mallory@example.org")] {
                _ = try await site.repository.create(
                    NewAccount(
                        username: name, firstName: "Mallory", lastName: "Example", email: address, passwordHash: "x",
                        profile: ReviewerProfile(
                            role: .external, affiliation: "", workplace: "Other", position: "Other", group: "Other"),
                        isActive: name != "squatter"), at: site.clock.now()
                ) { _ in [] }
            }
            for email in ["ada@example.org", "grace@example.org"] {
                var browser = try site.browser()
                browser.headers = try balancer.headers(Self.token(site, email: email))
                #expect(try await browser.get("/panels/").body.contains(">Sign in</a>"))
                #expect(browser.jar["sessionid"] == nil)
            }
        }
    }

    @Test("A moved account without a profile gets one, and the curators a mail")
    func withoutProfile() async throws {
        try await StubBalancer.with { site, balancer in
            let moment = AccountSite.start
            let bare = Person(
                id: PersonID(9), username: "ada@example.org", firstName: "", lastName: "", email: "ada@example.org",
                passwordHash: "", isActive: true, isStaff: false, isSuperuser: false, profile: nil, lastLogin: nil,
                joined: moment, created: moment, modified: moment)
            _ = try await site.repository.load(people: [bare], tokens: [], groups: [])
            var browser = try site.browser()
            browser.headers = try balancer.headers(Self.token(site))

            #expect(try await browser.get("/panels/").body.contains(">Ada Lovelace</a>"))

            #expect(try await people(site).first?.profile?.role == .external)
            #expect(try await site.deliver().map(\.to) == [["curators@example.org"]])
        }
    }

    @Test("Names that are none are left out; the menu offers one plain link, and the profile no password")
    func pages() async throws {
        try await StubBalancer.with { site, balancer in
            var token = Self.token(site)
            token.claims["given_name"] = "Visit evil.example"
            token.claims["family_name"] = String(repeating: "x", count: 200)
            var browser = try site.browser()
            let stranger = try await browser.get("/panels/").body
            #expect(stranger.contains("<a href=\"/accounts/login/\">Sign in</a>"))
            #expect(!stranger.contains("/accounts/registration/"))
            browser.headers = try balancer.headers(token)

            let profile = try await browser.get("/accounts/profile/").body

            #expect(try await people(site).first?.fullName == "")
            #expect(profile.contains(">ada@example.org</a>"))
            #expect(!profile.contains("change_password"))
        }
    }
}
