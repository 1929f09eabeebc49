import Domain
import Hummingbird
import Ports
import UseCases
import Web

extension SitePages {
    /// `GET /panels/{id}/{type}/{name}/`, with `?version=` as it was in a frozen version.
    @Sendable func entity(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        try await entity(request, context, failed: nil)
    }

    /// The same page with a form that was refused, and the status of the refusal.
    func entity(
        _ request: Request, _ context: AppRequestContext, failed: EntityTools.Failed?,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        guard let kind = EntityKind(rawValue: try name("part", context)) else { throw HTTPProblem.notFound }
        let name = try name("name", context)
        switch try await open(request, context) {
        case .elsewhere(let response): return response
        case .panel(let handle):
            if kind == .gene, let response = try await followHGNC(name, handle) { return response }
            let text = request.pageQuery["version"]?.trimmingText ?? ""
            guard !text.isEmpty, failed == nil else {
                return try await live(kind, name, handle, request, context, failed, status)
            }
            do {
                switch try await queries.version(text, of: handle) {
                case .current: return try await live(kind, name, handle, request, context)
                case .frozen(let frozen): return try await past(kind, name, handle, frozen, request, context)
                }
            } catch is VersionProblem {
                throw HTTPProblem.notFound
            }
        }
    }

    /// `GET /panels/{id}/{symbol}/`, the address of genes in the first generation (W81).
    @Sendable func oldEntityAddress(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let symbol = try name("part", context)
        switch try await open(request, context) {
        case .elsewhere(let response): return response
        case .panel(let handle): return redirect(.entity(.gene, symbol, on: handle.id))
        }
    }

    /// `gene/HGNC:1100` leads to the gene's symbol (W80).
    private func followHGNC(_ name: String, _ handle: PanelHandle) async throws -> Response? {
        guard name.hasPrefix("HGNC:"), PanelKey.isNumber(String(name.dropFirst("HGNC:".count))) else { return nil }
        guard let symbol = try await genes.symbols(hgncID: name).first else { throw HTTPProblem.notFound }
        return redirect(.entity(.gene, symbol, on: handle.id))
    }

    // MARK: Live

    private func live(
        _ kind: EntityKind, _ name: String, _ handle: PanelHandle, _ request: Request, _ context: AppRequestContext,
        _ failed: EntityTools.Failed? = nil, _ status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let content = try await queries.content(handle)
        let rows = content.rows.filter { $0.kind == kind && $0.name == name }
        if content.isSuperPanel { return try children(rows, content, request, context) }
        guard let row = rows.first else { throw HTTPProblem.notFound }
        let filter = EntityFilter(request.pageQuery)
        let view = EntityView(
            panel: handle.id, panelName: content.header.name, status: content.header.status,
            version: content.header.version, entity: try Entity(document: row.document.bytes),
            gene: try Self.gene(of: row), colour: row.colour, flagged: row.flagged,
            dossier: try await reviews.dossier(of: row.id),
            elsewhere: try await elsewhere(kind, name, but: handle.id, context.viewer),
            place: try await table(handle).place(of: row, filter, on: handle.id), filter: filter,
            tools: try await tools(row, content.header, context, failed))
        return answer(EntityPageView(frame: frame, view: view).render(), request, context, status: status)
    }

    /// Nil for who may only read.
    private func tools(
        _ row: EntityRow, _ panel: PanelHeader, _ context: AppRequestContext, _ failed: EntityTools.Failed?
    ) async throws -> EntityTools? {
        let viewer = context.viewer
        guard Policy.may(.review, on: panel, viewer), let person = viewer.personID else { return nil }
        return EntityTools(
            person: person, isCurator: Policy.may(.curateEntity, on: panel, viewer),
            address: EntityAddress(panel: row.panel, kind: row.kind, name: row.name),
            revision: row.since, ready: row.ready, tags: viewer.isCurator ? try await vocabulary.tags() : [],
            addsTags: context.mayAddTags, failed: failed)
    }

    private static func gene(of row: EntityRow) throws -> GeneFacts? {
        try Entity(document: row.document.bytes).geneData.map { record throws(JSONError) in try GeneFacts(record) }
    }

    /// The entity on other panels that this viewer may list, by panel name.
    private func elsewhere(
        _ kind: EntityKind, _ name: String, but panel: PanelID, _ viewer: Viewer
    ) async throws -> [EntityView.Elsewhere] {
        let catalogue = try await queries.catalogue.current()
        let found: [EntityView.Elsewhere] = try await reviews.elsewhere(kind: kind, name: name).compactMap { other in
            guard other.panel != panel, let holder = catalogue[other.panel],
                Visibility.listedOnPages(holder.header.status, for: viewer)
            else { return nil }
            let line = try EntityLine(other.row, tally: nil, owner: nil)
            return EntityView.Elsewhere(
                panel: other.panel, name: holder.header.name, version: holder.header.version,
                status: holder.header.status, colour: other.row.colour, inheritance: line.inheritance)
        }
        return found.sorted { NameOrder.precedes($0.name, $1.name) }
    }

    /// A super panel has no entities of its own: the reader is sent to the child that has it, or chooses among several
    /// (W17).
    private func children(
        _ rows: [EntityRow], _ content: PanelContent, _ request: Request, _ context: AppRequestContext
    ) throws -> Response {
        guard let first = rows.first else { throw HTTPProblem.notFound }
        if rows.count == 1 { return redirect(.entity(first.kind, first.name, on: first.panel)) }
        let view = ChildChoiceView(
            frame: frame, panel: content.panel.id, panelName: content.header.name, kind: first.kind, name: first.name,
            status: content.header.status,
            children: rows.compactMap { row in
                content.owners[row.panel].map { owner in
                    ChildChoiceView.Child(
                        panel: row.panel, name: owner.header.name, version: owner.header.version, colour: row.colour)
                }
            })
        return answer(view.render(), request, context)
    }

    // MARK: Past

    private func past(
        _ kind: EntityKind, _ name: String, _ handle: PanelHandle, _ frozen: FrozenVersion, _ request: Request,
        _ context: AppRequestContext
    ) async throws -> Response {
        let content = try await queries.content(handle, at: frozen)
        guard !content.header.isSuperPanel, let row = content.rows.first(where: { $0.kind == kind && $0.name == name })
        else { throw HTTPProblem.notFound }
        let live = try await queries.catalogue.current()[handle.id]?.header
        let filter = EntityFilter(request.pageQuery)
        let table = EntityTable(
            try TableOrder.arrange(content.rows).map { row in try EntityLine(row, tally: nil, owner: nil) })
        let view = EntityView(
            panel: handle.id, panelName: content.header.name, status: live?.status ?? content.header.status,
            version: frozen.version, past: frozen, entity: try Entity(document: row.document.bytes),
            gene: try Self.gene(of: row), colour: row.colour, flagged: row.flagged,
            place: table.place(of: row, filter, on: handle.id), filter: filter)
        return answer(EntityPageView(frame: frame, view: view).render(), request, context)
    }
}

extension EntityTable {
    /// Where an entity stands among the rows that a filter shows, in its order; nil when it is not among them.
    func place(of row: EntityRow, _ filter: EntityFilter, on panel: PanelID) -> EntityView.Place? {
        let shown = shown(filter)
        guard let index = shown.firstIndex(where: { rows[$0].kind == row.kind && rows[$0].name == row.name }) else {
            return nil
        }
        func neighbour(_ index: Int) -> EntityView.Neighbour {
            let row = rows[shown[index]]
            return EntityView.Neighbour(
                kind: row.kind, name: row.name, colour: row.colour, panel: row.owner ?? panel)
        }
        let nearby = max(index - Self.nearby, 0)..<min(index + Self.nearby + 1, shown.count)
        return EntityView.Place(
            position: index + 1, total: shown.count, nearby: nearby.map(neighbour),
            previous: index > 0 ? neighbour(index - 1) : nil,
            next: index + 1 < shown.count ? neighbour(index + 1) : nil)
    }

    /// Entities shown on either side of the current one.
    private static let nearby = 5
}
