import Domain
import Foundation
import Ports

/// The reviews of an entity as cards, newest first (`web.md 7.5`).
struct EntityReviewsView {
    let view: EntityView
    let dossier: EntityDossier
    let zone: TimeZone

    private static let unfolded = 5

    private var own: OwnWordsView? { view.tools.map { OwnWordsView(tools: $0, kind: view.entity.kind) } }
    private var mine: Evaluation? { dossier.evaluations.first { $0.author == view.tools?.person } }

    func write(to html: inout HTML) {
        html.element("section", .id("evaluate"), .set("aria-labelledby", "evaluate-h")) { html in
            html.element("h2", .id("evaluate-h"), text: Words.count(dossier.evaluations.count, "review"))
            shares(&html)
            if let own { own.form(mine, &html) }
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
        html.element(
            "p", .class("quiet"), text: "\(tally.green) green, \(tally.amber) amber, \(tally.red) red")
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
        ReviewCard(evaluation: evaluation, kind: view.entity.kind, zone: zone, own: own).write(to: &html) { html in
            if evaluation.id == mine?.id {
                html.raw("<span id=\"your-review\" class=\"chip ok\">Your review</span> ")
            }
            html.text(author?.fullName ?? "Former member")
            if let affiliation = author?.affiliation, !affiliation.isEmpty {
                html.element("small", text: " (\(affiliation))")
            }
        }
    }
}
