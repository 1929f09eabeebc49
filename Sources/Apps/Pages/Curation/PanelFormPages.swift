import Domain
import HTTPTypes
import Hummingbird
import Ports
import UseCases
import Web

/// Pages with one form about a panel: create, change, promote; and its one-step actions (`web.md 6`).
extension CurationPages {
    // MARK: Create

    @Sendable func showNewPanel(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        try context.demand(.curatePanel, request)
        let form = try await panelForm(nil)
        return newPanel(form, context.shown(form.values), .ok, request, context)
    }

    @Sendable func createPanel(
        _ body: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        try context.demand(.curatePanel, request)
        let form = try await panelForm(nil)
        do {
            try body.checkReadable()
            let panel = try await curation.create(try form.draft(body), by: context.viewer)
            return done(.panel(panel.id), "The panel \(panel.header.name) is made.", context)
        } catch let refusal as Refusal {
            guard case .invalid(let problems) = refusal else { throw problem(refusal) }
            return newPanel(form, FormState(body, problems: problems), .unprocessableContent, request, context)
        }
    }

    private func newPanel(
        _ form: PanelForm, _ state: FormState, _ status: HTTPResponse.Status, _ request: Request,
        _ context: AppRequestContext
    ) -> Response {
        let page = FormPageView(
            frame: site.frame, title: "Panel Creation", heading: "Create a panel",
            crumbs: [Page.Crumb("Panels", .panels), Page.Crumb("Create a panel")],
            form: FormView(action: .site("/panels/create/"), state: state, fields: form.fields, submit: "Create panel"))
        return site.answer(page.render(), of: state, request, context, status: status)
    }

    private func panelForm(_ panel: Panel?) async throws -> PanelForm {
        let catalogue = try await site.queries.catalogue.current()
        return PanelForm(
            types: try await site.queries.reader.panelTypes(),
            candidates: catalogue.panels.filter { $0.header.status.isPublic && !$0.header.isSuperPanel }, panel: panel)
    }

    // MARK: Change

    @Sendable func showPanelForm(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let panel = try await panel(for: .curatePanel, request, context)
        let form = try await panelForm(panel)
        return update(form, panel, context.shown(form.values), .ok, request, context)
    }

    @Sendable func updatePanel(
        _ body: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let panel = try await panel(for: .curatePanel, request, context)
        let form = try await panelForm(panel)
        do {
            try body.checkReadable()
            let saved = try await curation.edit(
                panel.id, try form.draft(body), signOff: try form.signOff(body), expecting: try revision(body),
                zone: site.frame.site.zone, by: context.viewer)
            return done(.panel(panel.id), "The panel is saved.", context, saved, since: panel.header.version)
        } catch let refusal as Refusal {
            guard case .invalid(let problems) = refusal else { throw problem(refusal) }
            return update(form, panel, FormState(body, problems: problems), .unprocessableContent, request, context)
        } catch ChangeConflict.stale {
            let now = try await self.panel(for: .curatePanel, request, context)
            let current = try await panelForm(now)
            let state = Self.conflict(body, current.values, current.fields, now.revision)
            return update(current, now, state, .conflict, request, context)
        }
    }

    private func update(
        _ form: PanelForm, _ panel: Panel, _ state: FormState, _ status: HTTPResponse.Status, _ request: Request,
        _ context: AppRequestContext
    ) -> Response {
        let page = FormPageView(
            frame: site.frame, title: "Edit \(panel.header.name)", heading: "Edit \(panel.header.name)",
            crumbs: [
                Page.Crumb("Panels", .panels), Page.Crumb(panel.header.name, .panel(panel.id)), Page.Crumb("Edit"),
            ],
            form: FormView(
                action: .panelStep("update", on: panel.id), state: state, fields: form.fields, submit: "Save panel",
                hidden: [.revision(panel.revision)]))
        return site.answer(page.render(), of: state, request, context, status: status)
    }

    // MARK: Promote

    @Sendable func showPromotion(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        promotion(try await panelToPromote(request, context), context.shown(), .ok, request, context)
    }

    @Sendable func promote(
        _ body: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let panel = try await panelToPromote(request, context)
        do {
            try body.checkReadable()
            let now = try await curation.promote(panel.id, comment: body.trimmed("version_comment"), by: context.viewer)
            return done(.panel(panel.id), "The panel is promoted to version \(now.header.version).", context)
        } catch let refusal as Refusal {
            guard case .invalid(let problems) = refusal else { throw problem(refusal) }
            return promotion(panel, FormState(body, problems: problems), .unprocessableContent, request, context)
        }
    }

    private func panelToPromote(_ request: Request, _ context: AppRequestContext) async throws -> Panel {
        let panel = try await ordinaryPanel(for: .curatePanel, request, context)
        if panel.header.status == .deleted { throw HTTPProblem.notAllowed }
        return panel
    }

    private func promotion(
        _ panel: Panel, _ state: FormState, _ status: HTTPResponse.Status, _ request: Request,
        _ context: AppRequestContext
    ) -> Response {
        let next = panel.header.version.nextMajor
        let page = FormPageView(
            frame: site.frame, title: "Promote \(panel.header.name)", heading: "Promote to version \(next)",
            crumbs: [
                Page.Crumb("Panels", .panels), Page.Crumb(panel.header.name, .panel(panel.id)), Page.Crumb("Promote"),
            ],
            lead:
                "The current version \(panel.header.version) is kept under its number. All ready marks are taken off, and the status stays \(panel.header.status.rawValue).",
            form: FormView(
                action: .panelStep("promote", on: panel.id), state: state,
                fields: [
                    Field(
                        "version_comment", "What this version is about", .paragraph(rows: 4), required: true,
                        help: "Stands in front of the panel's promotion notes.")
                ], submit: "Promote to version \(next)"))
        return site.answer(page.render(), of: state, request, context, status: status)
    }

    // MARK: One step

    @Sendable func markAllNotReady(
        _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let panel = try await ordinaryPanel(for: .curateEntity, request, context)
        do { try await curation.markAllNotReady(panel.id, by: context.viewer) } catch let refusal as Refusal {
            throw problem(refusal)
        }
        let count = EntityKind.allCases.reduce(0) { $0 + (panel.statistics?[$1].ready ?? 0) }
        return done(.panel(panel.id), "\(Words.count(count, "ready mark")) taken off.", context)
    }

    func setStatus(
        _ status: PanelStatus, _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let id = try await panel(for: .curatePanel, request, context).id
        do {
            let panel = try await curation.setStatus(status, of: id, by: context.viewer)
            return done(
                status == .deleted ? .panels : .panel(id), "\(panel.header.name) is \(status.rawValue) now.", context)
        } catch let refusal as Refusal { throw problem(refusal) }
    }

    /// A form over which somebody else was faster: what was typed, and at each field what stands there now.
    static func conflict(
        _ typed: FormBody, _ stored: FormBody, _ fields: [Field], _ revision: Revision
    ) -> FormState {
        var state = FormState(typed, problems: [stale] + differences(typed, stored, fields))
        state.conflict = FormState.Conflict(values: stored, revision: revision)
        return state
    }

    /// At every field that differs from what was typed, what stands now (decision 10).
    static func differences(_ typed: FormBody, _ stored: FormBody, _ fields: [Field]) -> [FieldProblem] {
        fields.compactMap { field in
            let (mine, theirs) = (typed.list(field.name), stored.list(field.name))
            guard mine.filter({ !$0.isEmpty }) != theirs.filter({ !$0.isEmpty }) else { return nil }
            let words = theirs.filter { !$0.isEmpty }.map { field.title(of: $0) }.joined(separator: "; ")
            return FieldProblem(field.name, words.isEmpty ? "Now it is empty." : "Now it is: \(words)")
        }
    }
}

extension Field {
    /// How a value reads: the title of a choice, else the value.
    func title(of value: String) -> String {
        switch kind {
        case .choice(let options, _), .choices(let options): options.first { $0.value == value }?.title ?? value
        default: value
        }
    }
}
