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
        let level = entity.confidence.map { "\($0.rawValue)" } ?? ""
        form(
            .rating, "Rating", now: view.colour.longName,
            ["status": level],
            [Field("status", "Rating", .choice(Choices.levels, prompt: "Choose one"), required: true)], "Save rating",
            { ReviewRating(rawValue: $0.rating).map { $0.title } }, &html)
        form(
            .moi, "Mode of inheritance", now: entity.modeOfInheritance, ["moi": entity.modeOfInheritance],
            [
                Field(
                    "moi", "Mode of inheritance",
                    .choice(Choices.keeping(entity.modeOfInheritance, Choices.inheritance), prompt: "Choose one"),
                    required: true)
            ], "Save mode of inheritance", { $0.modeOfInheritance }, &html)
        if entity.kind == .gene {
            let stored =
                ModeOfPathogenicity(stored: entity.modeOfPathogenicity ?? "")?.rawValue ?? entity.modeOfPathogenicity
            form(
                .mop, "Mode of pathogenicity", now: entity.modeOfPathogenicity ?? "",
                ["mode_of_pathogenicity": stored ?? ""],
                [
                    Field(
                        "mode_of_pathogenicity", "Mode of pathogenicity",
                        .choice(Choices.keeping(stored, Choices.pathogenicity), prompt: "None"),
                        help: Help.pathogenicity)
                ], "Save mode of pathogenicity", { $0.modeOfPathogenicity }, &html)
        }
        for (action, name, title, stored) in [
            (EntityAction.publications, "publications", "Publications", entity.publications),
            (.phenotypes, "phenotypes", "Phenotypes", entity.phenotypes),
        ] {
            let text = SemicolonList.text(stored)
            form(
                action, title, now: text, [name: text],
                [Field(name, title, .paragraph(rows: 3), required: true, help: Help.list)],
                "Save \(title.lowercased())",
                { SemicolonList.text(name == "publications" ? $0.publications : $0.phenotypes) }, &html)
        }
        tags(&html)
    }

    /// One value: folded, with what stands now in the line that opens it.
    private func form(
        _ action: EntityAction, _ title: String, now: String, _ values: KeyValuePairs<String, String>,
        _ fields: [Field],
        _ submit: String, _ suggested: (Evaluation) -> String?, _ html: inout HTML
    ) {
        html.element("details", .flag("open", tools.isOpen(action)), .id(action.rawValue)) { html in
            html.element("summary") { html in
                html.element("strong", text: title)
                html.text(now.isEmpty ? ": not set" : ": \(now)")
            }
            suggestions(suggested, &html)
            FormView(
                action: tools.step(action.rawValue), state: tools.state(action, values),
                fields: fields + [Field("comment", "Comment, added to your review", .paragraph(rows: 3))],
                submit: submit,
                hidden: ["revision": "\(tools.revision)"], prefix: "\(action.rawValue)-"
            ).write(to: &html)
        }
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
        var state = tools.state(.tags, [:])
        if !tools.isOpen(.tags) { state.values.set("tags", entity.tags) }
        html.element("details", .flag("open", tools.isOpen(.tags)), .id(EntityAction.tags.rawValue)) { html in
            html.element("summary") { html in
                html.element("strong", text: "Tags")
                html.text(entity.tags.isEmpty ? ": none" : ": \(entity.tags.joined(separator: ", "))")
            }
            FormView(
                action: tools.step(EntityAction.tags.rawValue), state: state,
                fields: [Field("tags", "Tags", .choices(tools.tags.map { Field.Option($0) }))], submit: "Save tags",
                hidden: ["revision": "\(tools.revision)"], prefix: "tags-"
            ).write(to: &html)
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
        html.element("details", .flag("open", tools.isOpen(.ready)), .id(EntityAction.ready.rawValue)) { html in
            html.element("summary") { html in html.element("strong", text: "Mark \(label) as ready") }
            html.element(
                "p",
                text:
                    "Do so when enough experts from different places have reviewed it, their reviews are weighed, and the values above say what came out of it."
            )
            FormView(
                action: tools.step(EntityAction.ready.rawValue), state: tools.state(.ready, [:]),
                fields: [Field("ready_comment", "Comment", .paragraph(rows: 3))], submit: "Mark as ready",
                prefix: "ready-"
            ).write(to: &html)
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

    /// The way to one's review.
    func invitation(hasReview: Bool, _ html: inout HTML) {
        html.element("p", .class("tools")) { html in
            html.link(
                tools.step("review"), hasReview ? "Change your review" : "Review this \(Words.noun(kind))",
                .class("btn main"))
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
            let step = "submit_edit_comment/\(comment.id)"
            let failed = tools.failed?.action == step ? tools.failed?.state : nil
            html.element("details", .class("inl"), .flag("open", failed != nil)) { html in
                html.element("summary", text: "Edit your comment")
                FormView(
                    action: tools.step(step), state: failed ?? FormState(FormBody(["comment": comment.text])),
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
