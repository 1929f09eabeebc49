import Domain

/// What signed-in people can do with a panel, above its table (`web.md` 5.1, 6).
struct PanelToolsView {
    let view: PanelView
    let role: Role

    func write(to html: inout HTML) {
        guard view.moment.isLive, role.isVerified else { return }
        let isCurator = role == .curator
        if view.isSuperPanel, !isCurator { return }
        html.element("div", .class("tools desk"), .set("role", "group"), .set("aria-label", "Work on this panel")) {
            html in
            if !view.isSuperPanel, view.live.status != .deleted {
                for kind in EntityKind.allCases {
                    html.link(
                        .entityAddition(kind, on: view.id), kind == .str ? "Add an STR" : "Add a \(kind.rawValue)",
                        .class("btn"))
                }
            }
            guard isCurator else { return }
            html.link(.panelStep("update", on: view.id), "Edit panel", .class("btn"))
            if !view.isSuperPanel, view.live.status != .deleted {
                html.link(.panelStep("promote", on: view.id), "Promote…", .class("btn"))
                html.link(.panelStep("bulk", on: view.id), "Change many", .class("btn"))
            }
            more(&html)
        }
    }

    private func more(_ html: inout HTML) {
        html.element("details", .class("menu")) { html in
            html.element("summary", .class("btn"), text: "More")
            html.element("div", .class("acts")) { html in
                if !view.live.status.isPublic, view.live.status != .deleted {
                    html.actionButton("Approve: make public", to: .panelStep("approve", on: view.id))
                }
                if view.live.status.isPublic {
                    html.actionButton("Reject: make internal", to: .panelStep("reject", on: view.id))
                }
                if !view.isSuperPanel, view.live.status != .deleted {
                    html.actionButton("Mark all as not ready", to: .panelStep("mark_not_ready", on: view.id))
                }
                if view.live.status != .deleted {
                    html.element("details", .class("inl")) { html in
                        html.element("summary", text: "Delete…")
                        html.element(
                            "p", text: "The panel disappears from all lists. Curators can bring it back with its form.")
                        html.actionButton(
                            "Delete this panel", to: .panelStep("delete", on: view.id), style: "btn bad")
                    }
                }
            }
        }
    }
}
