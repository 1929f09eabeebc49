import Domain
import Ports
import Testing

@testable import Pages

@Suite struct PanelListTests {
    let site = PagesSite()

    @Test("W2: lists what is public, and the count matches the rows")
    func list() async throws {
        let page = try await site.get("/panels/")
        #expect(page.status == 200)
        #expect(page.title == "Panels")
        #expect(page.names == ["Alpha", "Both"])
        #expect(page.between("data-count=\"panel\">", "<") == "2 panels")
    }

    @Test("W3, W4: curators also see internal and retired panels, with their status; deleted ones nobody")
    func curator() async throws {
        var site = site
        site.panels.add(8, "Gone", status: .deleted)
        site.panels.add(9, "Old", status: .retired)
        let page = try await site.get("/panels/", as: PagesSite.curator)
        #expect(page.names == ["Alpha", "Beta", "Both", "Old"])
        #expect(page.rows[1].contains("<span class=\"chip warn\">Internal</span>"))
        #expect(try await site.get("/panels/", as: PagesSite.external).names == ["Alpha", "Both"])
    }

    @Test("W5: a gene keeps the panels that hold it, and a note names it with a link to drop it")
    func gene() async throws {
        var site = site
        site.panels.add(5, "Other", entities: [.gene("TP53", 3)])
        let page = try await site.get("/panels/?gene=BRCA1")
        #expect(page.names == ["Alpha", "Both"])
        #expect(page.body.contains("containing gene <strong>BRCA1</strong>"))
        #expect(page.body.contains("<a href=\"/panels/\">Show all panels</a>"))
        #expect(try await site.get("/panels/?gene=NONE").names == [])
    }

    @Test("A search for a gene says on how many panels it is")
    func geneHint() async throws {
        let page = try await site.get("/panels/?q=brca1")
        #expect(page.names == [])
        #expect(page.body.contains("<strong>BRCA1</strong> is a gene on 2 panels. <a href=\"/panels/?gene=BRCA1\">"))
    }

    @Test("W95: text, type, status and sign-off filter without a script")
    func filters() async throws {
        var site = site
        let type = PanelType(id: 1, name: "Reference", slug: "reference", description: "")
        site.panels.add(5, "Typed", status: .promoted, related: ["R59"], types: [type])
        site.panels.pasts[PanelID(5)]?.panel.signedOff = SignedOff(
            version: Version(major: 1, minor: 0), date: CivilDate(year: 2026, month: 3, day: 9))
        for query in ["q=r59", "q=reference+typed", "type=reference", "status=promoted", "signed_off=1", "q=9+mar"] {
            #expect(try await site.get("/panels/?\(query)").names == ["Typed"], "\(query)")
        }
        #expect(try await site.get("/panels/?q=nothing").body.contains("No panel fits the filter."))
    }

    @Test(
        "W95: headings order the list",
        arguments: [
            ("-name", ["Typed", "Both", "Alpha"]), ("-entities", ["Alpha", "Both", "Typed"]),
            ("name", ["Alpha", "Both", "Typed"]),
        ])
    func orders(sort: String, names: [String]) async throws {
        var site = site
        site.panels.add(5, "Typed")
        #expect(try await site.get("/panels/?sort=\(sort)").names == names)
    }

    @Test("Every row tells how much is reviewed, with right singulars and plurals")
    func numbers() async throws {
        var site = site
        var statistics = PanelStatistics()
        statistics.genes.entities = 3
        statistics.genes.evaluated = 1
        statistics.genes.green = 2
        statistics.genes.reviewers = [PersonID(1)]
        statistics.strs.entities = 1
        site.panels.pasts[PanelID(1)]?.panel.statistics = statistics
        let row = try await site.get("/panels/").rows[0]
        #expect(row.contains("1 of 4<small>25\u{A0}%</small>"))
        #expect(row.contains("4 entities<small>2 green · STRs: 1</small>"))
        #expect(row.contains("1 reviewer"))
        #expect(!row.contains("1 reviewers"))
    }

    @Test("No panel at all is said in a sentence")
    func empty() async throws {
        let page = try await PagesSite.empty.get("/panels/")
        #expect(page.body.contains("There are no panels to show."))
        #expect(page.between("data-count=\"panel\">", "<") == "0 panels")
    }
}
