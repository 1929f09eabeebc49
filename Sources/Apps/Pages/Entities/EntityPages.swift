import Domain
import HTTPTypes
import Hummingbird
import Ports
import UseCases
import Web

/// The list of all entities and the page of one across panels (`web.md 12`).
public struct EntityPages: Sendable {
    let site: SitePages
    let names: EntityCatalogue
    let index: any EntityIndexReader

    public init(site: SitePages, names: EntityCatalogue, index: any EntityIndexReader) {
        self.site = site
        self.names = names
        self.index = index
    }

    public func addRoutes(to router: Router<AppRequestContext>) {
        let lists = router.group().add(middleware: SlashRedirectMiddleware())
        lists.get("/panels/entities/", use: list)
        lists.rejectOtherMethods(at: "/panels/entities/", allowing: [.get, .head])
        lists.get("/panels/genes/") { _, _ in site.redirect(.inside("/panels/entities")) }
        lists.rejectOtherMethods(at: "/panels/genes/", allowing: [.get, .head])
        // Redirects of their own take either address, so that none leads to a second one.
        router.get("/panels/entities/{name}", use: entity)
        router.rejectOtherMethods(at: "/panels/entities/{name}", allowing: [.get, .head])
        router.get("/panels/genes/{name}") { _, context in site.redirect(.entity(try site.name("name", context))) }
        router.rejectOtherMethods(at: "/panels/genes/{name}", allowing: [.get, .head])
    }

    /// `GET /panels/entities/`
    @Sendable private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let filter = EntityListFilter(request.pageQuery)
        let names = try await names.current()
        let make = {
            EntityListView(frame: self.site.frame, all: names.listed(for: context.viewer), filter: filter).render()
        }
        guard filter.isDefault else { return site.answer(make(), request, context) }
        let stamp = "\(names.stamp.panels)-\(names.stamp.total)"
        let audience = context.viewer.isCurator ? "c" : "p"
        return try await site.kept("entities|\(stamp)|\(audience)|\(filter.tag ?? "")", request, context) { make() }
    }

    /// `GET /panels/entities/{name}`: gene, then STR, then region of this name.
    @Sendable private func entity(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let name = try site.name("name", context)
        // Databases hold no such text.
        if name.utf8.contains(0) { throw HTTPProblem.notFound }
        if let symbol = try await symbol(hgnc: name) { return site.redirect(.entity(symbol)) }
        if let redirect = NoSlashMiddleware.redirect(for: request) { return redirect }
        let filter = EntityPanelsFilter(request.pageQuery)
        let catalogue = try await site.queries.catalogue.current()
        let make = { try await self.page(name, filter, catalogue, context.viewer) }
        guard filter.isDefault else { return try await answer(try await make(), name, request, context) }
        // A page that is kept has its name's spelling; only then there is one.
        let stamp = "\(catalogue.stamp.panels)-\(catalogue.stamp.total)"
        let key = "entity|\(stamp)|\(context.viewer.isCurator ? "c" : "p")|\(name)"
        if let kept = site.bodies.value(for: key) { return kept.answer(request, context) }
        guard let html = try await make() else { return try await answer(nil, name, request, context) }
        return try await site.kept(key, request, context) { html }
    }

    /// The page; without one, the way to the name as it is written, whatever capitals somebody typed.
    private func answer(
        _ html: HTML?, _ name: String, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        if let html { return site.answer(html, request, context) }
        let spelling = try await names.current().spelling(of: name, for: context.viewer)
        guard let spelling, spelling != name else { throw HTTPProblem.notFound }
        return site.redirect(.entity(spelling))
    }

    /// `HGNC:1100` leads to the gene's symbol; an unknown number is 404 (W80). Nil for any other name.
    private func symbol(hgnc name: String) async throws -> String? {
        guard name.hasPrefix("HGNC:"), PanelKey.isNumber(String(name.dropFirst("HGNC:".count))) else { return nil }
        guard let symbol = try await site.genes.symbols(hgncID: name).first else { throw HTTPProblem.notFound }
        return symbol
    }

    // MARK: One entity

    /// Nil when there is no such entity for this viewer. A known gene has a page, even on no panel.
    private func page(
        _ name: String, _ filter: EntityPanelsFilter, _ catalogue: CatalogueSnapshot, _ viewer: Viewer
    ) async throws -> HTML? {
        let gene = try await site.genes.gene(name)
        for kind in EntityKind.allCases {
            var rows = try await visible(site.reviews.elsewhere(kind: kind, name: name), catalogue, viewer)
            guard !rows.isEmpty || (kind == .gene && gene != nil) else { continue }
            if kind == .gene { rows += try await visible(index.attached(to: name), catalogue, viewer) }
            let own = try rows.first { $0.row.kind == kind }.map { try Entity(document: $0.row.document.bytes) }
            let facts = try gene.map { try GeneFacts($0.entityCopy) } ?? own?.geneData.map { try GeneFacts($0) }
            let lines = try await lines(rows, catalogue, viewer)
            return EntityPanelsView(
                frame: site.frame, kind: kind, name: name, gene: facts, entity: own,
                lines: filter.tag.map { tag in lines.filter { $0.tags.contains(tag) } } ?? lines, filter: filter
            ).render()
        }
        return nil
    }

    private func visible(
        _ found: [EntityElsewhere], _ catalogue: CatalogueSnapshot, _ viewer: Viewer
    ) -> [EntityElsewhere] {
        found.filter { other in
            catalogue[other.panel].map { Visibility.listedOnPages($0.header.status, for: viewer) } ?? false
        }
    }

    /// By panel name, then the entity itself before what belongs to it.
    private func lines(
        _ rows: [EntityElsewhere], _ catalogue: CatalogueSnapshot, _ viewer: Viewer
    ) async throws -> [EntityPanelLine] {
        let tallies = try await index.tallies(among: rows.map(\.row.id))
        var parents: [PanelID: [EntityPanelLine.Parent]] = [:]
        for panel in catalogue.panels where Visibility.listedOnPages(panel.header.status, for: viewer) {
            for child in panel.header.children {
                parents[child, default: []].append(EntityPanelLine.Parent(id: panel.id, name: panel.header.name))
            }
        }
        let lines = try rows.compactMap { other in
            try catalogue[other.panel].map { panel in
                try EntityPanelLine(
                    other.row, on: panel, parents: parents[panel.id] ?? [],
                    tally: tallies[other.row.id] ?? ReviewTally())
            }
        }
        return NameOrder.sorted(lines) { $0.panelName }
    }
}
