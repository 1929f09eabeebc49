import Domain

/// What was done to a demo panel, as lines of the activity: made from its versions and reviews, oldest first.
struct DemoActivity {
    let panel: DemoPanel
    /// As it was stored.
    let stored: Panel

    func lines() -> [Activity] {
        var lines: [Activity] = []
        var known: [String: Entity] = [:]
        for (index, state) in panel.states.enumerated() {
            let act = act(DemoPeople.curator, state.day)
            if index == 0 {
                lines.append(
                    .line(.panelAdded, "Added Panel \(panel.name)", on: stored, version: state.version, by: act))
            } else if panel.states[index - 1].reason != nil {
                let text = "promoted panel to version \(state.version)"
                lines.append(.line(.panelPromoted, text, on: stored, version: state.version, by: act))
            }
            for entity in state.entities {
                if let line = line(entity, before: known[entity.label], state, act) { lines.append(line) }
                known[entity.label] = entity
            }
        }
        lines += panel.reviews.compactMap { review in
            guard let entity = known.values.first(where: { $0.name == review.entity }) else { return nil }
            let version = panel.states.last { $0.day <= review.day }?.version
            return .line(
                .reviewed,
                "reviewed \(entity.label) Rating: \(review.rating.rawValue)\nAdded comment: \(review.comment)",
                on: stored, version: version, kind: entity.kind, name: entity.name, by: act(review.by, review.day))
        }
        return lines.sorted { $0.created < $1.created }
    }

    /// The entity is new in this state, or has another rating than before.
    private func line(_ entity: Entity, before: Entity?, _ state: DemoPanel.State, _ act: Act) -> Activity? {
        let event: ActivityEvent
        let text: String
        if before == nil {
            event = .entityAdded
            let sources = entity.evidence.joined(separator: ",")
            text = "\(entity.label) was added\n\(entity.label) was added to \(panel.name). Sources: \(sources)"
        } else if before?.confidence != entity.confidence, let level = entity.confidence {
            event = .ratingChanged
            text = "Classified \(entity.label) as \(level.colour.longName)"
        } else {
            return nil
        }
        return .line(event, text, on: stored, version: state.version, kind: entity.kind, name: entity.name, by: act)
    }

    private func act(_ person: PersonID, _ day: Int) -> Act {
        let account = DemoPeople.people(hashes: DemoPeople.usernames).first { $0.id == person }
        return Act(
            person: person, role: account?.role ?? .external, fullName: account?.fullName ?? "",
            reviewerName: account?.reviewerName ?? "", moment: DemoTime.day(day), schemaVersion: "demo")
    }
}
