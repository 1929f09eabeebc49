import Domain
import Ports
import Testing

@testable import Pages

/// W95: filters and orders work without a script, by the address alone.
@Suite struct PanelFilterPageTests {
    let site = PagesSite()

    @Test(
        "W95: the entity filter of the address decides which rows show",
        arguments: [
            ("rating=green", ["BRCA1"]), ("rating=green,red", ["BRCA1", "KRAS"]),
            ("rating=green&rating=red", ["BRCA1", "KRAS"]), ("type=str", ["ATXN1_CAG"]),
            ("type=region&type=str&rating=grey", ["ATXN1_CAG", "Long name"]),
            ("q=kras", ["KRAS"]), ("q=%20KRA+", ["KRAS"]), ("q=isca-1", ["Long name"]), ("q=amber", ["TP53"]),
            ("q=biallelic", []), ("rating=purple", ["BRCA1", "TP53", "KRAS", "ATXN1_CAG", "FLAG1", "Long name"]),
            ("q=2+green", ["BRCA1"]),
        ])
    func filters(query: String, names: [String]) async throws {
        let page = try await site.get("/panels/1/?\(query)")
        #expect(page.status == 200)
        #expect(page.names == names)
        #expect(page.rows.count == 6)
    }

    @Test("W95: the form shows the filter of the address, and says how much it leaves")
    func form() async throws {
        let page = try await site.get("/panels/1/?q=a&rating=green&type=gene")
        #expect(
            page.body.contains("name=\"q\" aria-label=\"Filter Entities\" placeholder=\"Filter entities\" value=\"a\""))
        #expect(page.body.contains("value=\"green\" checked>"))
        #expect(page.body.contains("value=\"gene\" checked>"))
        #expect(page.body.contains("role=\"status\">1 of 6</output>"))
    }

    @Test("W95: tags filter exactly")
    func tags() async throws {
        var site = site
        site.panels.add(5, "Tagged", entities: [.gene("A1", 3, tags: ["new"]), .gene("B1", 3, tags: ["new-name"])])
        #expect(try await site.get("/panels/5/?tag=new").names == ["A1"])
        #expect(try await site.get("/panels/5/?tag=none").names == [])
    }

    @Test(
        "W95: headings order the table and turn the order round",
        arguments: [
            ("name", ["ATXN1_CAG", "BRCA1", "FLAG1", "Long name", "KRAS", "TP53"]),
            ("-name", ["TP53", "KRAS", "Long name", "FLAG1", "BRCA1", "ATXN1_CAG"]),
            ("-reviews", ["BRCA1", "TP53", "KRAS", "ATXN1_CAG", "FLAG1", "Long name"]),
            ("-list", ["ATXN1_CAG", "FLAG1", "Long name", "KRAS", "TP53", "BRCA1"]),
            ("nonsense", ["BRCA1", "TP53", "KRAS", "ATXN1_CAG", "FLAG1", "Long name"]),
        ])
    func orders(sort: String, names: [String]) async throws {
        #expect(try await site.get("/panels/1/?sort=\(sort)").names == names)
    }

    @Test("The sorted column says so to those who listen")
    func ariaSort() async throws {
        let first = try await site.get("/panels/1/")
        let byName = try await site.get("/panels/1/?sort=-name")
        #expect(
            first.body.contains("aria-sort=\"descending\"><a href=\"/panels/1/?sort=-list\" data-sort=\"list\">List"))
        #expect(
            byName.body.contains("aria-sort=\"descending\"><a href=\"/panels/1/?sort=name\" data-sort=\"name\">Entity"))
    }

    @Test("Links of a filtered table carry the filter to the entity's page")
    func links() async throws {
        let page = try await site.get("/panels/1/?rating=amber&q=tp")
        #expect(page.rows[1].contains("href=\"gene/TP53/?q=tp&amp;rating=amber\""))
    }

    @Test("W97: a row costs less than 300 bytes, a page of 3,000 entities less than 1 MB")
    func lean() async throws {
        var site = site
        let entities = (0..<3_000).map { number in
            var entity = Entity.gene("GENE\(number)", number % 4, tags: number % 5 == 0 ? ["new-gene-name"] : [])
            entity.phenotypes = ["Developmental and epileptic encephalopathy 29, OMIM:616339", "Ataxia, 606703"]
            entity.modeOfInheritance = ModeOfInheritance.biallelic.rawValue
            return entity
        }
        site.panels.add(8, "Large", entities: entities)
        let page = try await site.get("/panels/8/")
        #expect(page.rows.count == 3_000)
        #expect(page.rows.allSatisfy { $0.utf8.count < 300 })
        #expect(page.body.utf8.count < 1_000_000)
    }
}
