import Domain
import Foundation

/// Writes the list of panels (`web.md 4`).
struct PanelListView {
    /// A search text that is also the symbol of a gene on some panels.
    struct GeneHint {
        var symbol: String
        var panels: Int
    }

    let frame: Frame
    /// Panels that the reader may list, by name; with `?gene=` only those that hold it.
    let lines: [PanelLine]
    let filter: PanelFilter
    var hint: GeneHint?
    /// Whether who asks may make panels.
    var mayCreate = false

    func render() -> HTML {
        let arranged = filter.sorted(lines).map { ($0, filter.admits($0)) }
        let shown = arranged.count { $0.1 }
        var page = Page(title: "Panels", section: .panels)
        page.canonical = .panels
        page.search = filter.text
        return frame.page(page, capacity: lines.count * 700) { html in
            html.element("div", .class("head")) { html in
                html.element("h1") { html in
                    html.element(
                        "span", .set("role", "status"), .set("data-count", "panel"), text: Words.count(shown, "panel"))
                }
                html.element("div", .class("tools")) { html in
                    if mayCreate { html.link(.site("/panels/create/"), "Create a panel", .class("btn")) }
                    html.link(.compare, "Compare two panels", .class("btn"))
                }
            }
            notes(&html)
            html.element("section", .class("list"), .set("aria-label", "Panels"), .set("data-list", "panels")) { html in
                PanelFilterForm(lines: lines, filter: filter).write(to: &html)
                html.element("table", .class("t p")) { html in
                    html.element("caption", .class("vh"), text: "Panels with their size and how far they are reviewed")
                    heading(&html)
                    html.raw("<tbody>\n")
                    for (line, isShown) in arranged {
                        PanelRow(line: line, zone: frame.site.zone).write(isShown, &html)
                    }
                    html.raw("</tbody>")
                }
                html.element("p", .class("none"), .set("data-none", ""), .flag("hidden", shown > 0)) { html in
                    html.text(lines.isEmpty ? "There are no panels to show. " : "No panel fits the filter. ")
                    if !filter.isDefault { html.link(.panels, "Show all panels") }
                }
            }
        }
    }

    private func notes(_ html: inout HTML) {
        if let gene = filter.gene {
            html.element("p", .class("note"), .set("role", "status")) { html in
                html.raw("Only panels containing gene <strong>")
                html.text(gene)
                html.raw("</strong>. ")
                html.link(filter.without { $0.gene = nil }, "Show all panels")
            }
        } else if let hint {
            html.element("p", .class("note info")) { html in
                html.raw("<strong>")
                html.text(hint.symbol)
                html.raw("</strong>")
                html.text(" is a gene on \(Words.count(hint.panels, "panel")). ")
                html.link(Link.panels.query([("gene", hint.symbol)]), hint.panels == 1 ? "Show it" : "Show them")
                html.raw(" or ")
                html.link(.entity(hint.symbol), "compare its ratings")
                html.raw(".")
            }
        }
    }

    private func heading(_ html: inout HTML) {
        html.raw("<thead><tr>")
        column("Panel", .name, &html)
        column("Version", .updated, &html)
        column("Entities", .entities, &html)
        column("Evaluated", .reviewed, &html)
        column("Reviewers", .reviewers, &html)
        html.raw("</tr></thead>")
    }

    private func column(_ title: String, _ order: PanelFilter.Order, _ html: inout HTML) {
        let isSorted = filter.order == order
        let link = filter.without { other in
            other.order = order
            other.isReversed = isSorted ? !filter.isReversed : order.startsReversed
        }
        let direction: StaticString = filter.isReversed ? "descending" : "ascending"
        html.element("th", .set("scope", "col"), .set("aria-sort", direction).when(isSorted)) { html in
            html.link(link, title, .text("data-sort", order.rawValue))
        }
    }
}

/// One row of the list of panels. Sort keys stand beside the cells whose text is not the key.
struct PanelRow {
    let line: PanelLine
    let zone: TimeZone

    func write(_ isShown: Bool, _ html: inout HTML) {
        html.raw(isShown ? "<tr" : "<tr hidden")
        // Most are public: only other statuses are told.
        if line.status != .public {
            html.raw(" data-s=")
            html.text(line.status.rawValue)
        }
        html.raw("><th>")
        html.link(.panel(line.id), line.name)
        let disorders = line.disorders.isEmpty ? "" : "Relevant disorders: \(line.disorders.joined(separator: ", "))"
        let details = [line.subGroup == line.name ? "" : line.subGroup, line.group, disorders]
        let words = details.filter { !$0.isEmpty }.joined(separator: " · ")
        if !words.isEmpty { html.element("small", text: words) }
        html.element("span") { html in labels(&html) }
        html.raw("<td data-k=\"")
        html.digits(Int(line.versionCreated.microseconds))
        html.raw("\">")
        html.text("Version \(line.version)")
        html.element("small") { html in html.date(line.versionCreated, in: zone) }
        entities(&html)
        evaluated(&html)
        html.raw("<td>")
        html.text(Words.count(line.reviewers, "reviewer"))
        html.raw("\n")
    }

    private func labels(_ html: inout HTML) {
        html.statusChip(line.status)
        if line.isSuperPanel { html.chip("Super panel") }
        for type in line.types where !(line.isSuperPanel && type.slug == "superpanel") {
            html.element("span", .class("chip"), .text("data-type", type.slug), text: type.name)
        }
        if let signedOff = line.signedOff {
            html.element("span", .class("chip ok"), text: Words.signedOff(signedOff))
        }
    }

    private func entities(_ html: inout HTML) {
        html.raw("<td data-k=\"")
        html.digits(line.entities)
        html.raw("\">")
        html.text(Words.count(line.entities, "entity", "entities"))
        var parts = ["\(Words.number(line.green)) green"]
        if line.strs > 0 { parts.append("STRs: \(line.strs)") }
        if line.regions > 0 { parts.append("Regions: \(line.regions)") }
        html.element("small", text: parts.joined(separator: " · "))
        var counts = ColourCounts()
        counts[.green] = line.green
        counts[.grey] = max(line.entities - line.green, 0)
        html.ratingBar(counts)
    }

    private func evaluated(_ html: inout HTML) {
        html.raw("<td data-k=\"")
        html.digits(line.reviewedPercent)
        html.raw("\">")
        html.text("\(Words.number(line.evaluated)) of \(Words.number(line.entities))")
        html.element("small", text: Words.percent(line.reviewedPercent))
    }
}
