import Domain
import HTTPTypes
import Hummingbird
import Ports
import UseCases
import Web

/// The log of everything that was done (`web.md 13`).
public struct ActivityPages: Sendable {
    let site: SitePages
    let search: any ActivitySearch
    let names: EntityCatalogue
    let clock: any Clock
    /// How many lines a search finds, by all that it depends on.
    private let counts = BoundedCache<String, Int>(budget: 4_096)

    /// Lines of a page.
    static let perPage = 100

    public init(site: SitePages, search: any ActivitySearch, names: EntityCatalogue, clock: any Clock) {
        self.site = site
        self.search = search
        self.names = names
        self.clock = clock
    }

    public func addRoutes(to router: Router<AppRequestContext>) {
        let group = router.group().add(middleware: SlashRedirectMiddleware())
        group.get("/panels/activity/", use: activity)
        group.rejectOtherMethods(at: "/panels/activity/", allowing: [.get, .head])
    }

    /// `GET /panels/activity/`; `format=csv` is the export of curators.
    @Sendable private func activity(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let isExport = request.pageQuery["format"] == "csv"
        // The right is asked first: nobody else learns what is wrong with a filter of an export.
        if isExport { try context.demand(.seeAllActivity, request) }
        var filter = ActivityFilter(request.pageQuery)
        let names = try await names.current()
        let catalogue = try await site.queries.catalogue.current()
        try await check(&filter, catalogue, context.viewer)
        guard filter.problems.isEmpty else {
            return try await page(filter, nil, names, catalogue, request, context, .unprocessableContent)
        }
        let query = filter.query(for: context.viewer, zone: site.frame.site.zone)
        if isExport {
            return ActivityExport(search: search, query: query, zone: site.frame.site.zone, now: clock.now())
                .response(request)
        }
        let stamp = "\(names.stamp.panels)-\(names.stamp.total)"
        let key = "activity|\(stamp)|\(site.audience(context))|\(Link.home.query(filter.pairs).text)"
        let total = try await count(query, filter.dependsOnPeople ? nil : key)
        let pages = max(1, (total + Self.perPage - 1) / Self.perPage)
        guard let number = Self.number(request.pageQuery["page"], of: pages) else { throw HTTPProblem.notFound }
        let make = {
            let lines = try await self.search.activities(
                matching: query, offset: (number - 1) * Self.perPage, limit: Self.perPage)
            return ActivityView.Found(lines: lines, total: total, page: number, pages: pages)
        }
        if filter.dependsOnPeople || !filter.text.isEmpty {
            return try await page(filter, try await make(), names, catalogue, request, context, .ok)
        }
        return try await site.kept("\(key)|\(number)", request, context) {
            try await self.view(filter, try await make(), names, catalogue, context).render()
        }
    }

    /// A whole number from 1 on, `last` for the last; nothing else leads to a page.
    private static func number(_ text: String?, of pages: Int) -> Int? {
        guard let text, !text.isEmpty else { return 1 }
        if text == "last" { return pages }
        guard PanelKey.isNumber(text), let number = Int(text), (1...pages).contains(number) else { return nil }
        return number
    }

    private func count(_ query: ActivityQuery, _ key: String?) async throws -> Int {
        if let key, let known = counts.value(for: key) { return known }
        let count = try await search.activityCount(matching: query)
        if let key { counts.store(count, for: key, cost: 1) }
        return count
    }

    /// Panels that the viewer may not read count as none; a version without a panel names nothing.
    private func check(
        _ filter: inout ActivityFilter, _ catalogue: CatalogueSnapshot, _ viewer: Viewer
    ) async throws {
        if let id = filter.panel {
            let status = catalogue[id]?.header.status
            if status.map({ !Visibility.mayViewActivity(of: $0, by: viewer) }) ?? true {
                filter.problems.append(FieldProblem("panel", "There is no such panel."))
                filter.panel = nil
            }
        }
        if let version = filter.version, Version(version) == nil {
            filter.problems.append(FieldProblem("version", "“\(version)” is no version. Versions are like 3.14."))
        }
    }

    private func page(
        _ filter: ActivityFilter, _ found: ActivityView.Found?, _ names: EntityNames, _ catalogue: CatalogueSnapshot,
        _ request: Request, _ context: AppRequestContext, _ status: HTTPResponse.Status
    ) async throws -> Response {
        let view = try await view(filter, found, names, catalogue, context)
        return site.answer(try view.render(), request, context, status: status)
    }

    private func view(
        _ filter: ActivityFilter, _ found: ActivityView.Found?, _ names: EntityNames, _ catalogue: CatalogueSnapshot,
        _ context: AppRequestContext
    ) async throws -> ActivityView {
        var versions: [Version] = []
        if let id = filter.panel, let panel = catalogue[id] {
            versions = [panel.header.version] + (try await site.queries.reader.versions(of: id)).map(\.version)
        }
        return ActivityView(
            frame: site.frame, filter: filter, found: found,
            panels: catalogue.panels.filter { Visibility.mayViewActivity(of: $0.header.status, by: context.viewer) },
            versions: versions, mayExport: Permission.seeAllActivity.isGranted(to: context.viewer.role),
            isReadable: { id in
                catalogue[id].map { Visibility.mayView($0.header.status, by: context.viewer) } ?? false
            },
            isLive: { kind, name, panel in names.isLive(kind, name, on: panel) })
    }
}
