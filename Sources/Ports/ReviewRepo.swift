import Domain

/// Name and role of a person as pages show them.
public struct PersonSummary: Hashable, Sendable {
    public var id: PersonID
    public var fullName: String
    public var affiliation: String
    public var role: Role

    public init(id: PersonID, fullName: String, affiliation: String, role: Role) {
        self.id = id
        self.fullName = fullName
        self.affiliation = affiliation
        self.role = role
    }

    /// Full name with the affiliation in brackets, where there is one.
    public var reviewerName: String { affiliation.isEmpty ? fullName : "\(fullName) (\(affiliation))" }
}

/// How the reviews of one entity divide.
public struct ReviewTally: Hashable, Sendable {
    public var reviews: Int
    public var green: Int
    public var amber: Int
    public var red: Int

    public init(reviews: Int = 0, green: Int = 0, amber: Int = 0, red: Int = 0) {
        self.reviews = reviews
        self.green = green
        self.amber = amber
        self.red = red
    }

    public var shares: RatingShares { RatingShares(green: green, amber: amber, red: red) }
}

/// Everything a page about one entity in a panel shows beside its row.
public struct EntityDossier: Sendable {
    /// Newest first.
    public var evaluations: [Evaluation]
    /// Newest first.
    public var evidence: [Evidence]
    /// Comments given when the entity was added, newest first.
    public var comments: [Comment]
    /// Newest first.
    public var track: [TrackRecord]
    /// Everybody named in the parts above.
    public var people: [PersonID: PersonSummary]

    public init(
        evaluations: [Evaluation], evidence: [Evidence], comments: [Comment], track: [TrackRecord],
        people: [PersonID: PersonSummary]
    ) {
        self.evaluations = evaluations
        self.evidence = evidence
        self.comments = comments
        self.track = track
        self.people = people
    }
}

/// Where an entity of some name stands elsewhere.
public struct EntityElsewhere: Hashable, Sendable {
    public var panel: PanelID
    public var row: EntityRow

    public init(panel: PanelID, row: EntityRow) {
        self.panel = panel
        self.row = row
    }
}

/// Reads reviews, sources and history of entities.
public protocol ReviewReader: Sendable {
    /// Tallies of every reviewed entity of a panel.
    func tallies(of panel: PanelID) async throws -> [EntityID: ReviewTally]
    /// Entities of a panel that one person reviewed.
    func reviewed(by person: PersonID, on panel: PanelID) async throws -> Set<EntityID>
    /// Who reviewed each entity of a panel, newest review first; entities without a review are not in it.
    func authors(on panel: PanelID) async throws -> [EntityID: [PersonID]]
    /// People with a review on the panel's own entities, by name.
    func reviewers(of panel: PanelID) async throws -> [PersonSummary]
    func dossier(of entity: EntityID) async throws -> EntityDossier
    /// Live entities of this kind and name on all panels.
    func elsewhere(kind: EntityKind, name: String) async throws -> [EntityElsewhere]
    /// Panels that own a live gene entity of this symbol; super panels own none.
    func panels(withGene symbol: String) async throws -> Set<PanelID>
}

/// The words that curators choose from.
public protocol VocabularyReader: Sendable {
    /// All tags, by name.
    func vocabulary() async throws -> [Tag]
}

extension VocabularyReader {
    /// Names of all tags, by name.
    public func tags() async throws -> [String] { try await vocabulary().map(\.name) }
}
