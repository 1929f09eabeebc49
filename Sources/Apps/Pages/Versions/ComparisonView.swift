import Domain

/// Writes what differs between two versions of a panel.
struct ComparisonView {
    let comparison: VersionsView.Comparison
    let panel: PanelID

    func write(to html: inout HTML) {
        let changes = comparison.changes
        html.element("section", .class("diff"), .set("aria-labelledby", "diff-h")) { html in
            html.element("h2", .id("diff-h"), text: "From \(comparison.from) to \(comparison.to)")
            html.element("p", text: Self.sentence(ChangeSummary(changes).words))
            group("Added", changes, &html) { if case .added = $0.kind { true } else { false } }
            group("Removed", changes, &html) { if case .removed = $0.kind { true } else { false } }
            group("Rating changed", changes, &html) { if case .moved = $0.kind { true } else { false } }
            group("Edited", changes, &html) { $0.kind == .edited }
        }
    }

    private static func sentence(_ words: String) -> String { words.prefix(1).uppercased() + words.dropFirst() + "." }

    private func group(
        _ title: String, _ changes: [EntityChange], _ html: inout HTML, where belongs: (EntityChange) -> Bool
    ) {
        let changes = changes.filter(belongs)
        if changes.isEmpty { return }
        html.element("h3", text: "\(title) (\(Words.number(changes.count)))")
        html.element("ul", .class("changes")) { html in
            for change in changes { html.element("li") { html in item(change, &html) } }
        }
    }

    private func item(_ change: EntityChange, _ html: inout HTML) {
        switch change.kind {
        case .added(let colour), .removed(let colour): html.badge(colour)
        case .moved(let from, let to):
            html.badge(from)
            html.raw("<span aria-hidden=\"true\"> → </span><span class=\"vh\"> to </span>")
            html.badge(to)
        case .edited: break
        }
        html.raw(" ")
        if case .removed = change.kind {
            html.element("b", text: change.name)
        } else {
            // The newer of the two may itself be old: the link says which version is meant.
            let link = Link.entity(change.entity, change.name, on: panel)
            html.link(link.query([("version", "\(comparison.to)")]), change.name)
        }
        if change.entity != .gene { html.element("small", text: " \(change.entity.title)") }
        if !change.fields.isEmpty {
            html.element("small", .class("quiet"), text: " \(change.fields.joined(separator: ", "))")
        }
    }
}
