import Domain
import Hummingbird
import UseCases
import Web

extension SitePages {
    /// `GET /panels/`
    @Sendable func panelList(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let filter = PanelFilter(request.pageQuery)
        let catalogue = try await queries.catalogue.current()
        guard filter.isDefault else {
            return answer(try await list(catalogue, filter, context.viewer).render(), request, context)
        }
        let key = "list|\(catalogue.stamp.panels)-\(catalogue.stamp.total)|\(audience(context))"
        return try await kept(key, request, context) { try await list(catalogue, filter, context.viewer).render() }
    }

    private func list(
        _ catalogue: CatalogueSnapshot, _ filter: PanelFilter, _ viewer: Viewer
    ) async throws -> PanelListView {
        var listed = catalogue.panels.filter { Visibility.listedOnPages($0.header.status, for: viewer) }
        var hint: PanelListView.GeneHint?
        if let gene = filter.gene {
            let holders = try await reviews.panels(withGene: gene)
            listed = listed.filter { holders.contains($0.id) || !holders.isDisjoint(with: $0.header.children) }
        } else if let symbol = Self.symbol(in: filter.text) {
            let holders = try await reviews.panels(withGene: symbol)
            let count = listed.count { holders.contains($0.id) || !holders.isDisjoint(with: $0.header.children) }
            if count > 0 { hint = PanelListView.GeneHint(symbol: symbol, panels: count) }
        }
        return PanelListView(
            frame: frame, lines: listed.map { PanelLine($0) }, filter: filter, hint: hint,
            mayCreate: Permission.curatePanel.isGranted(to: viewer.role))
    }

    /// The search text as a symbol, if it could be one: one word of the length that symbols have.
    private static func symbol(in text: String) -> String? {
        let isWord = text.utf8.allSatisfy { Link.isUnreserved($0) }
        return (2...20).contains(text.utf8.count) && isWord ? text.uppercased() : nil
    }
}
