import Domain

/// Finds people and what they can prove.
public protocol PeopleReader: Sendable {
    func person(_ id: PersonID) async throws -> Person?
    func person(username: String) async throws -> Person?
    /// The owner of an API token, by the SHA-256 of the token in lower-case hex (decision 24).
    func person(tokenHash: String) async throws -> Person?
}

/// Base gene records.
public protocol GeneRepo: Sendable {
    func gene(_ symbol: String) async throws -> Gene?
    /// Those of the symbols that have a record, in no order.
    func genes(_ symbols: [String]) async throws -> [Gene]
    /// Symbols of genes with this HGNC id, active first, then those whose symbol HGNC uses (`accounts-jobs-files.md 11`).
    func symbols(hgncID: String) async throws -> [String]
    /// Inserts or overwrites genes in one transaction.
    func upsert(_ genes: [Gene]) async throws -> UpsertCounts
    /// Those of the symbols that have no record.
    func unknown(among symbols: [String]) async throws -> [String]
    func count() async throws -> Int
}

/// What an upsert did.
public struct UpsertCounts: Hashable, Sendable {
    public var inserted: Int
    public var changed: Int
    public var unchanged: Int

    public init(inserted: Int = 0, changed: Int = 0, unchanged: Int = 0) {
        self.inserted = inserted
        self.changed = changed
        self.unchanged = unchanged
    }

    public static func + (a: Self, b: Self) -> Self {
        Self(
            inserted: a.inserted + b.inserted, changed: a.changed + b.changed, unchanged: a.unchanged + b.unchanged)
    }
}

/// Reads the feed of activities.
public protocol ActivityReader: Sendable {
    /// Newest first; with a panel, only its lines.
    func activities(of panel: PanelID?, offset: Int, limit: Int) async throws -> [Activity]
    func activityCount(of panel: PanelID?) async throws -> Int
}

/// A section of the home page, edited by administrators (`web.md 14`).
public struct HomeText: Hashable, Sendable {
    public var id: Int
    public var section: Int
    public var title: String
    public var href: String
    /// Markdown.
    public var text: String

    public init(id: Int, section: Int, title: String, href: String, text: String) {
        self.id = id
        self.section = section
        self.title = title
        self.href = href
        self.text = text
    }
}

/// A stored file or image that pages link to; the bytes lie in the `BlobStore` under `key`.
public struct FileRecord: Hashable, Sendable {
    public enum Use: String, Sendable { case file, image, geneList, panelList, reviewList }
    public var id: Int
    public var use: Use
    public var key: String
    public var title: String
    public var alt: String
    /// For upload records: whether it was imported, and what the import said.
    public var imported: Bool
    public var log: String
    public var created: Instant?
    public var modified: Instant?

    public init(
        id: Int, use: Use, key: String, title: String = "", alt: String = "", imported: Bool = false, log: String = "",
        created: Instant? = nil, modified: Instant? = nil
    ) {
        self.id = id
        self.use = use
        self.key = key
        self.title = title
        self.alt = alt
        self.imported = imported
        self.log = log
        self.created = created
        self.modified = modified
    }
}

/// Site content outside the domain.
public protocol SiteReader: Sendable {
    func homeTexts() async throws -> [HomeText]
    func files() async throws -> [FileRecord]
}
