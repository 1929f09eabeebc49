import Domain

/// A whole panel with its past, ready to be stored: what importers make and the loader takes.
///
/// Revisions are numbered by the importer: the oldest frozen version is revision 1, each later one the next, and the live
/// content the last. Rows are valid from `from` up to but not including `to`; without `to` they are live. An entity that
/// was removed and added again keeps its identity: its rows then leave a gap. Lists in headers (types, children) keep the
/// order they have here.
public struct PanelArchive: Sendable {
    public var panel: Panel
    public var headers: [Header]
    /// Oldest first.
    public var versions: [FrozenPanel]
    public var rows: [Row]
    public var entities: [ArchivedEntity]

    public struct Header: Sendable {
        public var header: PanelHeader
        public var from: Revision
        public var to: Revision?
        /// When this revision began, as far as the archive tells.
        public var at: Instant

        public init(header: PanelHeader, from: Revision, to: Revision?, at: Instant) {
            self.header = header
            self.from = from
            self.to = to
            self.at = at
        }
    }

    public struct FrozenPanel: Sendable {
        public var version: FrozenVersion
        /// The document as it came, compact; nil when only revisions are known.
        public var document: PackedDocument?
        /// For a super panel: each child and the version of it that the document shows.
        public var children: [Child]

        public struct Child: Hashable, Sendable {
            public var panel: PanelID
            public var version: Version

            public init(panel: PanelID, version: Version) {
                self.panel = panel
                self.version = version
            }
        }

        public init(version: FrozenVersion, document: PackedDocument?, children: [Child] = []) {
            self.version = version
            self.document = document
            self.children = children
        }
    }

    /// One state of one entity.
    public struct Row: Sendable {
        /// Which entity of the archive it belongs to: an index into `entities`.
        public var entity: Int
        public var name: String
        public var confidence: ConfidenceLevel?
        public var flagged: Bool
        public var ready: Bool
        public var from: Revision
        public var to: Revision?
        public var document: EntityDocument

        public init(
            entity: Int, name: String, confidence: ConfidenceLevel?, flagged: Bool, ready: Bool, from: Revision,
            to: Revision?, document: EntityDocument
        ) {
            self.entity = entity
            self.name = name
            self.confidence = confidence
            self.flagged = flagged
            self.ready = ready
            self.from = from
            self.to = to
            self.document = document
        }
    }

    public init(
        panel: Panel, headers: [Header], versions: [FrozenPanel], rows: [Row], entities: [ArchivedEntity]
    ) {
        self.panel = panel
        self.headers = headers
        self.versions = versions
        self.rows = rows
        self.entities = entities
    }
}

/// A document in gzip form, with its plain size in bytes.
public struct PackedDocument: Hashable, Sendable {
    public var gzip: [UInt8]
    public var size: Int

    public init(gzip: [UInt8], size: Int) {
        self.gzip = gzip
        self.size = size
    }
}

/// An entity of the archive with what it owns. One that lived only in the past owns nothing.
public struct ArchivedEntity: Sendable {
    public var kind: EntityKind
    public var name: String
    /// 0, or 1, 2 and so on for further entities of the same kind and name: originals have no constraint against them
    /// (`domain.md 2.5`, BUG-17), real panels hold some, and all are kept. Writers here only ever make 0, and
    /// (panel, kind, name, occurrence) is unique in the database.
    public var occurrence: Int
    /// Symbol of the linked base gene.
    public var geneSymbol: String?
    public var isLive: Bool
    public var created: Instant
    public var modified: Instant
    public var tags: [String]
    public var evidence: [Evidence]
    public var evaluations: [Evaluation]
    public var comments: [Comment]
    public var track: [TrackRecord]

    public init(
        kind: EntityKind, name: String, occurrence: Int = 0, geneSymbol: String?, isLive: Bool, created: Instant,
        modified: Instant, tags: [String] = [], evidence: [Evidence] = [], evaluations: [Evaluation] = [],
        comments: [Comment] = [], track: [TrackRecord] = []
    ) {
        self.kind = kind
        self.name = name
        self.occurrence = occurrence
        self.geneSymbol = geneSymbol
        self.isLive = isLive
        self.created = created
        self.modified = modified
        self.tags = tags
        self.evidence = evidence
        self.evaluations = evaluations
        self.comments = comments
        self.track = track
    }
}
