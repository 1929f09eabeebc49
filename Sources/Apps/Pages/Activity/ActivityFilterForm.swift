import Domain

/// The form that asks for some of the activities; folded while nothing is asked for.
struct ActivityFilterForm {
    let filter: ActivityFilter
    /// Panels to choose from, by name.
    let panels: [Panel]
    /// Of the chosen panel; none before one is chosen.
    let versions: [Version]
    let mayExport: Bool

    func write(to html: inout HTML) {
        html.element("details", .class("sum"), .flag("open", !filter.isEmpty)) { html in
            html.element("summary", text: "Filter")
            summary(&html)
            html.element("form", .class("forms asked"), .set("method", "get"), .set("action", "/panels/activity/")) {
                html in
                select("panel", "Panel", "Any panel", panels.map { ("\($0.id)", $0.header.name) }, &html)
                select(
                    "version", "Version", versions.isEmpty ? "Choose a panel first" : "Any version",
                    versionTexts.map { ($0, $0) }, isOff: versionTexts.isEmpty, &html)
                field("entity", "Gene or Genomic Entity Name", &html) { html, problem in
                    html.void(
                        "input", .id("id_entity"), .set("name", "entity"),
                        .text("value", filter.values.text("entity")), .set("autocomplete", "off"),
                        .set("spellcheck", "false"), problem)
                }
                for (name, label) in [("date_from", "Date from"), ("date_to", "Date to")] {
                    field(name, label, &html) { html, problem in
                        // A day that cannot be understood is shown as it was typed.
                        let isWrong = filter.problems.contains { $0.field == name }
                        html.void(
                            "input", .id("id_\(name)"), .set("type", isWrong ? "text" : "date"), .text("name", name),
                            .text("value", filter.values.text(name)), problem)
                    }
                }
                let roles = [Role.curator, .reviewer, .external].map { ($0.rawValue, Self.title($0)) }
                select("user_type", "User type", "All", roles, &html)
                events(&html)
                html.element("fieldset") { html in
                    html.element("legend", .class("vh"), text: "More")
                    tick("training_group", "Training users only", filter.isTraining, &html)
                    tick("flagged_genes", "Flagged genes only", filter.isFlagged, &html)
                }
                html.element("p", .class("tools")) { html in
                    html.element("button", .class("btn main"), text: "Filter")
                    html.link(.activity, "Cancel", .class("btn"))
                    if mayExport {
                        html.element(
                            "button", .class("btn"), .set("name", "format"), .set("value", "csv"), text: "CSV Export")
                    }
                }
            }
        }
    }

    /// With the one that is asked for, should it be none of the panel's.
    private var versionTexts: [String] {
        let texts = versions.map { "\($0)" }
        guard let asked = filter.version, !texts.contains(asked) else { return texts }
        return texts + [asked]
    }

    private static func title(_ role: Role) -> String {
        switch role {
        case .curator: "Curators (GEL)"
        case .reviewer: "Reviewers"
        case .external: "External users"
        }
    }

    private func summary(_ html: inout HTML) {
        if filter.problems.isEmpty { return }
        html.element("div", .class("note bad problems"), .set("role", "alert")) { html in
            for problem in filter.problems {
                html.element("p") { html in html.link(.fragment("id_\(problem.field)"), problem.message) }
            }
        }
    }

    /// A control with its label; `write` takes what ties a problem to it.
    private func field(
        _ name: String, _ label: String, _ html: inout HTML, _ write: (inout HTML, Attribute) -> Void
    ) {
        let problems = filter.problems.filter { $0.field == name }
        html.element("div", .class(problems.isEmpty ? "field" : "field wrong")) { html in
            html.element("label", .text("for", "id_\(name)"), text: label)
            if !problems.isEmpty {
                html.element("div", .class("problem"), .id("id_\(name)-problem")) { html in
                    for problem in problems { html.element("p", text: problem.message) }
                }
            }
            write(&html, Attribute.text("aria-describedby", "id_\(name)-problem").when(!problems.isEmpty))
        }
    }

    private func select(
        _ name: String, _ label: String, _ prompt: String, _ options: [(value: String, title: String)],
        isOff: Bool = false, _ html: inout HTML
    ) {
        let chosen = filter.values.text(name)
        field(name, label, &html) { html, problem in
            html.element(
                "select", .id("id_\(name)"), .text("name", name), .flag("disabled", isOff), problem
            ) { html in
                html.element("option", .set("value", ""), text: prompt)
                for option in options {
                    html.element(
                        "option", .text("value", option.value), .flag("selected", option.value == chosen),
                        text: option.title)
                }
            }
        }
    }

    private func events(_ html: inout HTML) {
        html.element("fieldset", .class("field"), .id("id_event_type")) { html in
            html.element("legend", text: "Event types")
            html.element("div", .class("chips")) { html in
                for topic in ActivityTopic.allCases {
                    html.element("label") { html in
                        html.void(
                            "input", .set("type", "checkbox"), .set("name", "event_type"),
                            .text("value", topic.rawValue), .flag("checked", filter.topics.contains(topic)))
                        html.element("span", text: topic.title)
                    }
                }
            }
        }
    }

    private func tick(_ name: StaticString, _ title: String, _ isOn: Bool, _ html: inout HTML) {
        html.element("label", .class("tick")) { html in
            html.void(
                "input", .set("type", "checkbox"), .set("name", name), .set("value", "on"),
                .flag("checked", isOn))
            html.element("span", text: title)
        }
    }
}
