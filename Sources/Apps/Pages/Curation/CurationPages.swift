import Domain
import HTTPTypes
import Hummingbird
import Ports
import UseCases
import Web

/// Everything that people change on pages about panels: reviews, comments, entities, panels. Each address answers a form
/// without a script; the script only saves the page load (`web.md 9.1`).
public struct CurationPages: Sendable {
    let site: SitePages
    let curation: Curation
    let copying: Copying

    public init(site: SitePages, curation: Curation, copying: Copying) {
        self.site = site
        self.curation = curation
        self.copying = copying
    }

    public func addRoutes(to router: Router<AppRequestContext>) {
        let group = router.group().add(middleware: SlashRedirectMiddleware())
        group.form("/panels/create/", show: showNewPanel, post: createPanel)
        group.form("/panels/{id}/update/", show: showPanelForm, post: updatePanel)
        group.form("/panels/{id}/promote/", show: showPromotion, post: promote)
        group.action("/panels/{id}/mark_not_ready/", markAllNotReady)
        group.form("/panels/{id}/bulk/", show: showBulk, post: bulkEdit)
        for (word, status) in [("approve", PanelStatus.public), ("reject", .internal), ("delete", .deleted)] {
            group.action("/panels/{id}/\(word)/") { try await setStatus(status, $0, $1, $2) }
        }
        group.form("/panels/{id}/{part}/add/", show: showAddition, post: add)
        let entity = "/panels/{id}/{part}/{name}"
        group.form("\(entity)/edit/", show: showEdit, post: edit)
        group.form("\(entity)/copy/", show: showCopy, post: copy)
        // Known without a slash at its end, and posted to by scripts.
        router.group().form("/panels/copy/{id}/{other}", show: showReviewCopy, post: copyReviews)
        group.form("\(entity)/review/", show: showReview, post: review)
        for action in EntityAction.allCases {
            let post: RouterMethods.FormHandler = { try await perform(action, $0, $1, $2) }
            group.action(
                "\(entity)/\(action.rawValue)/", reopen: { try await reopen(action.rawValue, $0, $1, $2) }, post)
        }
        group.action("\(entity)/undo/", undo)
        group.action("\(entity)/clear_entity_source/{item}/") { form, request, context in
            let source = try site.name("item", context)
            return try await run(
                .clearSources(named: source), "The source is taken away.", for: .curateEntity, form, request, context)
        }
        group.action("\(entity)/delete_evaluation/{item}/") { form, request, context in
            try await run(.deleteReview(try number(context)), "The review is deleted.", form, request, context)
        }
        group.action("\(entity)/delete_comment/{item}/") { form, request, context in
            try await run(.deleteComment(try number(context)), "The comment is deleted.", form, request, context)
        }
        let editComment: RouterMethods.FormHandler = { form, request, context in
            let id = try number(context)
            return try await run(
                .editComment(id, text: form.trimmed("comment")), "The comment is changed.",
                shown: OwnWordsView.editing(id), to: "your-review", form, request, context)
        }
        group.action(
            "\(entity)/submit_edit_comment/{item}/",
            reopen: { try await reopen(OwnWordsView.editing(try number($2)), $0, $1, $2) }, editComment)
    }

    // MARK: Parts of addresses

    func number(_ context: AppRequestContext) throws -> Int {
        guard let number = Int(try site.name("item", context)) else { throw HTTPProblem.notFound }
        return number
    }

    func kind(_ context: AppRequestContext) throws -> EntityKind {
        guard let kind = EntityKind(rawValue: try site.name("part", context)) else { throw HTTPProblem.notFound }
        return kind
    }

    /// The panel of the address, by its number only: what changes something has no other names.
    func panel(_ context: AppRequestContext, part: String = "id") async throws -> PanelHandle {
        let key = try site.name(part, context)
        guard PanelKey.isNumber(key), let handle = try await site.queries.open(key, for: context.viewer) else {
            throw HTTPProblem.notFound
        }
        return handle
    }

    /// The panel of the address for somebody who is going to do this on it. Answers what the command itself would answer,
    /// so that a form is shown to nobody who could not send it: the right comes first, then whether the panel is there for
    /// who asks, then whether such a thing can be done on it at all.
    func panel(
        for permission: Permission, _ request: Request, _ context: AppRequestContext, part: String = "id"
    ) async throws -> Panel {
        try context.demand(permission, request)
        guard let panel = try await site.queries.reader.panel(try await panel(context, part: part).id) else {
            throw HTTPProblem.notFound
        }
        guard Policy.may(permission, on: panel.header, context.viewer) else { throw HTTPProblem.notAllowed }
        return panel
    }

    /// The same for what super panels do not have.
    func ordinaryPanel(
        for permission: Permission, _ request: Request, _ context: AppRequestContext, part: String = "id"
    ) async throws -> Panel {
        let panel = try await panel(for: permission, request, context, part: part)
        if panel.header.isSuperPanel { throw problem(.superPanel) }
        return panel
    }

    func address(_ context: AppRequestContext) async throws -> EntityAddress {
        EntityAddress(
            panel: try await panel(context).id, kind: try kind(context), name: try site.name("name", context))
    }

    // MARK: Answers

    /// Where the page goes after something has begun that ends without it.
    func begun(_ link: Link, _ words: String, _ context: AppRequestContext) -> Response {
        context.browser.say(.info, words)
        return Response(status: .seeOther, headers: [.location: link.text, .contentType: MediaType.html])
    }

    /// Where the page goes after a change, with a word about it and the version it made.
    func done(
        _ link: Link, _ words: String, _ context: AppRequestContext, _ panel: Panel? = nil, since before: Version? = nil
    ) -> Response {
        var version: Version?
        if let panel, panel.header.version != before { version = panel.header.version }
        context.browser.saved(
            version.map { "\(words) Version \($0)." } ?? words, version: version.map { "\($0)" })
        return Response(status: .seeOther, headers: [.location: link.text, .contentType: MediaType.html])
    }

    /// A refusal that is no matter of fields, as the answer that it deserves.
    func problem(_ refusal: Refusal) -> HTTPProblem {
        switch refusal {
        case .forbidden: .notAllowed
        case .notFound: .notFound
        case .superPanel:
            HTTPProblem(.conflict, detail: "A super panel has no entities of its own: change its child panels.")
        case .invalid(let problems):
            HTTPProblem(.unprocessableContent, detail: problems.map(\.message).joined(separator: " "))
        }
    }

    /// The version of a panel before a change, by which the answer knows whether there is a new one.
    func version(of panel: PanelID) async throws -> Version? {
        try await site.queries.catalogue.current()[panel]?.header.version
    }

    /// The form with names of tags in the place of numbers, which the scripts of the original send. A tag whose name is a
    /// number is meant first.
    func withTagNames(_ form: FormBody) async throws -> FormBody {
        let sent = form.list("tags")
        if sent.isEmpty { return form }
        let tags = try await site.vocabulary.vocabulary()
        var form = form
        form.set(
            "tags",
            sent.map { text in
                tags.contains { $0.name == text } ? text : tags.first { "\($0.id)" == text }?.name ?? text
            })
        return form
    }

    /// The revision that a form was made from; nothing where a script left it out (decision 25). One that is none is
    /// refused: to take it for "left out" would switch the check off.
    func revision(_ form: FormBody) throws(Refusal) -> Revision? {
        let text = form.trimmed("revision")
        if text.isEmpty { return nil }
        guard let number = Int(text) else {
            throw .invalid([
                FieldProblem("revision", "The hidden field “revision” is damaged. Load the page anew and try again.")
            ])
        }
        return Revision(number)
    }
}
