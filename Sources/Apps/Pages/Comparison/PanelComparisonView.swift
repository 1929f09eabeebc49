import Domain

/// Writes two panels side by side (`web.md 11.2`): one row for each entity of either, with what to do about the difference.
struct PanelComparisonView {
    let frame: Frame
    let comparison: PanelComparison
    let filter: ComparisonFilter
    /// Of who asks; nil for visitors.
    let role: Role?

    private var first: PanelComparison.Head { comparison.first }
    private var second: PanelComparison.Head { comparison.second }
    private var address: Link { .comparison(first.id, second.id) }
    private var mayCopy: Bool { Permission.copy.isGranted(to: role) }

    func render() -> HTML {
        let shown = comparison.items.map { ($0, filter.isDefault || filter.admits($0, text: text(of: $0))) }
        let count = shown.count { $0.1 }
        var page = Page(title: "“\(first.header.name)” and “\(second.header.name)”", section: .panels)
        page.canonical = address
        page.isIndexed = false
        page.crumbs = [
            Page.Crumb("Panels", .panels), Page.Crumb("Compare", .compare),
            Page.Crumb("“\(first.header.name)” & “\(second.header.name)”"),
        ]
        return frame.page(page, capacity: comparison.items.count * 480) { html in
            html.statusBanner(first.header.status)
            html.statusBanner(second.header.status)
            heading(&html)
            html.element("section", .class("list"), .set("aria-label", "Entities"), .set("data-list", "compared")) {
                html in
                ComparisonFilterForm(comparison: comparison, filter: filter, shown: count, address: address)
                    .write(to: &html)
                html.element("table", .class("t c")) { html in
                    html.element("caption", .class("vh"), text: "Entities of either panel with their ratings on both")
                    html.raw("<thead><tr><th scope=\"col\">Entity</th>")
                    for head in [first, second] {
                        html.element("th", .set("scope", "col")) { html in
                            html.link(.panel(head.id), "\(head.header.name) v\(head.header.version)")
                        }
                    }
                    html.raw("<th scope=\"col\">Difference</th></tr></thead><tbody>\n")
                    for (item, isShown) in shown { row(item, isShown, &html) }
                    html.raw("</tbody>")
                }
                html.element("p", .class("none"), .set("data-none", ""), .flag("hidden", count > 0)) { html in
                    html.text(
                        comparison.items.isEmpty ? "Neither panel has entities yet." : "Nothing fits the filter. ")
                    if !comparison.items.isEmpty { html.link(address, "Show all") }
                }
            }
        }
    }

    private func heading(_ html: inout HTML) {
        html.element("div", .class("head")) { html in
            html.element("div") { html in
                html.element("h1", text: "Comparing panels")
                html.element("p", .class("sub")) { html in
                    html.text("“\(first.header.name)” and “\(second.header.name)”: ")
                    html.text(summary)
                }
            }
            html.element("div", .class("tools")) { html in
                let chosen = [("panel_1", "\(first.id)" as String?), ("panel_2", "\(second.id)"), ("choose", "1")]
                html.link(Link.compare.query(chosen), "Choose other panels", .class("btn"))
                html.link(.comparison(second.id, first.id), "Swap", .class("btn"), .set("title", "Change sides"))
            }
        }
        copies(&html)
    }

    private var summary: String {
        if comparison.common == 0 { return "no entity on both" }
        let common = "\(Words.count(comparison.common, "entity", "entities")) on both"
        let differing = comparison.counts[.differing] ?? 0
        switch differing {
        case 0: return "\(common), rated alike"
        case 1: return "\(common), 1 of them differs"
        default: return "\(common), \(Words.number(differing)) of them differ"
        }
    }

    /// Reviews can only be copied between panels that have entities of their own.
    private func copies(_ html: inout HTML) {
        guard mayCopy, comparison.common > 0, !first.isSuperPanel, !second.isSuperPanel else { return }
        html.element("p", .class("tools desk")) { html in
            for (from, to) in [(first, second), (second, first)] {
                html.link(
                    .inside("/panels/copy/\(from.id)/\(to.id)"),
                    "Copy reviews from “\(from.header.name)” to “\(to.header.name)”")
            }
        }
    }

    // MARK: Rows

    private func row(_ item: PanelComparison.Item, _ isShown: Bool, _ html: inout HTML) {
        html.raw(isShown ? "<tr data-d=\"" : "<tr hidden data-d=\"")
        for (index, group) in item.groups.enumerated() {
            if index > 0 { html.raw(" ") }
            html.text(group.rawValue)
        }
        html.raw("\"><th data-type=")
        html.text(item.kind.rawValue)
        html.raw(">")
        html.text(item.shownName)
        if item.kind != .gene {
            html.element(
                "small", text: item.shownName == item.name ? item.kind.title : "\(item.kind.title) \(item.name)")
        }
        html.raw("<td>")
        for mark in item.first { self.mark(mark, item, &html) }
        html.raw("<td>")
        for mark in item.second { self.mark(mark, item, &html) }
        html.raw("<td>")
        difference(item, &html)
        html.raw("\n")
    }

    private func mark(_ mark: PanelComparison.Mark, _ item: PanelComparison.Item, _ html: inout HTML) {
        html.raw("<div class=")
        html.raw(mark.colour.cssClass)
        html.raw("><b>")
        html.text(mark.colour.shortName)
        html.raw("</b> ")
        html.link(.entity(item.kind, item.name, on: mark.panel), item.name)
        html.raw("<small>")
        html.text(words(mark))
        html.raw("</small></div>")
    }

    private func words(_ mark: PanelComparison.Mark) -> String {
        let reviews = Words.count(mark.reviews, "review")
        return [mark.owner, mark.inheritance, reviews].compactMap { $0 }.joined(separator: " · ")
    }

    private func difference(_ item: PanelComparison.Item, _ html: inout HTML) {
        guard item.isOnBoth else { return onlyOne(item, &html) }
        html.element("a", .href(.comparison(first.id, second.id, of: item.kind, item.name))) { html in
            html.raw("Compare<span class=vh> ")
            html.text(item.name)
            html.raw("</span>")
        }
        let words = Self.differences(item)
        if !words.isEmpty { html.element("small", text: words) }
    }

    private static func differences(_ item: PanelComparison.Item) -> String {
        switch (item.differsInRating, item.differsInInheritance) {
        case (true, true): "rating and inheritance differ"
        case (true, false): "rating differs"
        case (false, true): "inheritance differs"
        case (false, false): ""
        }
    }

    private func onlyOne(_ item: PanelComparison.Item, _ html: inout HTML) {
        guard let (mark, target) = copy(item) else { return html.raw("<small>on one only</small>") }
        let copy = Link.inside("/panels/\(mark.panel)/\(item.kind.rawValue)/\(Link.encode(item.name))/copy")
        html.element("a", .href(copy.query([("target_panels", "\(target.id)")]))) { html in
            html.raw("Copy<span class=vh> ")
            html.text(item.name)
            html.raw("</span> to ")
            html.text(target.header.name)
        }
    }

    /// What could be copied where: the entity as it stands on the one panel, or the best rated of the one's children.
    private func copy(_ item: PanelComparison.Item) -> (PanelComparison.Mark, PanelComparison.Head)? {
        let (mark, target) = item.first.isEmpty ? (item.second.first, first) : (item.first.first, second)
        guard let mark, mayCopy, !target.isSuperPanel, target.header.status != .deleted else { return nil }
        return (mark, target)
    }

    /// The text of the row, as the page's script reads it.
    private func text(of item: PanelComparison.Item) -> String {
        let marks = (item.first + item.second).flatMap { [$0.colour.shortName, item.name, words($0)] }
        let copying = copy(item).map { "copy \(item.name) to \($0.1.header.name)" } ?? "on one only"
        let last = item.isOnBoth ? "compare \(item.name) \(Self.differences(item))" : copying
        return ([item.shownName, item.kind == .gene ? "" : item.kind.title, item.name] + marks + [last])
            .joined(separator: " ").lowercased()
    }
}

/// The filter row of a comparison: what differs, which kinds, and a text.
private struct ComparisonFilterForm {
    let comparison: PanelComparison
    let filter: ComparisonFilter
    let shown: Int
    let address: Link

    func write(to html: inout HTML) {
        html.element(
            "form", .class("filter"), .set("method", "get"), .text("action", address.text), .set("role", "search"),
            .set("aria-label", "Filter entities"), .set("data-filter", "")
        ) { html in
            html.void(
                "input", .set("type", "search"), .set("name", "q"), .set("aria-label", "Filter entities"),
                .set("placeholder", "Filter entities"), .text("value", filter.text), .set("autocomplete", "off"),
                .set("spellcheck", "false"))
            html.element("fieldset", .class("chips")) { html in
                html.raw("<legend class=\"vh\">Show</legend>")
                radio(nil, "All", comparison.items.count, &html)
                for show in ComparisonFilter.Show.allCases {
                    let count = comparison.counts[show] ?? 0
                    if count > 0 || filter.show == show { radio(show, title(show), count, &html) }
                }
            }
            html.kindChips(comparison.kinds, chosen: filter.kinds)
            html.element("button", .class("apply"), text: "Apply")
            html.element("output", .set("data-count", ""), .set("role", "status")) { html in
                html.text(EntityTableView.counter(shown, of: comparison.items.count))
            }
        }
    }

    private func title(_ show: ComparisonFilter.Show) -> String {
        switch show {
        case .differing: "Differing"
        case .rating: "Rating"
        case .inheritance: "Inheritance"
        case .same: "Alike"
        case .onlyFirst: "Only in \(Self.cut(comparison.first.header.name))"
        case .onlySecond: "Only in \(Self.cut(comparison.second.header.name))"
        }
    }

    /// A long name would push everything else out of the row.
    private static func cut(_ name: String) -> String { name.count <= 28 ? name : "\(name.prefix(26))…" }

    private func radio(_ show: ComparisonFilter.Show?, _ title: String, _ count: Int, _ html: inout HTML) {
        html.element("label") { html in
            html.void(
                "input", .set("type", "radio"), .set("name", "show"), .text("value", show?.rawValue ?? ""),
                .flag("checked", filter.show == show))
            html.element("span") { html in
                html.text(title)
                html.raw(" <b>")
                html.number(count)
                html.raw("</b>")
            }
        }
    }
}
