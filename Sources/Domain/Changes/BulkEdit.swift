/// Does one thing to many entities of a panel at once: one history entry for each, one step of the version for all.
public enum BulkEdit {
    public enum Action: Hashable, Sendable {
        case rate(Int)
        case setModeOfInheritance(String)
        /// Adds tags to those that are there.
        case tag([String])
        case untag([String])
        case markReady
    }

    /// Decides for every entity of `state.others`. Where one is refused, nothing happens to any; where nothing differs,
    /// nothing happens at all.
    public static func decide(
        _ action: Action, comment: String = "", on state: PanelState, by act: Act
    ) throws(Refusal) -> PanelOutcome {
        try Policy.demand(.curateEntity, on: state.panel.header, act)
        try state.refuseSuperPanel()
        if state.others.isEmpty { throw .invalid([FieldProblem("entities", "Select at least one row.")]) }
        var outcome = PanelOutcome()
        for record in state.others {
            let one = try decide(action, comment, on: PanelState(panel: state.panel, entity: record), act)
            if one.isEmpty { continue }
            // Each rose from the same panel, so they all name the same next version.
            (outcome.freeze, outcome.header) = (one.freeze, one.header)
            outcome.others.append(PanelOutcome.Part(record.id, one))
            outcome.activities += one.activities
        }
        return outcome
    }

    private static func decide(
        _ action: Action, _ comment: String, on state: PanelState, _ act: Act
    ) throws(Refusal) -> PanelOutcome {
        let tags = state.entity?.entity.tags ?? []
        switch action {
        case .rate(let level): return try EntityCuration.rate(level, comment: comment, on: state, by: act)
        case .setModeOfInheritance(let moi):
            return try EntityCuration.set(.modeOfInheritance(moi), comment: comment, on: state, by: act)
        case .tag(let new):
            return try EntityCuration.setTags(
                tags + new.filter { !tags.contains($0) }, on: state, raises: true, by: act)
        case .untag(let gone):
            return try EntityCuration.setTags(tags.filter { !gone.contains($0) }, on: state, raises: true, by: act)
        case .markReady: return try EntityCuration.markReady(comment: comment, on: state, raises: true, by: act)
        }
    }
}
