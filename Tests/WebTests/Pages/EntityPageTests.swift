import Domain
import Foundation
import Ports
import Testing

@testable import Pages

@Suite struct EntityPageTests {
    let site = PagesSite()

    @Test("W34: title, three parts, no review form")
    func page() async throws {
        let page = try await site.get("/panels/1/gene/BRCA1/")
        #expect(page.status == 200)
        #expect(page.title == "Gene: BRCA1 (Alpha)")
        for part in ["details", "evaluate", "history"] { #expect(page.body.contains("<section id=\"\(part)\"")) }
        #expect(!page.body.contains("<textarea"))
        #expect(!page.body.contains("method=\"post\""))
    }

    @Test(
        "W37: what is not there is 404",
        arguments: [
            "/panels/1/gene/NONE/", "/panels/1/str/NONE/", "/panels/1/region/NONE/", "/panels/1/str/BRCA1/",
            "/panels/999/gene/BRCA1/", "/panels/1/thing/BRCA1/", "/panels/1/gene/brca1/",
            "/panels/1/gene/BRCA1/?version=9.9",
        ])
    func missing(address: String) async throws {
        #expect(try await site.get(address).status == 404)
    }

    @Test("W39: the first entity has no previous, the last no next")
    func ends() async throws {
        let first = try await site.get("/panels/1/gene/BRCA1/")
        let last = try await site.get("/panels/1/region/ISCA-1-Loss/")
        #expect(first.body.contains("<span class=\"btn off\" aria-disabled=\"true\">Prev</span>"))
        #expect(first.body.contains("href=\"/panels/1/gene/TP53/\" rel=\"next\" title=\"TP53\""))
        #expect(last.body.contains("href=\"/panels/1/gene/FLAG1/\" rel=\"prev\""))
        #expect(last.body.contains("<span class=\"btn off\" aria-disabled=\"true\">Next</span>"))
    }

    @Test(
        "W40: STRs and regions have neighbours and are marked among them",
        arguments: [
            ("str/ATXN1_CAG/", "gene/KRAS/", "gene/FLAG1/"), ("region/ISCA-1-Loss/", "gene/FLAG1/", nil as String?),
        ])
    func otherKinds(address: String, previous: String, next: String?) async throws {
        let page = try await site.get("/panels/1/\(address)")
        #expect(page.body.contains("href=\"/panels/1/\(previous)\" rel=\"prev\""))
        if let next { #expect(page.body.contains("href=\"/panels/1/\(next)\" rel=\"next\"")) }
        #expect(page.body.contains("<a href=\"/panels/1/\(address)\" aria-current=\"page\">"))
    }

    @Test("Neighbours stay within the filter that the reader came with")
    func filteredNeighbours() async throws {
        let page = try await site.get("/panels/1/gene/BRCA1/?rating=green,red")
        #expect(page.body.contains("href=\"/panels/1/gene/KRAS/?rating=green%2Cred\" rel=\"next\""))
        #expect(page.body.contains("1 of 2"))
        #expect(page.body.contains("<a href=\"/panels/1/?rating=green%2Cred\">Alpha</a>"))
    }

    @Test("W17: an entity of a super panel leads to the only child that has it")
    func superPanel() async throws {
        let page = try await site.get("/panels/3/gene/BRCA1/")
        #expect(page.status == 302)
        #expect(page.location == "/panels/1/gene/BRCA1/")
        #expect(try await site.get("/panels/3/gene/NONE/").status == 404)
    }

    @Test("W17: with several children there is a choice, of those one may read")
    func superPanelChoice() async throws {
        var site = site
        site.panels.add(5, "Second", entities: [.gene("BRCA1", 1)])
        site.panels.add(4, "Wide", children: [1, 2, 5])
        let page = try await site.get("/panels/4/gene/BRCA1/")
        #expect(page.status == 200)
        #expect(page.body.contains("href=\"/panels/1/gene/BRCA1/\">Alpha v1.2</a>"))
        #expect(page.body.contains("href=\"/panels/5/gene/BRCA1/\">Second v1.2</a>"))
        #expect(!page.body.contains("Beta"))
    }

    @Test("Other panels with the entity are those that the viewer may list")
    func elsewhere() async throws {
        var site = site
        site.panels.add(5, "Second", entities: [.gene("BRCA1", 1)])
        let page = try await site.get("/panels/1/gene/BRCA1/")
        #expect(page.body.contains("href=\"/panels/5/gene/BRCA1/\">Second</a>"))
        #expect(!page.body.contains("Beta"))
        #expect(try await site.get("/panels/1/gene/BRCA1/", as: PagesSite.curator).body.contains(">Beta</a>"))
    }

    @Test("W80: an HGNC id leads to the gene's symbol, an unknown one nowhere")
    func hgnc() async throws {
        var site = site
        site.genes.symbolsByHGNC = ["HGNC:1100": ["BRCA1"]]
        let known = try await site.get("/panels/1/gene/HGNC:1100/")
        #expect(known.status == 302)
        #expect(known.location == "/panels/1/gene/BRCA1/")
        #expect(try await site.get("/panels/1/gene/HGNC:7/").status == 404)
    }

    @Test("W81: the old address of a gene leads to the new one")
    func oldAddress() async throws {
        let page = try await site.get("/panels/1/BRCA1/")
        #expect(page.status == 302)
        #expect(page.location == "/panels/1/gene/BRCA1/")
    }

    @Test("Facts of an STR and of a region are in words")
    func facts() async throws {
        let str = try await site.get("/panels/1/str/ATXN1_CAG/")
        let region = try await site.get("/panels/1/region/ISCA-1-Loss/")
        #expect(str.body.contains("<dt>Normal number of repeats</dt><dd>≤ 26</dd>"))
        #expect(str.body.contains("<dt>Pathogenic number of repeats</dt><dd>≥ 40</dd>"))
        #expect(str.body.contains("<dt>GRCh37 Position</dt><dd><code>5-5</code></dd>"))
        #expect(region.body.contains("<dt>Haploinsufficiency Score</dt><dd>Sufficient evidence suggesting"))
        #expect(region.body.contains("<dt>Variant types</dt><dd>CNV Loss</dd>"))
        #expect(!region.body.contains("Triplosensitivity"))
        #expect(!region.body.contains("GRCh37"))
        #expect(region.body.contains("<dt>Penetrance</dt><dd>Not set</dd>"))
    }
}
