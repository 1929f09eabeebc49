import Domain
import Foundation

/// One review as a card: its heading, rating, comments, facts and dates (`web.md 7.5`).
struct ReviewCard {
    let evaluation: Evaluation
    let kind: EntityKind
    let zone: TimeZone
    /// What who asks can do with their own words; nil where cards are only shown.
    var own: OwnWordsView?

    private static let unfolded = 5

    /// `heading` says whose review it is, or what of.
    func write(to html: inout HTML, heading: (inout HTML) -> Void) {
        html.element("article", .class("card"), .id("review-\(evaluation.id)")) { html in
            html.element("header") { html in
                html.element("h3") { html in heading(&html) }
                if let rating = ReviewRating(rawValue: evaluation.rating) { html.badge(rating.colour, rating.title) }
            }
            for comment in evaluation.comments { self.comment(comment, &html) }
            facts(&html)
            foot(&html)
            own?.review(evaluation, &html)
        }
    }

    private func comment(_ comment: Comment, _ html: inout HTML) {
        html.element("blockquote") { html in
            html.element("p") { html in html.plainText(comment.text) }
            html.element("footer") { html in stamps(comment.created, comment.lastUpdated, comment.version, &html) }
            own?.comment(comment, &html)
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

    private func facts(_ html: inout HTML) {
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
            let noun = Words.noun(kind)
            html.element("p", text: "Variants in this \(noun) are reported as part of current diagnostic practice.")
        }
        if kind == .str, evaluation.clinicallyRelevant == true {
            html.element("p") { html in
                html.raw("<strong>Clinically Relevant</strong>: interruptions in the repeated sequence are reported.")
            }
        }
    }

    private func foot(_ html: inout HTML) {
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
