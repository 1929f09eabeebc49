import Domain
import Foundation
import Ports

/// Writes the page of an entity in a panel (`web.md 7`): facts, reviews and history one below the other, each with an
/// address of its own, so that nothing hides behind a tab.
struct EntityPageView {
    let frame: Frame
    let view: EntityView

    private var zone: TimeZone { frame.site.zone }

    func render() -> HTML {
        var page = Page(title: "\(view.title) (\(view.panelName))", section: .panels)
        page.canonical = .entity(view.entity.kind, view.entity.name, on: view.panel)
        page.isIndexed = view.past == nil && !Visibility.showsBanner(view.status)
        page.crumbs = crumbs
        return frame.page(page, capacity: 32_768) { html in
            html.statusBanner(view.status)
            pastNote(&html)
            html.element("div", .class("cols three")) { html in
                EntityAsideView(view: view).neighbours(&html)
                html.element("article") { html in
                    heading(&html)
                    jumps(&html)
                    EntityFactsView(view: view, zone: zone).write(to: &html)
                    if let dossier = view.dossier {
                        EntityReviewsView(view: view, dossier: dossier, zone: zone).write(to: &html)
                        if let tools = view.tools, tools.isCurator {
                            EntityToolsView(view: view, dossier: dossier, tools: tools).write(to: &html)
                        }
                        EntityHistoryView(
                            dossier: dossier, zone: zone,
                            activities: Link.activity.query([
                                ("panel", "\(view.panel)"), ("entity", view.entity.name),
                            ])
                        ).write(to: &html)
                    }
                }
                html.element("aside") { html in EntityAsideView(view: view).elsewhere(&html) }
            }
        }
    }

    private var crumbs: [Page.Crumb] {
        let back = Link.panel(view.panel).query(view.filter.pairs)
        var crumbs = [Page.Crumb("Panels", .panels), Page.Crumb(view.panelName, back)]
        if let past = view.past {
            let link = Link.panel(view.panel).query([("version", "\(past.version)")])
            crumbs.append(Page.Crumb("Version \(past.version)", link))
        }
        return crumbs + [Page.Crumb(view.entity.name)]
    }

    private func pastNote(_ html: inout HTML) {
        guard let past = view.past else { return }
        html.element("p", .class("note"), .set("role", "status")) { html in
            html.raw("As in <strong>version ")
            html.text("\(past.version)")
            html.raw("</strong>, superseded on ")
            html.date(past.frozenAt, in: zone)
            html.raw(". Reviews and history are on the ")
            html.link(.entity(view.entity.kind, view.entity.name, on: view.panel), "current page")
            html.raw(".")
        }
    }

    private func heading(_ html: inout HTML) {
        html.element("header", .class("ent")) { html in
            html.element("p", .class("quiet"), text: "\(view.panelName) v\(view.version)")
            html.element("h1", text: view.title)
            if view.entity.displayName != view.entity.name {
                html.element("p", .class("lede"), text: view.entity.displayName)
            }
            html.element("p", .class("verdict")) { html in
                html.badge(view.colour, view.colour.longName)
                if let dossier = view.dossier {
                    html.element("span") { html in
                        html.text(
                            RatingReason.words(
                                evidence: dossier.evidence, flagged: view.flagged, people: dossier.people, zone: zone))
                    }
                }
            }
        }
    }

    /// The parts of the page, under the names that the tabs of old addresses had.
    private func jumps(_ html: inout HTML) {
        guard let dossier = view.dossier else { return }
        html.element("nav", .class("tabs"), .set("aria-label", "On this page")) { html in
            html.link(.fragment("details"), "Details")
            html.link(.fragment("evaluate"), "Reviews (\(dossier.evaluations.count))")
            if view.tools?.isCurator ?? false { html.link(.fragment("review"), "Curation") }
            html.link(.fragment("history"), "History (\(dossier.track.count))")
        }
    }
}
