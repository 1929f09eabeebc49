import Domain
import Foundation
import HTTPTypes
import Testing
import Web

@testable import Pages

/// `operations.md` 16: headers and cookies of the main pages, as browsers get them.
@Suite("Headers and cookies of the main pages")
struct PageHeaderTests {
    private static let pages = [
        "/", "/panels/", "/panels/1/", "/panels/compare/", "/panels/entities/", "/panels/activity/",
        "/panels/1/gene/GENE1/",
        "/panels/entities/GENE1", "/accounts/login/", "/accounts/registration/", "/accounts/password_reset/",
    ]
    private static let ownPages = ["/", "/panels/1/", "/accounts/profile/", "/panels/create/", "/panels/1/gene/add/"]

    private static let always = [
        ("X-Frame-Options", "SAMEORIGIN"), ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ]

    private static func value(_ name: String, _ headers: HTTPFields) -> String? {
        HTTPField.Name(name).flatMap { headers[$0] }
    }

    private static func check(_ answer: TestBrowser.Answer, _ path: String) {
        for (name, value) in always { #expect(Self.value(name, answer.headers) == value, "\(path): \(name)") }
        let policy = Self.value("Content-Security-Policy", answer.headers) ?? ""
        #expect(policy.hasPrefix("default-src 'none'; script-src 'self'"), "\(path)")
        #expect(!policy.contains("unsafe") && !policy.contains("*"), "\(path)")
        for part in ["form-action 'self'", "base-uri 'none'", "frame-ancestors 'self'"] {
            #expect(policy.contains(part), "\(path): \(part)")
        }
        #expect(answer.headers[.server] == nil, "\(path)")
        #expect(Self.value("X-Powered-By", answer.headers) == nil)
        #expect(Self.value("X-Request-ID", answer.headers)?.isEmpty == false, "\(path)")
        // A page has no script and no style in itself that its policy would stop.
        #expect(!answer.body.contains(" onclick=") && !answer.body.contains("javascript:"), "\(path)")
        #expect(!answer.body.contains(" style=\""), "\(path)")
    }

    @Test("O85: every page that strangers see")
    func strangers() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var browser = try site.site.browser()
            for path in Self.pages {
                let answer = try await browser.get(path)
                #expect(answer.status == 200, "\(path)")
                Self.check(answer, path)
            }
        }
    }

    @Test("O85: pages of those who signed in are kept nowhere")
    func signedIn() async throws {
        try await CurationSite.with { site in
            var browser = try await site.site.browser(signedInAs: "curator")
            for path in Self.ownPages {
                let answer = try await browser.get(path)
                #expect(answer.status == 200, "\(path)")
                Self.check(answer, path)
                #expect(answer.headers[.cacheControl]?.contains("no-store") == true, "\(path)")
            }
        }
    }

    @Test("O85: pages of problems carry them too, and tell nothing of the inside")
    func problems() async throws {
        try await CurationSite.with { site in
            var browser = try site.site.browser()
            let missing = try await browser.get("/nowhere/")
            #expect(missing.status == 404)
            Self.check(missing, "404")
            let refused = try await browser.post("/accounts/login/", ["username": "x"])
            #expect(refused.status == 403)
            Self.check(refused, "403")
            try await site.site.database.write { try $0.executeScript("DROP TABLE activity") }
            let failed = try await browser.get("/panels/activity/")
            #expect(failed.status >= 500)
            Self.check(failed, "500")
            for inside in ["SELECT", "activity\"", "no such table", ".swift", "SQL"] {
                #expect(!failed.body.contains(inside), "\(inside)")
            }
        }
    }

    @Test("O15, O85: cookies over https, and over http without `Secure`", arguments: [true, false])
    func cookies(isSecure: Bool) async throws {
        try await CurationSite.with { site in
            var account = site.site
            account.isSecure = isSecure
            var browser = try account.browser()
            _ = try await browser.get("/accounts/login/")
            let form = try #require(browser.setCookies.first { $0.hasPrefix("csrftoken=") })
            #expect(
                Self.attributes(form)
                    == Set(["Path=/", "Max-Age=31449600", "SameSite=Lax"] + (isSecure ? ["Secure"] : [])))

            _ = try await browser.signIn("curator", password: AccountSite.password)
            let login = try #require(browser.setCookies.first { $0.hasPrefix("sessionid=") })
            let first = browser.jar["sessionid"]
            #expect(
                Self.attributes(login)
                    == Set(["Path=/", "Max-Age=1209600", "HttpOnly", "SameSite=Lax"] + (isSecure ? ["Secure"] : [])))

            _ = try await browser.submit("/accounts/logout/", [:] as KeyValuePairs, from: "/accounts/profile/")
            let gone = try #require(browser.setCookies.first { $0.hasPrefix("sessionid=") })
            #expect(gone.contains("Max-Age=0"))
            _ = try await browser.signIn("curator", password: AccountSite.password)
            #expect(browser.jar["sessionid"] != first)
        }
    }

    /// In one order, whatever that of the header is.
    private static func attributes(_ cookie: String) -> Set<String> {
        Set(cookie.split(separator: ";").dropFirst().map { $0.trimmingCharacters(in: .whitespaces) })
    }
}
