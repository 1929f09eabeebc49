/// Adds an entity to a panel (`domain.md 6`).
public enum EntityAddition {
    /// Whoever may review may add; what a reviewer adds is flagged until a curator judges it, and raises no version
    /// (`domain.md` D25-D27). That the name is free is the store's to say, under the panel's lock.
    /// `raises` is false where the version rises once for many additions, as in an import.
    public static func decide(
        _ draft: EntityDraft, on state: PanelState, sources choice: SourceChoice = .offered, raises: Bool = true,
        by act: Act
    ) throws(Refusal) -> PanelOutcome {
        try Policy.demand(.addEntity, on: state.panel.header, act)
        try state.refuseSuperPanel()
        // What is ticked twice is given once.
        var draft = draft
        draft.sources = draft.sources.map { $0.trimmingWhitespace() }.once()
        draft.tags = draft.tags.once()
        try check(draft, choice, act)
        return carryOut(draft, on: state, raises: raises, by: act)
    }

    /// What an addition leaves, whose values are taken as they are.
    static func carryOut(
        _ draft: EntityDraft, on state: PanelState, raises: Bool = true, by act: Act
    ) -> PanelOutcome {
        var outcome = PanelOutcome()
        if act.isCurator, raises { state.raise(&outcome, act) }
        let version = outcome.header?.version ?? state.panel.header.version
        let flagged = !act.isCurator
        let evidence = draft.sources.map { Evidence.given($0.trimmingWhitespace(), by: act) }
        let newestFirst = Array(evidence.reversed())
        let level = Score.level(evidence: newestFirst, flagged: flagged)
        let entity = entity(draft, evidence: newestFirst, level: level)

        var log = log(draft, entity, on: state.panel.header.name)
        var text: String?
        if !draft.rating.isEmpty || !draft.comment.isBlank {
            text = remark(draft.comment, sources: evidence.map(\.name))
            outcome.review = .store(firstReview(draft, entity, text, version, act))
        }
        noteReview(draft, entity.label, &log)
        let comments = draft.comment.isBlank ? [] : [Comment.plain(draft.comment, by: act)]
        outcome.entity = .add(entity, flagged: flagged, ready: false, evidence: evidence, comments: comments)
        outcome.track = [log.record(level: level, by: act)]
        outcome.activities = [
            .line(
                .entityAdded, ([log.text] + (text.map { ["Added comment: \($0)"] } ?? [])).joined(separator: "\n"),
                on: state.panel, version: version, kind: entity.kind, name: entity.name, by: act)
        ]
        return outcome
    }

    private static func check(_ draft: EntityDraft, _ choice: SourceChoice, _ act: Act) throws(Refusal) {
        var problems = Problems()
        EntityChecks.sources(draft.sources.map { $0.trimmingWhitespace() }, choice, &problems)
        if choice == .offered || !draft.modeOfInheritance.isEmpty {
            EntityChecks.modeOfInheritance(draft.modeOfInheritance, &problems)
        }
        EntityChecks.modeOfPathogenicity(draft.modeOfPathogenicity, &problems)
        EntityChecks.penetrance(draft.penetrance, &problems)
        EntityChecks.rating(draft.rating, &problems)
        EntityChecks.list(draft.publications, "publications", &problems)
        EntityChecks.list(draft.phenotypes, "phenotypes", &problems)
        EntityChecks.gene(draft.gene, &problems)
        switch draft.subject {
        case .gene(_, let transcript):
            EntityChecks.list(transcript ?? [], "transcript", &problems)
            problems.require(act.isCurator || transcript == nil, "transcript", "Only curators set transcripts.")
        case .str(let name, let facts, _):
            EntityChecks.name(name, &problems)
            EntityChecks.repeats(facts, &problems)
        case .region(let name, let facts, _):
            EntityChecks.name(name, &problems)
            EntityChecks.region(facts, &problems)
        }
        EntityChecks.tags(draft.tags, &problems)
        problems.require(act.isCurator || draft.tags.isEmpty, "tags", "Only curators set tags.")
        try problems.check()
    }

    private static func entity(_ draft: EntityDraft, evidence: [Evidence], level: ConfidenceLevel) -> Entity {
        let specifics: Entity.Specifics =
            switch draft.subject {
            case .gene(_, let transcript): .gene(transcript: transcript)
            case .str(_, let facts, _): .str(facts)
            case .region(_, let facts, _): .region(facts)
            }
        let isGene = draft.kind == .gene
        return Entity(
            name: draft.name.trimmingWhitespace(), geneData: draft.gene?.entityCopy, confidence: level,
            penetrance: draft.penetrance.flatMap { $0.isEmpty ? nil : $0 },
            modeOfPathogenicity: isGene ? ModeOfPathogenicity.canonical(draft.modeOfPathogenicity) : nil,
            publications: draft.publications, evidence: evidence.map(\.name), phenotypes: draft.phenotypes,
            modeOfInheritance: ModeOfInheritance.stored(draft.modeOfInheritance, for: draft.name, kind: draft.kind),
            tags: draft.tags, specifics: specifics)
    }

    private static func log(_ draft: EntityDraft, _ entity: Entity, on panel: String) -> ChangeLog {
        let label = entity.label
        var log = ChangeLog()
        log.add(.created, "\(label) was added")
        let sources = draft.sources.map { $0.trimmingWhitespace() }.joined(separator: ",")
        log.add(.newSource, "\(label) was added to \(panel). Sources: \(sources)")
        if !entity.tags.isEmpty {
            log.add(.addedTag, "\(entity.tags.joined(separator: ", ")) tags were added to \(label).")
        }
        log.add(.setModeOfInheritance, "Mode of inheritance for \(label) was set to \(entity.modeOfInheritance)")
        if !draft.publications.isEmpty {
            log.add(.setPublications, "Publications for \(label) were set to \(Wording.list(draft.publications))")
        }
        if !draft.phenotypes.isEmpty {
            log.add(.setPhenotypes, "Phenotypes for \(label) were set to \(Wording.list(draft.phenotypes))")
        }
        if let penetrance = entity.penetrance {
            log.add(.setPenetrance, "Penetrance for \(label) were set to \(penetrance)")
        }
        if let mode = entity.modeOfPathogenicity {
            log.add(.setModeOfPathogenicity, "Mode of pathogenicity for \(label) was set to \(mode)")
        }
        return log
    }

    /// Lines without a key: what the first review says.
    private static func noteReview(_ draft: EntityDraft, _ label: String, _ log: inout ChangeLog) {
        if !draft.rating.isEmpty { log.note("Review for \(label) was set to \(draft.rating)") }
        if draft.clinicallyRelevant { log.note("\(label) was marked as clinically relevant") }
        if draft.currentDiagnostic { log.note("\(label) was marked as current diagnostic") }
    }

    /// Comment of the first review: what was said, and the sources where there are any (`domain.md` BUG-37).
    private static func remark(_ comment: String, sources: [String]) -> String? {
        let said = comment.isBlank ? nil : comment
        if sources.isEmpty { return said }
        let list = "Sources: \(sources.joined(separator: ", "))"
        return said.map { "\($0) \n\(list)" } ?? list
    }

    private static func firstReview(
        _ draft: EntityDraft, _ entity: Entity, _ remark: String?, _ version: Version, _ act: Act
    ) -> Evaluation {
        Evaluation(
            id: 0, author: act.person, rating: draft.rating, modeOfPathogenicity: entity.modeOfPathogenicity,
            publications: draft.publications, phenotypes: draft.phenotypes,
            modeOfInheritance: entity.modeOfInheritance, currentDiagnostic: draft.currentDiagnostic,
            clinicallyRelevant: draft.kind == .str ? draft.clinicallyRelevant : nil, version: "\(version)",
            created: act.moment, modified: act.moment, lastUpdated: act.moment,
            comments: remark.map { [.onReview($0, version, by: act)] } ?? [])
    }
}
