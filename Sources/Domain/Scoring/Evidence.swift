/// A source attached to an entity, with who gave it (`domain.md 2.7`).
public struct Evidence: Hashable, Sendable {
    public var id: Int
    public var name: String
    /// 0...5; today's writers always give 5.
    public var rating: Int
    public var comment: String
    /// The author, where one is known.
    public var author: PersonID?
    /// The author's role when the evidence was given, so that a later change of role changes nothing (decision 6).
    public var role: Role?
    public var created: Instant
    public var modified: Instant

    public init(
        id: Int, name: String, rating: Int = 5, comment: String = "", author: PersonID?, role: Role?, created: Instant,
        modified: Instant
    ) {
        self.id = id
        self.name = name
        self.rating = rating
        self.comment = comment
        self.author = author
        self.role = role
        self.created = created
        self.modified = modified
    }

    /// Only curators' evidence counts towards the score.
    public var isCuratorial: Bool { role == .curator }

    /// Moves evidence from an original: the role is the author's at that moment, else the stored legacy type
    /// (`domain.md 2.7`, decision 6).
    public static func role(authorRole: Role?, legacyType: String?) -> Role? {
        authorRole ?? legacyType.flatMap(Role.init(rawValue:))
    }
}

/// The names of sources and what they mean (`domain.md 3.5`).
public enum SourceName {
    /// Sources that count towards the score.
    public static let highConfidence = [
        "Radboud University Medical Center, Nijmegen", "Illumina TruGenome Clinical Sequencing Services",
        "Emory Genetics Laboratory", "UKGTN",
    ]

    /// Sources of older data and imports, without a score of their own.
    public static let legacy = [
        "Other", "Expert list", "Expert Review", "Literature", "Eligibility statement prior genetic testing",
        "Research",
        "NHS GMS", "ClinGen",
    ]

    /// Sources that the forms offer.
    public static let offered = [
        "Expert List", "Expert Review", "Literature", "ClinGen", "Genomics England PanelApp", "Other",
    ]
}

/// A source that decides the score outright (`domain.md 3.5`).
public enum ExpertReview: String, CaseIterable, Sendable {
    case green = "Expert Review Green"
    case amber = "Expert Review Amber"
    case red = "Expert Review Red"
    case removed = "Expert Review Removed"

    public var verdict: ConfidenceLevel {
        switch self {
        case .green: .green
        case .amber: .amber
        case .red: .red
        case .removed: .noList
        }
    }
}
