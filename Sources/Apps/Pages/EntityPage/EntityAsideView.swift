import Domain
import Ports

/// What stands beside an entity: its neighbours in the list, and the same entity on other panels.
struct EntityAsideView {
    let view: EntityView

    private static let unfolded = 8

    private func link(_ neighbour: EntityView.Neighbour) -> Link {
        let version = view.past.map { "\($0.version)" }
        return Link.entity(neighbour.kind, neighbour.name, on: neighbour.panel)
            .query([("version", version)] + view.filter.pairs)
    }

    // MARK: Neighbours

    /// Comes before the entity itself: on a phone it is the row of two buttons above it.
    func neighbours(_ html: inout HTML) {
        guard let place = view.place else { return }
        html.element("nav", .class("block near"), .set("aria-label", "Entities of the panel")) { html in
            html.element("div", .class("steps")) { html in
                step(place.previous, "Prev", "prev", &html)
                html.element("span", .class("quiet")) { html in
                    html.text("\(Words.number(place.position)) of \(Words.number(place.total))")
                }
                step(place.next, "Next", "next", &html)
            }
            html.element("ol") { html in
                for neighbour in place.nearby { item(neighbour, &html) }
            }
        }
    }

    private func step(
        _ neighbour: EntityView.Neighbour?, _ word: String, _ direction: StaticString, _ html: inout HTML
    ) {
        guard let neighbour else {
            return html.element("span", .class("btn off"), .set("aria-disabled", "true"), text: word)
        }
        html.element(
            "a", .class("btn"), .href(link(neighbour)), .set("rel", direction), .text("title", neighbour.name)
        ) { html in
            html.text(word)
            html.element("span", .class("vh"), text: ": \(neighbour.name)")
        }
    }

    private func item(_ neighbour: EntityView.Neighbour, _ html: inout HTML) {
        let isCurrent =
            neighbour.kind == view.entity.kind && neighbour.name == view.entity.name && neighbour.panel == view.panel
        html.element("li") { html in
            html.element("a", .href(link(neighbour)), .set("aria-current", "page").when(isCurrent)) { html in
                html.dot(neighbour.colour)
                html.text(neighbour.name)
                if neighbour.kind != .gene { html.element("small", text: neighbour.kind.title) }
            }
        }
    }

    // MARK: Other panels

    func elsewhere(_ html: inout HTML) {
        let noun = Words.noun(view.entity.kind)
        if view.past != nil { return }
        html.element("section", .class("block"), .set("aria-labelledby", "elsewhere")) { html in
            html.element("h2", .id("elsewhere"), text: "Other panels with this \(noun)")
            if view.elsewhere.isEmpty {
                return html.element("p", .class("quiet"), text: "On no other panel.")
            }
            html.element("p") { html in html.link(.entity(view.entity.name), "\(view.entity.name) on all panels") }
            html.folded(view.elsewhere, after: Self.unfolded) { html, other in
                html.badge(other.colour)
                html.element("div") { html in
                    html.link(.entity(view.entity.kind, view.entity.name, on: other.panel), other.name)
                    html.element("small") { html in
                        html.text("v\(other.version) · \(other.inheritance)")
                    }
                    html.statusChip(other.status)
                }
            }
        }
    }
}

extension HTML {
    /// A rating as shape and letter where there is no room for its word; the word is there for those who listen.
    mutating func dot(_ colour: Colour) {
        raw("<span class=\"dot ")
        raw(colour.cssClass)
        raw("\" title=\"")
        text(colour.longName)
        raw("\"><span aria-hidden=\"true\">")
        text(colour.letter)
        raw("</span><span class=\"vh\">")
        text("\(colour.shortName) ")
        raw("</span></span>")
    }
}
