import Domain
import Hummingbird
import Ports
import UseCases
import Web

extension SitePages {
    /// `GET /`
    @Sendable func home(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let catalogue = try await queries.catalogue.current()
        let texts = try await texts.homeTexts()
        let key = "home|\(catalogue.stamp.panels)-\(catalogue.stamp.total)|\(texts.hashValue)"
        return try await kept(key, request, context) { home(catalogue, texts).render() }
    }

    private func home(_ catalogue: CatalogueSnapshot, _ texts: [HomeText]) -> HomeView {
        // What the site says about itself is the same for everybody: public panels.
        let panels = catalogue.panels.filter { $0.header.status.isPublic }
        let lines = panels.map { PanelLine($0) }
        let recent = lines.sorted { $0.versionCreated > $1.versionCreated }.prefix(Self.recentPanels)
        return HomeView(
            frame: frame, numbers: Self.numbers(panels, lines), recent: Array(recent), texts: Self.ordered(texts))
    }

    private static let recentPanels = 8

    private static func numbers(_ panels: [Panel], _ lines: [PanelLine]) -> HomeView.Numbers {
        var numbers = HomeView.Numbers()
        var reviewers: Set<PersonID> = []
        // A super panel only repeats its children.
        for (panel, line) in zip(panels, lines) where !line.isSuperPanel {
            numbers.entities += line.entities
            numbers.green += line.green
            reviewers.formUnion(panel.statistics?.reviewers ?? [])
        }
        numbers.panels = lines.count
        numbers.reviewers = reviewers.count
        numbers.signedOff = lines.count { $0.signedOff != nil }
        return numbers
    }

    /// By section number, the introduction before all others (`web.md 14`).
    private static func ordered(_ texts: [HomeText]) -> [HomeText] {
        texts.sorted { a, b in
            let (first, second) = (a.href == "Introduction", b.href == "Introduction")
            return first == second ? (a.section, a.id) < (b.section, b.id) : first
        }
    }
}
