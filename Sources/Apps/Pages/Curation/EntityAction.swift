import Domain
import HTTPTypes
import Hummingbird
import Ports
import UseCases
import Web

/// The one-step actions of an entity's page, by the last part of their address (`web.md 9.2`, 9.3).
enum EntityAction: String, CaseIterable, Sendable {
    case rating = "update_entity_rating"
    case moi = "update_entity_moi"
    case mop = "update_entity_mop"
    case phenotypes = "update_entity_phenotypes"
    case publications = "update_entity_publications"
    case tags = "update_entity_tags"
    case ready = "mark_as_ready"
    case notReady = "mark_as_not_ready"
    case approve
    case delete
    case clearSources = "clear_entity_sources"
    case clearPhenotypes = "clear_entity_phenotypes"
    case clearPublications = "clear_entity_publications"
    case clearTranscript = "clear_entity_transcript"
    case clearPathogenicity = "clear_entity_mode_of_pathogenicity"

    func command(_ form: FormBody) throws(Refusal) -> EntityCommand {
        let comment = form.trimmed("comment")
        switch self {
        case .rating:
            guard let level = Int(form.trimmed("status")) else {
                throw .invalid([FieldProblem("status", "Choose a rating.")])
            }
            return .rate(level, comment: comment)
        case .moi: return .set(.modeOfInheritance(form.trimmed("moi")), comment: comment)
        case .mop: return .set(.modeOfPathogenicity(form.optional("mode_of_pathogenicity")), comment: comment)
        case .phenotypes: return .set(.phenotypes(SemicolonList.items(form.text("phenotypes"))), comment: comment)
        case .publications: return .set(.publications(SemicolonList.items(form.text("publications"))), comment: comment)
        case .tags: return .setTags(form.list("tags"))
        case .ready: return .markReady(comment: form.trimmed("ready_comment"))
        case .notReady: return .markNotReady
        case .approve: return .approve
        case .delete: return .remove
        case .clearSources: return .clearSources(named: nil)
        case .clearPhenotypes: return .clear(.phenotypes)
        case .clearPublications: return .clear(.publications)
        case .clearTranscript: return .clear(.transcript)
        case .clearPathogenicity: return .clear(.modeOfPathogenicity)
        }
    }

    /// What is said afterwards.
    func words(_ label: String) -> String {
        switch self {
        case .rating: "The rating of \(label) is saved."
        case .moi: "The mode of inheritance is saved."
        case .mop: "The mode of pathogenicity is saved."
        case .phenotypes: "The phenotypes are saved."
        case .publications: "The publications are saved."
        case .tags: "The tags are saved."
        case .ready: "\(label) is marked as ready."
        case .notReady: "\(label) is marked as not ready."
        case .approve: "\(label) is approved."
        case .delete: "\(label) is removed from the panel. Earlier versions keep it."
        case .clearSources: "The sources given by curators are taken away."
        case .clearPhenotypes: "The phenotypes are cleared."
        case .clearPublications: "The publications are cleared."
        case .clearTranscript: "The transcripts are cleared."
        case .clearPathogenicity: "The mode of pathogenicity is cleared."
        }
    }
}

extension CurationPages {
    func perform(
        _ action: EntityAction, _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        try context.demand(.curateEntity, request)
        let form = try await withTagNames(form)
        let address = try await address(context)
        let label = address.kind.label(address.name)
        let before = try await version(of: address.panel)
        do {
            try form.checkReadable()
            let panel = try await curation.perform(
                try action.command(form), on: address, expecting: try revision(form), by: context.viewer)
            let page = Link.entity(address.kind, address.name, on: address.panel)
            // A form on another page, such as a comparison, says where to go on.
            let back = Link.local(form.text("next")) ?? (action == .delete ? .panel(address.panel) : page)
            return done(back, action.words(label), context, panel, since: before)
        } catch let refusal as Refusal {
            guard case .invalid(let problems) = refusal else { throw problem(refusal) }
            let state = FormState(form, problems: problems)
            return try await refused(action.rawValue, state, .unprocessableContent, request, context)
        } catch ChangeConflict.stale {
            guard
                let now = try await site.queries.reader.entity(
                    of: address.panel, kind: address.kind, name: address.name)
            else { throw HTTPProblem.notFound }
            let entity = try Entity(document: now.document.bytes)
            let state = Self.conflict(form, action.values(entity), action.fields(entity), now.since)
            return try await refused(action.rawValue, state, .conflict, request, context)
        }
    }

    /// The entity's page with a form open on it as it was typed before a login had ended.
    func reopen(
        _ action: String, _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        try context.demand(.review, request)
        return try await refused(action, FormState(typed: form), .ok, request, context)
    }

    /// Says that somebody was faster. The page shows what stands now, the form what was typed (decision 10).
    static let stale = FieldProblem(
        "",
        "Somebody else changed this while you were editing. The page shows what stands now, and your own values are still in the form: send it again to put them in place of the others."
    )

    /// Puts the entity back as it was before its last change.
    @Sendable func undo(
        _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        try context.demand(.curateEntity, request)
        let address = try await address(context)
        let before = try await version(of: address.panel)
        let panel: Panel
        do {
            panel = try await curation.undo(address, expecting: try revision(form), by: context.viewer)
        } catch let refusal as Refusal {
            throw problem(refusal)
        } catch ChangeConflict.stale {
            throw HTTPProblem(
                .conflict, detail: "Somebody else changed this meanwhile: look at it before you undo anything.")
        }
        // An undone change of the gene leads to the name before.
        let list = Link.panel(address.panel)
        let still = try await site.queries.reader.entity(of: address.panel, kind: address.kind, name: address.name)
        return done(
            still == nil ? list : .entity(address.kind, address.name, on: address.panel), "The last change is undone.",
            context, panel, since: before)
    }

    /// A command of one step. `shown` names the form on the entity's page that it came from, where it has fields;
    /// `part` the part of the page to come back to.
    func run(
        _ command: EntityCommand, _ words: String, for permission: Permission = .review, shown form: String? = nil,
        to part: String? = nil,
        _ body: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        try context.demand(permission, request)
        let address = try await address(context)
        let before = try await version(of: address.panel)
        do {
            try body.checkReadable()
            let panel = try await curation.perform(
                command, on: address, expecting: try revision(body), by: context.viewer)
            let page = Link.entity(address.kind, address.name, on: address.panel)
            return done(part.map { page.part($0) } ?? page, words, context, panel, since: before)
        } catch let refusal as Refusal {
            guard let form, case .invalid(let problems) = refusal else { throw problem(refusal) }
            return try await refused(
                form, FormState(body, problems: problems), .unprocessableContent, request, context)
        } catch ChangeConflict.stale {
            throw HTTPProblem(.conflict, detail: Self.stale.message)
        }
    }

    /// The entity's page again, with the form that was refused.
    private func refused(
        _ action: String, _ state: FormState, _ status: HTTPResponse.Status, _ request: Request,
        _ context: AppRequestContext
    ) async throws -> Response {
        if status.code >= 400, request.isFromScript { return FormAnswer.refusal(state, status) }
        let failed = EntityTools.Failed(action: action, state: state)
        return try await site.entity(request, context, failed: failed, status: status)
    }
}
