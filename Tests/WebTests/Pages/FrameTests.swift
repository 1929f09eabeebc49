import Domain
import Foundation
import HTTPTypes
import Ports
import Testing

@testable import Pages

/// What all pages share: frame, redirects, caching, refusals.
@Suite struct FrameTests {
    let site = PagesSite()

    private static let addresses = [
        "/", "/panels/", "/panels/1/", "/panels/3/", "/panels/1/versions/", "/panels/1/gene/BRCA1/",
        "/panels/1/str/ATXN1_CAG/",
        "/panels/1/region/ISCA-1-Loss/", "/panels/nothing/", "/panels/compare/", "/panels/compare/1/3",
        "/panels/compare/1/3/BRCA1", "/panels/entities/", "/panels/entities/BRCA1", "/panels/activity/",
        "/panels/activity/?panel=1",
    ]

    @Test(
        "W96: language, skip link, landmarks, one main heading, no id twice, no inline style or script",
        arguments: addresses)
    func structure(address: String) async throws {
        let page = try await site.get(address).body
        #expect(page.hasPrefix("<!doctype html>\n<html lang=\"en-GB\">"))
        #expect(page.contains("<a href=\"#main\" class=\"skip\">"))
        for landmark in [
            "<header class=\"top\"", "<nav aria-label=\"Main\"", "<main id=\"main\"", "<footer class=\"foot\"",
        ] {
            #expect(page.components(separatedBy: landmark).count == 2, "\(landmark)")
        }
        #expect(page.components(separatedBy: "<h1").count == 2)
        let ids = page.matches(of: /\sid="([^"]*)"/).map { String($0.output.1) }
        #expect(Set(ids).count == ids.count)
        #expect(!page.contains("style="))
        #expect(!page.contains("<style"))
        // Pages with forms have a second one for them.
        #expect(page.components(separatedBy: "<script").count == (page.contains("class=\"form\"") ? 3 : 2))
        #expect(page.contains("defer></script>"))
    }

    @Test("W96: every control has a name", arguments: addresses)
    func names(address: String) async throws {
        let page = try await site.get(address).body
        for match in page.matches(of: /<(input|select)\s[^>]*>/) {
            let control = String(match.output.0)
            if ["hidden", "checkbox", "radio"].contains(where: { control.contains("type=\"\($0)\"") }) { continue }
            let id = control.firstMatch(of: /\sid="([^"]*)"/)?.output.1
            #expect(control.contains("aria-label=") || id.map { page.contains("for=\"\($0)\"") } == true, "\(control)")
        }
    }

    @Test("Every link of a page leads somewhere", arguments: addresses)
    func noDeadLinks(address: String) async throws {
        let page = try await site.get(address).body
        let links = Set(page.matches(of: /href="(\/[^"#]*)"/).map { String($0.output.1).replacing("&amp;", with: "&") })
        // Pages of accounts have tests of their own.
        for link in links where !link.hasPrefix("/api/") && !link.hasPrefix("/accounts/") {
            let status = try await site.get(link).status
            #expect([200, 302].contains(status), "\(link) on \(address)")
        }
    }

    @Test(
        "W81: addresses without the last slash lead to the one with it, query and all",
        arguments: [
            ("/panels", "/panels/"), ("/panels/1", "/panels/1/"),
            ("/panels/1/gene/BRCA1?q=a", "/panels/1/gene/BRCA1/?q=a"),
        ])
    func slashes(address: String, target: String) async throws {
        let page = try await site.get(address)
        #expect(page.status == 301)
        #expect(page.location == target)
    }

    @Test("The key of the first generation leads to the panel for good, with what follows")
    func oldCode() async throws {
        var site = site
        site.panels.add(6, "Gamma", oldCode: "553f94b4bbb5a1616e5ed459", entities: [.gene("A/B", 3)])
        let panel = try await site.get("/panels/553f94b4bbb5a1616e5ed459/")
        let entity = try await site.get("/panels/553f94b4bbb5a1616e5ed459/gene/A%2FB/?rating=green")
        #expect(panel.status == 301)
        #expect(panel.location == "/panels/6/")
        #expect(entity.location == "/panels/6/gene/A%2FB/?rating=green")
        #expect(try await site.get("/panels/553f94b4bbb5a1616e5ed450/").status == 404)
    }

    @Test("A name leads to the panel, hidden panels and names of pages to nothing")
    func names() async throws {
        let page = try await site.get("/panels/Alpha/")
        #expect(page.status == 302)
        #expect(page.location == "/panels/1/")
        #expect(try await site.get("/panels/Beta/").status == 404)
        #expect(try await site.get("/panels/reports/").status == 404)
    }

    @Test("A page not changed is answered 304")
    func notModified() async throws {
        let first = try await site.get("/panels/1/")
        let tag = try #require(first.headers[.eTag])
        let again = try await site.get("/panels/1/", headers: [.ifNoneMatch: tag])
        #expect(again.status == 304)
        #expect(again.body.isEmpty)
        #expect(first.headers[.vary]?.contains("Cookie") == true)
        #expect(first.headers[.cacheControl] == "private, no-cache")
    }

    @Test("The icon that browsers ask for unbidden is there")
    func icon() async throws {
        let page = try await site.get("/favicon.ico")
        #expect(page.status == 302)
        #expect(page.location?.hasPrefix("/static/icon.") == true)
    }

    @Test("Other methods are refused with those that work")
    func methods() async throws {
        let page = try await site.get("/panels/1/", method: .post)
        #expect(page.status == 405)
        #expect(page.headers[.allow] == "GET, HEAD")
    }

    @Test("Site name, environment and banner are shown, escaped; production has no environment")
    func settings() async throws {
        var site = site
        site.settings = PageSettings(name: "Our <Panels>", environment: "uat", banner: "Down & up", version: "1")
        let page = try await site.get("/")
        #expect(page.title == "Our &lt;Panels&gt;")
        #expect(page.body.contains("<small>uat</small>"))
        #expect(page.body.contains("Down &amp; up"))
        #expect(PageSettings(environment: "prod", version: "1").environment == nil)
    }

    @Test("W1: the home page shows every section, the introduction first, and what changed last")
    func home() async throws {
        var site = site
        site.texts = [
            HomeText(id: 1, section: 1, title: "News", href: "News", text: "# News\n\nSome *news*."),
            HomeText(id: 2, section: 2, title: "Home", href: "Introduction", text: "Welcome <script>alert(1)</script>"),
        ]
        let page = try await site.get("/")
        #expect(page.status == 200)
        #expect(page.body.contains("<a href=\"#Introduction\">Home</a><a href=\"#News\">News</a>"))
        let introduction = try #require(page.body.firstRange(of: "<section id=\"Introduction\""))
        let news = try #require(page.body.firstRange(of: "<section id=\"News\""))
        #expect(introduction.lowerBound < news.lowerBound)
        #expect(page.body.contains("<p>Some <em>news</em>.</p>"))
        #expect(page.body.contains("&lt;script&gt;"))
        #expect(page.body.contains("<a href=\"/panels/1/\">Alpha</a>"))
        #expect(!page.body.contains("Beta"))
    }

    @Test("A 404 names the request and nothing of what was looked for")
    func problem() async throws {
        let page = try await site.get("/panels/nothing/")
        #expect(page.status == 404)
        #expect(page.body.contains("Request <code>"))
        #expect(page.body.contains("<a href=\"/panels/\">All panels</a>"))
    }
}
