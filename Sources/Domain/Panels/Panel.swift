/// What a panel says about itself at one moment of its history (`domain.md 2.2`, 2.3): everything in its document but
/// the entities. Stored as a row per change, like entities.
public struct PanelHeader: Hashable, Sendable {
    /// Level 4 title.
    public var name: String
    /// Level 2 title; empty when unset.
    public var diseaseGroup: String
    /// Level 3 title; empty when unset.
    public var diseaseSubGroup: String
    public var description: String
    public var status: PanelStatus
    public var version: Version
    /// When the version number was last raised.
    public var versionCreated: Instant
    /// Promotion notes, newest first.
    public var versionComment: String?
    /// Alternative names under which the panel is found.
    public var relevantDisorders: [String]?
    public var omim: [String]
    public var orphanet: [String]
    public var hpo: [String]
    public var types: [PanelType]
    /// Children of a super panel, in document order; empty for an ordinary panel.
    public var children: [PanelID]
    public var counts: EntityCounts

    public init(
        name: String, diseaseGroup: String = "", diseaseSubGroup: String = "", description: String = "",
        status: PanelStatus = .internal, version: Version = Version(major: 0, minor: 0), versionCreated: Instant,
        versionComment: String? = nil, relevantDisorders: [String]? = [], omim: [String] = [], orphanet: [String] = [],
        hpo: [String] = [], types: [PanelType] = [], children: [PanelID] = [], counts: EntityCounts = EntityCounts()
    ) {
        self.name = name
        self.diseaseGroup = diseaseGroup
        self.diseaseSubGroup = diseaseSubGroup
        self.description = description
        self.status = status
        self.version = version
        self.versionCreated = versionCreated
        self.versionComment = versionComment
        self.relevantDisorders = relevantDisorders
        self.omim = omim
        self.orphanet = orphanet
        self.hpo = hpo
        self.types = types
        self.children = children
        self.counts = counts
    }

    /// A panel is a super panel by having children, not by any type (`domain.md 3.11`).
    public var isSuperPanel: Bool { !children.isEmpty }
}

/// How many entities a document says it holds; each number is shown only if it is known (`api.md 5.1`).
public struct EntityCounts: Hashable, Sendable {
    public var genes: Int?
    public var strs: Int?
    public var regions: Int?

    public init(genes: Int? = nil, strs: Int? = nil, regions: Int? = nil) {
        self.genes = genes
        self.strs = strs
        self.regions = regions
    }
}

/// A panel: durable identity plus its live header (`domain.md 2.1`).
public struct Panel: Hashable, Sendable {
    public var id: PanelID
    /// 24-character key of the first generation, an alternative id where present.
    public var oldCode: String?
    public var created: Instant
    public var modified: Instant
    public var header: PanelHeader
    /// Raised with every change of content.
    public var revision: Revision
    /// Raised with every change that shows on a page but not in the document: reviews, comments, marks.
    public var activity: Int
    /// Nil until first computed, as in a panel just created (`domain.md 12`).
    public var statistics: PanelStatistics?
    /// The one version approved for clinical service.
    public var signedOff: SignedOff?

    public init(
        id: PanelID, oldCode: String? = nil, created: Instant, modified: Instant, header: PanelHeader,
        revision: Revision, activity: Int = 0, statistics: PanelStatistics? = nil, signedOff: SignedOff? = nil
    ) {
        self.id = id
        self.oldCode = oldCode
        self.created = created
        self.modified = modified
        self.header = header
        self.revision = revision
        self.activity = activity
        self.statistics = statistics
        self.signedOff = signedOff
    }
}

/// Which version is signed off, and since when.
public struct SignedOff: Hashable, Sendable {
    public var version: Version
    public var date: CivilDate

    public init(version: Version, date: CivilDate) {
        self.version = version
        self.date = date
    }
}

/// A label on panels (`domain.md 2.10`).
public struct PanelType: Hashable, Sendable {
    public var id: Int
    public var name: String
    public var slug: String
    public var description: String

    public init(id: Int, name: String, slug: String, description: String) {
        self.id = id
        self.name = name
        self.slug = slug
        self.description = description
    }

    /// Types that a new installation starts with (`domain.md 3.11`), slug and name.
    public static let seeded: [(slug: String, name: String)] = [
        ("rare-disease-test-directory", "Rare Disease Test Directory"), ("actionable", "Actionable"),
        ("rare-disease-100k", "Rare Disease 100K"), ("superpanel", "Superpanel"), ("testing", "testing"),
        ("reference", "Reference"), ("clingen-curated-genes", "ClinGen Curated genes"),
        ("ga4gh-collaboration", "GA4GH collaboration"), ("external-diagnostic-lab", "External Diagnostic Lab"),
        ("cancer-test-directory", "Cancer Test Directory"), ("cancer-germline-100k", "Cancer Germline 100K"),
    ]
}
