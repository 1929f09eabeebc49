import Domain
import Foundation
import Ports

/// What stands below the table of a live panel: reviewers and the notes of its promotions (`web.md 5.1`, 5.3).
struct PanelFootView {
    let view: PanelView
    let zone: TimeZone

    /// More than this many reviewers fold.
    private static let unfolded = 12

    func write(to html: inout HTML) {
        reviewers(&html)
        comments(&html)
    }

    private func reviewers(_ html: inout HTML) {
        if view.isSuperPanel || view.reviewers.isEmpty { return }
        html.element("section", .class("block"), .set("aria-labelledby", "reviewers")) { html in
            html.element("h2", .id("reviewers"), text: Words.count(view.reviewers.count, "reviewer"))
            list(view.reviewers.prefix(Self.unfolded), &html)
            let rest = view.reviewers.dropFirst(Self.unfolded)
            if !rest.isEmpty {
                html.element("details") { html in
                    html.element("summary", text: "\(Words.number(rest.count)) more")
                    list(rest, &html)
                }
            }
        }
    }

    private func list(_ people: ArraySlice<PersonSummary>, _ html: inout HTML) {
        html.element("ul", .class("people")) { html in
            for person in people {
                html.element("li") { html in
                    html.text(person.fullName)
                    if !person.affiliation.isEmpty {
                        html.element("small", text: person.affiliation)
                    }
                }
            }
        }
    }

    /// Shown only with a comment and above major version 0; the newest stands first in the text already.
    private func comments(_ html: inout HTML) {
        guard view.header.version.major > 0, let comment = view.header.versionComment?.trimmingText, !comment.isEmpty
        else { return }
        html.element("section", .class("block"), .set("aria-labelledby", "major")) { html in
            html.element("h2", .id("major"), text: "Major version comments")
            html.element("p", .class("prose")) { html in html.plainText(comment) }
        }
    }
}
