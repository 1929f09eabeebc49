import Domain
import HTTPTypes
import Hummingbird
import Ports
import UseCases
import Web

/// Copies an entity with chosen reviews to other panels (`web.md` 11.5).
extension CurationPages {
    @Sendable func showCopy(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let source = try await copySource(request, context)
        var values = FormBody()
        values.set("reviews_to_copy", source.reviewers)
        // A comparison leads here with the panel that lacks the entity.
        values.set("target_panels", request.pageQuery.list("target_panels"))
        return try await copyPage(source, context.shown(values), .ok, request, context)
    }

    @Sendable func copy(
        _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let source = try await copySource(request, context)
        // Buttons that only show the form again, so that it can be filled in without a script.
        if let step = form["step"] {
            var form = form
            if step == "all" { form.set("reviews_to_copy", source.reviewers) }
            if step == "none" { form.set("reviews_to_copy", [String]()) }
            return try await copyPage(source, FormState(form), .ok, request, context)
        }
        do {
            try form.checkReadable()
            let targets = try Self.numbers(form, "target_panels").map { PanelID($0) }
            let people = try Self.numbers(form, "reviews_to_copy").map { PersonID($0) }
            let order = CopyOrder.entity(source.address, to: targets, reviewsOf: Set(people))
            let answer = try await copying.carryOut(order, by: context.viewer)
            let label = source.address.kind.label(source.address.name)
            let place = Link.entity(source.address.name)
            switch answer {
            case .done(let result):
                let words =
                    "\(label) is copied to \(Words.count(result.panels, "panel")), with \(Words.count(result.reviews, "review"))."
                return done(place, words, context)
            case .inBackground:
                let words =
                    "Copying \(label) to \(Words.count(targets.count, "panel")) has begun. A mail will tell you how it ended."
                return begun(place, words, context)
            }
        } catch let refusal as Refusal {
            guard case .invalid(let problems) = refusal else { throw problem(refusal) }
            let state = FormState(form, problems: problems)
            return try await copyPage(source, state, .unprocessableContent, request, context)
        } catch ChangeConflict.stale {
            let state = FormState(
                form, problems: [FieldProblem("", "Somebody else changed it meanwhile: send it again.")])
            return try await copyPage(source, state, .conflict, request, context)
        }
    }

    /// The numbers that were ticked in one group of boxes.
    private static func numbers(_ form: FormBody, _ field: String) throws(Refusal) -> [Int] {
        var numbers: [Int] = []
        for text in form.list(field) where !text.isEmpty {
            guard let number = Int32(text) else {
                throw .invalid([
                    FieldProblem(field, "Select a valid choice. \(text) is not one of the available choices.")
                ])
            }
            numbers.append(Int(number))
        }
        return numbers
    }

    /// What is to be copied, as it stands now.
    struct CopySourceShown {
        var address: EntityAddress
        var header: PanelHeader
        var colour: Colour
        var dossier: EntityDossier

        var reviewers: [String] { dossier.evaluations.map { "\($0.author.rawValue)" } }
    }

    private func copySource(_ request: Request, _ context: AppRequestContext) async throws -> CopySourceShown {
        let header = try await ordinaryPanel(for: .copy, request, context).header
        let address = try await address(context)
        let row = try await site.queries.reader.entity(of: address.panel, kind: address.kind, name: address.name)
        guard let row else { throw HTTPProblem.notFound }
        return CopySourceShown(
            address: address, header: header, colour: row.colour, dossier: try await site.reviews.dossier(of: row.id))
    }

    private func copyPage(
        _ source: CopySourceShown, _ state: FormState, _ status: HTTPResponse.Status, _ request: Request,
        _ context: AppRequestContext
    ) async throws -> Response {
        let address = source.address
        let catalogue = try await site.queries.catalogue.current()
        let holders = Set(
            try await site.reviews.elsewhere(kind: address.kind, name: address.name).map(\.panel))
        let targets = catalogue.panels.filter { panel in
            panel.id != address.panel && !panel.header.isSuperPanel
                && Policy.may(.copy, on: panel.header, context.viewer)
        }
        let view = CopyView(frame: site.frame, source: source, targets: targets, holders: holders, state: state)
        return site.answer(view.render(), request, context, status: status)
    }
}

/// Writes the page.
struct CopyView {
    let frame: Frame
    let source: CurationPages.CopySourceShown
    let targets: [Panel]
    /// Panels that have the entity.
    let holders: Set<PanelID>
    let state: FormState

    private var kind: EntityKind { source.address.kind }
    private var label: String { kind.label(source.address.name) }
    private var noun: String { Words.noun(kind) }

    private var panels: Field {
        Field(
            "target_panels", "Panels to copy it to", .choices([]),
            help: "A panel that has this \(noun) already gets the missing reviews only; its values stay.")
    }

    private var reviews: Field { Field("reviews_to_copy", "Reviews to copy", .choices([])) }

    func render() -> HTML {
        let (address, name) = (source.address, source.header.name)
        var page = Page(title: "Copy \(label)", section: .panels)
        page.crumbs = [
            Page.Crumb("Panels", .panels), Page.Crumb(name, .panel(address.panel)),
            Page.Crumb(address.name, .entity(kind, address.name, on: address.panel)), Page.Crumb("Copy"),
        ]
        page.isIndexed = false
        return frame.page(page, capacity: 32_768) { html in
            html.element("div", .class("narrow")) { html in
                html.element("h1", text: "Copy \(label) to other panels")
                html.element("p") { html in
                    html.text("From \(name) v\(source.header.version) ")
                    html.badge(source.colour)
                }
                let form = FormView(
                    action: .entityStep("copy", address), state: state, fields: [], submit: "Copy \(noun)",
                    groups: [panels, reviews])
                form.write(to: &html) { html in
                    form.group(panels, &html) { html in choosePanels(&html) }
                    form.group(reviews, &html) { html in chooseReviews(&html) }
                }
                html.link(.entity(kind, address.name, on: address.panel), "Cancel")
            }
        }
    }

    // MARK: Panels

    /// What was ticked always shows; of the others those that fit the words typed.
    private func choosePanels(_ html: inout HTML) {
        let words = state.values.trimmed("find")
        let ticked = Set(state.values.list("target_panels"))
        let parts = words.lowercased().split(separator: " ")
        let shown = targets.filter { panel in
            let name = panel.header.name.lowercased()
            return ticked.contains("\(panel.id)") || parts.allSatisfy { name.contains($0) }
        }
        html.element("label", .set("for", "id_find"), text: "Find panels by name")
        html.element("p", .class("tools")) { html in
            html.void("input", .set("type", "search"), .id("id_find"), .set("name", "find"), .text("value", words))
            step("find", "Show", &html)
        }
        html.element("p", .class("help"), text: "\(shown.count) of \(Words.count(targets.count, "panel"))")
        html.element("div", .class("pick")) { html in
            for panel in shown {
                box("target_panels", "\(panel.id)", ticked, &html) { html in
                    html.text("\(panel.header.name) v\(panel.header.version)")
                    html.statusChip(panel.header.status)
                    if holders.contains(panel.id) { html.chip("has it") }
                }
            }
        }
    }

    // MARK: Reviews

    private func chooseReviews(_ html: inout HTML) {
        let dossier = source.dossier
        if dossier.evaluations.isEmpty {
            return html.element(
                "p", text: "Nobody has reviewed this \(noun). It is copied with its values and sources alone.")
        }
        html.element("p", .class("tools")) { html in
            step("all", "Select all", &html)
            step("none", "Select none", &html)
        }
        let ticked = Set(state.values.list("reviews_to_copy"))
        for evaluation in dossier.evaluations {
            ReviewCard(evaluation: evaluation, kind: kind, zone: frame.site.zone).write(to: &html) { html in
                box("reviews_to_copy", "\(evaluation.author.rawValue)", ticked, &html) { html in
                    html.text(dossier.people[evaluation.author]?.reviewerName ?? "Former member")
                }
            }
        }
    }

    // MARK: Parts

    private func box(
        _ name: StaticString, _ value: String, _ ticked: Set<String>, _ html: inout HTML,
        label: (inout HTML) -> Void
    ) {
        html.element("label", .class("tick")) { html in
            html.void(
                "input", .set("type", "checkbox"), .set("name", name), .text("value", value),
                .flag("checked", ticked.contains(value)))
            html.element("span") { html in label(&html) }
        }
    }

    /// A button that sends the form to be shown again.
    private func step(_ value: StaticString, _ text: String, _ html: inout HTML) {
        html.element(
            "button", .class("btn"), .set("type", "submit"), .set("name", "step"), .set("value", value), text: text)
    }
}
