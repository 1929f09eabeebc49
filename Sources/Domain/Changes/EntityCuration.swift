/// What a curator does to one entity without the edit form (`domain.md 8`).
public enum EntityCuration {
    /// A field that is changed in place.
    public enum Field: Hashable, Sendable {
        case modeOfInheritance(String)
        /// Genes only; nil or empty takes it away.
        case modeOfPathogenicity(String?)
        case phenotypes([String])
        case publications([String])
    }

    /// A field that is emptied.
    public enum Clearing: Hashable, Sendable {
        case publications, phenotypes, transcript, modeOfPathogenicity
    }

    // MARK: In place

    /// Sets one field: a minor step, a track record and an activity (`domain.md 8.1`, D51).
    public static func set(
        _ field: Field, comment: String = "", on state: PanelState, by act: Act
    ) throws(Refusal) -> PanelOutcome {
        var change = try EntityStepping(state, act)
        let (old, label) = (change.record.entity, change.record.entity.label)
        var problems = Problems()
        switch field {
        case .modeOfInheritance(let moi):
            EntityChecks.modeOfInheritance(moi, &problems)
            // The rule of mitochondrial genes is one of forms; here a curator names the mode on purpose.
            change.entity.modeOfInheritance = moi
            change.log.add(
                .setModeOfInheritance,
                "Mode of inheritance for \(label) was changed from \(old.modeOfInheritance) to \(moi)")
        case .modeOfPathogenicity(let mop):
            problems.require(
                old.kind == .gene, "mode_of_pathogenicity", "Only genes have a mode of pathogenicity.")
            EntityChecks.modeOfPathogenicity(mop, &problems)
            let new = ModeOfPathogenicity.canonical(mop)
            change.entity.modeOfPathogenicity = new
            change.log.add(
                .setModeOfPathogenicity,
                "Mode of pathogenicity for \(label) was changed from \(Wording.value(old.modeOfPathogenicity)) to \(Wording.value(new))"
            )
        case .phenotypes(let items):
            requireItems(items, "phenotypes", &problems)
            change.entity.phenotypes = items.map { $0.trimmingWhitespace() }
            change.log.add(
                .setPhenotypes,
                "Phenotypes for \(label) were changed from \(Wording.list(old.phenotypes)) to \(Wording.list(change.entity.phenotypes))"
            )
        case .publications(let items):
            requireItems(items, "publications", &problems)
            change.entity.publications = items.map { $0.trimmingWhitespace() }
            change.log.add(
                .setPublications,
                "Publications for \(label) were changed from \(Wording.list(old.publications)) to \(Wording.list(change.entity.publications))"
            )
        }
        try problems.check()
        change.raise()
        change.logged(.entityEdited)
        change.comment(comment, prefix: prefix(of: field))
        return change.outcome()
    }

    private static func requireItems(_ items: [String], _ field: String, _ problems: inout Problems) {
        problems.require(!items.isEmpty, field, "This field is required.")
        EntityChecks.list(items, field, &problems)
    }

    private static func prefix(of field: Field) -> String {
        switch field {
        case .modeOfInheritance: "Comment on mode of inheritance: "
        case .modeOfPathogenicity: "Comment on mode of pathogenicity: "
        case .phenotypes: "Comment on phenotypes: "
        case .publications: "Comment on publications: "
        }
    }

    /// Makes the tags exactly these. Tags raise no version (`domain.md 8.2`, D50), unless they are part of a change that
    /// does.
    public static func setTags(
        _ tags: [String], on state: PanelState, raises: Bool = false, by act: Act
    ) throws(Refusal) -> PanelOutcome {
        var change = try EntityStepping(state, act)
        var problems = Problems()
        EntityChecks.tags(tags, &problems)
        try problems.check()
        EntityEditing.change(
            &change.entity.tags, to: tags, mode: .replace, of: change.record.entity.label, &change.log)
        if change.log.isEmpty { return PanelOutcome() }
        if raises { change.raise() }
        change.logged(.tagsChanged)
        return change.outcome()
    }

    // MARK: Rating

    /// The curator's verdict: replaces every expert review, un-flags, or with 0 flags (`domain.md 8.3`, D48, D49).
    public static func rate(
        _ level: Int, comment: String = "", on state: PanelState, by act: Act
    ) throws(Refusal) -> PanelOutcome {
        var change = try EntityStepping(state, act)
        guard (0...3).contains(level) else {
            throw .invalid([
                FieldProblem("status", "Select a valid choice. \(level) is not one of the available choices.")
            ])
        }
        let verdict = ConfidenceLevel(rawValue: level)
        change.raise()
        change.judge(verdict)
        change.comment(comment, prefix: "Comment on list classification: ")
        change.say(.ratingChanged, "Classified \(change.record.entity.label) as \(verdict.colour.longName)")
        return change.outcome()
    }

    /// Marks the entity ready and freezes its level into an explicit verdict. One without a level keeps its evidence and
    /// flag (`domain.md 8.5`, D54; BUG-18). No step of the version, unless it is part of a change that makes one.
    public static func markReady(
        comment: String = "", on state: PanelState, raises: Bool = false, by act: Act
    ) throws(Refusal) -> PanelOutcome {
        var change = try EntityStepping(state, act)
        if raises { change.raise() }
        change.ready = true
        let level = min(change.record.level, .green)
        if level > .noList { change.judge(level) }
        change.comment(comment, prefix: "Comment when marking as ready: ")
        change.say(.markedReady, "Marked \(change.record.entity.label) as ready")
        return change.outcome()
    }

    public static func markNotReady(on state: PanelState, by act: Act) throws(Refusal) -> PanelOutcome {
        var change = try EntityStepping(state, act)
        if !change.ready { return PanelOutcome() }
        change.ready = false
        return change.outcome()
    }

    /// Takes the ready mark from every entity of the panel; refused for a super panel (`domain.md 8.5`).
    public static func markAllNotReady(on state: PanelState, by act: Act) throws(Refusal) -> PanelOutcome {
        try Policy.demand(.curateEntity, on: state.panel.header, act)
        try state.refuseSuperPanel()
        return PanelOutcome(entity: .clearReady)
    }

    /// Accepts what a reviewer added: no flag any more, the level follows from the evidence (`domain.md 8.6`, BUG-19).
    public static func approve(on state: PanelState, by act: Act) throws(Refusal) -> PanelOutcome {
        var change = try EntityStepping(state, act)
        if !change.flagged { return PanelOutcome() }
        change.flagged = false
        change.score()
        change.log.add(.approvedEntity, "\(Wording.capitalised(change.record.entity.label)) was approved")
        change.logged(.approved)
        return change.outcome()
    }

    // MARK: Taking away

    /// Empties a list or the mode of pathogenicity: a minor step, with a trace (`domain.md 8.4`, BUG-26).
    public static func clear(_ what: Clearing, on state: PanelState, by act: Act) throws(Refusal) -> PanelOutcome {
        var change = try EntityStepping(state, act)
        let (old, label) = (change.record.entity, change.record.entity.label)
        switch what {
        case .publications:
            change.entity.publications = []
            change.log.add(
                .setPublications, "Publications for \(label) were changed from \(Wording.list(old.publications)) to ")
        case .phenotypes:
            change.entity.phenotypes = []
            change.log.add(
                .setPhenotypes, "Phenotypes for \(label) were changed from \(Wording.list(old.phenotypes)) to ")
        case .transcript:
            guard case .gene(let transcript) = old.specifics else {
                throw .invalid([FieldProblem("transcript", "Only genes have transcripts.")])
            }
            change.entity.specifics = .gene(transcript: [])
            change.log.add(
                .setTranscript, "Transcript for \(label) was changed from \(Wording.list(transcript)) to ")
        case .modeOfPathogenicity:
            change.entity.modeOfPathogenicity = ""
            change.log.add(
                .setModeOfPathogenicity,
                "Mode of pathogenicity for \(label) was changed from \(Wording.value(old.modeOfPathogenicity)) to ")
        }
        change.raise()
        change.logged(.entityEdited)
        return change.outcome()
    }

    /// Detaches curators' sources, all of them or those of one name; those of others stay (`domain.md 8.4`, D52, D53).
    public static func clearSources(
        named name: String? = nil, on state: PanelState, by act: Act
    ) throws(Refusal) -> PanelOutcome {
        var change = try EntityStepping(state, act)
        let label = change.record.entity.label
        let gone = change.record.evidence.filter { $0.isCuratorial && (name == nil || $0.name == name) }
        change.raise()
        if let name {
            guard change.record.evidence.contains(where: { $0.name == name }) else { return change.outcome() }
            if !gone.isEmpty { change.log.add(.clearSources, "Source: \(name) was removed from \(label)") }
        } else {
            change.log.add(.clearSources, "All sources for \(label) were removed")
        }
        change.remove(gone)
        change.score()
        if !change.log.isEmpty { change.logged(.sourcesCleared) }
        return change.outcome()
    }

    /// Takes the entity off the panel; older versions keep it (`domain.md 8.7`).
    public static func remove(on state: PanelState, by act: Act) throws(Refusal) -> PanelOutcome {
        let change = try EntityStepping(state, act)
        var outcome = PanelOutcome(entity: .remove)
        state.raise(&outcome, act)
        let (kind, name) = (change.record.entity.kind, change.record.entity.name)
        let word = kind == .str ? "STR" : kind.rawValue
        outcome.activities = [
            .line(
                .entityRemoved, "removed \(word):\(name) from the panel", on: state.panel,
                version: outcome.header?.version, by: act)
        ]
        return outcome
    }
}
