import Domain
import FileBlobStore
import Foundation
import Ports
import TestSupport
import Testing

@testable import Pages
@testable import UseCases
@testable import Web

/// What tests of imports have in common: lists as people write them, and a site with a store that can be looked into.
protocol ImportSteps {}

extension ImportSteps {
    var uploadPath: String { "/panels/upload_panel/" }

    func file(_ lines: [[PanelListColumn: String]]) -> [UInt8] {
        let columns = PanelListColumn.allCases
        let rows = [columns.map(\.heading)] + lines.map { line in columns.map { line[$0] ?? "" } }
        return Array(rows.map { $0.joined(separator: "\t") + "\n" }.joined().utf8)
    }

    func gene(
        _ symbol: String, _ panel: String = "Heart", _ more: [PanelListColumn: String] = [:]
    ) -> [PanelListColumn: String] {
        [
            .entityName: symbol, .entityType: "gene", .geneSymbol: symbol, .sources: "Expert Review Green",
            .level4: panel,
            .phenotypes: "Fever",
        ].merging(more) { $1 }
    }

    func str(_ name: String) -> [PanelListColumn: String] {
        [
            .entityName: name, .entityType: "str", .level4: "Heart", .chromosome: "4", .start38: "30", .end38: "40",
            .repeatedSequence: "CAG", .normalRepeats: "26", .pathogenicRepeats: "40",
        ]
    }

    func with(_ body: (CurationSite, URL) async throws -> Void) async throws {
        try await CurationSite.with { base in
            try await ScratchFolder.with { folder in
                var site = base.site
                site.blobs = FileBlobStore(folder: folder)
                try await body(CurationSite(site: site, panel: base.panel, parent: base.parent), folder)
            }
        }
    }

    func send(
        _ bytes: [UInt8], _ browser: inout TestBrowser, name: String = "list.tsv", again: Bool = false
    ) async throws -> TestBrowser.Answer {
        try await browser.upload(
            name, bytes, to: uploadPath, field: "panel_list", fields: again ? [("again", "on")] : [])
    }

    func lists(_ site: CurationSite) async throws -> [PanelList] {
        try await site.site.repository.panelLists(limit: 100).map(\.list)
    }
}
