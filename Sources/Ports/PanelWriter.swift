import Domain

/// Changes one panel: the panel's header and at most a few of its entities, in one transaction, at a cost that does not
/// depend on how many entities the panel has.
public protocol PanelWriter: Sendable {
    /// Locks the panel, loads its header and the named entity, lets `decide` work out the outcome, and stores that.
    /// What `decide` throws leaves everything as it was.
    ///
    /// Throws `ChangeConflict.stale` when `expecting` is given and the entity (or, without one, the panel) has moved on;
    /// `ChangeConflict.duplicateEntity` when the outcome would give a panel two entities of one kind and name.
    func change(
        _ id: PanelID, entity: EntityID?, expecting: Revision?, at moment: Instant, by author: PersonID?,
        decide: @escaping @Sendable (PanelState) throws -> PanelOutcome
    ) async throws -> Panel

    /// Creates a panel; its id is the next free one.
    func create(_ header: PanelHeader, oldCode: String?, at moment: Instant, by author: PersonID?) async throws -> Panel
}

/// What a decision is made on.
public struct PanelState: Sendable {
    public var panel: Panel
    public var entity: EntityRecord?

    public init(panel: Panel, entity: EntityRecord?) {
        self.panel = panel
        self.entity = entity
    }
}

/// An entity with everything a curator's decision needs.
public struct EntityRecord: Sendable {
    public var id: EntityID
    public var entity: Entity
    public var flagged: Bool
    public var ready: Bool
    public var since: Revision
    /// Newest first.
    public var evidence: [Evidence]

    public init(id: EntityID, entity: Entity, flagged: Bool, ready: Bool, since: Revision, evidence: [Evidence]) {
        self.id = id
        self.entity = entity
        self.flagged = flagged
        self.ready = ready
        self.since = since
        self.evidence = evidence
    }
}

/// What a decision changes. Nil and empty parts stay as they are. Records that are new (number 0) get the next number.
public struct PanelOutcome: Sendable {
    /// Freezes the content as it was before this change under the old version number (`domain.md 5`).
    public struct Freeze: Sendable {
        public var reason: String?
        public var schemaVersion: String

        public init(reason: String? = nil, schemaVersion: String) {
            self.reason = reason
            self.schemaVersion = schemaVersion
        }
    }

    public enum EntityStep: Sendable {
        /// A new entity with its first evidence, oldest first.
        case add(Entity, flagged: Bool, ready: Bool, evidence: [Evidence])
        /// New content or marks of the loaded entity, and what became of its sources.
        case replace(Entity, flagged: Bool, ready: Bool, evidence: EvidenceChange = EvidenceChange())
        /// Removes the loaded entity and what it owns; history keeps its revisions.
        case remove
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

    /// One person's review of the loaded entity.
    public enum ReviewStep: Sendable {
        /// Stores the author's only review of the entity; of its comments those without a number are added.
        case store(Evaluation)
        /// Removes it with its comments. Without one nothing happens.
        case remove(author: PersonID)
    }

    public var freeze: Freeze?
    /// Its counts do not matter: they follow from the entities.
    public var header: PanelHeader?
    public var entity: EntityStep?
    public var review: ReviewStep?
    /// A line without a panel gets this one.
    public var activities: [Activity]
    /// Lines of the loaded or added entity.
    public var track: [TrackRecord]

    public init(
        freeze: Freeze? = nil, header: PanelHeader? = nil, entity: EntityStep? = nil, review: ReviewStep? = nil,
        activities: [Activity] = [], track: [TrackRecord] = []
    ) {
        self.freeze = freeze
        self.header = header
        self.entity = entity
        self.review = review
        self.activities = activities
        self.track = track
    }
}

/// Why a change could not be stored.
public enum ChangeConflict: Error, Hashable, Sendable {
    case noSuchPanel(PanelID)
    case noSuchEntity(EntityID)
    /// Somebody else changed it since it was read; `current` is where it stands now.
    case stale(current: Revision)
    case duplicateEntity(kind: EntityKind, name: String)
    case duplicateVersion(Version)
}
