import Domain
import Hummingbird
import Ports
import UseCases
import Web

extension SitePages {
    /// `GET /panels/{id}/`, with `?version=` a frozen version, with `?asof=` the state at the end of a day.
    @Sendable func panel(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        switch try await open(request, context) {
        case .elsewhere(let response): return response
        case .panel(let handle):
            let query = request.pageQuery
            let filter = EntityFilter(query)
            if let text = query["version"]?.trimmingText, !text.isEmpty {
                return try await panel(handle, version: text, filter, request, context)
            }
            if let text = query["asof"]?.trimmingText, !text.isEmpty {
                return try await panel(handle, asOf: text, filter, request, context)
            }
            return try await live(handle, filter, request, context)
        }
    }

    // MARK: Live

    private func live(
        _ handle: PanelHandle, _ filter: EntityFilter, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let parents = try await parents(of: handle.id, context.viewer)
        let mine = try await reviewed(on: handle.id, by: context.viewer)
        let make = {
            var view = try await self.liveView(handle, parents)
            view.mine = mine
            return PanelPageView(frame: self.frame, view: view, filter: filter, role: context.viewer.role).render()
        }
        guard filter.isDefault, mine.isEmpty else { return answer(try await make(), request, context) }
        let above = parents.map { "\($0.id)v\($0.version)" }.joined(separator: ",")
        return try await kept("panel|\(handle.pageKey)|\(above)|\(audience(context))", request, context, make: make)
    }

    /// What somebody who may review has reviewed there already (W12).
    private func reviewed(on panel: PanelID, by viewer: Viewer) async throws -> Set<EntityID> {
        guard viewer.isVerified, let person = viewer.personID else { return [] }
        return try await reviews.reviewed(by: person, on: panel)
    }

    private func liveView(_ handle: PanelHandle, _ parents: [PanelView.Child]) async throws -> PanelView {
        let content = try await queries.content(handle)
        let children = content.header.children.compactMap { id in
            content.owners[id].map { PanelView.Child(id: id, name: $0.header.name, version: $0.header.version) }
        }
        return PanelView(
            id: handle.id, oldCode: content.panel.oldCode, header: content.header, live: content.header, moment: .live,
            signedOff: content.panel.signedOff, children: children, parents: parents,
            reviewers: content.isSuperPanel ? [] : try await reviews.reviewers(of: handle.id),
            versions: try await queries.reader.versions(of: handle.id), table: try await table(handle))
    }

    /// The rendered table of the panel's live content.
    func table(_ handle: PanelHandle) async throws -> EntityTable {
        if let kept = tables.value(for: handle.pageKey) { return kept }
        let content = try await queries.content(handle)
        var tallies: [EntityID: ReviewTally] = [:]
        for owner in content.owners.keys {
            tallies.merge(try await reviews.tallies(of: owner)) { first, _ in first }
        }
        let table = EntityTable(
            try TableOrder.arrange(content.rows).map { row in
                let owner = content.isSuperPanel ? content.owners[row.panel]?.header : nil
                return try EntityLine(
                    row, tally: tallies[row.id] ?? ReviewTally(),
                    owner: owner.map { EntityLine.Owner(id: row.panel, name: $0.name, version: $0.version) })
            })
        tables.store(table, for: handle.pageKey, cost: table.cost)
        return table
    }

    private func parents(of id: PanelID, _ viewer: Viewer) async throws -> [PanelView.Child] {
        try await queries.catalogue.current().panels.filter { panel in
            panel.header.children.contains(id) && Visibility.listedOnPages(panel.header.status, for: viewer)
        }.map { PanelView.Child(id: $0.id, name: $0.header.name, version: $0.header.version) }
    }

    // MARK: Past

    private func panel(
        _ handle: PanelHandle, version text: String, _ filter: EntityFilter, _ request: Request,
        _ context: AppRequestContext
    ) async throws -> Response {
        do {
            switch try await queries.version(text, of: handle) {
            case .current: return try await live(handle, filter, request, context)
            case .frozen(let frozen):
                return try await past(handle, .version(frozen), filter, request, context) {
                    try await self.queries.content(handle, at: frozen)
                }
            }
        } catch is VersionProblem {
            return try await versions(
                handle, request, context, problem: "There is no version \(text) of this panel.", .notFound)
        }
    }

    private func panel(
        _ handle: PanelHandle, asOf text: String, _ filter: EntityFilter, _ request: Request,
        _ context: AppRequestContext
    ) async throws -> Response {
        guard let day = CivilDate(text) else {
            let problem = "“\(text)” is no day. Days are written like 2026-03-09."
            return try await versions(handle, request, context, problem: problem, .badRequest)
        }
        switch try await queries.moment(handle, asOf: day.end(in: frame.site.zone)) {
        case .before:
            let problem = "The panel did not exist yet on \(Words.date(day))."
            return try await versions(handle, request, context, problem: problem, .notFound)
        case .current: return redirect(Link.panel(handle.id).query(filter.pairs))
        case .version(let frozen):
            return redirect(Link.panel(handle.id).query([("version", "\(frozen.version)")] + filter.pairs))
        case .revision(let revision):
            return try await past(handle, .day(day), filter, request, context) {
                try await self.queries.content(handle, at: revision)
            }
        }
    }

    private func past(
        _ handle: PanelHandle, _ moment: PanelView.Moment, _ filter: EntityFilter, _ request: Request,
        _ context: AppRequestContext, content: () async throws -> PastContent
    ) async throws -> Response {
        guard let panel = try await queries.reader.panel(handle.id) else { throw HTTPProblem.notFound }
        let content = try await content()
        let isSuper = content.header.isSuperPanel
        let children = content.owners.map {
            PanelView.Child(id: $0.id, name: $0.header.name, version: $0.header.version)
        }
        let view = PanelView(
            id: handle.id, oldCode: panel.oldCode, header: content.header, live: panel.header, moment: moment,
            signedOff: panel.signedOff, children: isSuper ? children : [],
            versions: try await queries.reader.versions(of: handle.id), table: try Self.table(content))
        return answer(PanelPageView(frame: frame, view: view, filter: filter).render(), request, context)
    }

    private static func table(_ content: PastContent) throws -> EntityTable {
        let isSuper = content.header.isSuperPanel
        let owners = Dictionary(content.owners.map { ($0.id, $0.header) }, uniquingKeysWith: { first, _ in first })
        return EntityTable(
            try TableOrder.arrange(content.rows).map { row in
                guard isSuper, let owner = owners[row.panel] else {
                    return try EntityLine(row, tally: nil, owner: nil)
                }
                var line = try EntityLine(
                    row, tally: nil,
                    owner: EntityLine.Owner(id: row.panel, name: owner.name, version: owner.version))
                // The version in the address is the super panel's; the entity's page needs the child's.
                line.ownVersion = owner.version
                return line
            })
    }
}
