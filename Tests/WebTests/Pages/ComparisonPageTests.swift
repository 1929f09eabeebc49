import Domain
import Ports
import Testing

@testable import Pages

@Suite struct ComparisonPageTests {
    /// Alpha (1) beside public panel 4, which has BRCA1 in red and another inheritance, TP53 alike, and two of its own.
    let site: PagesSite = {
        var site = PagesSite()
        var red = Entity.gene("BRCA1", 1)
        red.modeOfInheritance = "BIALLELIC, autosomal or pseudoautosomal"
        site.panels.add(4, "Delta", entities: [red, .gene("TP53", 2), .gene("zeb1", 3), .region("ISCA-2-Gain", 3)])
        return site
    }()

    /// Rows by the name in their heading.
    private func row(_ name: String, _ page: PagesSite.Answer) throws -> String {
        try #require(page.rows.first { $0.contains(">\(name)<") })
    }

    @Test("W72: the union of both panels by name, STRs and regions too; “Compare” only where both have the entity")
    func union() async throws {
        let page = try await site.get("/panels/compare/1/4")
        #expect(page.status == 200)
        #expect(page.title == "“Alpha” and “Delta”")
        let names = page.rows.compactMap { $0.firstMatch(of: /<th data-type=\w+>([^<]+)/).map { String($0.output.1) } }
        #expect(
            names
                == ["ATXN1_CAG", "BRCA1", "FLAG1", "Long name", "Long name", "KRAS", "TP53", "zeb1"].sorted {
                    NameOrder.precedes($0 == "Long name" ? "ISCA-1" : $0, $1 == "Long name" ? "ISCA-1" : $1)
                })
        for (name, isOnBoth) in [("BRCA1", true), ("TP53", true), ("KRAS", false), ("zeb1", false)] {
            let row = try row(name, page)
            #expect(row.contains(">Compare<") == isOnBoth, "\(name)")
            #expect(row.contains("/panels/compare/1/4/\(name)\"") == isOnBoth)
        }
        let brca = try row("BRCA1", page)
        #expect(brca.contains("<div class=g><b>Green</b> <a href=\"/panels/1/gene/BRCA1/\">BRCA1</a>"))
        #expect(brca.contains("3 reviews"))
        #expect(brca.contains("<div class=r><b>Red</b> <a href=\"/panels/4/gene/BRCA1/\">"))
        #expect(try row("FLAG1", page).contains("<div class=x><b>No list</b>"))
    }

    @Test(
        "W95: the comparison shows what differs, what one panel has alone, a kind, a text, without a script",
        arguments: [
            ("show=differing", ["BRCA1"]), ("show=rating", ["BRCA1"]), ("show=moi", ["BRCA1"]), ("show=same", ["TP53"]),
            ("show=b&type=gene", ["zeb1"]), ("type=str", ["ATXN1_CAG"]), ("q=biallelic", ["BRCA1"]),
            ("show=a&type=gene", ["FLAG1", "KRAS"]), ("show=b&type=gene&q=none", []),
        ])
    func filters(query: String, names: [String]) async throws {
        let page = try await site.get("/panels/compare/1/4?\(query)")
        let shown = page.rows.filter { !$0.contains("<tr hidden") }
            .compactMap { $0.firstMatch(of: /<th data-type=\w+>([^<]+)/).map { String($0.output.1) } }
        #expect(shown == names)
        #expect(
            page.body.contains("Nothing fits the filter.")
                && page.body.contains("data-none=\"\" hidden") == !names.isEmpty)
    }

    @Test("The filter tells how many there are of each")
    func counts() async throws {
        let page = try await site.get("/panels/compare/1/4")
        for chip in [
            "All <b>8", "Differing <b>1", "Rating <b>1", "Inheritance <b>1", "Alike <b>1", "Only in Alpha <b>4",
            "Only in Delta <b>2",
        ] {
            #expect(page.body.contains("<span>\(chip)</b>"), "\(chip)")
        }
        #expect(page.body.contains("2 entities on both, 1 of them differs"))
    }

    @Test("A super panel brings the union of its children, each with its name, and only those that the reader may read")
    func superPanel() async throws {
        var site = site
        site.panels.add(5, "Wide", children: [1, 2, 4])
        let page = try await site.get("/panels/compare/5/4")
        let row = try row("BRCA1", page)
        #expect(row.contains("<small>Alpha · Not set · 3 reviews</small>"))
        #expect(row.contains("<small>Delta · Biallelic · 0 reviews</small>"))
        #expect(!row.contains("Beta"))
        #expect(
            try self.row("BRCA1", try await site.get("/panels/compare/5/4", as: PagesSite.curator)).contains("Beta"))
        let one = try await site.get("/panels/compare/5/4/BRCA1")
        #expect(one.body.contains("Alpha") && !one.body.contains("Beta"))
    }

    @Test(
        "A panel that one may not read answers as one that does not exist",
        arguments: [
            "/panels/compare/1/2", "/panels/compare/2/1", "/panels/compare/1/99", "/panels/compare/1/2/BRCA1",
            "/panels/compare/x/1", "/panels/compare/1/4/NONE",
        ])
    func hidden(path: String) async throws {
        #expect(try await site.get(path).status == 404)
        if path.hasSuffix("2") || path.hasSuffix("1/2/BRCA1") {
            #expect(try await site.get(path, as: PagesSite.curator).status == 200)
        }
    }

    @Test("W73: an entity that one panel lacks has an empty column there")
    func absent() async throws {
        for path in ["/panels/compare/1/4/KRAS", "/panels/compare/4/1/KRAS"] {
            let page = try await site.get(path)
            #expect(page.status == 200)
            #expect(page.title == "Comparing KRAS")
            #expect(page.body.contains("KRAS is not on this panel."))
            #expect(page.body.contains("<td></td>"))
        }
    }

    @Test("One entity: values side by side, what differs is said, and reviews stand below")
    func oneEntity() async throws {
        let page = try await site.get("/panels/compare/1/4/BRCA1")
        #expect(page.body.contains("Mode of inheritance<small>differs</small>"))
        #expect(page.body.contains("BIALLELIC, autosomal or pseudoautosomal"))
        #expect(!page.body.contains("Sources<small>differs"))
        #expect(!page.body.contains("Rate here") && !page.body.contains("Add review"))
        let region = try await site.get("/panels/compare/1/4/ISCA-2-Gain?type=region")
        #expect(region.status == 200)
    }

    @Test("Curators act from the comparison: copy reviews, copy what one panel lacks, rate; reviewers add reviews")
    func acting() async throws {
        let page = try await site.get("/panels/compare/1/4", as: PagesSite.curator)
        #expect(page.body.contains("<a href=\"/panels/copy/1/4\">Copy reviews from “Alpha” to “Delta”</a>"))
        #expect(page.body.contains("<a href=\"/panels/copy/4/1\">Copy reviews from “Delta” to “Alpha”</a>"))
        #expect(try row("KRAS", page).contains("<a href=\"/panels/1/gene/KRAS/copy?target_panels=4\">"))
        #expect(try row("zeb1", page).contains("<a href=\"/panels/4/gene/zeb1/copy?target_panels=1\">"))
        for viewer in [Viewer.anonymous, PagesSite.external] {
            let page = try await site.get("/panels/compare/1/4", as: viewer)
            #expect(!page.body.contains("/panels/copy/") && !page.body.contains("target_panels"))
        }

        let one = try await site.get("/panels/compare/1/4/BRCA1", as: PagesSite.curator)
        #expect(one.body.contains("action=\"/panels/1/gene/BRCA1/update_entity_rating/\""))
        #expect(one.body.contains("action=\"/panels/4/gene/BRCA1/update_entity_rating/\""))
        #expect(one.body.contains("name=\"revision\" value=\"5\""))
        #expect(one.body.contains("name=\"next\" value=\"/panels/compare/1/4/BRCA1\""))
        let reviewer = Viewer.person(id: PersonID(3), role: .reviewer, isStaff: false)
        let reading = try await site.get("/panels/compare/1/4/BRCA1", as: reviewer)
        #expect(reading.body.contains("<a href=\"/panels/4/gene/BRCA1/review/\" class=\"btn\">Add review</a>"))
        #expect(!reading.body.contains("update_entity_rating"))
    }

    @Test("Nothing is offered to be copied into a super panel")
    func noCopyIntoSuperPanel() async throws {
        let page = try await site.get("/panels/compare/3/4", as: PagesSite.curator)
        #expect(!page.body.contains("/panels/copy/"))
        #expect(page.body.contains("/panels/1/gene/KRAS/copy?target_panels=4"))
        #expect(!page.body.contains("target_panels=3"))
    }

    @Test("The form offers the panels that one may list, and the one that the reader came from is chosen")
    func choice() async throws {
        let page = try await site.get("/panels/compare/?panel_1=4")
        #expect(page.status == 200)
        #expect(page.title == "Compare panels")
        #expect(page.body.contains("<option value=\"4\" selected>Delta v1.2</option>"))
        #expect(!page.body.contains("Beta"))
        #expect(try await site.get("/panels/compare/", as: PagesSite.curator).body.contains("Beta v1.2"))
        #expect(try await site.get("/panels/compare/?panel_1=1&panel_2=4").location == "/panels/compare/1/4")
        #expect(try await site.get("/panels/").body.contains("href=\"/panels/compare/\""))
        #expect(try await site.get("/panels/1/").body.contains("href=\"/panels/compare/?panel_1=1\""))
    }

    @Test("Addresses of comparisons have no slash at the end, that of the form has one")
    func slashes() async throws {
        for (from, to) in [
            ("/panels/compare/1/4/?show=a", "/panels/compare/1/4?show=a"),
            ("/panels/compare/1/4/BRCA1/", "/panels/compare/1/4/BRCA1"), ("/panels/compare", "/panels/compare/"),
        ] {
            let answer = try await site.get(from)
            #expect(answer.status == 301)
            #expect(answer.location == to)
        }
    }
}
