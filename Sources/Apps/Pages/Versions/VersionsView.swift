import Domain
import Foundation

/// Writes the page of a panel's versions: all of them, any two compared, the panel as of a day (`web.md 22.7`).
struct VersionsView {
    /// Two versions held against each other.
    struct Comparison {
        var from: Version
        var to: Version
        var changes: [EntityChange]
    }

    let frame: Frame
    let panel: PanelID
    let created: Instant
    let live: PanelHeader
    /// Newest first.
    let versions: [FrozenVersion]
    /// What changed in the newest versions against the one before, by version.
    let summaries: [Version: ChangeSummary]
    var comparison: Comparison?
    /// What was wrong with the request, for people.
    var problem: String?

    private var zone: TimeZone { frame.site.zone }

    func render() -> HTML {
        var page = Page(title: "Versions of \(live.name)", section: .panels)
        page.canonical = .versions(of: panel)
        page.crumbs = [Page.Crumb("Panels", .panels), Page.Crumb(live.name, .panel(panel)), Page.Crumb("Versions")]
        return frame.page(page, capacity: versions.count * 300 + 16_384) { html in
            html.statusBanner(live.status)
            html.element("div", .class("head")) { html in
                html.element("h1", text: "Versions of \(live.name)")
            }
            if let problem { html.element("p", .class("note bad"), .set("role", "alert"), text: problem) }
            forms(&html)
            if let comparison { ComparisonView(comparison: comparison, panel: panel).write(to: &html) }
            table(&html)
        }
    }

    // MARK: Forms

    private func forms(_ html: inout HTML) {
        html.element("div", .class("forms")) { html in
            html.element("form", .class("block"), .text("action", Link.panel(panel).text)) { html in
                html.element("h2", text: "As of a date")
                html.raw("<label for=\"asof\">Day</label>")
                html.void("input", .set("type", "date"), .id("asof"), .set("name", "asof"), .flag("required"))
                html.element("button", .class("btn"), text: "Show the panel")
            }
            // A super panel has no entities of its own to compare: its children have.
            if !versions.isEmpty, !live.isSuperPanel { compareForm(&html) }
        }
    }

    private func compareForm(_ html: inout HTML) {
        html.element("form", .class("block"), .text("action", Link.versions(of: panel).text)) { html in
            html.element("h2", text: "Compare two versions")
            let all = [live.version] + versions.map(\.version)
            choice("from", "From", all, comparison?.from ?? all[1], &html)
            choice("to", "To", all, comparison?.to ?? all[0], &html)
            html.element("button", .class("btn"), text: "Compare")
        }
    }

    private func choice(
        _ name: StaticString, _ label: String, _ versions: [Version], _ chosen: Version, _ html: inout HTML
    ) {
        html.element("label", .set("for", name), text: label)
        html.element("select", .set("id", name), .set("name", name)) { html in
            for version in versions {
                html.element(
                    "option", .text("value", "\(version)"), .flag("selected", version == chosen),
                    text: version == live.version ? "\(version) (current)" : "\(version)")
            }
        }
    }

    // MARK: All versions

    private func table(_ html: inout HTML) {
        html.element("table", .class("v")) { html in
            html.element("caption", text: Words.count(versions.count + 1, "version"))
            html.raw("<thead><tr><th scope=\"col\">Version</th><th scope=\"col\">Began</th>")
            html.raw("<th scope=\"col\">Ended</th><th scope=\"col\">What changed</th></tr></thead><tbody>")
            row(live.version, .panel(panel), began: live.versionCreated, nil, &html)
            for (index, frozen) in versions.enumerated() {
                let link = Link.panel(panel).query([("version", "\(frozen.version)")])
                // A version began when the one before it ended, and the first with the panel.
                let before = index + 1 < versions.count ? versions[index + 1].frozenAt : min(created, frozen.frozenAt)
                row(frozen.version, link, began: before, frozen, &html)
            }
            html.raw("</tbody>")
        }
    }

    private func row(
        _ version: Version, _ link: Link, began: Instant, _ frozen: FrozenVersion?, _ html: inout HTML
    ) {
        html.raw("<tr><th scope=\"row\">")
        html.link(link, "\(version)")
        html.raw("<td>")
        html.date(began, in: zone)
        html.raw("<td>")
        if let frozen {
            html.date(frozen.frozenAt, in: zone)
        } else {
            html.raw("<strong>current</strong>")
        }
        html.raw("<td>")
        if let summary = summaries[version] { html.element("div", text: summary.words) }
        if let day = frozen?.signedOff {
            html.element("span", .class("chip ok"), text: "Signed off \(Words.date(day))")
        }
        if let reason = frozen?.reason?.trimmingText, !reason.isEmpty {
            html.element("small") { html in html.plainText(reason) }
        }
        html.raw("\n")
    }
}
