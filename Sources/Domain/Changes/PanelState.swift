/// What a decision is made on.
public struct PanelState: Sendable {
    public var panel: Panel
    public var entity: EntityRecord?
    /// The entities of a change of several, in the order asked for.
    public var others: [EntityRecord]

    public init(panel: Panel, entity: EntityRecord?, others: [EntityRecord] = []) {
        self.panel = panel
        self.entity = entity
        self.others = others
    }
}

/// An entity with everything a decision about it needs.
public struct EntityRecord: Sendable {
    public var id: EntityID
    public var entity: Entity
    public var flagged: Bool
    public var ready: Bool
    public var since: Revision
    /// Newest first.
    public var evidence: [Evidence]
    /// Newest first.
    public var evaluations: [Evaluation]

    public init(
        id: EntityID, entity: Entity, flagged: Bool, ready: Bool, since: Revision, evidence: [Evidence],
        evaluations: [Evaluation] = []
    ) {
        self.id = id
        self.entity = entity
        self.flagged = flagged
        self.ready = ready
        self.since = since
        self.evidence = evidence
        self.evaluations = evaluations
    }

    public func evaluation(by person: PersonID) -> Evaluation? { evaluations.first { $0.author == person } }

    /// The level that the stored evidence gives now, whether or not it was stored.
    public var level: ConfidenceLevel { entity.confidence ?? Score.level(evidence: evidence, flagged: flagged) }
}
