import Domain
import Ports
import Web

/// The curator's part of an entity's page: each value with what reviewers suggest and a form to set it (`web.md 7.8`).
struct EntityToolsView {
    let view: EntityView
    let dossier: EntityDossier
    let tools: EntityTools

    private var entity: Entity { view.entity }
    private var label: String { entity.kind.label(entity.name) }
    private var noun: String { Words.noun(entity.kind) }

    func write(to html: inout HTML) {
        html.element("section", .id("review"), .class("desk"), .set("aria-labelledby", "review-h")) { html in
            html.element("h2", .id("review-h"), text: "Curation")
            failure(&html)
            values(&html)
            marks(&html)
            more(&html)
        }
    }

    /// What went wrong with a button, which has no form to say it at.
    private func failure(_ html: inout HTML) {
        guard let failed = tools.failed, !tools.hasForm(failed.action, entity.kind) else { return }
        html.element("div", .class("note bad"), .set("role", "alert")) { html in
            for problem in failed.state.problems { html.element("p", text: problem.message) }
        }
    }

    // MARK: Values

    private func values(_ html: inout HTML) {
        value(.rating, now: view.colour.longName, &html) { ReviewRating(rawValue: $0.rating).map { $0.title } }
        value(.moi, now: entity.modeOfInheritance, &html) { $0.modeOfInheritance }
        if entity.kind == .gene {
            value(.mop, now: entity.modeOfPathogenicity ?? "", &html) { $0.modeOfPathogenicity }
        }
        value(.publications, now: SemicolonList.text(entity.publications), &html) {
            SemicolonList.text($0.publications)
        }
        value(.phenotypes, now: SemicolonList.text(entity.phenotypes), &html) { SemicolonList.text($0.phenotypes) }
        tags(&html)
    }

    /// One value: folded, with what stands now in the line that opens it.
    private func value(
        _ action: EntityAction, now: String, _ html: inout HTML, suggested: (Evaluation) -> String?
    ) {
        fold(action, now.isEmpty ? ": not set" : ": \(now)", &html) { html in
            suggestions(suggested, &html)
            form(
                action,
                action.fields(entity) + [Field("comment", "Comment, added to your review", .paragraph(rows: 3))],
                "Save \(action.title.lowercased())"
            ).write(to: &html)
        }
    }

    private func fold(
        _ action: EntityAction, _ now: String, _ html: inout HTML, _ content: (inout HTML) -> Void
    ) {
        html.element("details", .flag("open", tools.isOpen(action.rawValue)), .id(action.rawValue)) { html in
            html.element("summary") { html in
                html.element("strong", text: action.title)
                html.text(now)
            }
            content(&html)
        }
    }

    private func form(_ action: EntityAction, _ fields: [Field], _ submit: String) -> FormView {
        FormView(
            action: tools.step(action.rawValue), state: tools.state(action.rawValue, action.values(entity)),
            fields: fields, submit: submit, hidden: [.revision(tools.revision)], prefix: "\(action.rawValue)-")
    }

    private func suggestions(_ value: (Evaluation) -> String?, _ html: inout HTML) {
        let found = dossier.evaluations.compactMap { evaluation -> (String, String)? in
            guard let text = value(evaluation), !text.isEmpty else { return nil }
            return (dossier.people[evaluation.author]?.reviewerName ?? "Former member", text)
        }
        if found.isEmpty { return }
        html.element("table", .class("v")) { html in
            html.raw("<thead><tr><th scope=\"col\">Reviewer</th><th scope=\"col\">Suggestion</th></tr></thead><tbody>")
            for (name, text) in found {
                html.raw("<tr><th scope=\"row\">")
                html.text(name)
                html.raw("<td>")
                html.text(text)
            }
            html.raw("</tbody>")
        }
    }

    private func tags(_ html: inout HTML) {
        if tools.tags.isEmpty { return }
        fold(.tags, entity.tags.isEmpty ? ": none" : ": \(entity.tags.joined(separator: ", "))", &html) { html in
            form(.tags, EntityAction.tags.fields(entity, tags: tools.tags, addsTags: tools.addsTags), "Save tags")
                .write(to: &html)
        }
    }

    // MARK: Marks

    private func marks(_ html: inout HTML) {
        if view.flagged {
            html.element("div", .class("note")) { html in
                html.element(
                    "p", text: "A reviewer added this \(noun), or it was taken off the list: it is shown in grey.")
                button(.approve, "Approve", &html)
            }
        }
        if tools.ready {
            html.element("div", .class("note good")) { html in
                html.element("p", text: "Ready for the next major version.")
                button(.notReady, "Mark as not ready", &html)
            }
            return
        }
        html.element(
            "details", .flag("open", tools.isOpen(EntityAction.ready.rawValue)), .id(EntityAction.ready.rawValue)
        ) { html in
            html.element("summary") { html in html.element("strong", text: "Mark \(label) as ready") }
            html.element(
                "p",
                text:
                    "Do so when enough experts from different places have reviewed it, their reviews are weighed, and the values above say what came out of it."
            )
            form(.ready, EntityAction.ready.fields(entity), "Mark as ready").write(to: &html)
        }
    }

    private func button(
        _ action: EntityAction, _ text: String, style: StaticString = "btn", _ html: inout HTML
    ) {
        html.actionButton(
            text, to: tools.step(action.rawValue), fields: ["revision": "\(tools.revision)"], style: style)
    }

    // MARK: More

    private func more(_ html: inout HTML) {
        html.element("p", .class("tools")) { html in
            html.link(tools.step("edit"), "Edit \(noun)", .class("btn"))
            html.link(tools.step("copy"), "Copy to other panels", .class("btn"))
            html.actionButton(
                "Undo the last change", to: tools.step("undo"), fields: ["revision": "\(tools.revision)"])
        }
        html.element("details") { html in
            html.element("summary", text: "Clear or remove")
            html.element("div", .class("acts")) { html in
                for source in dossier.evidence.filter(\.isCuratorial).map(\.name).once() {
                    html.actionButton(
                        "Remove source \(source)", to: tools.step("clear_entity_source/\(Link.encode(source))"),
                        fields: ["revision": "\(tools.revision)"])
                }
                if dossier.evidence.contains(where: \.isCuratorial) { button(.clearSources, "Clear sources", &html) }
                if !(entity.phenotypes ?? []).isEmpty { button(.clearPhenotypes, "Clear phenotypes", &html) }
                if !(entity.publications ?? []).isEmpty { button(.clearPublications, "Clear publications", &html) }
                if case .gene(let transcript) = entity.specifics, !(transcript ?? []).isEmpty {
                    button(.clearTranscript, "Clear transcripts", &html)
                }
                if !(entity.modeOfPathogenicity ?? "").isEmpty {
                    button(.clearPathogenicity, "Clear mode of pathogenicity", &html)
                }
            }
            html.element("details", .class("inl")) { html in
                html.element("summary", text: "Remove from the panel…")
                html.element(
                    "p",
                    text: "\(label) leaves the panel with its reviews and history. Earlier versions keep showing it.")
                button(.delete, "Remove \(label)", style: "btn bad", &html)
            }
        }
    }
}

/// What reviewers can do with their own words, written into the cards of reviews.
struct OwnWordsView {
    let tools: EntityTools
    let kind: EntityKind

    /// The action that changes a comment, as the last part of its address.
    static func editing(_ comment: Int) -> String { "submit_edit_comment/\(comment)" }

    /// One's review, folded; the comment is always a new one (W35).
    func form(_ own: Evaluation?, _ html: inout HTML) {
        let form = ReviewForm(kind: kind)
        html.element("details", .id("review-form")) { html in
            html.element(
                "summary", .class("btn main"),
                text: own == nil ? "Review this \(Words.noun(kind))" : "Change your review")
            FormView(
                action: tools.step("review"), state: FormState(form.values(of: own)),
                fields: form.fields(changing: own),
                submit: "Submit review", prefix: "review-"
            ).write(to: &html)
        }
    }

    func review(_ evaluation: Evaluation, _ html: inout HTML) {
        guard tools.isCurator || evaluation.author == tools.person else { return }
        confirmed(
            "Delete this review…", "The review goes for good, with its comments.", "Delete review",
            "delete_evaluation/\(evaluation.id)", &html)
    }

    func comment(_ comment: Comment, _ html: inout HTML) {
        let isOwn = comment.author == tools.person
        if isOwn {
            let step = Self.editing(comment.id)
            html.element("details", .class("inl"), .flag("open", tools.isOpen(step)), .id("edit-comment-\(comment.id)"))
            {
                html in
                html.element("summary", text: "Edit your comment")
                FormView(
                    action: tools.step(step), state: tools.state(step, FormBody(["comment": comment.text])),
                    fields: [Field("comment", "Comment", .paragraph(rows: 4), required: true)], submit: "Save changes",
                    prefix: "comment-\(comment.id)-"
                ).write(to: &html)
            }
        }
        if isOwn || tools.isCurator {
            confirmed(
                "Delete this comment…", "The comment goes for good.", "Delete comment", "delete_comment/\(comment.id)",
                &html)
        }
    }

    /// Opening the line is the question, the button the answer.
    private func confirmed(
        _ summary: String, _ words: String, _ button: String, _ step: String, _ html: inout HTML
    ) {
        html.element("details", .class("inl")) { html in
            html.element("summary", text: summary)
            html.element("p", text: words)
            html.actionButton(button, to: tools.step(step), style: "btn bad")
        }
    }
}
