import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Ports
import TestSupport
import UseCases
import Web

@testable import Pages

/// The pages over panels in memory. Starts with the data that `web.md 23` assumes: public panel 1 "Alpha" v1.2, internal
/// panel 2 "Beta", public super panel 3 "Both" that contains panel 1.
struct PagesSite {
    var panels = MemoryPanels()
    var genes = MemoryGenes()
    var dossiers: [EntityID: EntityDossier] = [:]
    var tallies: [PanelID: [EntityID: ReviewTally]] = [:]
    var people: [PersonSummary] = []
    var texts: [HomeText] = []
    /// Base genes that are no longer in use.
    var inactiveSymbols: Set<String> = []
    /// STRs and regions with the gene that they belong to.
    var attachments: [String: String] = [:]
    var settings = PageSettings(contact: "help@example.org", version: "1.0.0")

    static let curator = Viewer.person(id: PersonID(1), role: .curator, isStaff: false)
    static let external = Viewer.person(id: PersonID(2), role: .external, isStaff: false)

    /// Without panels.
    static let empty = PagesSite(panels: MemoryPanels())

    private init(panels: MemoryPanels) { self.panels = panels }

    init() {
        panels.add(
            1, "Alpha",
            entities: [
                .gene("BRCA1", 3), .gene("KRAS", 1), .gene("TP53", 2), .gene("FLAG1", 2), .str("ATXN1_CAG", 0),
                .region("ISCA-1-Loss", 0),
            ])
        flag("FLAG1", on: 1)
        panels.add(2, "Beta", status: .internal, entities: [.gene("BRCA1", 3)])
        panels.add(3, "Both", children: [1], version: Version(major: 2, minor: 0))
        tallies[PanelID(1)] = [entity("BRCA1", on: 1): ReviewTally(reviews: 3, green: 2, amber: 0, red: 1)]
    }

    /// The number of an entity by its name.
    func entity(_ name: String, on panel: Int) -> EntityID {
        panels.pasts[PanelID(panel)]?.rows.first { $0.row.name == name }?.row.id ?? EntityID(-1)
    }

    mutating func flag(_ name: String, on panel: Int) {
        guard let index = panels.pasts[PanelID(panel)]?.rows.firstIndex(where: { $0.row.name == name }) else { return }
        panels.pasts[PanelID(panel)]?.rows[index].row.flagged = true
    }

    struct Answer {
        var status: Int
        var headers: HTTPFields
        var body: String

        var location: String? { headers[.location] }

        /// What stands between the first `start` and the next `end`.
        func between(_ start: String, _ end: String) -> String? {
            guard let from = body.firstRange(of: start), let to = body[from.upperBound...].firstRange(of: end) else {
                return nil
            }
            return String(body[from.upperBound..<to.lowerBound])
        }

        var title: String? { between("<title>", "</title>") }

        /// The markup of each row of the table, in order.
        var rows: [String] {
            (between("<tbody>\n", "</tbody>") ?? "").split(separator: "\n").map(String.init)
        }

        /// Text of the first link in each row that is not hidden.
        var names: [String] {
            rows.filter { !$0.contains("<tr hidden") }.compactMap { row in
                guard let anchor = row.firstRange(of: "<a "), let open = row[anchor.upperBound...].firstIndex(of: ">"),
                    let close = row[open...].firstRange(of: "</a>")
                else { return nil }
                return String(row[row.index(after: open)..<close.lowerBound])
            }
        }
    }

    func get(
        _ uri: String, as viewer: Viewer = .anonymous, method: HTTPRequest.Method = .get, headers: HTTPFields = [:]
    ) async throws -> Answer {
        let gzip = GzipEncoder { _, _ in nil }
        let assets = try StaticAssets(folder: SitePages.assetsFolder, gzip: gzip)
        let pages = SitePages(
            site: settings, assets: assets, queries: PanelQueries(reader: panels, zone: settings.zone),
            reviews: PageReviews(site: self), genes: genes, texts: PageTexts(texts: texts),
            vocabulary: NoVocabulary(), gzip: gzip)
        var stack = WebStack(hosts: try AllowedHosts("*"), gzip: gzip)
        stack.problemPage = pages.problemPage
        let router = stack.router()
        router.addMiddleware { ViewerMiddleware(viewer: viewer) }
        pages.addRoutes(to: router)
        ComparisonPages(site: pages).addRoutes(to: router)
        let index = PageIndex(site: self)
        let names = EntityCatalogue(catalogue: pages.queries.catalogue, reader: index)
        EntityPages(site: pages, names: names, index: index).addRoutes(to: router)
        ActivityPages(site: pages, search: NoActivities(), names: names, clock: ManualClock(Instant(seconds: 0)))
            .addRoutes(to: router)
        assets.addRoutes(to: router)
        return try await Application(router: router).test(.router) { client in
            try await client.execute(uri: uri, method: method, headers: headers) { response in
                Answer(
                    status: Int(response.status.code), headers: response.headers, body: String(buffer: response.body))
            }
        }
    }
}

/// Says who asks, as a login will.
private struct ViewerMiddleware: AppMiddleware {
    let viewer: Viewer

    func handle(_ request: Request, context: AppRequestContext, next: Next) async throws -> Response {
        var context = context
        context.viewer = viewer
        return try await next(request, context)
    }
}

/// Entities across the site's panels, read off them.
private struct PageIndex: EntityIndexReader {
    let site: PagesSite

    private func rows(_ panel: PanelID) -> [EntityRow] {
        (site.panels.pasts[panel]?.rows ?? []).filter { $0.to == nil }.map(\.row)
    }

    func listings(of panels: [PanelID]) async throws -> [PanelID: [EntityListing]] {
        var listings: [PanelID: [EntityListing]] = [:]
        for panel in panels {
            listings[panel] = try rows(panel).map { row in
                EntityListing(kind: row.kind, name: row.name, tags: try Entity(document: row.document.bytes).tags)
            }
        }
        return listings
    }

    func inactiveSymbols() async throws -> Set<String> { site.inactiveSymbols }

    func attached(to symbol: String) async throws -> [EntityElsewhere] {
        site.panels.pasts.keys.sorted().flatMap { panel in
            rows(panel).filter { $0.kind != .gene && site.attachments[$0.name] == symbol }
                .map { EntityElsewhere(panel: panel, row: $0) }
        }
    }

    func tallies(among entities: [EntityID]) async throws -> [EntityID: ReviewTally] {
        site.tallies.values.reduce(into: [:]) { all, some in all.merge(some) { first, _ in first } }
            .filter { entities.contains($0.key) }
    }
}

private struct PageTexts: SiteReader {
    let texts: [HomeText]

    func homeTexts() async throws -> [HomeText] { texts }
    func files() async throws -> [FileRecord] { [] }
}

/// Reviews of the site's panels; where an entity stands is read off the panels.
private struct PageReviews: ReviewReader {
    let site: PagesSite

    func tallies(of panel: PanelID) async throws -> [EntityID: ReviewTally] { site.tallies[panel] ?? [:] }
    func reviewed(by person: PersonID, on panel: PanelID) async throws -> Set<EntityID> { [] }
    func reviewers(of panel: PanelID) async throws -> [PersonSummary] { site.people }

    func authors(on panel: PanelID) async throws -> [EntityID: [PersonID]] {
        let rows = site.panels.pasts[panel]?.rows ?? []
        let authors = rows.map { ($0.row.id, (site.dossiers[$0.row.id]?.evaluations ?? []).map(\.author)) }
        return Dictionary(authors.filter { !$0.1.isEmpty }, uniquingKeysWith: { first, _ in first })
    }

    func dossier(of entity: EntityID) async throws -> EntityDossier {
        site.dossiers[entity] ?? EntityDossier(evaluations: [], evidence: [], comments: [], track: [], people: [:])
    }

    func elsewhere(kind: EntityKind, name: String) async throws -> [EntityElsewhere] {
        site.panels.pasts.values.flatMap { past in
            past.rows.filter { $0.to == nil && $0.row.kind == kind && $0.row.name == name }
                .map { EntityElsewhere(panel: past.panel.id, row: $0.row) }
        }
    }

    func panels(withGene symbol: String) async throws -> Set<PanelID> {
        Set(try await elsewhere(kind: .gene, name: symbol).map(\.panel))
    }
}

/// A site without tags.
private struct NoVocabulary: VocabularyReader {
    func vocabulary() async throws -> [Tag] { [] }
}

/// A site on which nothing was done yet.
private struct NoActivities: ActivitySearch {
    func activities(matching query: ActivityQuery, offset: Int, limit: Int) async throws -> [Activity] { [] }
    func activities(
        matching query: ActivityQuery, behind cursor: ActivityCursor?, limit: Int
    ) async throws -> [Activity] { [] }
    func activityCount(matching query: ActivityQuery) async throws -> Int { 0 }
}
