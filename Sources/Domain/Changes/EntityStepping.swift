/// A change of one entity in the making: what the actions of curators have in common.
struct EntityStepping {
    let state: PanelState
    let record: EntityRecord
    let act: Act
    var entity: Entity
    var flagged: Bool
    var ready: Bool
    var log = ChangeLog()

    private var evidence: PanelOutcome.EvidenceChange
    /// Newest first, as it will be.
    private var sources: [Evidence]
    private var raised = PanelOutcome()
    private var activities: [Activity] = []
    private var track: [TrackRecord] = []
    private var review: PanelOutcome.ReviewStep?

    /// Refuses who is no curator, a super panel, and an entity that is not there.
    init(_ state: PanelState, _ act: Act) throws(Refusal) {
        try Policy.demand(.curateEntity, on: state.panel.header, act)
        try state.refuseSuperPanel()
        self.state = state
        self.act = act
        record = try state.entityRecord()
        entity = record.entity
        flagged = record.flagged
        ready = record.ready
        evidence = PanelOutcome.EvidenceChange()
        sources = record.evidence
    }

    mutating func raise() { state.raise(&raised, act) }

    private var version: Version { raised.header?.version ?? state.panel.header.version }

    mutating func remove(_ gone: [Evidence]) {
        evidence.removed.formUnion(gone.map(\.id))
        sources.removeAll { item in gone.contains { $0.id == item.id } }
    }

    /// The level that the sources give, stored unless the entity is flagged.
    mutating func score() {
        entity.confidence = Score.stored(entity.confidence, evidence: sources, flagged: flagged)
    }

    /// Replaces all expert reviews by one of this curator and writes the level as it is (`domain.md 8.3`).
    mutating func judge(_ level: ConfidenceLevel) {
        remove(sources.filter { ExpertReview(rawValue: $0.name) != nil })
        if let verdict = ExpertReview.allCases.first(where: { $0.verdict == level }) {
            let item = Evidence.given(verdict.rawValue, by: act)
            evidence.added.append(item)
            sources.insert(item, at: 0)
        }
        flagged = level == .noList
        entity.confidence = level
        let words =
            level == .noList
            ? "has been removed from the panel."
            : "has been classified as \(Self.listName(level))."
        let line = "\(Wording.capitalised(entity.label)) \(words)"
        var own = ChangeLog()
        own.add(.entityClassified, line)
        track.append(own.record(level: level, by: act))
        say(.ratingChanged, line)
    }

    private static func listName(_ level: ConfidenceLevel) -> String {
        switch level.colour {
        case .green: "Green List (High Evidence)"
        case .amber: "Amber List (Moderate Evidence)"
        case .red, .grey: "Red List (Low Evidence)"
        }
    }

    mutating func say(_ event: ActivityEvent, _ text: String) {
        activities.append(
            .line(event, text, on: state.panel, version: version, kind: entity.kind, name: entity.name, by: act))
    }

    /// One track record and one activity with the lines so far.
    mutating func logged(_ event: ActivityEvent) {
        track.append(log.record(level: entity.confidence ?? record.level, by: act))
        say(event, log.text)
    }

    /// A curator's comment joins their review, which is made if there is none (`domain.md 11.4`).
    mutating func comment(_ text: String, prefix: String) {
        if text.isBlank { return }
        let words = prefix + text
        review = .store(
            Evaluation.withComment(words, version, existing: record.evaluation(by: act.person), entity.kind, by: act))
        say(.commented, "Added comment: \(words)")
    }

    func outcome() -> PanelOutcome {
        var outcome = raised
        var entity = entity
        entity.evidence = sources.map(\.name)
        outcome.entity = .replace(entity, flagged: flagged, ready: ready, evidence: evidence)
        outcome.review = review
        outcome.activities = activities
        outcome.track = track
        return outcome
    }
}

extension Evaluation {
    /// An author's review of an entity with one more comment; without one so far, an otherwise empty review.
    static func withComment(
        _ text: String, _ version: Version, existing: Evaluation?, _ kind: EntityKind, by act: Act
    ) -> Evaluation {
        var evaluation = existing ?? .empty(kind, by: act)
        evaluation.comments.insert(.onReview(text, version, by: act), at: 0)
        evaluation.touch(version, act)
        return evaluation
    }

    static func empty(_ kind: EntityKind, by act: Act) -> Evaluation {
        Evaluation(
            id: 0, author: act.person, rating: "", modeOfPathogenicity: nil, publications: [], phenotypes: [],
            modeOfInheritance: nil, currentDiagnostic: false, clinicallyRelevant: kind == .str ? false : nil,
            version: nil, created: act.moment, modified: act.moment, lastUpdated: nil, comments: [])
    }

    mutating func touch(_ version: Version, _ act: Act) {
        self.version = "\(version)"
        modified = act.moment
        lastUpdated = act.moment
    }
}
