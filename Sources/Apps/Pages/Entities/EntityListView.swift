import Domain
import UseCases

/// Writes the list of all entities (`web.md 12.1`). There may be many thousand, so an item is little more than its name.
struct EntityListView {
    let frame: Frame
    /// All that the reader may list, by name.
    let all: [ListedEntity]
    let filter: EntityListFilter

    func render() -> HTML {
        let listed = filter.tag.map { tag in all.filter { $0.tags.contains(tag) } } ?? all
        let shown = listed.count { filter.admits($0) }
        var page = Page(title: "Genes and Genomic Entities", section: .entities)
        page.canonical = Link.entities.query([("tag", filter.tag)])
        if let tag = filter.tag {
            page.crumbs = [Page.Crumb("Genes and Genomic Entities", .entities), Page.Crumb("“\(tag)”")]
        }
        return frame.page(page, capacity: listed.count * 48 + 16_384) { html in
            html.element("div", .class("head")) { html in
                html.element("h1") { html in
                    html.element(
                        "span", .set("role", "status"), .set("data-count", "gene or genomic entity"),
                        .set("data-plural", "genes and genomic entities"),
                        text: Words.count(shown, "gene or genomic entity", "genes and genomic entities"))
                    if let tag = filter.tag { html.text(" tagged “\(tag)”") }
                }
            }
            html.element("div", .class("cols")) { html in
                html.element(
                    "section", .class("list"), .set("aria-label", "Genes and genomic entities"),
                    .set("data-list", "names")
                ) { html in
                    form(listed, &html)
                    html.element("ul", .class("names")) { html in
                        html.raw("\n")
                        for entity in listed { item(entity, &html) }
                    }
                    html.element("p", .class("none"), .set("data-none", ""), .flag("hidden", shown > 0)) { html in
                        html.text(listed.isEmpty ? "There is nothing to show. " : "No name begins so. ")
                        html.link(.entities, "Show all")
                    }
                }
                html.element("aside") { html in tags(&html) }
            }
        }
    }

    private func item(_ entity: ListedEntity, _ html: inout HTML) {
        html.raw(filter.isDefault || filter.admits(entity) ? "<li" : "<li hidden")
        if entity.kind != .gene {
            html.raw(" data-type=")
            html.text(entity.kind.rawValue)
        }
        // The address is relative to the list.
        html.raw("><a href=\"")
        html.text(Link.encode(entity.name))
        if let tag = filter.tag {
            html.raw("?tag=")
            html.text(Link.encode(tag))
        }
        html.raw("\">")
        html.text(entity.name)
        html.raw("</a>\n")
    }

    private func form(_ listed: [ListedEntity], _ html: inout HTML) {
        html.element(
            "form", .class("filter"), .set("method", "get"), .set("action", "/panels/entities/"),
            .set("role", "search"), .set("aria-label", "Filter entities"), .set("data-filter", "")
        ) { html in
            if let tag = filter.tag {
                html.void("input", .set("type", "hidden"), .set("name", "tag"), .text("value", tag))
            }
            html.void(
                "input", .set("type", "search"), .set("name", "q"), .set("aria-label", "Beginning of the name"),
                .set("placeholder", "Beginning of the name"), .text("value", filter.text),
                .set("autocomplete", "off"), .set("spellcheck", "false"))
            var kinds: [EntityKind: Int] = [:]
            for entity in listed { kinds[entity.kind, default: 0] += 1 }
            html.kindChips(kinds, chosen: filter.kinds)
            html.element("button", .class("apply"), text: "Apply")
        }
    }

    /// Tags that occur, with the number of entities.
    private func tags(_ html: inout HTML) {
        var counts: [String: Int] = [:]
        for entity in all { for tag in entity.tags { counts[tag, default: 0] += 1 } }
        if counts.isEmpty { return }
        html.element("section", .class("block"), .set("aria-labelledby", "tagged")) { html in
            html.element("h2", .id("tagged"), text: "Tagged")
            html.element("ul", .class("tally")) { html in
                for tag in NameOrder.sorted(counts.keys, by: { $0 }) {
                    html.element("li") { html in
                        html.link(
                            Link.entities.query([("tag", tag)]), tag,
                            .set("aria-current", "page").when(tag == filter.tag))
                        html.element("small", text: " \(Words.number(counts[tag] ?? 0))")
                    }
                }
            }
        }
    }
}
