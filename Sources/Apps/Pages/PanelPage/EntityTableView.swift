import Domain

/// Writes an entity table with its filter form.
struct EntityTableView {
    let table: EntityTable
    let filter: EntityFilter
    /// Other parameters that the form has to keep, such as the version.
    var kept: [(name: String, value: String)] = []
    /// Entities that the reader has reviewed.
    var mine: Set<EntityID> = []
    /// Whether the reader sees the curators' marks.
    var showsReady = false
    /// What links to entities carry beside the filter.
    let page: Link

    private var keptPairs: [(name: String, value: String?)] { kept.map { ($0.name, $0.value) } }

    func write(to html: inout HTML) {
        let arranged = table.arranged(filter)
        let shown = arranged.count { $0.isShown }
        html.element("section", .class("list"), .set("aria-label", "Entities"), .set("data-list", "entities")) { html in
            form(shown, &html)
            html.element("table", .class(layout)) { html in
                html.element("caption", .class("vh"), text: "Genes, STRs and regions with their ratings")
                heading(&html)
                html.raw("<tbody>\n")
                rows(arranged, &html)
                html.raw("</tbody>")
            }
            html.element("p", .class("none"), .set("data-none", ""), .flag("hidden", shown > 0)) { html in
                html.text(table.rows.isEmpty ? "This panel has no entities yet." : "Nothing fits the filter. ")
                if !table.rows.isEmpty { html.link(page, "Show all") }
            }
        }
    }

    /// Child panels need more room for names, past versions have no reviews.
    private var layout: StaticString {
        if table.rows.contains(where: { $0.owner != nil }) { return table.showsReviews ? "t e sup" : "t e sup old" }
        return table.showsReviews ? "t e" : "t e old"
    }

    private func rows(_ arranged: [(row: Int, isShown: Bool)], _ html: inout HTML) {
        let hasMarks = !mine.isEmpty || (showsReady && table.rows.contains { $0.ready })
        if filter.isDefault, kept.isEmpty, !hasMarks { return html.piece(table.body) }
        let query = table.linksAreComplete ? "" : Link.home.query(keptPairs + filter.pairs).text.dropFirst()
        for (position, isShown) in arranged {
            let row = table.rows[position]
            // A row begins `<tr class=`: the attribute goes in after the name.
            let tagEnd = row.range.lowerBound + 3
            html.slice(table.body, row.range.lowerBound..<tagEnd)
            if !isShown { html.raw(" hidden") }
            html.slice(table.body, tagEnd..<row.ends.badge)
            if showsReady, row.ready { html.raw(" <small>Ready</small>") }
            html.slice(table.body, row.ends.badge..<row.ends.link)
            html.text(query)
            html.slice(table.body, row.ends.link..<row.ends.reviews)
            if mine.contains(row.id) { html.raw(" <small>You reviewed</small>") }
            html.slice(table.body, row.ends.reviews..<row.range.upperBound)
        }
    }

    // MARK: Heading

    private func heading(_ html: inout HTML) {
        html.raw("<thead><tr>")
        column("List", .list, &html)
        column("Entity", .name, &html)
        html.raw("<th scope=\"col\">Phenotypes</th>")
        column("Inheritance", .inheritance, &html)
        if table.showsReviews { column("Reviews", .reviews, &html) }
        html.raw("<th scope=\"col\">Tags</th></tr></thead>")
    }

    private func column(_ title: String, _ order: EntityFilter.Order, _ html: inout HTML) {
        let isSorted = filter.order == order
        var turned = filter
        turned.order = order
        // The first click gives what people want of a column: best rating, A to Z, most reviews.
        turned.isReversed = isSorted ? !filter.isReversed : order == .reviews
        let direction: StaticString = filter.isReversed == (order != .list) ? "descending" : "ascending"
        html.element("th", .set("scope", "col"), .set("aria-sort", direction).when(isSorted)) { html in
            html.link(page.query(keptPairs + turned.pairs), title, .text("data-sort", order.rawValue))
        }
    }

    // MARK: Filter form

    private func form(_ shown: Int, _ html: inout HTML) {
        if table.rows.isEmpty { return }
        html.element(
            "form", .class("filter"), .set("method", "get"), .text("action", page.text), .set("role", "search"),
            .set("aria-label", "Filter entities"), .set("data-filter", "")
        ) { html in
            for pair in kept {
                html.void("input", .set("type", "hidden"), .text("name", pair.name), .text("value", pair.value))
            }
            if let sort = filter.pairs.first(where: { $0.name == "sort" })?.value {
                html.void("input", .set("type", "hidden"), .set("name", "sort"), .text("value", sort))
            }
            html.void(
                "input", .set("type", "search"), .set("name", "q"), .set("aria-label", "Filter Entities"),
                .set("placeholder", "Filter entities"), .text("value", filter.text),
                .set("autocomplete", "off"), .set("spellcheck", "false"))
            html.ratingChips(table.colours, chosen: filter.colours)
            html.kindChips(table.kinds, chosen: filter.kinds)
            tags(&html)
            html.element("button", .class("apply"), text: "Apply")
            html.element("output", .set("data-count", ""), .set("role", "status")) { html in
                html.text(Self.counter(shown, of: table.rows.count))
            }
        }
    }

    static func counter(_ shown: Int, of all: Int) -> String {
        shown == all ? Words.count(all, "entity", "entities") : "\(Words.number(shown)) of \(Words.number(all))"
    }

    private func tags(_ html: inout HTML) {
        let names = table.tags.union(filter.tag.map { [$0] } ?? [])
        if names.isEmpty { return }
        html.element("select", .set("name", "tag"), .set("aria-label", "Tag")) { html in
            html.raw("<option value=\"\">Any tag</option>")
            for name in names.sorted(by: NameOrder.precedes) {
                html.element("option", .text("value", name), .flag("selected", name == filter.tag), text: name)
            }
        }
    }
}

extension HTML {
    /// Boxes for the ratings that occur.
    mutating func ratingChips(_ counts: ColourCounts, chosen: Set<Colour>) {
        element("fieldset", .class("chips")) { html in
            html.raw("<legend class=\"vh\">Rating</legend>")
            for colour in Colour.allCases where counts[colour] > 0 || chosen.contains(colour) {
                html.element("label", .class(colour.cssClass)) { html in
                    html.void(
                        "input", .set("type", "checkbox"), .set("name", "rating"), .set("value", colour.queryValue),
                        .flag("checked", chosen.contains(colour)))
                    html.element("span") { html in
                        html.text(colour.shortName)
                        html.raw(" <b>")
                        html.number(counts[colour])
                        html.raw("</b>")
                    }
                }
            }
        }
    }

    /// Boxes for the kinds that occur; nothing where there is no choice.
    mutating func kindChips(_ kinds: [EntityKind: Int], chosen: Set<EntityKind>) {
        guard kinds.count > 1 || !chosen.isEmpty else { return }
        element("fieldset", .class("chips")) { html in
            html.raw("<legend class=\"vh\">Type</legend>")
            for kind in EntityKind.allCases where kinds[kind] != nil || chosen.contains(kind) {
                html.element("label") { html in
                    html.void(
                        "input", .set("type", "checkbox"), .set("name", "type"), .text("value", kind.rawValue),
                        .flag("checked", chosen.contains(kind)))
                    html.element("span") { html in
                        html.text("\(kind.title)s")
                        html.raw(" <b>")
                        html.number(kinds[kind] ?? 0)
                        html.raw("</b>")
                    }
                }
            }
        }
    }
}
