import Domain

/// Writes the small page that asks which child panel of a super panel is meant (`web.md 5.4`).
struct ChildChoiceView {
    struct Child {
        var panel: PanelID
        var name: String
        var version: Version
        var colour: Colour
    }

    let frame: Frame
    let panel: PanelID
    let panelName: String
    let kind: EntityKind
    let name: String
    let status: PanelStatus
    let children: [Child]

    func render() -> HTML {
        let title = "\(kind.title): \(name)"
        var page = Page(title: "\(title) (\(panelName))", section: .panels)
        page.crumbs = [Page.Crumb("Panels", .panels), Page.Crumb(panelName, .panel(panel)), Page.Crumb(name)]
        return frame.page(page) { html in
            html.statusBanner(status)
            html.element("h1", text: title)
            html.element("p", .class("lede")) { html in
                html.text("\(panelName) is a super panel. \(Words.count(children.count, "child panel")) of it ")
                html.text("hold this \(Words.noun(kind)):")
            }
            html.element("ul", .class("choice")) { html in
                for child in children {
                    html.element("li") { html in
                        html.badge(child.colour)
                        html.link(.entity(kind, name, on: child.panel), "\(child.name) v\(child.version)")
                    }
                }
            }
        }
    }
}
