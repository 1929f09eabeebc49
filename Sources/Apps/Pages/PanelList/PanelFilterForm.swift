import Domain

/// The filter row of the list of panels.
struct PanelFilterForm {
    let lines: [PanelLine]
    let filter: PanelFilter

    func write(to html: inout HTML) {
        html.element(
            "form", .class("filter"), .set("method", "get"), .set("action", "/panels/"), .set("role", "search"),
            .set("aria-label", "Filter panels"), .set("data-filter", "")
        ) { html in
            hidden("gene", filter.gene, &html)
            hidden("sort", filter.pairs.first { $0.name == "sort" }?.value, &html)
            html.void(
                "input", .set("type", "search"), .set("name", "q"), .set("aria-label", "Filter panels"),
                .set("placeholder", "Filter panels"), .text("value", filter.text), .set("autocomplete", "off"),
                .set("spellcheck", "false"))
            types(&html)
            statuses(&html)
            if lines.contains(where: { $0.signedOff != nil }) || filter.isSignedOff {
                html.element("fieldset", .class("chips")) { html in
                    html.raw("<legend class=\"vh\">Signed off</legend><label>")
                    html.void(
                        "input", .set("type", "checkbox"), .set("name", "signed_off"), .set("value", "1"),
                        .flag("checked", filter.isSignedOff))
                    html.raw("<span>Signed off</span></label>")
                }
            }
            html.element("button", .class("apply"), text: "Apply")
        }
    }

    private func hidden(_ name: StaticString, _ value: String?, _ html: inout HTML) {
        guard let value else { return }
        html.void("input", .set("type", "hidden"), .set("name", name), .text("value", value))
    }

    private func types(_ html: inout HTML) {
        var names: [String: String] = [:]
        for type in lines.flatMap(\.types) { names[type.slug] = type.name }
        if let slug = filter.type, names[slug] == nil { names[slug] = slug }
        if names.isEmpty { return }
        html.element("select", .set("name", "type"), .set("aria-label", "Panel type")) { html in
            html.raw("<option value=\"\">Any type</option>")
            for (slug, name) in names.sorted(by: { NameOrder.precedes($0.value, $1.value) }) {
                html.element("option", .text("value", slug), .flag("selected", slug == filter.type), text: name)
            }
        }
    }

    /// Offered only to those for whom there is something to choose.
    private func statuses(_ html: inout HTML) {
        let present = Set(lines.map(\.status)).union(filter.status.map { [$0] } ?? [])
        if present.count < 2 { return }
        html.element("select", .set("name", "status"), .set("aria-label", "Status")) { html in
            html.raw("<option value=\"\">Any status</option>")
            for status in PanelStatus.allCases where present.contains(status) {
                html.element(
                    "option", .text("value", status.rawValue), .flag("selected", status == filter.status),
                    text: status.title)
            }
        }
    }
}
