import Domain
import Foundation
import Ports

/// The reviews of an entity as cards, newest first (`web.md 7.5`).
struct EntityReviewsView {
    let view: EntityView
    let dossier: EntityDossier
    let zone: TimeZone

    private static let unfolded = 5

    func write(to html: inout HTML) {
        html.element("section", .id("evaluate"), .set("aria-labelledby", "evaluate-h")) { html in
            html.element("h2", .id("evaluate-h"), text: Words.count(dossier.evaluations.count, "review"))
            shares(&html)
            if dossier.evaluations.isEmpty {
                html.element(
                    "p", .class("quiet"), text: "Nobody has reviewed this \(Words.noun(view.entity.kind)) yet.")
            }
            let shown = dossier.evaluations.count <= Self.unfolded + 1 ? dossier.evaluations.count : Self.unfolded
            for evaluation in dossier.evaluations.prefix(shown) { card(evaluation, &html) }
            let rest = dossier.evaluations.dropFirst(shown)
            if !rest.isEmpty {
                html.element("details", .class("more")) { html in
                    html.element("summary", text: "\(Words.count(rest.count, "more review", "more reviews"))")
                    for evaluation in rest { card(evaluation, &html) }
                }
            }
        }
    }

    private func shares(_ html: inout HTML) {
        let tally = view.tally
        let shares = tally.shares
        var counts = ColourCounts()
        counts[.green] = tally.green
        counts[.amber] = tally.amber
        counts[.red] = tally.red
        if counts.total == 0 { return }
        html.element("ul", .class("counts")) { html in
            for (colour, percent) in [(Colour.green, shares.green), (.amber, shares.amber), (.red, shares.red)]
            where counts[colour] > 0 {
                html.raw("<li>")
                html.badge(colour, "\(counts[colour]) \(colour.rawValue), \(Words.percent(percent))")
            }
        }
        html.ratingBar(counts)
    }

    private func card(_ evaluation: Evaluation, _ html: inout HTML) {
        let author = dossier.people[evaluation.author]
        html.element("article", .class("card"), .id("review-\(evaluation.id)")) { html in
            html.element("header") { html in
                html.element("h3") { html in
                    html.text(author?.fullName ?? "Former member")
                    if let affiliation = author?.affiliation, !affiliation.isEmpty {
                        html.element("small", text: " (\(affiliation))")
                    }
                }
                if let rating = ReviewRating(rawValue: evaluation.rating) { html.badge(rating.colour, rating.title) }
            }
            for comment in evaluation.comments { self.comment(comment, &html) }
            facts(evaluation, &html)
            foot(evaluation, &html)
        }
    }

    private func comment(_ comment: Comment, _ html: inout HTML) {
        html.element("blockquote") { html in
            html.element("p") { html in html.plainText(comment.text) }
            html.element("footer") { html in stamps(comment.created, comment.lastUpdated, comment.version, &html) }
        }
    }

    private func stamps(_ created: Instant, _ updated: Instant?, _ version: String?, _ html: inout HTML) {
        html.raw("Created: ")
        html.dateAndTime(created, in: zone)
        if let updated, updated > created.advanced(bySeconds: 60) {
            html.raw(" | Last Modified: ")
            html.dateAndTime(updated, in: zone)
        }
        if let version, !version.isEmpty {
            // A copied review says where it came from instead of a number.
            html.text(Version(version) == nil ? " | \(version)" : " | Panel version: \(version)")
        }
    }

    private func facts(_ evaluation: Evaluation, _ html: inout HTML) {
        let phenotypes = EntityDocument.cleaned(evaluation.phenotypes ?? []).joined(separator: "; ")
        let publications = EntityDocument.cleaned(evaluation.publications ?? [])
        let values = [
            ("Mode of inheritance" as StaticString, evaluation.modeOfInheritance ?? ""), ("Phenotypes", phenotypes),
            ("Mode of pathogenicity", evaluation.modeOfPathogenicity ?? ""),
        ].filter { !$0.1.isEmpty }
        if !values.isEmpty || !publications.isEmpty {
            html.element("dl", .class("dl small")) { html in
                for (name, value) in values {
                    html.element("dt") { html in html.raw(name) }
                    html.element("dd", text: value)
                }
                if !publications.isEmpty {
                    html.element("dt", text: "Publications")
                    html.element("dd") { html in
                        html.folded(publications, after: Self.unfolded) { html, item in html.publication(item) }
                    }
                }
            }
        }
        if evaluation.currentDiagnostic {
            let noun = Words.noun(view.entity.kind)
            html.element("p", text: "Variants in this \(noun) are reported as part of current diagnostic practice.")
        }
        if view.entity.kind == .str, evaluation.clinicallyRelevant == true {
            html.element("p") { html in
                html.raw("<strong>Clinically Relevant</strong>: interruptions in the repeated sequence are reported.")
            }
        }
    }

    private func foot(_ evaluation: Evaluation, _ html: inout HTML) {
        // A comment made with the review carries the same date and version already.
        let isSaid = evaluation.comments.contains { comment in
            comment.version == evaluation.version
                && abs(comment.created.microseconds - evaluation.created.microseconds) < 60_000_000
        }
        let isTouched = evaluation.lastUpdated.map { $0 > evaluation.created.advanced(bySeconds: 60) } ?? false
        if isSaid, !isTouched { return }
        html.element("footer") { html in
            stamps(evaluation.created, evaluation.lastUpdated, evaluation.version, &html)
        }
    }
}
