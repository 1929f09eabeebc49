import Domain
import Foundation
import Hummingbird
import Ports
import UseCases
import Web

/// Answers that list panels or versions: R2 and R4 of `api.md 7.1`, and all versions of a panel (decision 12).
struct ListAnswers: Sendable {
    let queries: PanelQueries
    let genes: any GeneRepo

    /// `api.md 7.3`; the same for everybody (decision 22).
    func panels(_ asked: APIRequest) async throws -> Response {
        let catalogue = try await queries.catalogue.current()
        let includesRetired = asked.query.nonEmpty("retired") != nil
        let slugs = asked.query.list("type")
        let candidates = asked.query.nonEmpty("name").map { catalogue.matching($0) } ?? catalogue.panels
        let rows = candidates.filter { panel in
            Visibility.listedByAPI(panel.header.status, includingRetired: includesRetired)
                && (slugs.map { slugs in panel.header.types.contains { slugs.contains($0.slug) } } ?? true)
        }
        return try asked.answer(asked.page(of: rows.count)) { index, json in
            let panel = visible(rows[index], catalogue, .anonymous)
            json.raw(PanelDocument.panel(id: panel.id, oldCode: panel.oldCode, panel.header, zone: queries.zone).bytes)
        }
    }

    /// A list row of a super panel names only children that the reader may read, as its own page does.
    private func visible(_ panel: Panel, _ catalogue: CatalogueSnapshot, _ viewer: Viewer) -> Panel {
        guard panel.header.isSuperPanel else { return panel }
        var panel = panel
        panel.header.children.removeAll { id in
            catalogue[id].map { !Visibility.mayView($0.header.status, by: viewer) } ?? true
        }
        return panel
    }

    /// `api.md 7.5`: in spite of its name one row, the current version. An unknown number is an empty page.
    func currentVersion(_ key: String, _ asked: APIRequest) async throws -> Response {
        guard let panel = try await header(key, asked) else { return try asked.answer(asked.page(of: 0)) { _, _ in } }
        return try asked.answer(asked.page(of: 1)) { _, json in
            json.raw(PanelDocument.panel(id: panel.id, oldCode: panel.oldCode, panel.header, zone: queries.zone).bytes)
        }
    }

    /// Every version, newest first, with the reason and the sign-off of each (decision 12).
    func allVersions(_ key: String, _ asked: APIRequest) async throws -> Response {
        guard let panel = try await header(key, asked) else { return try asked.answer(asked.page(of: 0)) { _, _ in } }
        let frozen = try await queries.reader.versions(of: panel.id)
        let page = try asked.page(of: frozen.count + 1)
        var rows: [(header: PanelHeader, version: FrozenVersion?)] = []
        for index in page.range {
            if index == 0 {
                rows.append((panel.header, nil))
            } else if let header = try await queries.reader.header(of: panel.id, at: frozen[index - 1].revision) {
                rows.append((header, frozen[index - 1]))
            }
        }
        return asked.answer(page) { index, json in
            guard rows.indices.contains(index - page.range.lowerBound) else { return }
            let row = rows[index - page.range.lowerBound]
            json.beginObject()
            PanelDocument.writeMembers(
                id: panel.id, oldCode: panel.oldCode, row.header, zone: queries.zone, to: &json)
            json.key("reason")
            json.string(row.version?.reason)
            json.key("signed_off")
            json.string(row.version?.signedOff?.description)
            json.endObject()
        }
    }

    /// Nil for an unknown or hidden number, 404 for an unknown name (`api.md 6.1`, O11).
    private func header(_ key: String, _ asked: APIRequest) async throws -> Panel? {
        guard let handle = try await queries.open(key, for: asked.viewer) else {
            if PanelKey.isNumber(key) { return nil }
            throw HTTPProblem.notFound
        }
        guard let panel = try await queries.reader.panel(handle.id) else { return nil }
        return visible(panel, try await queries.catalogue.current(), asked.viewer)
    }
}
