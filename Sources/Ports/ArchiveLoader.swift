import Domain

/// What a load of one thing did.
public enum LoadResult: Hashable, Sendable {
    case inserted
    case replaced
    case unchanged
}

/// Stores imported data. Each call is one transaction and can be repeated: the same input again changes nothing, and a
/// panel that comes in a new state replaces the imported one as a whole. Ids are kept; numbers given out later are higher.
public protocol ArchiveLoader: Sendable {
    func load(people: [Person], tokens: [ArchivedToken], groups: [ArchivedGroup]) async throws -> UpsertCounts
    func load(tags: [(id: Int, name: String)], types: [PanelType]) async throws -> UpsertCounts
    /// `digest` identifies the source state; an equal digest of an earlier load of the same panel means `.unchanged`.
    /// Throws `LoadFailure.changedHere` when the panel was edited here since it was loaded.
    func load(_ archive: PanelArchive, digest: String) async throws -> LoadResult
    /// Adds a later state to a panel that was loaded before. Throws `LoadFailure.changedHere` when the panel was edited here
    /// since it was loaded, its revision is not the expected one, or the state lacks an entity that was reviewed here.
    func append(_ succession: PanelSuccession, digest: String) async throws -> LoadResult
    /// Notes another digest for a panel whose content stayed the same.
    func remember(_ digest: String, of panel: PanelID) async throws
    /// Digests of earlier loads, by panel.
    func digests() async throws -> [PanelID: String]
    /// Loaded panels that were changed here since, by id.
    func editedPanels() async throws -> [PanelID]
    func load(activities: [Activity]) async throws -> UpsertCounts
    func load(homeTexts: [HomeText], files: [FileRecord], assignments: [ArchivedAssignment]) async throws
        -> UpsertCounts
    /// Makes the unattached records of this kind whose numbers lie in `range` exactly these: one that belongs to something
    /// by now, or is gone from the source, must not be counted any more.
    func load(unattached: [UnattachedRecord], of kind: ArchiveCount, in range: Range<Int>) async throws -> UpsertCounts
    /// Rows per kind of thing, for the report after an import. With `panels`, what belongs to a panel is counted for these
    /// panels only.
    func counts(of panels: [PanelID]?) async throws -> [ArchiveCount: Int]
    /// Unattached records per kind.
    func unattachedCounts() async throws -> [ArchiveCount: Int]
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
    /// A number or name is taken here by something else, such as an account made before the import: what, in words.
    case taken(String)
}

/// Packs documents for storage; made where adapters are chosen.
public struct DocumentPacking: Sendable {
    public var pack: @Sendable ([UInt8]) throws -> PackedDocument

    public init(pack: @escaping @Sendable ([UInt8]) throws -> PackedDocument) { self.pack = pack }
}
