/// An entity as it was before its last change.
public struct EntityPast: Sendable {
    public var entity: Entity
    public var flagged: Bool
    public var ready: Bool

    public init(entity: Entity, flagged: Bool, ready: Bool) {
        self.entity = entity
        self.flagged = flagged
        self.ready = ready
    }
}

/// Takes back the last change of an entity. History stays as it is: the undo is one more change, which can be undone too.
/// Reviews and comments are not content, they stay.
public enum EntityUndo {
    /// Makes the loaded entity what it was: document, flag and ready mark to the letter. Refused where nothing differs.
    public static func decide(_ past: EntityPast?, on state: PanelState, by act: Act) throws(Refusal) -> PanelOutcome {
        try Policy.demand(.curateEntity, on: state.panel.header, act)
        try state.refuseSuperPanel()
        let record = try state.entityRecord()
        guard let past, past.entity.kind == record.entity.kind,
            past.entity != record.entity || past.flagged != record.flagged || past.ready != record.ready
        else { throw .invalid([FieldProblem("", "There is nothing to undo.")]) }
        var editing = EntityEditing(EntityEdit(past.entity), state, record, act)
        editing.log.add(.undone, "The last change of \(record.entity.label) was undone")
        editing.sayDifferences(to: past.entity)

        let sources = RestoredSources(past, from: record.evidence, act)
        for name in sources.goneNames {
            editing.log.add(.removedSource, "Source \(name) was removed from \(editing.called).")
        }
        for item in sources.change.added {
            editing.log.add(.newSource, "Source \(item.name) was added to \(editing.called).")
        }
        let (old, new) = (record.entity.confidence ?? .noList, past.entity.confidence ?? .noList)
        if old != new {
            editing.log.add(.statusUpdate, "Rating Changed from \(old.choiceText) to \(new.choiceText)")
        }
        return outcome(
            .replace(past.entity, flagged: past.flagged, ready: past.ready, evidence: sources.change), editing.log,
            past.entity, state, act)
    }

    /// Puts a removed entity back on the panel as it was. Its reviews went with it. That the name is still free is the
    /// store's to say.
    public static func bringBack(_ past: EntityPast, on state: PanelState, by act: Act) throws(Refusal) -> PanelOutcome
    {
        try Policy.demand(.curateEntity, on: state.panel.header, act)
        try state.refuseSuperPanel()
        let sources = RestoredSources(past, from: [], act)
        var log = ChangeLog()
        log.add(.undone, "The removal of \(past.entity.label) was undone")
        return outcome(
            .add(past.entity, flagged: past.flagged, ready: past.ready, evidence: sources.change.added), log,
            past.entity, state, act)
    }

    private static func outcome(
        _ step: PanelOutcome.EntityStep, _ log: ChangeLog, _ entity: Entity, _ state: PanelState, _ act: Act
    ) -> PanelOutcome {
        var outcome = PanelOutcome(entity: step)
        state.raise(&outcome, act)
        outcome.track = [log.record(level: entity.confidence ?? .noList, by: act)]
        outcome.activities = [
            .line(
                .undone, log.text, on: state.panel, version: outcome.header?.version, kind: entity.kind,
                name: entity.name, by: act)
        ]
        return outcome
    }
}

/// The sources that a past document names, from those that are there. A source that is gone comes back as the undoing
/// curator's: who had given it went with it.
private struct RestoredSources {
    private(set) var change = PanelOutcome.EvidenceChange()
    private(set) var goneNames: [String] = []

    init(_ past: EntityPast, from present: [Evidence], _ act: Act) {
        var rest = present
        // Newest first; nil where one is missing.
        let places: [(name: String, kept: Evidence?)] = past.entity.evidence.map { name in
            guard let index = rest.firstIndex(where: { $0.name == name }) else { return (name, nil) }
            return (name, rest.remove(at: index))
        }
        change.removed = Set(rest.map(\.id))
        goneNames = rest.map(\.name)

        // The order decides the level, so each takes the time of its older neighbour, which it then precedes.
        var time = places.last { $0.kept != nil }?.kept.map { Instant(microseconds: $0.created.microseconds - 1) }
        var sources: [Evidence] = []
        for place in places.reversed() {
            var item = place.kept ?? .given(place.name, by: act)
            if place.kept == nil {
                item.created = time ?? act.moment
                change.added.append(item)
            }
            time = item.created
            sources.insert(item, at: 0)
        }
        // A level that they do not give as a curator's is one that was given without them.
        if !past.flagged, Score.level(evidence: sources, flagged: false) != past.entity.confidence {
            for index in change.added.indices { change.added[index].role = nil }
        }
    }
}

extension EntityEdit {
    /// The edit that makes an entity's fields those of another, but for sources and gene.
    init(_ past: Entity) {
        self.init(mode: .replace)
        modeOfInheritance = .set(past.modeOfInheritance)
        modeOfPathogenicity = .set(past.modeOfPathogenicity)
        phenotypes = .set(past.phenotypes ?? [])
        publications = .set(past.publications ?? [])
        penetrance = .set(past.penetrance)
        tags = .set(past.tags)
        switch past.specifics {
        case .gene(let old): transcript = .set(old ?? [])
        case .str(let facts):
            name = .set(past.name)
            (chromosome, grch37, grch38) = (.set(facts.chromosome), .set(facts.grch37), .set(facts.grch38))
            repeatedSequence = .set(facts.repeatedSequence)
            (normalRepeats, pathogenicRepeats) = (.set(facts.normalRepeats), .set(facts.pathogenicRepeats))
        case .region(let facts):
            (name, verboseName) = (.set(past.name), .set(facts.verboseName))
            (chromosome, grch37, grch38) = (.set(facts.chromosome), .set(facts.grch37), .set(facts.grch38))
            typeOfVariants = .set(facts.typeOfVariants)
            haploinsufficiencyScore = .set(facts.haploinsufficiencyScore)
            triplosensitivityScore = .set(facts.triplosensitivityScore)
            requiredOverlapPercentage = .set(facts.requiredOverlapPercentage)
        }
    }
}

extension EntityEditing {
    /// The lines of every field that differs, but for sources and the level.
    mutating func sayDifferences(to past: Entity) {
        editSpecifics()
        editCommon()
        editTags()
        if past.geneSymbol == record.entity.geneSymbol { return }
        if past.kind == .gene {
            log.add(.changedGeneName, "\(name) was changed to \(past.name)")
        } else {
            sayLink(from: record.entity.geneSymbol, to: past.geneSymbol)
        }
    }
}
