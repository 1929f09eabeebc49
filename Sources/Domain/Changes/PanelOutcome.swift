/// What a decision changes. Nil and empty parts stay as they are. Records that are new (number 0) get the next number.
public struct PanelOutcome: Sendable {
    /// Freezes the content as it was before this change under the old version number (`domain.md 5`).
    public struct Freeze: Sendable {
        public var reason: String?
        public var schemaVersion: String
        /// How live super panels that have this panel as a child rise with it: each is frozen as it was before, and once
        /// (`domain.md 5.7`, D18-D21). Nil where they stay.
        public var parents: VersionBump?

        public init(reason: String? = nil, schemaVersion: String, parents: VersionBump? = nil) {
            self.reason = reason
            self.schemaVersion = schemaVersion
            self.parents = parents
        }
    }

    public enum EntityStep: Sendable {
        /// A new entity with its first evidence, oldest first, and the comments given with it.
        case add(Entity, flagged: Bool, ready: Bool, evidence: [Evidence], comments: [Comment] = [])
        /// New content or marks of the loaded entity, and what became of its sources.
        case replace(Entity, flagged: Bool, ready: Bool, evidence: EvidenceChange = EvidenceChange())
        /// Removes the loaded entity and what it owns; history keeps its revisions.
        case remove
        /// Takes the ready mark from every entity of the panel.
        case clearReady
    }

    /// Sources that the loaded entity loses and gains.
    public struct EvidenceChange: Sendable {
        /// Their numbers.
        public var removed: Set<Int>
        /// Oldest first.
        public var added: [Evidence]

        public init(removed: Set<Int> = [], added: [Evidence] = []) {
            self.removed = removed
            self.added = added
        }
    }

    /// What becomes of reviews of the loaded or added entity.
    public enum ReviewStep: Sendable {
        /// Stores the author's only review of the entity; of its comments those without a number are added.
        case store(Evaluation)
        /// Stores copies of reviews, with their comments, of people who have none on the entity yet.
        case copy([Evaluation])
        /// Removes it with its comments. Without one nothing happens.
        case remove(author: PersonID)
        /// New text and times of a comment on a review.
        case changeComment(Comment)
        case removeComment(Int)
    }

    /// What becomes of one of several loaded entities.
    public struct Part: Sendable {
        public var entity: EntityID
        /// A replacement or a removal; or an addition, whose number is 0.
        public var step: EntityStep?
        public var review: ReviewStep?
        public var track: [TrackRecord]

        public init(
            _ entity: EntityID, step: EntityStep? = nil, review: ReviewStep? = nil, track: [TrackRecord] = []
        ) {
            self.entity = entity
            self.step = step
            self.review = review
            self.track = track
        }

        /// What an outcome says about its loaded entity.
        init(_ entity: EntityID, _ outcome: PanelOutcome) {
            self.init(entity, step: outcome.entity, review: outcome.review, track: outcome.track)
        }
    }

    public var freeze: Freeze?
    /// Its counts do not matter: they follow from the entities.
    public var header: PanelHeader?
    public var entity: EntityStep?
    public var review: ReviewStep?
    /// The sign-off: `.some(nil)` takes it away, nil leaves it.
    public var signOff: SignedOff??
    /// A line without a panel gets this one.
    public var activities: [Activity]
    /// Lines of the loaded or added entity.
    public var track: [TrackRecord]
    /// Steps of `PanelState.others`, and further additions, as one change with the rest.
    public var others: [Part]

    public init(
        freeze: Freeze? = nil, header: PanelHeader? = nil, entity: EntityStep? = nil, review: ReviewStep? = nil,
        signOff: SignedOff?? = nil, activities: [Activity] = [], track: [TrackRecord] = [],
        others: [Part] = []
    ) {
        self.freeze = freeze
        self.header = header
        self.entity = entity
        self.review = review
        self.signOff = signOff
        self.activities = activities
        self.track = track
        self.others = others
    }

    /// Whether anything is to be stored at all.
    public var isEmpty: Bool {
        freeze == nil && header == nil && entity == nil && review == nil && signOff == nil && activities.isEmpty
            && track.isEmpty && others.isEmpty
    }
}

extension PanelState {
    /// A minor step of the panel's version: the content so far is frozen, parents rise too.
    func raise(_ outcome: inout PanelOutcome, by bump: VersionBump = .minor, reason: String? = nil, _ act: Act) {
        outcome.freeze = PanelOutcome.Freeze(
            reason: reason, schemaVersion: act.schemaVersion, parents: panel.header.isSuperPanel ? nil : bump)
        outcome.header = (outcome.header ?? panel.header).raised(by: bump, at: act.moment)
    }

    /// The loaded entity; a command that needs one is refused without.
    func entityRecord() throws(Refusal) -> EntityRecord {
        guard let entity else { throw .notFound("entity") }
        return entity
    }

    /// Refuses what no super panel has (`domain.md D76`).
    func refuseSuperPanel() throws(Refusal) {
        if panel.header.isSuperPanel { throw .superPanel }
    }
}
