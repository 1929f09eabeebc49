import Domain

/// One stored entity of a panel at one revision: its ready document plus what tables, filters and policies need.
public struct EntityRow: Hashable, Sendable {
    public var id: EntityID
    /// The panel that owns it; differs from the panel asked for in a super panel.
    public var panel: PanelID
    public var kind: EntityKind
    public var name: String
    public var confidence: ConfidenceLevel?
    public var flagged: Bool
    public var ready: Bool
    /// First revision at which this row is valid: changes whenever the document or a mark changes.
    public var since: Revision
    public var document: EntityDocument

    public init(
        id: EntityID, panel: PanelID, kind: EntityKind, name: String, confidence: ConfidenceLevel?, flagged: Bool,
        ready: Bool, since: Revision, document: EntityDocument
    ) {
        self.id = id
        self.panel = panel
        self.kind = kind
        self.name = name
        self.confidence = confidence
        self.flagged = flagged
        self.ready = ready
        self.since = since
        self.document = document
    }

    public var colour: Colour { ConfidenceLevel.displayed(confidence, flagged: flagged) }
}

/// The few numbers that say whether anything about a panel changed: what a cached answer is keyed by.
public struct PanelCounters: Hashable, Sendable {
    public var id: PanelID
    public var status: PanelStatus
    public var revision: Revision
    public var activity: Int
    /// Counters of the children, ascending by id; empty for an ordinary panel.
    public var children: [PanelCounters]

    public init(
        id: PanelID, status: PanelStatus, revision: Revision, activity: Int, children: [PanelCounters] = []
    ) {
        self.id = id
        self.status = status
        self.revision = revision
        self.activity = activity
        self.children = children
    }
}

/// Changes whenever any panel, type or sign-off changes, and with base genes and loaded activities; equal stamps mean that
/// every list over all panels is the same.
public struct CatalogueStamp: Hashable, Sendable {
    public var panels: Int
    public var total: Int

    public init(panels: Int, total: Int) {
        self.panels = panels
        self.total = total
    }
}

/// A child of a frozen super panel: which panel, and which of its revisions.
public struct FrozenChild: Hashable, Sendable {
    public var panel: PanelID
    public var revision: Revision

    public init(panel: PanelID, revision: Revision) {
        self.panel = panel
        self.revision = revision
    }
}

/// Reads panels. Every method answers from one consistent moment; none looks at who is asking: that is the policy's job.
public protocol PanelReader: Sendable {
    /// Cheap enough to ask on every request.
    func catalogueStamp() async throws -> CatalogueStamp
    /// Every panel of every status with its live header, by name (`NameOrder`), then newest version first.
    func catalogue() async throws -> [Panel]
    /// The one tiny query of a hot read. Nil: no such panel.
    func counters(of id: PanelID) async throws -> PanelCounters?
    func panel(_ id: PanelID) async throws -> Panel?
    /// All panel types by name.
    func panelTypes() async throws -> [PanelType]

    /// The header valid at a revision.
    func header(of id: PanelID, at revision: Revision) async throws -> PanelHeader?
    /// The entities valid at a revision, in document order: level descending, then name (`NameOrder`), kinds mixed.
    /// Only the panel's own: a super panel has none.
    func entities(of id: PanelID, at revision: Revision) async throws -> [EntityRow]
    /// Live entities whose row began after `revision`, and ids of live entities that ended since: what a cache needs to
    /// follow a change at the cost of the change.
    func entityChanges(of id: PanelID, after revision: Revision, upTo: Revision) async throws -> EntityChanges
    /// One live entity by its exact name.
    func entity(of id: PanelID, kind: EntityKind, name: String) async throws -> EntityRow?

    /// Frozen versions, newest first.
    func versions(of id: PanelID) async throws -> [FrozenVersion]
    func frozenVersion(of id: PanelID, _ version: Version) async throws -> FrozenVersion?
    /// The imported document of a version, verbatim; nil for versions frozen here.
    func importedDocument(of id: PanelID, _ version: Version) async throws -> [UInt8]?
    /// Children of a super panel as they were when the version was frozen.
    func frozenChildren(of id: PanelID, _ version: Version) async throws -> [FrozenChild]
    /// The revision that was live at a moment; nil before the panel existed.
    func revision(of id: PanelID, asOf moment: Instant) async throws -> Revision?
    /// What changed between two revisions, by a query over changed rows only.
    func differences(of id: PanelID, from: Revision, to: Revision) async throws -> [EntityDifference]
    /// Changes of all panels after a cursor (0: from the beginning), oldest first. Never skips a change that commits
    /// later than one already seen.
    func changes(after cursor: Int, limit: Int) async throws -> [PanelChangeLine]
    /// Signed-off versions over all panels: panel ascending, version descending.
    func signedOffVersions() async throws -> [(panel: PanelID, version: FrozenVersion)]
}

/// What a cache must replace to follow a panel from one revision to a later one.
public struct EntityChanges: Hashable, Sendable {
    public var current: [EntityRow]
    public var gone: Set<EntityID>

    public init(current: [EntityRow], gone: Set<EntityID>) {
        self.current = current
        self.gone = gone
    }
}

/// One entity that differs between two revisions: absent before, absent after, or both present and different.
public struct EntityDifference: Hashable, Sendable {
    public var before: EntityRow?
    public var after: EntityRow?

    public init(before: EntityRow?, after: EntityRow?) {
        self.before = before
        self.after = after
    }
}

/// One step in the content of a panel, for change feeds.
public struct PanelChangeLine: Hashable, Sendable {
    public var cursor: Int
    public var panel: PanelID
    public var revision: Revision
    public var at: Instant

    public init(cursor: Int, panel: PanelID, revision: Revision, at: Instant) {
        self.cursor = cursor
        self.panel = panel
        self.revision = revision
        self.at = at
    }
}
