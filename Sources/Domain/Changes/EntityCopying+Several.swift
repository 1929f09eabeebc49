/// Copying to several panels at once: all of them or none.
extension EntityCopying {
    /// Decides for every target; where one of them cannot take the copy, none does (`domain.md` D63). All problems are told
    /// at once, each with the panel it is about. `states` hold the targets' entities of that kind and name.
    public static func decide(
        _ source: CopySource, reviewsOf people: Set<PersonID>, onEach states: [PanelState], by act: Act
    ) throws(Refusal) -> [PanelID: PanelOutcome] {
        try check(source.panel, source.record, reviewsOf: people, onto: states.map(\.panel), by: act)
        var outcomes: [PanelID: PanelOutcome] = [:]
        var problems = Problems()
        for state in states {
            do throws(Refusal) {
                outcomes[state.panel.id] = try decide(source, reviewsOf: people, on: state, by: act)
            } catch {
                guard case .invalid(let list) = error else { throw error }
                for problem in list { problems.add("target_panels", "\(state.panel.header.name): \(problem.message)") }
            }
        }
        try problems.check()
        return outcomes
    }

    /// The entity that is to be copied, as its panel has it; a refusal where the panel takes no part in copying.
    public static func record(of state: PanelState, by act: Act) throws(Refusal) -> EntityRecord {
        try Policy.demand(.copy, on: state.panel.header, act)
        try state.refuseSuperPanel()
        return try state.entityRecord()
    }

    /// What can be said before the targets' entities are known: who asks, which reviews, which panels.
    public static func check(
        _ panel: Panel, _ record: EntityRecord, reviewsOf people: Set<PersonID>, onto targets: [Panel], by act: Act
    ) throws(Refusal) {
        try Policy.demand(.copy, on: panel.header, act)
        if panel.header.isSuperPanel { throw .superPanel }
        var problems = Problems()
        problems.require(
            !targets.isEmpty, "target_panels",
            "Please select at least one target panel to copy the \(noun(record.entity.kind)) to.")
        checkReviews(people, of: record, &problems)
        let gone = people.subtracting(record.evaluations.map(\.author))
        problems.require(
            gone.isEmpty, "reviews_to_copy",
            "One of the selected reviews is not there any more. Look at the list again.")
        for target in targets {
            let (name, header) = (target.header.name, target.header)
            problems.require(
                target.id != panel.id, "target_panels", "\(name): An entity cannot be copied onto its own panel.")
            problems.require(
                !header.isSuperPanel, "target_panels", "\(name): A super panel has no entities of its own.")
            problems.require(header.status != .deleted, "target_panels", "\(name): This panel is deleted.")
        }
        try problems.check()
    }

    /// At least one review is chosen where there are any; an entity that nobody reviewed may go alone (`web.md` 11.5).
    static func checkReviews(_ people: Set<PersonID>, of record: EntityRecord, _ problems: inout Problems) {
        problems.require(
            !people.isEmpty || record.evaluations.isEmpty, "reviews_to_copy",
            "Please select at least one review to copy. You must copy at least one review when copying \(article(record.entity.kind))."
        )
    }

    private static func noun(_ kind: EntityKind) -> String { kind == .gene ? "gene" : kind.title }
}
