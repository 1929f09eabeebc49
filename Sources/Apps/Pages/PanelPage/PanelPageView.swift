import Domain
import Foundation
import Ports

/// Writes the page of a panel, today's or a past one (`web.md 5`).
struct PanelPageView {
    let frame: Frame
    let view: PanelView
    let filter: EntityFilter
    /// Of who asks; nil for visitors.
    var role: Role?

    private var zone: TimeZone { frame.site.zone }

    func render() -> HTML {
        var page = Page(title: "\(view.header.name) (Version \(view.header.version))", section: .panels)
        page.canonical = .panel(view.id)
        page.isIndexed = view.moment.isLive && !Visibility.showsBanner(view.live.status)
        page.crumbs = [Page.Crumb("Panels", .panels)]
        if view.moment.isLive {
            page.crumbs.append(Page.Crumb(view.header.name))
        } else {
            page.crumbs += [Page.Crumb(view.live.name, .panel(view.id)), Page.Crumb(momentWords)]
        }
        return frame.page(page, capacity: view.table.body.bytes.count + 32_768) { html in
            html.statusBanner(view.live.status)
            pastBanner(&html)
            heading(&html)
            lead(&html)
            if let role { PanelToolsView(view: view, role: role).write(to: &html) }
            summary(&html)
            EntityTableView(
                table: view.table, filter: filter, kept: kept, mine: view.mine, showsReady: showsReady,
                page: .panel(view.id)
            ).write(to: &html)
            if view.moment.isLive { PanelFootView(view: view, zone: zone).write(to: &html) }
        }
    }

    private var kept: [(name: String, value: String)] {
        switch view.moment {
        case .live: []
        case .version(let frozen): [("version", "\(frozen.version)")]
        case .day(let day): [("asof", "\(day)")]
        }
    }

    private var momentWords: String {
        switch view.moment {
        case .live: "Version \(view.header.version)"
        case .version(let frozen): "Version \(frozen.version)"
        case .day(let day): "As of \(Words.date(day))"
        }
    }

    // MARK: Top

    private func pastBanner(_ html: inout HTML) {
        if view.moment.isLive { return }
        html.element("p", .class("note"), .set("role", "status")) { html in
            switch view.moment {
            case .live: break
            case .version(let frozen):
                html.raw("This is <strong>version ")
                html.text("\(frozen.version)")
                html.raw("</strong> of ")
                html.date(view.header.versionCreated, in: zone)
                html.raw(", superseded on ")
                html.date(frozen.frozenAt, in: zone)
                if let day = frozen.signedOff {
                    html.raw("; it was <strong>signed off</strong> on ")
                    html.time(day)
                }
                html.raw(". ")
            case .day(let day):
                html.raw("This is the panel <strong>as of ")
                html.time(day)
                html.raw("</strong>")
                html.text(", when it stood at version \(view.header.version). ")
            }
            html.link(.panel(view.id), "Current is version \(view.live.version)")
        }
    }

    private func heading(_ html: inout HTML) {
        html.element("div", .class("head")) { html in
            html.element("div") { html in
                html.element("h1", text: view.header.name)
                html.element("p", .class("sub")) { html in
                    html.element("strong", text: "Version \(view.header.version)")
                    html.raw(" · ")
                    html.date(view.header.versionCreated, in: zone)
                    labels(&html)
                }
            }
            html.element("div", .class("tools")) { html in
                if !view.versions.isEmpty { VersionMenu(view: view, zone: zone).write(to: &html) }
                if view.moment.isLive {
                    if !view.isSuperPanel {
                        let link = Link.activity.query([("panel", "\(view.id)")])
                        html.link(link, "Activity", .class("btn"), .set("title", "Panel Activity"))
                    }
                    html.link(Link.compare.query([("panel_1", "\(view.id)")]), "Compare", .class("btn"))
                    html.link(.document(of: view.id), "JSON", .class("btn"), .set("title", "This panel in the API"))
                }
            }
        }
    }

    private func labels(_ html: inout HTML) {
        html.statusChip(view.live.status)
        if view.isSuperPanel { html.chip("Super panel") }
        for type in view.header.types where !(view.isSuperPanel && type.slug == "superpanel") { html.chip(type.name) }
    }

    private func lead(_ html: inout HTML) {
        if view.moment.isLive, let signedOff = view.signedOff {
            html.element("p", .class("note info")) { html in
                html.text(frame.site.signedOffMessage)
                html.raw(": ")
                let version = Words.signedOff(signedOff)
                html.link(Link.panel(view.id).query([("version", "\(signedOff.version)")]), version)
            }
        }
        html.element("dl", .class("facts")) { html in
            fact("Level 3", view.header.diseaseSubGroup, &html)
            fact("Level 2", view.header.diseaseGroup, &html)
            disorders(EntityDocument.cleaned(view.header.relevantDisorders ?? []), &html)
            panels(Words.count(view.children.count, "child panel"), view.children, &html)
            panels("Part of", view.parents, &html)
            fact("Previous code", view.oldCode ?? "", &html)
        }
        description(&html)
    }

    private func fact(_ name: StaticString, _ value: String, _ html: inout HTML) {
        if value.isEmpty { return }
        html.raw("<div><dt>")
        html.raw(name)
        html.raw("</dt><dd>")
        html.text(value)
        html.raw("</dd></div>")
    }

    /// A long list folds, because the table is what people come for.
    private func disorders(_ names: [String], _ html: inout HTML) {
        let shown = names.count <= 5 ? names.count : 4
        let first = names.prefix(shown).joined(separator: ", ")
        if shown == names.count { return fact("Relevant disorders", first, &html) }
        html.raw("<div><dt>Relevant disorders</dt><dd>")
        html.text(first)
        html.element("details", .class("inl")) { html in
            html.element("summary", text: "and \(names.count - shown) more")
            html.text(", \(names.dropFirst(shown).joined(separator: ", "))")
        }
        html.raw("</dd></div>")
    }

    private func panels(_ name: String, _ panels: [PanelView.Child], _ html: inout HTML) {
        if panels.isEmpty { return }
        html.raw("<div><dt>")
        html.text(name)
        html.raw("</dt><dd>")
        for (index, panel) in panels.enumerated() {
            if index > 0 { html.raw(", ") }
            html.link(.panel(panel.id), "\(panel.name) v\(panel.version)")
        }
        html.raw("</dd></div>")
    }

    private func description(_ html: inout HTML) {
        let text = view.header.description.trimmingText
        if text.isEmpty { return }
        if text.count <= Self.unfoldedDescription {
            return html.element("p", .class("about")) { html in html.plainText(text) }
        }
        html.element("details", .class("about")) { html in
            html.element("summary", text: "Description")
            html.element("p") { html in html.plainText(text) }
        }
    }

    /// Longer texts, in characters, would push the table out of sight: they fold.
    private static let unfoldedDescription = 320

    // MARK: Numbers

    /// Only curators see what is ready for the next major version, and only of what lives (`web.md 3.3`).
    private var showsReady: Bool { role == .curator && view.moment.isLive }

    private func summary(_ html: inout HTML) {
        let table = view.table
        if table.rows.isEmpty { return }
        html.element("section", .class("sum"), .set("aria-label", "Numbers")) { html in
            html.element("p") { html in
                html.element("strong", text: Words.count(table.rows.count, "Entity", "Entities"))
                let kinds = EntityKind.allCases.compactMap { kind in
                    table.kinds[kind].map { Words.count($0, of: kind) }
                }
                if kinds.count > 1 { html.text(": \(kinds.joined(separator: ", "))") }
                if table.showsReviews {
                    html.element("span", .class("quiet")) { html in
                        html.text(" · \(Words.number(table.reviewed)) reviewed")
                        if !view.isSuperPanel, !view.reviewers.isEmpty {
                            html.text(" by \(Words.count(view.reviewers.count, "reviewer"))")
                        }
                        if showsReady { html.text(" · \(Words.number(table.rows.count { $0.ready })) ready") }
                    }
                }
            }
            html.ratingBar(table.colours)
        }
    }
}

extension Words {
    /// `Signed Off v.4.0 on 9 Mar 2026`
    static func signedOff(_ signedOff: SignedOff) -> String {
        "Signed Off v.\(signedOff.version) on \(date(signedOff.date))"
    }
}

extension Link {
    /// The panel's document in the API.
    static func document(of id: PanelID) -> Link { Link.api("/api/v1/panels/\(id)/") }
}
