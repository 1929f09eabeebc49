import Domain
import HTTPTypes
import Hummingbird
import Ports
import UseCases
import Web

/// Two panels side by side, and one entity on both (`web.md 11.1` to 11.3).
public struct ComparisonPages: Sendable {
    let site: SitePages
    /// Comparisons already worked out, by all that they depend on.
    private let kept = BoundedCache<String, PanelComparison>(budget: 16 << 20)

    public init(site: SitePages) { self.site = site }

    public func addRoutes(to router: Router<AppRequestContext>) {
        router.group().add(middleware: SlashRedirectMiddleware())
            .form("/panels/compare/", show: showChoice) { form, request, context in
                try await chosen(form, nil, request, context)
            }
        let group = router.group().add(middleware: NoSlashMiddleware())
        group.form("/panels/compare/{a}/{b}", show: showPanels) { form, request, context in
            try await chosen(form, nil, request, context)
        }
        group.form("/panels/compare/{a}/{b}/{name}", show: showEntity) { form, request, context in
            try await chosen(form, try site.name("name", context), request, context)
        }
    }

    // MARK: Choice

    /// `GET /panels/compare/`: with both panels in the query it leads on, with one it has that one chosen.
    @Sendable private func showChoice(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let query = request.pageQuery
        var values = FormBody()
        for field in PanelChoice.fields { if let value = query[field] { values.set(field, value) } }
        if query["panel_1"] != nil, query["panel_2"] != nil, query["choose"] == nil {
            return try await chosen(values, nil, request, context)
        }
        return try await choice(FormState(values), request, context, .ok)
    }

    /// Leads to the comparison of the chosen panels, or shows the form again with what is wrong.
    private func chosen(
        _ form: FormBody, _ entity: String?, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        var problems: [FieldProblem] = []
        var panels: [PanelID] = []
        for field in PanelChoice.fields {
            let key = form.trimmed(field)
            if key.isEmpty {
                problems.append(FieldProblem(field, "Choose a panel."))
            } else if PanelKey.isNumber(key), let handle = try await site.queries.open(key, for: context.viewer) {
                panels.append(handle.id)
            } else {
                problems.append(FieldProblem(field, "There is no such panel."))
            }
        }
        if panels.count == 2, panels[0] == panels[1] {
            problems.append(FieldProblem("panel_2", "Choose another panel than the first."))
        }
        guard problems.isEmpty else {
            return try await choice(FormState(form, problems: problems), request, context, .unprocessableContent)
        }
        let link = Link.comparison(panels[0], panels[1])
        return site.redirect(entity.map { Link.comparison(panels[0], panels[1], of: .gene, $0) } ?? link)
    }

    private func choice(
        _ state: FormState, _ request: Request, _ context: AppRequestContext, _ status: HTTPResponse.Status
    ) async throws -> Response {
        let catalogue = try await site.queries.catalogue.current()
        let panels = catalogue.panels.filter { Visibility.listedOnPages($0.header.status, for: context.viewer) }
        let view = PanelChoice(frame: site.frame, panels: panels, state: state)
        return site.answer(view.render(), request, context, status: status)
    }

    // MARK: Two panels

    @Sendable private func showPanels(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let (a, b) = (try await open("a", context), try await open("b", context))
        let filter = ComparisonFilter(request.pageQuery)
        let make = {
            let comparison = try await self.comparison(a, b)
            return PanelComparisonView(
                frame: self.site.frame, comparison: comparison, filter: filter, role: context.viewer.role
            ).render()
        }
        guard filter.isDefault else { return site.answer(try await make(), request, context) }
        let key = "compare|\(a.pageKey)|\(b.pageKey)|\(site.audience(context))"
        return try await site.kept(key, request, context, make: make)
    }

    private func comparison(_ a: PanelHandle, _ b: PanelHandle) async throws -> PanelComparison {
        let key = "\(a.pageKey)|\(b.pageKey)"
        if let made = kept.value(for: key) { return made }
        let made = try PanelComparison(try await side(a), try await side(b))
        kept.store(made, for: key, cost: made.items.count * 400 + 1_024)
        return made
    }

    private func side(_ handle: PanelHandle) async throws -> PanelComparison.Side {
        let content = try await site.queries.content(handle)
        var tallies: [EntityID: ReviewTally] = [:]
        for owner in content.owners.keys {
            tallies.merge(try await site.reviews.tallies(of: owner)) { first, _ in first }
        }
        return PanelComparison.Side(content: content, tallies: tallies)
    }

    /// A panel of the address by its number; 404 for what is not there and for what this viewer may not see alike.
    private func open(_ part: String, _ context: AppRequestContext) async throws -> PanelHandle {
        let key = try site.name(part, context)
        guard PanelKey.isNumber(key), let handle = try await site.queries.open(key, for: context.viewer) else {
            throw HTTPProblem.notFound
        }
        return handle
    }

    // MARK: One entity

    @Sendable private func showEntity(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let (a, b) = (try await open("a", context), try await open("b", context))
        let name = try site.name("name", context)
        let contents = (try await site.queries.content(a), try await site.queries.content(b))
        let found = (contents.0.rows.filter { $0.name == name }, contents.1.rows.filter { $0.name == name })
        let kinds = EntityKind.allCases.filter { kind in (found.0 + found.1).contains { $0.kind == kind } }
        let wanted = request.pageQuery["type"].flatMap { EntityKind(rawValue: $0) }
        guard let kind = wanted ?? kinds.first, kinds.contains(kind) else { throw HTTPProblem.notFound }
        let view = EntityComparisonView(
            frame: site.frame, kind: kind, name: name,
            sides: [
                try await side(contents.0, found.0.filter { $0.kind == kind }),
                try await side(contents.1, found.1.filter { $0.kind == kind }),
            ], role: context.viewer.role)
        return site.answer(view.render(), request, context)
    }

    private func side(
        _ content: PanelContent, _ rows: [EntityRow]
    ) async throws -> EntityComparisonView.Side {
        var entries: [EntityComparisonView.Entry] = []
        for row in rows {
            entries.append(
                EntityComparisonView.Entry(
                    row: row, entity: try Entity(document: row.document.bytes),
                    dossier: try await site.reviews.dossier(of: row.id),
                    owner: content.isSuperPanel ? content.owners[row.panel]?.header.name : nil))
        }
        return EntityComparisonView.Side(panel: content.panel.id, header: content.header, entries: entries)
    }
}

/// Sends addresses that only have a `/` too many to the ones without, where those are the known ones (`web.md 2.1`).
struct NoSlashMiddleware: AppMiddleware {
    func handle(_ request: Request, context: AppRequestContext, next: Next) async throws -> Response {
        if let redirect = Self.redirect(for: request) { return redirect }
        return try await next(request, context)
    }

    /// Nil for an address that has none, and for forms, which no redirect would carry along.
    static func redirect(for request: Request) -> Response? {
        let target = request.head.path ?? "/"
        let path = target.prefix { $0 != "?" }
        guard request.method == .get || request.method == .head, path.hasSuffix("/"), !path.hasPrefix("//") else {
            return nil
        }
        return Response(
            status: .movedPermanently,
            headers: [.location: "\(path.dropLast())\(target[path.endIndex...])", .contentType: MediaType.html])
    }
}
