import Domain
import Foundation
import Ports

/// The history of an entity as a quiet timeline, newest day first (`web.md 7.7`).
struct EntityHistoryView {
    let dossier: EntityDossier
    let zone: TimeZone
    /// The activities about this entity on its panel.
    let activities: Link

    /// More records than this fold.
    private static let unfolded = 10

    func write(to html: inout HTML) {
        html.element("section", .id("history"), .set("aria-labelledby", "history-h")) { html in
            html.element("h2", .id("history-h"), text: "History")
            if dossier.track.isEmpty {
                html.element("p", .class("quiet"), text: "No changes are recorded.")
            }
            html.element("p") { html in html.link(activities, "Filter Activity") }
            let shown = dossier.track.count <= Self.unfolded + 2 ? dossier.track.count : Self.unfolded
            days(dossier.track.prefix(shown), &html)
            let rest = dossier.track.dropFirst(shown)
            if !rest.isEmpty {
                html.element("details", .class("more")) { html in
                    html.element("summary", text: "\(Words.count(rest.count, "older change"))")
                    days(rest, &html)
                }
            }
        }
    }

    private func days(_ records: ArraySlice<TrackRecord>, _ html: inout HTML) {
        var rest = records
        while let first = rest.first {
            let day = first.created.day(in: zone)
            let sameDay = rest.prefix { $0.created.day(in: zone) == day }
            html.element("section", .class("day")) { html in
                html.element("h3") { html in html.time(day) }
                html.element("ol") { html in
                    for record in sameDay { item(record, &html) }
                }
            }
            rest = rest.dropFirst(sameDay.count)
        }
    }

    private func item(_ record: TrackRecord, _ html: inout HTML) {
        html.element("li") { html in
            html.element("p", .class("what")) { html in
                html.element("strong", text: record.issueTitle)
                html.element("span", .class("quiet")) { html in
                    if let author = dossier.people[record.author] { html.text("\(author.reviewerName), ") }
                    html.text(Words.time(record.created, in: zone))
                }
                let colour = ConfidenceLevel(rawValue: record.level).colour
                html.badge(colour, "Gel status: \(record.level)")
            }
            html.element("p") { html in html.plainText(record.issueDescription.trimmingText) }
        }
    }
}
