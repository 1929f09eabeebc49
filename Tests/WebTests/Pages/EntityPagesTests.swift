import Domain
import Ports
import Testing

@testable import Pages

@Suite struct EntityPagesTests {
    /// Public panel 4 has genes of odd capitals and tags, internal Beta one gene of its own.
    let site: PagesSite = {
        var site = PagesSite()
        site.panels.add(
            2, "Beta", status: .internal, entities: [.gene("BRCA1", 3), .gene("SECRET1", 3, tags: ["hidden"])])
        site.panels.add(
            4, "Delta", types: [],
            entities: [.gene("abc1", 3, tags: ["T"]), .gene("BRCA1", 1, tags: ["T"]), .gene("A/B+1", 2)])
        site.panels.add(8, "Gone", status: .deleted, entities: [.gene("GONE1", 3)])
        site.panels.add(9, "Old", status: .retired, entities: [.gene("OLD1", 3)])
        site.genes.symbolsByHGNC = ["HGNC:1100": ["BRCA1"]]
        return site
    }()

    private func names(_ page: PagesSite.Answer) -> [String] {
        (page.between("<ul class=\"names\">", "</ul>") ?? "").split(separator: "\n")
            .filter { !$0.hasPrefix("<li hidden") }
            .compactMap { $0.firstMatch(of: /">([^<]+)<\/a>/).map { String($0.output.1) } }
    }

    @Test("W77: every entity of the panels one may list, once, by name whatever the capitals; nothing of hidden panels")
    func list() async throws {
        let page = try await site.get("/panels/entities/")
        #expect(page.status == 200)
        #expect(page.title == "Genes and Genomic Entities")
        #expect(names(page) == ["A/B+1", "abc1", "ATXN1_CAG", "BRCA1", "FLAG1", "ISCA-1-Loss", "KRAS", "TP53"])
        #expect(page.body.contains(">8 genes and genomic entities</span>"))
        #expect(!page.body.contains("SECRET1") && !page.body.contains("hidden</a>"))
        #expect(page.body.contains("<a href=\"A%2FB%2B1\">"))
        #expect(try await site.get("/panels/entities/", as: PagesSite.external).body == page.body)
    }

    @Test("Decision 22: curators also find internal and retired panels' entities, and nobody those of deleted ones")
    func curator() async throws {
        let listed = names(try await site.get("/panels/entities/", as: PagesSite.curator))
        #expect(listed.contains("SECRET1") && listed.contains("OLD1"))
        #expect(!listed.contains("GONE1"))
    }

    @Test("Genes that are no longer in use are in no list")
    func inactive() async throws {
        var site = site
        site.inactiveSymbols = ["KRAS", "ATXN1_CAG"]
        let listed = names(try await site.get("/panels/entities/"))
        #expect(!listed.contains("KRAS"))
        #expect(listed.contains("ATXN1_CAG"))
    }

    @Test("W78: a tag keeps what carries it, links keep the tag, and the next page honours it under both its names")
    func tags() async throws {
        let page = try await site.get("/panels/entities/?tag=T")
        #expect(names(page) == ["abc1", "BRCA1"])
        #expect(page.body.contains("tagged “T”"))
        #expect(page.body.contains("<a href=\"BRCA1?tag=T\">"))
        #expect(page.body.contains("<a href=\"/panels/entities/?tag=T\" aria-current=\"page\">T</a><small> 2</small>"))
        for query in ["tag=T", "tag_filter=T"] {
            let one = try await site.get("/panels/entities/BRCA1?\(query)")
            #expect(one.names == ["Delta"], "\(query)")
            #expect(one.body.contains("Only where it is tagged “T”."))
        }
        #expect(try await site.get("/panels/entities/?tag_filter=T").body == page.body)
        #expect(names(try await site.get("/panels/entities/?tag=none")) == [])
    }

    @Test("W95: the beginning of a name and its kind filter without a script, both together")
    func filters() async throws {
        #expect(names(try await site.get("/panels/entities/?q=a")) == ["A/B+1", "abc1", "ATXN1_CAG"])
        #expect(names(try await site.get("/panels/entities/?q=a&type=str")) == ["ATXN1_CAG"])
        #expect(names(try await site.get("/panels/entities/?type=region,str")) == ["ATXN1_CAG", "ISCA-1-Loss"])
        #expect(try await site.get("/panels/entities/?q=nothing").body.contains("No name begins so."))
    }

    @Test("W79: one entity on all panels that one may list, by panel name")
    func acrossPanels() async throws {
        let page = try await site.get("/panels/entities/BRCA1")
        #expect(page.status == 200)
        #expect(page.title == "BRCA1")
        #expect(page.names == ["Alpha", "Delta"])
        #expect(page.body.contains(">2 panels</span>"))
        #expect(page.rows[0].contains("<b>Green</b>") && page.rows[1].contains("<b>Red</b>"))
        #expect(page.rows[0].contains("<a href=\"/panels/1/gene/BRCA1/\">Alpha</a>"))
        #expect(page.rows[0].contains("<a href=\"/panels/1/\">Version 1.2</a>"))
        #expect(page.rows[0].contains("3 reviews<small>2 green, 1 red</small>"))
        #expect(page.rows[0].contains("part of <a href=\"/panels/3/\">Both</a>"))
        let all = try await site.get("/panels/entities/BRCA1", as: PagesSite.curator)
        #expect(all.names == ["Alpha", "Beta", "Delta"])
        #expect(all.rows[1].contains("<span class=\"chip warn\">Internal</span>"))
    }

    @Test("A gene's STRs and regions stand with it")
    func attached() async throws {
        var site = site
        site.attachments = ["ATXN1_CAG": "BRCA1"]
        let page = try await site.get("/panels/entities/BRCA1")
        #expect(page.names == ["Alpha", "Alpha", "Delta"])
        #expect(page.rows[1].contains("<span class=\"chip\">STR ATXN1_CAG</span>"))
        #expect(try await site.get("/panels/entities/ATXN1_CAG").names == ["Alpha"])
        #expect(try await site.get("/panels/entities/ISCA-1-Loss").status == 200)
    }

    @Test(
        "W95: text, rating and order of the panels work without a script",
        arguments: [
            ("q=delta", ["Delta"]), ("rating=red", ["Delta"]), ("rating=green,red", ["Alpha", "Delta"]),
            ("sort=-name", ["Delta", "Alpha"]), ("sort=-list", ["Delta", "Alpha"]),
            ("sort=reviews", ["Delta", "Alpha"]),
            ("q=none", []),
        ])
    func panelFilters(query: String, names: [String]) async throws {
        #expect(try await site.get("/panels/entities/BRCA1?\(query)").names == names)
    }

    @Test("A gene that is on no panel still has a page; what exists only on hidden panels, or nowhere, is 404 alike")
    func nowhere() async throws {
        var site = site
        let ensembl = JSONText(unchecked: Array("{}".utf8))
        site.genes.genes["LONE1"] = Gene(
            symbol: "LONE1", name: "lone gene", ensembl: ensembl, omim: ["1"], alias: nil, aliasName: nil, biotype: nil,
            hgncSymbol: "LONE1", hgncID: nil, hgncDateSymbolChanged: nil, hgncRelease: nil, isActive: true)
        let page = try await site.get("/panels/entities/LONE1")
        #expect(page.status == 200)
        #expect(page.body.contains("LONE1 is on no panel."))
        #expect(page.body.contains("lone gene") && page.body.contains("OMIM: 1"))
        for name in ["SECRET1", "GONE1", "NOTHING", "%00"] {
            #expect(try await site.get("/panels/entities/\(name)").status == 404, "\(name)")
        }
        #expect(try await site.get("/panels/entities/SECRET1", as: PagesSite.curator).status == 200)
        #expect(try await site.get("/panels/entities/GONE1", as: PagesSite.curator).status == 404)
    }

    @Test("W80: a gene's HGNC number leads to its symbol, with and without slash; an unknown one is 404")
    func hgnc() async throws {
        for path in ["/panels/entities/HGNC:1100", "/panels/entities/HGNC%3A1100"] {
            let answer = try await site.get(path)
            #expect(answer.status == 302)
            #expect(answer.location == "/panels/entities/BRCA1")
        }
        #expect(try await site.get("/panels/entities/HGNC:1100/").status == 302)
        #expect(try await site.get("/panels/entities/HGNC:9").status == 404)
    }

    @Test(
        "W81: old and slightly other addresses lead to the ones of today",
        arguments: [
            ("/panels/genes/", 302, "/panels/entities"), ("/panels/genes/BRCA1", 302, "/panels/entities/BRCA1"),
            ("/panels/genes/A%2FB%2B1", 302, "/panels/entities/A%2FB%2B1"),
            ("/panels/entities?tag=T", 301, "/panels/entities/?tag=T"),
            ("/panels/entities/BRCA1/", 301, "/panels/entities/BRCA1"),
            ("/panels/entities/brca1", 302, "/panels/entities/BRCA1"),
        ])
    func redirects(path: String, status: Int, target: String) async throws {
        let answer = try await site.get(path)
        #expect(answer.status == status)
        #expect(answer.location == target)
    }

    @Test("W98: a name with a slash and a plus has a page")
    func oddName() async throws {
        let page = try await site.get("/panels/entities/A%2FB%2B1")
        #expect(page.status == 200)
        #expect(page.rows.first?.contains("<a href=\"/panels/4/gene/A%2FB%2B1/\">") == true)
    }

    @Test("The menu leads to both lists, an entity's page to all its panels, a search for a gene to its page")
    func ways() async throws {
        let page = try await site.get("/panels/?q=brca1")
        #expect(page.body.contains("<a href=\"/panels/entities/\">Entities</a>"))
        #expect(page.body.contains("<a href=\"/panels/activity/\">Activity</a>"))
        #expect(page.body.contains("<a href=\"/panels/entities/BRCA1\">"))
        let entity = try await site.get("/panels/1/gene/BRCA1/")
        #expect(entity.body.contains("<a href=\"/panels/entities/BRCA1\">BRCA1 on all panels</a>"))
        #expect(entity.body.contains("<a href=\"/panels/activity/?panel=1&amp;entity=BRCA1\">Filter Activity</a>"))
        #expect(try await site.get("/panels/1/").body.contains("href=\"/panels/activity/?panel=1\""))
        #expect(!(try await site.get("/panels/3/")).body.contains("href=\"/panels/activity/?panel=3\""))
    }
}
