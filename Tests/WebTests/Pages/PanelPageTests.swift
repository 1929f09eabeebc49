import Domain
import Ports
import Testing
import Web

@testable import Pages

@Suite struct PanelPageTests {
    let site = PagesSite()

    @Test("W6: a public panel's page has the title of name and version and no banner")
    func title() async throws {
        let page = try await site.get("/panels/1/")
        #expect(page.status == 200)
        #expect(page.title == "Alpha (Version 1.2)")
        #expect(!page.body.contains("This Panel is marked as"))
    }

    @Test("W7: an internal panel answers others as an unknown one, curators with a banner")
    func hidden() async throws {
        let unknown = try await site.get("/panels/77/", headers: [HeaderName.requestID: "request-1"])
        let hidden = try await site.get("/panels/2/", headers: [HeaderName.requestID: "request-1"])
        let curator = try await site.get("/panels/2/", as: PagesSite.curator)
        #expect(hidden.status == 404)
        // The way back from signing in leads to the address that was asked for.
        #expect(hidden.body.replacing("next=/panels/2/", with: "next=/panels/77/") == unknown.body)
        #expect(curator.status == 200)
        #expect(curator.body.contains("This Panel is marked as Internal"))
    }

    @Test("W7: the same holds below the panel's address", arguments: ["versions/", "gene/BRCA1/", "?version=1.2"])
    func hiddenParts(part: String) async throws {
        #expect(try await site.get("/panels/2/\(part)").status == 404)
        #expect(try await site.get("/panels/2/\(part)", as: PagesSite.curator).status == 200)
    }

    @Test("Decision 4: a retired panel is there for everyone, with a banner")
    func retired() async throws {
        var site = site
        site.panels.add(9, "Old", status: .retired)
        let page = try await site.get("/panels/9/")
        #expect(page.status == 200)
        #expect(page.body.contains("This Panel is marked as Retired"))
    }

    @Test("W8: an unknown panel is a 404 page")
    func unknown() async throws {
        let page = try await site.get("/panels/999999/")
        #expect(page.status == 404)
        #expect(page.title == "404 Page not found - PanelApp")
    }

    @Test("W9: green, amber, red, then grey ones by name, each with its word")
    func order() async throws {
        let page = try await site.get("/panels/1/")
        #expect(page.names == ["BRCA1", "TP53", "KRAS", "ATXN1_CAG", "FLAG1", "Long name"])
        let badges = page.rows.map { row in row.split(separator: "<b>")[1].prefix { $0 != "<" } }
        #expect(badges == ["Green", "Amber", "Red", "No list", "No list", "No list"])
    }

    @Test("W10: a flagged entity is grey whatever its level")
    func flagged() async throws {
        let row = try await site.get("/panels/1/").rows.first { $0.contains("FLAG1") }
        #expect(row?.hasPrefix("<tr class=x><td><b>No list</b>") == true)
    }

    @Test(
        "W11, W13: visitors see nothing of curators' or reviewers' tools", arguments: [.anonymous, PagesSite.external])
    func noTools(viewer: Viewer) async throws {
        let page = try await site.get("/panels/1/", as: viewer)
        #expect(!page.body.contains("Edit panel"))
        #expect(!page.body.contains("Add "))
        #expect(!page.body.contains("ready"))
    }

    @Test("W15: a super panel links its children, rows lead to the child's pages, no reviewers")
    func superPanel() async throws {
        var site = site
        site.people = [PersonSummary(id: PersonID(5), fullName: "Ann Lee", affiliation: "KCL", role: .reviewer)]
        let page = try await site.get("/panels/3/")
        #expect(page.body.contains("<a href=\"/panels/1/\">Alpha v1.2</a>"))
        #expect(page.rows.first?.contains("href=\"/panels/1/gene/BRCA1/\"") == true)
        #expect(page.rows.count == 6)
        #expect(!page.body.contains("Ann Lee"))
        #expect(try await site.get("/panels/1/").body.contains("<li>Ann Lee<small>KCL</small></li>"))
    }

    @Test("W15: a super panel shows only the children that the reader may read")
    func superPanelOfHiddenChild() async throws {
        var site = site
        site.panels.add(4, "Mixed", children: [1, 2])
        #expect(try await !site.get("/panels/4/").body.contains("Beta"))
        #expect(try await site.get("/panels/4/", as: PagesSite.curator).body.contains("Beta v1.2"))
    }

    @Test(
        "W98: odd names give whole pages and links that lead there",
        arguments: ["A/B", "A:B", "A+B", "A B", "A&B", "<b>\"'"])
    func oddNames(name: String) async throws {
        var site = site
        site.panels.add(5, "Odd", entities: [.gene(name, 3)])
        let page = try await site.get("/panels/5/")
        let link = try #require(page.rows.first?.split(separator: "href=\"")[1].prefix { $0 != "\"" })
        let entity = try await site.get("/panels/5/\(link)")
        #expect(entity.status == 200)
        #expect(entity.body.contains("<h1>\(escaped("Gene: \(name)"))</h1>"))
    }

    private func escaped(_ text: String) -> String { HTML { $0.text(text) }.string }

    @Test("Level, disorders, types, previous code and the signed-off version stand on top")
    func lead() async throws {
        var site = site
        let type = PanelType(id: 1, name: "Reference", slug: "reference", description: "")
        site.panels.add(6, "Gamma", oldCode: "553f94b4bbb5a1616e5ed459", related: ["R29", "HP:0001249"], types: [type])
        site.panels.pasts[PanelID(6)]?.panel.signedOff = SignedOff(
            version: Version(major: 1, minor: 0), date: CivilDate(year: 2026, month: 3, day: 9))
        let page = try await site.get("/panels/6/")
        #expect(page.body.contains("<dt>Relevant disorders</dt><dd>R29, HP:0001249</dd>"))
        #expect(page.body.contains("<dd>553f94b4bbb5a1616e5ed459</dd>"))
        #expect(page.body.contains(">Reference</span>"))
        #expect(page.body.contains("This Panel has been signed off for the GMS"))
        #expect(page.body.contains("Signed Off v.1.0 on 9 Mar 2026"))
    }

    @Test("An empty panel says so")
    func empty() async throws {
        var site = site
        site.panels.add(7, "Bare")
        #expect(try await site.get("/panels/7/").body.contains("This panel has no entities yet."))
    }
}
