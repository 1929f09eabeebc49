import Domain
import Foundation
import Testing

@Suite("Panel documents (api.md 5.1)")
struct PanelDocumentTests {
    @Test("api.md 5.1: thirteen keys in order, for the example of the specification")
    func example() {
        let header = PanelHeader(
            name: "Example dystonia", diseaseGroup: "Neurology", description: "<p>x</p>", status: .public,
            version: Version(major: 1, minor: 7), versionCreated: Instant(microseconds: 1_772_442_311_020_304),
            relevantDisorders: [" R999", ""],
            types: [PanelType(id: 1, name: "Rare disease", slug: "rare-disease", description: "d")],
            counts: EntityCounts(genes: 12, strs: 1, regions: 0))

        let document = PanelDocument.panel(id: PanelID(42), oldCode: nil, header, zone: .gmt)

        #expect(
            document.text
                == #"{"id":42,"hash_id":null,"name":"Example dystonia","disease_group":"Neurology","disease_sub_group":"","#
                + #""description":"<p>x</p>","status":"public","version":"1.7","version_created":"2026-03-02T09:05:11.020304Z","#
                + #""relevant_disorders":["R999"],"stats":{"number_of_genes":12,"number_of_strs":1,"number_of_regions":0},"#
                + #""types":[{"name":"Rare disease","slug":"rare-disease","description":"d"}],"child_panel_ids":[]}"#)
    }

    @Test("api.md 5.1: null disorders stay null; a number never stored is not shown")
    func unknown() {
        let header = PanelHeader(
            name: "x", versionCreated: start, relevantDisorders: nil, children: [PanelID(9), PanelID(3)],
            counts: EntityCounts(genes: 2))

        let text = PanelDocument.panel(id: PanelID(1), oldCode: "abc", header, zone: .gmt).text

        #expect(text.contains(#""hash_id":"abc""#))
        #expect(text.contains(#""relevant_disorders":null,"stats":{"number_of_genes":2},"#))
        #expect(text.hasSuffix(#""child_panel_ids":[9,3]}"#))
    }
}
