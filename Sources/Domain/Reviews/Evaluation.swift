/// The colour inside a review (`domain.md 3.2`); blank is allowed and is represented by no rating at all.
public enum ReviewRating: String, CaseIterable, Sendable {
    case green = "GREEN"
    case red = "RED"
    case amber = "AMBER"

    /// What people read; amber's text says "I don't know".
    public var title: String {
        switch self {
        case .green: "Green List (high evidence)"
        case .red: "Red List (low evidence)"
        case .amber: "I don't know"
        }
    }

    public var colour: Colour {
        switch self {
        case .green: .green
        case .red: .red
        case .amber: .amber
        }
    }
}

/// One person's opinion about one entity (`domain.md 2.6`). Opinions never change the verdict by themselves.
public struct Evaluation: Hashable, Sendable {
    public var id: Int
    public var author: PersonID
    /// Stored text: a `ReviewRating`, or empty.
    public var rating: String
    public var modeOfPathogenicity: String?
    public var publications: [String]?
    public var phenotypes: [String]?
    public var modeOfInheritance: String?
    /// The reviewer's laboratory reports variants in this item.
    public var currentDiagnostic: Bool
    /// STRs only: interruptions of the repeat are reported.
    public var clinicallyRelevant: Bool?
    /// Panel version at the last touch, or a note about where an imported review came from.
    public var version: String?
    public var created: Instant
    public var modified: Instant
    public var lastUpdated: Instant?
    /// Newest first.
    public var comments: [Comment]

    public init(
        id: Int, author: PersonID, rating: String, modeOfPathogenicity: String?, publications: [String]?,
        phenotypes: [String]?, modeOfInheritance: String?, currentDiagnostic: Bool, clinicallyRelevant: Bool?,
        version: String?, created: Instant, modified: Instant, lastUpdated: Instant?, comments: [Comment]
    ) {
        self.id = id
        self.author = author
        self.rating = rating
        self.modeOfPathogenicity = modeOfPathogenicity
        self.publications = publications
        self.phenotypes = phenotypes
        self.modeOfInheritance = modeOfInheritance
        self.currentDiagnostic = currentDiagnostic
        self.clinicallyRelevant = clinicallyRelevant
        self.version = version
        self.created = created
        self.modified = modified
        self.lastUpdated = lastUpdated
        self.comments = comments
    }
}

/// A remark, on a review or on the entity itself (`domain.md 2.8`).
public struct Comment: Hashable, Sendable {
    public var id: Int
    public var author: PersonID?
    public var text: String
    public var flagged: Bool
    public var version: String?
    public var created: Instant
    public var modified: Instant
    public var lastUpdated: Instant?

    public init(
        id: Int, author: PersonID?, text: String, flagged: Bool = false, version: String?, created: Instant,
        modified: Instant, lastUpdated: Instant?
    ) {
        self.id = id
        self.author = author
        self.text = text
        self.flagged = flagged
        self.version = version
        self.created = created
        self.modified = modified
        self.lastUpdated = lastUpdated
    }
}

/// How ratings divide among the reviews that have one (`domain.md 11.6`).
public struct RatingShares: Hashable, Sendable {
    /// Whole percent, rounded half to even; all 0 without rated reviews.
    public let green: Int
    public let amber: Int
    public let red: Int

    public init(green: Int, amber: Int, red: Int) {
        let total = green + amber + red
        func percent(_ part: Int) -> Int {
            total == 0 ? 0 : Int((Double(part) * 100 / Double(total)).rounded(.toNearestOrEven))
        }
        self.green = percent(green)
        self.amber = percent(amber)
        self.red = percent(red)
    }
}
