import Domain
import Foundation
import Ports
import UseCases
import Web

/// What a reader wants to see of the activities: the query of `/panels/activity/` (`web.md 13`), as typed and as understood.
struct ActivityFilter {
    /// As typed, to be shown again.
    var values = FormBody()
    /// What could not be understood.
    var problems: [FieldProblem] = []
    var panel: PanelID?
    var version: String?
    var entity: String?
    var from: CivilDate?
    var to: CivilDate?
    var role: Role?
    var isTraining = false
    var topics: Set<ActivityTopic> = []
    var isFlagged = false
    /// Of the rows of the page.
    var text = ""

    static let names = [
        "panel", "version", "entity", "date_from", "date_to", "user_type", "training_group", "event_type",
        "flagged_genes",
    ]

    init(_ query: PageQuery) {
        for name in Self.names {
            let values = query.list(name).map { $0.trimmingText.filter { $0 != "\0" } }.filter { !$0.isEmpty }
            if !values.isEmpty { self.values.set(name, values) }
        }
        text = query["q"]?.trimmingText ?? ""
        readPanel()
        version = value("version")
        // A name may hold a comma.
        entity = query["entity"].map { $0.trimmingText.filter { $0 != "\0" } }.flatMap { $0.isEmpty ? nil : $0 }
        if let entity { values.set("entity", entity) }
        from = date("date_from")
        to = date("date_to")
        if let from, let to, to < from {
            problems.append(FieldProblem("date_to", "This day is before the first one."))
        }
        if let word = value("user_type") {
            role = Role(rawValue: word)
            if role == nil { problems.append(FieldProblem("user_type", "“\(word)” is no type of users.")) }
        }
        isTraining = isOn("training_group")
        isFlagged = isOn("flagged_genes")
        for word in values.list("event_type") {
            if let topic = ActivityTopic(rawValue: word) {
                topics.insert(topic)
            } else {
                problems.append(FieldProblem("event_type", "“\(word)” is no type of events."))
            }
        }
    }

    private mutating func readPanel() {
        guard let key = value("panel") else { return }
        panel = PanelKey.id(key)
        if panel == nil { problems.append(FieldProblem("panel", "There is no such panel.")) }
    }

    private func value(_ name: String) -> String? { values[name] }

    private func isOn(_ name: String) -> Bool {
        values[name].map { !["0", "false", "off"].contains($0.lowercased()) } ?? false
    }

    private mutating func date(_ name: String) -> CivilDate? {
        guard let text = value(name) else { return nil }
        let day = CivilDate(text)
        if day == nil { problems.append(FieldProblem(name, "“\(text)” is no day. Days are written like 2026-03-09.")) }
        return day
    }

    /// Whether anything is asked for.
    var isEmpty: Bool { values.names.isEmpty }

    /// Whether the answer depends on what authors are now, which no counter tells.
    var dependsOnPeople: Bool { role != nil || isTraining }

    /// The query that says the same, in one fixed form.
    var pairs: [(name: String, value: String?)] {
        Self.names.flatMap { name in values.list(name).map { (name, Optional($0)) } }
    }

    /// What to look for, for this viewer. Days are those of the site's zone, both included.
    func query(for viewer: Viewer, zone: TimeZone) -> ActivityQuery {
        let statuses = PanelStatus.allCases.filter { Visibility.mayViewActivity(of: $0, by: viewer) }
        var query = ActivityQuery(
            statuses: Set(statuses), includesLinesWithoutPanel: Visibility.mayViewActivity(of: nil, by: viewer))
        query.panel = panel
        query.version = version
        query.entity = entity
        query.from = from.map { day in
            let eve = CivilDate(daysSince1970: day.daysSince1970 - 1).end(in: zone)
            return Instant(microseconds: eve.microseconds + 1)
        }
        query.through = to?.end(in: zone)
        query.role = role
        query.isTraining = isTraining
        query.topics = topics
        query.isFlagged = isFlagged
        return query
    }
}
