import Domain
import HTTPTypes
import Hummingbird
import Ports
import UseCases
import Web

/// One thing done to many entities of a panel: a table to choose from, and what to do with the chosen ones.
extension CurationPages {
    @Sendable func showBulk(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let panel = try await ordinaryPanel(for: .curateEntity, request, context)
        return try await bulk(panel.id, context.shown(), .ok, request, context)
    }

    @Sendable func bulkEdit(
        _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let id = try await ordinaryPanel(for: .curateEntity, request, context).id
        let form = try await withTagNames(form)
        do {
            try form.checkReadable()
            let chosen = try Self.chosen(form)
            let before = try await version(of: id)
            let panel = try await curation.bulk(
                try Self.action(form), comment: form.trimmed("comment"), on: id, entities: chosen.map(\.entity),
                expecting: Dictionary(chosen.map { ($0.entity, $0.revision) }, uniquingKeysWith: { first, _ in first }),
                by: context.viewer)
            return done(
                .panel(id), "\(Words.count(chosen.count, "entity", "entities")) changed in one step.", context,
                panel, since: before)
        } catch let refusal as Refusal {
            guard case .invalid(let problems) = refusal else { throw problem(refusal) }
            return try await bulk(id, FormState(form, problems: problems), .unprocessableContent, request, context)
        } catch ChangeConflict.staleEntities(let entities) {
            let words =
                "\(Words.count(entities.count, "of the selected rows was", "of the selected rows were")) changed by somebody else meanwhile. Nothing is saved: look at the table, which shows what stands now, and send it again."
            return try await bulk(
                id, FormState(form, problems: [FieldProblem("", words)]), .conflict, request, context)
        }
    }

    /// The ticked rows, or all that the page showed: `number-revision` each, so that a row changed since is noticed. All of
    /// them come in one field, which is short enough for the largest panel.
    private static func chosen(_ form: FormBody) throws(Refusal) -> [(entity: EntityID, revision: Revision)] {
        let isEvery = form["every"] != nil
        let values = isEvery ? form.text("rows").split(separator: ".").map(String.init) : form.list("entities")
        var chosen: [(entity: EntityID, revision: Revision)] = []
        chosen.reserveCapacity(values.count)
        var seen: Set<EntityID> = []
        for value in values {
            let parts = value.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard parts.count == 2, let entity = parts[0], let revision = parts[1] else {
                throw .invalid([FieldProblem("entities", "“\(value.prefix(40))” is no row of this table.")])
            }
            // A row sent twice is one row.
            guard seen.insert(EntityID(entity)).inserted else { continue }
            chosen.append((EntityID(entity), Revision(revision)))
        }
        return chosen
    }

    private static func action(_ form: FormBody) throws(Refusal) -> BulkEdit.Action {
        switch form.trimmed("action") {
        case "rate":
            guard let level = Int(form.trimmed("status")) else {
                throw .invalid([FieldProblem("status", "Choose a rating.")])
            }
            return .rate(level)
        case "moi":
            return .setModeOfInheritance(form.trimmed("moi"))
        case "tag", "untag":
            let tags = form.list("tags")
            if tags.isEmpty { throw .invalid([FieldProblem("tags", "Choose at least one tag.")]) }
            return form.trimmed("action") == "tag" ? .tag(tags) : .untag(tags)
        case "ready": return .markReady
        default: throw .invalid([FieldProblem("action", "Choose what to do with the selected rows.")])
        }
    }

    private func bulk(
        _ id: PanelID, _ state: FormState, _ status: HTTPResponse.Status, _ request: Request,
        _ context: AppRequestContext
    ) async throws -> Response {
        let content = try await site.queries.content(try await panel(context))
        let lines = try TableOrder.arrange(content.rows).map { row in
            BulkView.Line(row: row, entity: try Entity(document: row.document.bytes))
        }
        let view = BulkView(
            frame: site.frame, panel: id, name: content.header.name, lines: lines,
            tags: try await site.vocabulary.tags(), state: state)
        return site.answer(view.render(), of: state, request, context, status: status)
    }
}

/// Writes the page.
struct BulkView {
    struct Line {
        var row: EntityRow
        var entity: Entity
    }

    let frame: Frame
    let panel: PanelID
    let name: String
    let lines: [Line]
    let tags: [String]
    let state: FormState

    func render() -> HTML {
        var page = Page(title: "Change many entities of \(name)", section: .panels)
        page.crumbs = [Page.Crumb("Panels", .panels), Page.Crumb(name, .panel(panel)), Page.Crumb("Change many")]
        page.isIndexed = false
        return frame.page(page, capacity: lines.count * 400 + 16_384) { html in
            html.element("h1", text: "Change many entities")
            html.element(
                "p", .class("note info"),
                text:
                    "What you choose is done to every ticked row in one step: one new version, one history entry each, or nothing at all."
            )
            let form = FormView(
                action: .panelStep("bulk", on: panel), state: state, fields: fields, submit: "Change the ticked rows",
                hidden: [.init("rows", lines.map { Self.value($0.row) }.joined(separator: "."))], groups: [rows])
            form.write(to: &html) { html in form.group(rows, &html) { html in table(&html) } }
        }
    }

    private var fields: [Field] {
        let actions = [
            Field.Option("rate", "Rate"), Field.Option("moi", "Set the mode of inheritance"),
            Field.Option("tag", "Add tags"),
            Field.Option("untag", "Take tags away"), Field.Option("ready", "Mark as ready"),
        ]
        var fields = [
            Field("action", "What to do", .choice(actions, prompt: "Choose one"), required: true),
            Field("status", "Rating", .choice(Choices.levels, prompt: "For “Rate”")),
            Field(
                "moi", "Mode of inheritance", .choice(Choices.inheritance, prompt: "For “Set the mode of inheritance”")),
        ]
        if !tags.isEmpty {
            fields.append(
                Field(
                    "tags", "Tags", .choices(tags.map { Field.Option($0) }), help: "For adding and taking away.",
                    finder: .boxes(adds: false)))
        }
        return fields + [Field("comment", "Comment, added to your review of each", .paragraph(rows: 2))]
    }

    private var rows: Field {
        Field("entities", Words.count(lines.count, "entity", "entities"), .choices([]))
    }

    /// A row with the revision that is shown.
    private static func value(_ row: EntityRow) -> String { "\(row.id.rawValue)-\(row.since)" }

    private func table(_ html: inout HTML) {
        // What was ticked before a refusal stays ticked, whatever the revision now.
        let ticked = Set(state.values.list("entities").compactMap { $0.split(separator: "-").first.map(String.init) })
        html.element("label", .class("tick")) { html in
            html.void(
                "input", .set("type", "checkbox"), .set("name", "every"),
                .flag("checked", state.values["every"] != nil))
            html.element("span", text: "All \(Words.count(lines.count, "row")), whatever is ticked below")
        }
        html.element("table", .class("v bulk")) { html in
            html.raw("<thead><tr><th scope=\"col\">Entity</th><th scope=\"col\">List</th>")
            html.raw(
                "<th scope=\"col\">Mode of inheritance</th><th scope=\"col\">Tags</th><th scope=\"col\">Ready</th></tr></thead><tbody>"
            )
            for line in lines { row(line, ticked.contains("\(line.row.id.rawValue)"), &html) }
            html.raw("</tbody>")
        }
    }

    private func row(_ line: Line, _ isTicked: Bool, _ html: inout HTML) {
        html.raw("<tr><th scope=\"row\">")
        html.element("label", .class("tick")) { html in
            html.void(
                "input", .set("type", "checkbox"), .set("name", "entities"),
                .text("value", Self.value(line.row)), .flag("checked", isTicked))
            html.element("span", text: line.row.name)
        }
        html.raw("<td>")
        html.badge(line.row.colour)
        html.raw("<td>")
        let inheritance = line.entity.modeOfInheritance
        html.text(ModeOfInheritance(rawValue: inheritance)?.brief ?? inheritance)
        html.raw("<td>")
        for tag in line.entity.tags { html.chip(tag) }
        html.raw("<td>")
        if line.row.ready { html.text("Ready") }
        html.raw("\n")
    }
}
