/// The history of one panel as revisions: what `HistoryDecomposition` makes of its documents and its live content.
///
/// The oldest document is revision 1, each later one the next, the live content the last.
public struct DecomposedHistory: Sendable {
    /// One of the documents: revision, header, and what it shows of children.
    public struct Frozen: Sendable {
        public var revision: Revision
        public var header: PanelHeader
        /// In a super panel: each child with entities in the document, and the version of it shown there; in the order of
        /// first appearance.
        public var children: [ShownChild]
        /// When this state began: the document's `version_created`, never before the one of an older state.
        public var began: Instant
    }

    /// An entity that some state of the panel holds.
    public struct Identity: Hashable, Sendable {
        public var kind: EntityKind
        public var name: String
        /// 0, or 1, 2 and so on for further entities of the same kind and name at the same time.
        public var occurrence: Int
        public var isLive: Bool
        /// Revision in which it first appears.
        public var first: Revision
    }

    /// One state of one entity, valid from `from` up to but not including `to`.
    public struct Row: Sendable {
        /// Index into `entities`.
        public var entity: Int
        public var confidence: ConfidenceLevel?
        public var flagged: Bool
        public var ready: Bool
        public var from: Revision
        public var to: Revision?
        public var document: EntityDocument
    }

    public var frozen: [Frozen] = []
    public var entities: [Identity] = []
    public var rows: [Row] = []
    /// Revision of the live content.
    public var live: Revision { Revision(frozen.count + 1) }

    public init() {}
}

/// A child panel as a document of its super panel shows it.
public struct ShownChild: Hashable, Sendable {
    public var panel: PanelID
    public var version: Version

    public init(panel: PanelID, version: Version) {
        self.panel = panel
        self.version = version
    }
}

/// A live entity, as the last step of a history.
public struct LiveEntity: Hashable, Sendable {
    public var kind: EntityKind
    public var name: String
    public var confidence: ConfidenceLevel?
    public var flagged: Bool
    public var ready: Bool
    public var document: EntityDocument

    public init(
        kind: EntityKind, name: String, confidence: ConfidenceLevel?, flagged: Bool = false, ready: Bool = false,
        document: EntityDocument
    ) {
        self.kind = kind
        self.name = name
        self.confidence = confidence
        self.flagged = flagged
        self.ready = ready
        self.document = document
    }
}
