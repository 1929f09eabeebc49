import Domain

/// The database of an original PanelApp (decision 18). It is only ever read.
public protocol OriginalSource: Sendable {
    /// Gives one moment of the database to `body`. Throws `OriginalFault`, before `body` runs where the database is not one
    /// that can be moved.
    func read<T: Sendable>(_ body: @Sendable (any OriginalSnapshot) async throws -> T) async throws -> T
}

/// Everything an original's database holds, at one moment and in domain terms.
public protocol OriginalSnapshot: Sendable {
    /// Rows per table, as the report after an import counts them.
    func counts() async throws -> [ArchiveCount: Int]
    func accounts() async throws -> (people: [Person], tokens: [ArchivedToken], groups: [ArchivedGroup])
    func vocabularies() async throws -> (tags: [(id: Int, name: String)], types: [PanelType])
    /// Genes whose symbol follows `symbol` in byte order, up to `limit`.
    func genes(after symbol: String?, limit: Int) async throws -> [Gene]
    /// All panels, children before their super panels.
    func panels() async throws -> [OriginalPanel]
    /// One panel with its past, decomposed.
    func archive(of panel: OriginalPanel) async throws -> PanelArchive
    func activities(after id: Int, limit: Int) async throws -> [Activity]
    func site() async throws -> (homeTexts: [HomeText], files: [FileRecord], assignments: [ArchivedAssignment])
    /// Records of one kind that belong to nothing, by id.
    func unattached(_ kind: ArchiveCount, after id: Int, limit: Int) async throws -> [UnattachedRecord]
}

/// A panel of an original, before its content is read.
public struct OriginalPanel: Hashable, Sendable {
    public var id: PanelID
    public var name: String
    /// Changes whenever anything that `archive(of:)` gives changes.
    public var digest: String

    public init(id: PanelID, name: String, digest: String) {
        self.id = id
        self.name = name
        self.digest = digest
    }
}

/// Why a database cannot be moved.
public enum OriginalFault: Error, Hashable, Sendable {
    case unreachable(String)
    /// The account of the connection may not read these tables, or columns as `table.column`.
    case forbidden([String])
    /// It holds none of the tables.
    case notPanelApp
    /// It holds some of them: those that are missing, and columns as `table.column`.
    case incomplete(missing: [String])
    /// Content that this program's database refuses, such as two reviews by one person of one entity: one line each.
    case unfit([String])
    /// A value that no original writes, such as a time without end: where it stands, and what is wrong with it.
    case unreadable(place: String, reason: String)
    /// A frozen document that cannot be read.
    case document(panel: PanelID, version: Version, reason: String)
}
