import Domain
import HTTPTypes
import Hummingbird
import Ports
import UseCases
import Web

/// Pages with one form about an entity: add, edit, review (`web.md` 8.1, 10).
extension CurationPages {
    // MARK: Add

    @Sendable func showAddition(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let panel = try await ordinaryPanel(for: .addEntity, request, context)
        let form = try await additionForm(context)
        return addition(form, context.shown(form.values), panel, .ok, request, context)
    }

    @Sendable func add(
        _ body: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let panel = try await ordinaryPanel(for: .addEntity, request, context)
        let body = try await withTagNames(body)
        let form = try await additionForm(context)
        do {
            try body.checkReadable()
            let draft = try form.draft(body, gene: try await curation.gene(body.trimmed("gene")))
            let now = try await curation.add(draft, to: panel.id, by: context.viewer)
            return done(
                .entity(draft.kind, draft.name, on: panel.id),
                "\(draft.kind.label(draft.name)) is added to \(panel.header.name).", context, now,
                since: panel.header.version)
        } catch let refusal as Refusal {
            guard case .invalid(let problems) = refusal else { throw problem(refusal) }
            return addition(
                form, FormState(body, problems: problems), panel, .unprocessableContent, request, context)
        }
    }

    private func additionForm(_ context: AppRequestContext) async throws -> EntityForm {
        let isCurator = context.viewer.isCurator
        return EntityForm(
            kind: try kind(context), isCurator: isCurator, tags: isCurator ? try await site.vocabulary.tags() : [],
            addsTags: context.mayAddTags)
    }

    private func addition(
        _ form: EntityForm, _ state: FormState, _ panel: Panel, _ status: HTTPResponse.Status, _ request: Request,
        _ context: AppRequestContext
    ) -> Response {
        let noun = Words.noun(form.kind)
        let page = FormPageView(
            frame: site.frame, title: "Add \(noun) to panel",
            heading: form.kind == .str ? "Add an STR" : "Add a \(noun)",
            crumbs: [
                Page.Crumb("Panels", .panels), Page.Crumb(panel.header.name, .panel(panel.id)),
                Page.Crumb("Add \(noun)"),
            ],
            lead: context.viewer.isCurator
                ? nil : "What you add is shown in grey until a curator has looked at it.",
            form: FormView(
                action: .entityAddition(form.kind, on: panel.id), state: state, fields: form.fields,
                submit: "Add \(noun)"))
        return site.answer(page.render(), of: state, request, context, status: status)
    }

    func header(of handle: PanelHandle) async throws -> PanelHeader {
        guard let panel = try await site.queries.reader.panel(handle.id) else { throw HTTPProblem.notFound }
        return panel.header
    }

    // MARK: Edit

    @Sendable func showEdit(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let (address, row) = try await stored(for: .curateEntity, request, context)
        let form = try await editForm(row, context)
        return try await edit(form, context.shown(form.values), address, row, .ok, request, context)
    }

    @Sendable func edit(
        _ body: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let (address, row) = try await stored(for: .curateEntity, request, context)
        let body = try await withTagNames(body)
        let form = try await editForm(row, context)
        let before = try await version(of: address.panel)
        do {
            try body.checkReadable()
            let gene = try await curation.gene(body.trimmed("gene"))
            let change = try form.edit(body, gene: gene)
            let panel = try await curation.perform(
                .edit(change), on: address, expecting: try revision(body), by: context.viewer)
            let name = address.kind == .gene ? gene?.symbol ?? address.name : body.optional("name") ?? address.name
            return done(
                .entity(address.kind, name, on: address.panel), "\(address.kind.label(name)) is saved.", context,
                panel, since: before)
        } catch let refusal as Refusal {
            guard case .invalid(let problems) = refusal else { throw problem(refusal) }
            return try await edit(
                form, FormState(body, problems: problems), address, row, .unprocessableContent, request, context)
        } catch ChangeConflict.stale {
            let (_, now) = try await stored(for: .curateEntity, request, context)
            let current = try await editForm(now, context)
            let state = Self.conflict(body, current.values, current.fields, now.since)
            return try await edit(current, state, address, now, .conflict, request, context)
        }
    }

    private func stored(
        for permission: Permission, _ request: Request, _ context: AppRequestContext
    ) async throws -> (EntityAddress, EntityRow) {
        let panel = try await ordinaryPanel(for: permission, request, context)
        let address = EntityAddress(panel: panel.id, kind: try kind(context), name: try site.name("name", context))
        let row = try await site.queries.reader.entity(of: address.panel, kind: address.kind, name: address.name)
        guard let row else { throw HTTPProblem.notFound }
        return (address, row)
    }

    private func editForm(_ row: EntityRow, _ context: AppRequestContext) async throws -> EntityForm {
        EntityForm(
            kind: row.kind, isCurator: true, tags: try await site.vocabulary.tags(), addsTags: context.mayAddTags,
            entity: try Entity(document: row.document.bytes))
    }

    private func edit(
        _ form: EntityForm, _ state: FormState, _ address: EntityAddress, _ row: EntityRow,
        _ status: HTTPResponse.Status, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let header = try await header(of: try await panel(context))
        let noun = Words.noun(address.kind)
        let page = FormPageView(
            frame: site.frame, title: "Edit \(noun) \(address.name) in panel \(header.name)",
            heading: "Edit \(address.kind.label(address.name))", crumbs: crumbs(address, header, "Edit"),
            form: FormView(
                action: .entityStep("edit", address), state: state, fields: form.fields, submit: "Update \(noun)",
                hidden: [.revision(row.since)]))
        return site.answer(page.render(), of: state, request, context, status: status)
    }

    private func crumbs(_ address: EntityAddress, _ header: PanelHeader, _ last: String) -> [Page.Crumb] {
        [
            Page.Crumb("Panels", .panels), Page.Crumb(header.name, .panel(address.panel)),
            Page.Crumb(address.name, .entity(address.kind, address.name, on: address.panel)), Page.Crumb(last),
        ]
    }

    // MARK: Review

    @Sendable func showReview(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let (address, row) = try await stored(for: .review, request, context)
        let own = try await ownReview(row, context)
        return try await review(
            own, context.shown(ReviewForm(kind: address.kind).values(of: own)), address, .ok, request, context)
    }

    @Sendable func review(
        _ body: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let (address, row) = try await stored(for: .review, request, context)
        do {
            try body.checkReadable()
            try await curation.perform(
                .review(try ReviewForm(kind: address.kind).draft(body)), on: address, by: context.viewer)
            let page = Link.entity(address.kind, address.name, on: address.panel).part("your-review")
            return done(page, "Your review of \(address.kind.label(address.name)) is saved.", context)
        } catch let refusal as Refusal {
            guard case .invalid(let problems) = refusal else { throw problem(refusal) }
            return try await review(
                try await ownReview(row, context), FormState(body, problems: problems), address, .unprocessableContent,
                request, context)
        }
    }

    private func ownReview(_ row: EntityRow, _ context: AppRequestContext) async throws -> Evaluation? {
        let dossier = try await site.reviews.dossier(of: row.id)
        return dossier.evaluations.first { $0.author == context.viewer.personID }
    }

    private func review(
        _ own: Evaluation?, _ state: FormState, _ address: EntityAddress, _ status: HTTPResponse.Status,
        _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let header = try await header(of: try await panel(context))
        let noun = Words.noun(address.kind)
        let page = FormPageView(
            frame: site.frame, title: "Review \(noun) \(address.name)",
            heading: "Review \(address.kind.label(address.name))",
            crumbs: crumbs(address, header, own == nil ? "Add review" : "Your review"),
            form: FormView(
                action: .entityStep("review", address), state: state,
                fields: ReviewForm(kind: address.kind).fields(changing: own), submit: "Submit review"))
        return site.answer(page.render(), of: state, request, context, status: status)
    }
}

/// A page that is one form.
struct FormPageView {
    let frame: Frame
    let title: String
    let heading: String
    let crumbs: [Page.Crumb]
    var lead: String?
    let form: FormView

    func render() -> HTML {
        var page = Page(title: title, section: .panels)
        page.crumbs = crumbs
        page.isIndexed = false
        return frame.page(page, capacity: 32_768) { html in
            html.element("div", .class("narrow")) { html in
                html.element("h1", text: heading)
                if let lead { html.element("p", .class("note info"), text: lead) }
                form.write(to: &html)
            }
        }
    }
}

extension Link {
    static func entityAddition(_ kind: EntityKind, on panel: PanelID) -> Link {
        .inside("/panels/\(panel)/\(kind.rawValue)/add/")
    }
    /// An action on an entity: the last part of its address.
    static func entityStep(_ step: String, _ address: EntityAddress) -> Link {
        .inside("\(Link.entity(address.kind, address.name, on: address.panel).text)\(step)/")
    }
    static func panelStep(_ step: String, on panel: PanelID) -> Link { .inside("/panels/\(panel)/\(step)/") }
}
