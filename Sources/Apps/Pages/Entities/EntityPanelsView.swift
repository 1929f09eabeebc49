import Domain

/// Writes one entity across the panels that a reader may list (`web.md 12.2`).
struct EntityPanelsView {
    let frame: Frame
    let kind: EntityKind
    let name: String
    /// What is known of the gene, for links to other databases.
    let gene: GeneFacts?
    /// For the facts that only STRs and regions have; nil where no panel holds one.
    let entity: Entity?
    /// By panel name; with a tag only those that carry it.
    let lines: [EntityPanelLine]
    let filter: EntityPanelsFilter

    private static let unfolded = 3

    func render() -> HTML {
        let arranged = filter.sorted(lines).map { ($0, filter.admits($0)) }
        let shown = arranged.count { $0.1 }
        var page = Page(title: name, section: .entities)
        page.canonical = .entity(name)
        page.crumbs = [
            Page.Crumb("Genes and Genomic Entities", Link.entities.query([("tag", filter.tag)])), Page.Crumb(name),
        ]
        return frame.page(page, capacity: lines.count * 900) { html in
            html.element("header", .class("ent")) { html in
                html.element("h1", text: name)
                html.element("dl", .class("dl small")) { html in
                    GenomeFactsView(entity: entity, gene: gene).write(to: &html)
                }
            }
            html.element("div", .class("head")) { html in
                html.element("h2") { html in
                    html.element(
                        "span", .set("role", "status"), .set("data-count", "panel"), text: Words.count(shown, "panel"))
                }
            }
            if let tag = filter.tag {
                html.element("p", .class("note")) { html in
                    html.text("Only where it is tagged “\(tag)”. ")
                    html.link(.entity(name), "Show all panels")
                }
            }
            if lines.isEmpty {
                return html.element(
                    "p", .class("none"), text: "\(name) is on no panel\(filter.tag == nil ? "" : " so").")
            }
            html.element("section", .class("list"), .set("aria-label", "Panels"), .set("data-list", "panels")) { html in
                form(&html)
                html.element("table", .class("t c w")) { html in
                    html.element("caption", .class("vh"), text: "Panels with \(name) and its rating on each")
                    heading(&html)
                    html.raw("<tbody>\n")
                    for (line, isShown) in arranged { row(line, isShown, &html) }
                    html.raw("</tbody>")
                }
                html.element("p", .class("none"), .set("data-none", ""), .flag("hidden", shown > 0)) { html in
                    html.raw("No panel fits the filter. ")
                    html.link(.entity(name), "Show all")
                }
            }
        }
    }

    // MARK: Filter and order

    private func form(_ html: inout HTML) {
        html.element(
            "form", .class("filter"), .set("method", "get"), .text("action", Link.entity(name).text),
            .set("role", "search"), .set("aria-label", "Filter panels"), .set("data-filter", "")
        ) { html in
            for (name, value) in [("tag", filter.tag), ("sort", filter.sort)] {
                guard let value else { continue }
                html.void("input", .set("type", "hidden"), .text("name", name), .text("value", value))
            }
            html.void(
                "input", .set("type", "search"), .set("name", "q"), .set("aria-label", "Filter panels"),
                .set("placeholder", "Filter panels"), .text("value", filter.text), .set("autocomplete", "off"),
                .set("spellcheck", "false"))
            var counts = ColourCounts()
            for line in lines { counts[line.colour] += 1 }
            html.ratingChips(counts, chosen: filter.colours)
            html.element("button", .class("apply"), text: "Apply")
        }
    }

    private func heading(_ html: inout HTML) {
        html.raw("<thead><tr>")
        column("List", .list, &html)
        column("Panel", .name, &html)
        column("Reviews", .reviews, &html)
        column("Mode of inheritance", .inheritance, &html)
        html.raw("<th scope=\"col\">Details</th></tr></thead>")
    }

    private func column(_ title: String, _ order: EntityPanelsFilter.Order, _ html: inout HTML) {
        let isSorted = filter.order == order
        var turned = filter
        turned.order = order
        // The first click gives what people want of a column: A to Z, best rating, most reviews.
        turned.isReversed = isSorted ? !filter.isReversed : order == .reviews
        let direction: StaticString = filter.isReversed == (order != .list) ? "descending" : "ascending"
        html.element("th", .set("scope", "col"), .set("aria-sort", direction).when(isSorted)) { html in
            html.link(Link.entity(name).query(turned.pairs), title, .text("data-sort", order.rawValue))
        }
    }

    // MARK: Rows

    private func row(_ line: EntityPanelLine, _ isShown: Bool, _ html: inout HTML) {
        html.raw(isShown ? "<tr class=" : "<tr hidden class=")
        html.raw(line.colour.cssClass)
        html.raw("><td><b>")
        html.text(line.colour.shortName)
        html.raw("</b><th>")
        html.link(.entity(line.kind, line.name, on: line.panel), line.panelName)
        place(line, &html)
        html.raw("<td data-k=")
        html.digits(line.tally.reviews)
        html.raw(">")
        html.text(Words.count(line.tally.reviews, "review"))
        let tally = HTML.tallyWords(line.tally).split(separator: ": ")
        if tally.count == 2 { html.element("small", text: String(tally[1])) }
        html.raw("<td>")
        html.text(line.inheritance.isEmpty ? "Not set" : line.inheritance)
        html.raw("<td>")
        details(line, &html)
        html.raw("\n")
    }

    private func place(_ line: EntityPanelLine, _ html: inout HTML) {
        if line.kind != kind || line.shownName != name {
            html.element("span", .class("chip"), text: "\(line.kind.title) \(line.shownName)")
        }
        html.element("small") { html in
            html.link(.panel(line.panel), "Version \(line.version)")
            for level in [line.subGroup, line.group] where !level.isEmpty { html.text(" · \(level)") }
            for (index, parent) in line.parents.enumerated() {
                html.raw(index == 0 ? " · part of " : ", ")
                html.link(.panel(parent.id), parent.name)
            }
        }
        html.statusChip(line.status)
        if let signedOff = line.signedOff {
            html.element("span", .class("chip ok"), text: Words.signedOff(signedOff))
        }
    }

    private func details(_ line: EntityPanelLine, _ html: inout HTML) {
        for (title, items) in [("Sources" as StaticString, line.sources), ("Phenotypes", line.phenotypes)]
        where !items.isEmpty {
            html.raw("<small>")
            html.raw(title)
            html.raw(": ")
            html.text(items.prefix(Self.unfolded).joined(separator: "; "))
            html.raw("</small>")
            let rest = items.dropFirst(Self.unfolded)
            if rest.isEmpty { continue }
            html.element("details", .class("inl")) { html in
                html.element("summary", text: "\(rest.count) more")
                html.element("small", text: "; \(rest.joined(separator: "; "))")
            }
        }
        for tag in line.tags { html.element("i", text: tag) }
    }
}
