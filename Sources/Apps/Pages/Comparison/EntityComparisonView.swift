import Domain
import Ports
import UseCases
import Web

/// Writes one entity as it stands on two panels (`web.md 11.3`): the values side by side, then the reviews. Verified people
/// find the way to their review there, curators the form that rates.
struct EntityComparisonView {
    /// The entity on a panel; a super panel may have it on several children.
    struct Entry {
        var row: EntityRow
        var entity: Entity
        var dossier: EntityDossier
        /// Name of the child that has it.
        var owner: String?
    }

    struct Side {
        var panel: PanelID
        var header: PanelHeader
        var entries: [Entry]
    }

    let frame: Frame
    let kind: EntityKind
    let name: String
    /// The two panels; one of them may lack the entity (W73).
    let sides: [Side]
    /// Of who asks; nil for visitors.
    let role: Role?

    private var address: Link { .comparison(sides[0].panel, sides[1].panel, of: kind, name) }

    func render() -> HTML {
        var page = Page(title: "Comparing \(name)", section: .panels)
        page.canonical = address
        page.isIndexed = false
        page.crumbs = [
            Page.Crumb("Panels", .panels),
            Page.Crumb(
                sides.map { "“\($0.header.name)”" }.joined(separator: " & "),
                .comparison(sides[0].panel, sides[1].panel)),
            Page.Crumb(name),
        ]
        return frame.page(page) { html in
            for side in sides { html.statusBanner(side.header.status) }
            html.element("div", .class("head")) { html in
                html.element("h1", text: "Comparing \(name)")
                html.element("div", .class("tools")) { html in
                    html.link(.entity(name), "On all panels", .class("btn"))
                }
            }
            values(&html)
            html.element("div", .class("halves")) { html in
                for (index, side) in sides.enumerated() {
                    html.element("section", .text("aria-labelledby", "side-\(index)")) { html in
                        html.element("h2", .id("side-\(index)"), text: side.header.name)
                        if side.entries.isEmpty { absent(side, &html) }
                        for entry in side.entries { reviews(entry, &html) }
                    }
                }
            }
        }
    }

    // MARK: Values

    private func values(_ html: inout HTML) {
        html.element("table", .class("v duo")) { html in
            html.element("caption", .class("vh"), text: "\(kind.label(name)) on both panels")
            html.raw("<thead><tr><td>")
            for side in sides {
                html.element("th", .set("scope", "col")) { html in
                    html.link(.panel(side.panel), "\(side.header.name) v\(side.header.version)")
                }
            }
            html.raw("</tr></thead><tbody>")
            line(
                "List", &html, of: { $0.row.colour.longName },
                write: { entry, html in
                    html.badge(entry.row.colour)
                    html.raw(" ")
                    html.link(.entity(kind, name, on: entry.row.panel), name)
                })
            text("Mode of inheritance", &html) { $0.modeOfInheritance.isEmpty ? "Not set" : $0.modeOfInheritance }
            if kind == .gene { text("Mode of pathogenicity", &html) { $0.modeOfPathogenicity ?? "" } }
            text("Phenotypes", &html) { ($0.phenotypes ?? []).joined(separator: ", ") }
            line(
                "Publications", &html, of: { Set($0.entity.publications ?? []) },
                write: { entry, html in
                    for (index, publication) in (entry.entity.publications ?? []).enumerated() {
                        if index > 0 { html.raw(", ") }
                        html.publication(publication)
                    }
                })
            text("Penetrance", &html) { $0.penetrance ?? "" }
            text("Sources", &html) { Set($0.evidence).sorted().joined(separator: ", ") }
            text("Tags", &html) { $0.tags.joined(separator: ", ") }
            html.raw("</tbody>")
        }
    }

    private func text(_ title: StaticString, _ html: inout HTML, _ value: (Entity) -> String) {
        if sides.allSatisfy({ $0.entries.allSatisfy { value($0.entity).isEmpty } }) { return }
        line(title, &html, of: { value($0.entity) }, write: { entry, html in html.text(value(entry.entity)) })
    }

    /// One value on both sides; where it is not the same, the row says so.
    private func line<Value: Hashable>(
        _ title: StaticString, _ html: inout HTML, of value: (Entry) -> Value,
        write: (Entry, inout HTML) -> Void
    ) {
        let found = sides.map { Set($0.entries.map(value)) }
        html.raw("<tr><th scope=\"row\">")
        html.raw(title)
        if !found.contains([]), found[0] != found[1] { html.raw("<small>differs</small>") }
        html.raw("</th>")
        for side in sides {
            html.element("td") { html in
                for entry in side.entries {
                    html.element("div") { html in
                        write(entry, &html)
                        if let owner = entry.owner { html.element("small", text: owner) }
                    }
                }
            }
        }
        html.raw("</tr>")
    }

    // MARK: Reviews and what to do

    private func absent(_ side: Side, _ html: inout HTML) {
        html.element("p", .class("quiet"), text: "\(name) is not on this panel.")
        let source = sides.first { $0.panel != side.panel }?.entries.first?.row
        guard Permission.copy.isGranted(to: role), let source, !side.header.isSuperPanel else { return }
        let copy = Link.inside("/panels/\(source.panel)/\(kind.rawValue)/\(Link.encode(name))/copy")
        html.element("p") { html in
            html.link(
                copy.query([("target_panels", "\(side.panel)")]), "Copy \(name) to “\(side.header.name)”", .class("btn")
            )
        }
    }

    private func reviews(_ entry: Entry, _ html: inout HTML) {
        if let owner = entry.owner { html.element("h3", text: owner) }
        if let role, role.isVerified { work(entry, role, &html) }
        html.element("p", .class("quiet"), text: Words.count(entry.dossier.evaluations.count, "review"))
        for evaluation in entry.dossier.evaluations {
            ReviewCard(evaluation: evaluation, kind: kind, zone: frame.site.zone).write(to: &html) { html in
                let author = entry.dossier.people[evaluation.author]
                html.text(author?.fullName ?? "Former member")
                if let affiliation = author?.affiliation, !affiliation.isEmpty {
                    html.element("small", text: " (\(affiliation))")
                }
            }
        }
    }

    private func work(_ entry: Entry, _ role: Role, _ html: inout HTML) {
        let entity = EntityAddress(panel: entry.row.panel, kind: kind, name: name)
        html.element("p", .class("tools desk")) { html in
            html.link(.entityStep("review", entity), "Add review", .class("btn"))
            if role == .curator {
                html.link(Link.entity(kind, name, on: entry.row.panel).part("review"), "Curate", .class("btn"))
            }
        }
        guard role == .curator else { return }
        html.element("details", .class("desk")) { html in
            html.element("summary", text: "Rate here")
            FormView(
                action: .entityStep(EntityAction.rating.rawValue, entity),
                state: FormState(FormBody(["status": entry.entity.confidence.map { "\($0.rawValue)" } ?? ""])),
                fields: [
                    Field("status", "Rating", .choice(Choices.levels, prompt: "Choose one"), required: true),
                    Field("comment", "Comment, added to your review", .paragraph(rows: 3)),
                ], submit: "Save rating",
                hidden: [.revision(entry.row.since), FormView.Hidden("next", address.text)], prefix: "e\(entry.row.id)-"
            ).write(to: &html)
        }
    }
}
