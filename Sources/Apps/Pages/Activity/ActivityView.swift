import Domain
import Foundation
import Ports

/// Writes a page of the activities with its filter (`web.md 13`).
struct ActivityView {
    /// One page of what a search found.
    struct Found {
        var lines: [Activity]
        var total: Int
        /// From 1.
        var page: Int
        var pages: Int
    }

    let frame: Frame
    let filter: ActivityFilter
    /// Nil where the filter could not be understood.
    let found: Found?
    /// Panels whose activity the reader may see, by name.
    let panels: [Panel]
    /// Of the chosen panel, newest first.
    let versions: [Version]
    let mayExport: Bool
    let isReadable: (PanelID) -> Bool
    let isLive: (EntityKind, String, PanelID) -> Bool

    private var zone: TimeZone { frame.site.zone }

    func render() throws -> HTML {
        var page = Page(title: "Activity", section: .activity)
        page.canonical = Link.activity.query(filter.pairs)
        page.isIndexed = false
        let rows = try (found?.lines ?? []).map { try row($0) }
        let words = filter.text.lowercased().split(separator: " ")
        let shown = rows.map { row in words.allSatisfy { row.text.contains($0) } }
        return frame.page(page, capacity: 65_536) { html in
            html.element("h1", text: "Activity")
            ActivityFilterForm(filter: filter, panels: panels, versions: versions, mayExport: mayExport).write(
                to: &html)
            guard let found else { return }
            if found.total == 0 {
                return html.element("p", .class("none"), text: "Nothing was done that fits the filter.")
            }
            html.element("section", .class("list"), .set("aria-label", "Activities"), .set("data-list", "activity")) {
                html in
                textFilter(shown.count { $0 }, &html)
                html.element("table", .class("v bulk")) { html in
                    html.element("caption", .class("vh"), text: "What was done, newest first")
                    html.raw("<thead><tr><th scope=\"col\">Date</th><th scope=\"col\">Panel</th>")
                    html.raw("<th scope=\"col\">Item</th><th scope=\"col\">Activity</th></tr></thead><tbody>\n")
                    for (row, isShown) in zip(rows, shown) {
                        html.raw(isShown ? "<tr>" : "<tr hidden>")
                        html.piece(row.html)
                        html.raw("\n")
                    }
                    html.raw("</tbody>")
                }
                html.element(
                    "p", .class("none"), .set("data-none", ""), .flag("hidden", shown.contains(true)),
                    text: "No line of this page fits.")
            }
            pager(found, &html)
        }
    }

    /// The filter over the lines of this page; it keeps what the search was for.
    private func textFilter(_ shown: Int, _ html: inout HTML) {
        html.element(
            "form", .class("filter"), .set("method", "get"), .set("action", "/panels/activity/"),
            .set("role", "search"), .set("aria-label", "Filter this page"), .set("data-filter", "")
        ) { html in
            let page = found.flatMap { $0.page > 1 ? "\($0.page)" : nil }
            for (name, value) in filter.pairs + [("page", page)] {
                guard let value else { continue }
                html.void("input", .set("type", "hidden"), .text("name", name), .text("value", value))
            }
            html.void(
                "input", .set("type", "search"), .set("name", "q"), .set("aria-label", "Filter this page"),
                .set("placeholder", "Filter this page"), .text("value", filter.text), .set("autocomplete", "off"),
                .set("spellcheck", "false"))
            html.element("button", .class("apply"), text: "Apply")
            html.element(
                "output", .set("role", "status"), .set("data-count", "action"), text: Words.count(shown, "action"))
        }
    }

    private func pager(_ found: Found, _ html: inout HTML) {
        html.element("nav", .class("steps"), .set("aria-label", "Pages")) { html in
            step("Previous page", found.page - 1, found, "prev", &html)
            html.element(
                "span", .class("quiet"),
                text: "Page \(Words.number(found.page)) of \(Words.number(found.pages)). "
                    + "\(Words.count(found.total, "action")) in all.")
            step("Next page", found.page + 1, found, "next", &html)
        }
    }

    private func step(
        _ title: String, _ number: Int, _ found: Found, _ direction: StaticString, _ html: inout HTML
    ) {
        guard (1...found.pages).contains(number) else {
            return html.element("span", .class("btn off"), .set("aria-disabled", "true"), text: title)
        }
        let link = Link.activity.query(filter.pairs + [("page", number == 1 ? nil : "\(number)")])
        html.link(link, title, .class("btn"), .set("rel", direction))
    }

    // MARK: Rows

    private struct Row {
        var html: HTML
        /// Lower-case text that the filter looks in.
        var text: String
    }

    private func row(_ line: Activity) throws(JSONError) -> Row {
        let names = try ActivityNames(line)
        let panel = line.panel ?? names.panelID.map { PanelID($0) }
        let panelWords = [names.panelName, names.panelVersion.map { "v\($0)" }].compactMap { $0 }.joined(separator: " ")
        let user = names.userName ?? ""
        let html = HTML(capacity: 512) { html in
            html.raw("<th scope=row>")
            html.element(
                "time", .text("datetime", line.created.iso(in: zone)),
                .text("title", Words.dateAndTime(line.created, in: zone)), text: Self.date(line.created, zone))
            html.raw("<td>")
            if let panel, isReadable(panel) {
                html.link(.panel(panel), panelWords.isEmpty ? "Panel \(panel)" : panelWords)
            } else {
                html.text(panelWords)
            }
            html.raw("<td>")
            item(line, panel, &html)
            html.raw("<td>")
            if !user.isEmpty { html.element("strong", text: user) }
            html.element("div") { html in html.plainText(line.text.trimmingText) }
        }
        let text = [Self.date(line.created, zone), panelWords, line.entityName ?? "", user, line.text]
        return Row(html: html, text: text.joined(separator: " ").lowercased())
    }

    /// A link while the entity is still there.
    private func item(_ line: Activity, _ panel: PanelID?, _ html: inout HTML) {
        guard let name = line.entityName, !name.isEmpty else { return }
        let kind = line.entityType.flatMap { EntityKind(rawValue: $0) }
        if let panel, let kind, isReadable(panel), isLive(kind, name, panel) {
            html.link(.entity(kind, name, on: panel), name)
        } else {
            html.text(name)
        }
    }

    /// `09 Mar 2026`: days of two digits stand in line.
    private static func date(_ moment: Instant, _ zone: TimeZone) -> String {
        let day = moment.day(in: zone)
        return (day.day < 10 ? "0" : "") + Words.date(day)
    }
}
