import Domain

/// A whole panel with its past, ready to be stored: what importers make and the loader takes.
///
/// Revisions are numbered by the importer: the oldest frozen version is revision 1, each later one the next, and the live
/// content the last. Rows are valid from `from` up to but not including `to`; without `to` they are live.
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
        kind: EntityKind, name: String, geneSymbol: String?, isLive: Bool, created: Instant, modified: Instant,
        tags: [String] = [], evidence: [Evidence] = [], evaluations: [Evaluation] = [], comments: [Comment] = [],
        track: [TrackRecord] = []
    ) {
        self.kind = kind
        self.name = name
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

/// An API token moved from another system: only its hash is kept.
public struct ArchivedToken: Hashable, Sendable {
    public var owner: PersonID
    /// SHA-256 of the token, lower-case hex.
    public var hash: String
    public var created: Instant

    public init(owner: PersonID, hash: String, created: Instant) {
        self.owner = owner
        self.hash = hash
        self.created = created
    }
}

/// A literature assignment (`domain.md 2.12`), moved as it is.
public struct ArchivedAssignment: Hashable, Sendable {
    public var id: Int
    public var reportID: String
    public var geneSymbol: String
    public var status: String
    public var assignedTo: PersonID?
    public var assignedAt: Instant?
    public var skippedBy: PersonID?
    public var skippedAt: Instant?
    public var skippedReason: String
    public var created: Instant
    public var updated: Instant

    public init(
        id: Int, reportID: String, geneSymbol: String, status: String, assignedTo: PersonID?, assignedAt: Instant?,
        skippedBy: PersonID?, skippedAt: Instant?, skippedReason: String, created: Instant, updated: Instant
    ) {
        self.id = id
        self.reportID = reportID
        self.geneSymbol = geneSymbol
        self.status = status
        self.assignedTo = assignedTo
        self.assignedAt = assignedAt
        self.skippedBy = skippedBy
        self.skippedAt = skippedAt
        self.skippedReason = skippedReason
        self.created = created
        self.updated = updated
    }
}

/// Groups of accounts by name, with their members.
public struct ArchivedGroup: Hashable, Sendable {
    public var name: String
    public var members: [PersonID]

    public init(name: String, members: [PersonID]) {
        self.name = name
        self.members = members
    }
}

/// What a load of one thing did.
public enum LoadResult: Hashable, Sendable {
    case inserted
    case replaced
    case unchanged
}

/// Stores imported data. Each call is one transaction and can be repeated: the same input again changes nothing, and a
/// panel that comes in a new state replaces the imported one as a whole.
public protocol ArchiveLoader: Sendable {
    func load(people: [Person], tokens: [ArchivedToken], groups: [ArchivedGroup]) async throws -> UpsertCounts
    func load(tags: [(id: Int, name: String)], types: [PanelType]) async throws -> UpsertCounts
    /// `digest` identifies the source state; an equal digest of an earlier load of the same panel means `.unchanged`.
    /// Throws `LoadFailure.changedHere` when the panel was edited here since it was loaded.
    func load(_ archive: PanelArchive, digest: String) async throws -> LoadResult
    /// Digests of earlier loads, by panel.
    func digests() async throws -> [PanelID: String]
    func load(activities: [Activity]) async throws -> UpsertCounts
    func load(homeTexts: [HomeText], files: [FileRecord], assignments: [ArchivedAssignment]) async throws
        -> UpsertCounts
    /// Rows per kind of thing, for the report after an import; keys are those of `ArchiveCount`.
    func counts() async throws -> [ArchiveCount: Int]
    /// Brings statistics of query planners and the like up to date after a large load.
    func settle() async throws
}

/// What an import report counts, table by table.
public enum ArchiveCount: String, CaseIterable, Sendable {
    case people, profiles, tokens, groups, memberships, genes, tags, types, panels, panelTypeLinks, superPanelLinks
    case historicalDocuments, genesOnPanels, strs, regions, entityTags, evidence, evaluations, evaluationComments
    case entityComments, trackRecords, activities, homeTexts, files, images, uploads, assignments
}

public enum LoadFailure: Error, Hashable, Sendable {
    case changedHere(PanelID)
    /// Two entities of one kind and name, or two reviews by one person, which this database refuses.
    case duplicate(panel: PanelID, what: String)
    /// The data name something that was not loaded.
    case dangling(panel: PanelID, what: String)
}
