import DatabaseSupport
import Domain
import Foundation
import Ports
import SQLRepo
import Testing
import UseCases

@testable import Pages

/// A site with one panel, one super panel above it, and people of every role.
struct CurationSite {
    let site: AccountSite
    let panel: PanelID
    let parent: PanelID

    static func with(
        _ kind: DatabaseKind = .sqlite, _ body: (CurationSite) async throws -> Void
    ) async throws {
        try await AccountSite.with(kind) { site in
            let repository = site.repository
            let ensembl = JSONText(
                unchecked: Array(#"{"GRch38":{"90":{"ensembl_id":"ENSG1","location":"1:1-2"}}}"#.utf8))
            _ = try await repository.upsert(
                ["GENE1", "GENE2", "MT-ND1", "OLD1"].map { symbol in
                    Gene(
                        symbol: symbol, name: "made up", ensembl: ensembl, omim: nil, alias: nil, aliasName: nil,
                        biotype: nil, hgncSymbol: symbol, hgncID: nil, hgncDateSymbolChanged: nil, hgncRelease: nil,
                        isActive: symbol != "OLD1")
                })
            _ = try await repository.load(tags: [(1, "watchlist"), (2, "treatable")], types: [])
            let start = AccountSite.start
            let panel = try await repository.create(
                PanelHeader(name: "Heart", description: "d", status: .public, versionCreated: start), oldCode: nil,
                at: start, by: nil)
            let parent = try await repository.create(
                PanelHeader(
                    name: "All", description: "d", status: .public, versionCreated: start, children: [panel.id]),
                oldCode: nil, at: start, by: nil)
            try await body(CurationSite(site: site, panel: panel.id, parent: parent.id))
        }
    }

    var page: String { "/panels/\(panel)/" }
    var gene: String { "/panels/\(panel)/gene/GENE1/" }

    func live() async throws -> Panel { try #require(try await site.repository.panel(panel)) }

    func row(_ kind: EntityKind = .gene, _ name: String = "GENE1") async throws -> EntityRow? {
        try await site.repository.entity(of: panel, kind: kind, name: name)
    }

    func entity(_ kind: EntityKind = .gene, _ name: String = "GENE1") async throws -> Entity {
        try Entity(document: try #require(try await row(kind, name)).document.bytes)
    }

    func dossier() async throws -> EntityDossier {
        try await site.repository.dossier(of: try #require(try await row()).id)
    }

    static let newGene: KeyValuePairs<String, String> = [
        "gene": "GENE1", "source": "Literature", "moi": "BIALLELIC, autosomal or pseudoautosomal",
    ]

    /// With GENE1 on the panel, added by the curator.
    func addGene() async throws {
        var curator = try await site.browser(signedInAs: "curator")
        let answer = try await curator.submit("\(page)gene/add/", Self.newGene)
        #expect(answer.status == 303)
    }

    /// Everything that a change could change, as one text.
    func state() async throws -> String {
        // Without the numbers: sets have no order, and numbers follow from the rest.
        let panels = try await site.repository.catalogue().map { "\($0.header)\($0.revision)\($0.activity)" }
        let rows = try await site.repository.entities(of: panel, at: try await live().revision)
        let lines = try await site.repository.activities(of: nil, offset: 0, limit: 1_000)
        return "\(panels)\(rows)\(lines)"
    }
}
