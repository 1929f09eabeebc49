import Domain

/// What lists over all panels know of one live entity.
public struct EntityListing: Hashable, Sendable {
    public var kind: EntityKind
    public var name: String
    /// By name.
    public var tags: [String]

    public init(kind: EntityKind, name: String, tags: [String]) {
        self.kind = kind
        self.name = name
        self.tags = tags
    }
}

/// Reads entities across panels. Like every reader it does not look at who is asking.
public protocol EntityIndexReader: Sendable {
    /// The live entities of these panels, in no particular order; a panel without any is left out.
    func listings(of panels: [PanelID]) async throws -> [PanelID: [EntityListing]]
    /// Symbols of base genes that are no longer in use: entities that still carry one are in no list (`web.md 12.1`).
    func inactiveSymbols() async throws -> Set<String>
    /// Live STRs and regions of all panels that belong to a gene.
    func attached(to symbol: String) async throws -> [EntityElsewhere]
    /// Tallies of those of the entities that have reviews.
    func tallies(among entities: [EntityID]) async throws -> [EntityID: ReviewTally]
}
