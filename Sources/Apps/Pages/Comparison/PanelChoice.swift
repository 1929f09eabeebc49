import Domain

/// The form that asks which two panels to compare (`web.md 11.1`).
struct PanelChoice {
    /// As posted, in order.
    static let fields = ["panel_1", "panel_2"]

    let frame: Frame
    /// Panels that the reader may list, by name.
    let panels: [Panel]
    let state: FormState

    func render() -> HTML {
        var page = Page(title: "Compare panels", section: .panels)
        page.canonical = .compare
        page.crumbs = [Page.Crumb("Panels", .panels), Page.Crumb("Compare panels")]
        let options = panels.map { Field.Option("\($0.id)", "\($0.header.name) v\($0.header.version)") }
        return frame.page(page, capacity: panels.count * 160) { html in
            html.element("div", .class("narrow")) { html in
                html.element("h1", text: "Compare panels")
                FormView(
                    action: .compare, state: state,
                    fields: [
                        Field("panel_1", "First panel", .choice(options, prompt: "Choose a panel"), required: true),
                        Field("panel_2", "Second panel", .choice(options, prompt: "Choose a panel"), required: true),
                    ], submit: "Compare panels"
                ).write(to: &html)
            }
        }
    }
}
