import Domain
import Foundation
import Ports

/// The facts of an entity as a definition list (`web.md 7.3`, 7.6). What has no value is left out.
struct EntityFactsView {
    let view: EntityView
    let zone: TimeZone

    /// Longer lists fold.
    private static let unfolded = 5

    private var entity: Entity { view.entity }

    func write(to html: inout HTML) {
        html.element("section", .id("details"), .set("aria-labelledby", "details-h")) { html in
            html.element("h2", .id("details-h"), text: "Details")
            html.element("dl", .class("dl")) { html in
                GenomeFactsView(entity: entity, gene: view.gene).write(to: &html)
                value(
                    "Mode of Inheritance", entity.modeOfInheritance.isEmpty ? "Not set" : entity.modeOfInheritance,
                    &html)
                list("Phenotypes", entity.phenotypes ?? [], &html) { html, item in html.plainText(item) }
                list("Publications", entity.publications ?? [], &html) { html, item in html.publication(item) }
                value("Mode of Pathogenicity", entity.modeOfPathogenicity ?? "", &html)
                value("Penetrance", entity.penetrance.flatMap { $0.isEmpty ? nil : $0 } ?? "Not set", &html)
                if case .gene(let transcript) = entity.specifics {
                    list("Transcripts", transcript ?? [], &html) { html, item in html.element("code", text: item) }
                }
                tags(&html)
                sources(&html)
            }
        }
    }

    private func value(_ name: StaticString, _ text: String, _ html: inout HTML) {
        if text.isEmpty { return }
        html.element("dt") { html in html.raw(name) }
        html.element("dd", text: text)
    }

    private func list(
        _ name: StaticString, _ items: [String], _ html: inout HTML, write: (inout HTML, String) -> Void
    ) {
        let items = items.filter { !$0.trimmingText.isEmpty }
        if items.isEmpty { return }
        html.element("dt") { html in html.raw(name) }
        html.element("dd") { html in html.folded(items, after: Self.unfolded, write: write) }
    }

    private func tags(_ html: inout HTML) {
        if entity.tags.isEmpty { return }
        html.element("dt", text: "Tags")
        html.element("dd") { html in
            for tag in entity.tags { html.chip(tag) }
        }
    }

    /// Curators' sources decide the rating and come first; what reviewers gave stands apart. A past version keeps only
    /// the names.
    private func sources(_ html: inout HTML) {
        guard let dossier = view.dossier else {
            return list("Sources", entity.evidence, &html) { html, name in html.text(name) }
        }
        let curated = dossier.evidence.filter(\.isCuratorial)
        let others = dossier.evidence.filter { !$0.isCuratorial }
        for (title, evidence) in [("Sources" as StaticString, curated), ("Sources given by reviewers", others)]
        where !evidence.isEmpty {
            html.element("dt") { html in html.raw(title) }
            html.element("dd") { html in
                html.folded(evidence, after: Self.unfolded + 2) { html, item in
                    html.text(item.name)
                    html.element("small") { html in
                        let author = item.author.flatMap { dossier.people[$0]?.fullName }
                        html.text(
                            [author, Words.date(item.created, in: zone)].compactMap { $0 }.joined(separator: ", "))
                    }
                    if !item.comment.isEmpty { html.element("small") { html in html.plainText(item.comment) } }
                }
            }
        }
    }
}

extension HTML {
    /// A list of which only the first items show at once.
    mutating func folded<Item>(_ items: [Item], after limit: Int, write: (inout HTML, Item) -> Void) {
        func list(_ items: ArraySlice<Item>, _ html: inout HTML) {
            html.element("ul") { html in
                for item in items { html.element("li") { html in write(&html, item) } }
            }
        }
        // Folding one item away would cost the line that it saves.
        let shown = items.count <= limit + 1 ? items.count : limit
        list(items.prefix(shown), &self)
        let rest = items.dropFirst(shown)
        if rest.isEmpty { return }
        element("details") { html in
            html.element("summary", text: "\(Words.number(rest.count)) more")
            list(rest, &html)
        }
    }
}
