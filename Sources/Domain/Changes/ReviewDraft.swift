/// What a reviewer submits about one entity; every field is optional (`domain.md 11`).
public struct ReviewDraft: Sendable {
    public var rating: String
    public var modeOfInheritance: String
    /// Genes only.
    public var modeOfPathogenicity: String
    public var publications: [String]
    public var phenotypes: [String]
    public var currentDiagnostic: Bool
    /// STRs only.
    public var clinicallyRelevant: Bool
    public var comment: String
    /// Fields that are emptied on purpose; an empty field alone changes nothing (`web.md` W47).
    public var cleared: Set<Field>

    public enum Field: String, CaseIterable, Sendable {
        case rating
        case modeOfInheritance = "moi"
        case modeOfPathogenicity = "mode_of_pathogenicity"
        case publications, phenotypes
    }

    public init(
        rating: String = "", modeOfInheritance: String = "", modeOfPathogenicity: String = "",
        publications: [String] = [], phenotypes: [String] = [], currentDiagnostic: Bool = false,
        clinicallyRelevant: Bool = false, comment: String = "", cleared: Set<Field> = []
    ) {
        self.rating = rating
        self.modeOfInheritance = modeOfInheritance
        self.modeOfPathogenicity = modeOfPathogenicity
        self.publications = publications
        self.phenotypes = phenotypes
        self.currentDiagnostic = currentDiagnostic
        self.clinicallyRelevant = clinicallyRelevant
        self.comment = comment
        self.cleared = cleared
    }

    /// Whether it says nothing at all, a comment included.
    var isBlank: Bool { hasNoOpinion && comment.isBlank }

    var hasNoOpinion: Bool {
        rating.isEmpty && modeOfInheritance.isEmpty && modeOfPathogenicity.isEmpty && publications.isEmpty
            && phenotypes.isEmpty && !currentDiagnostic && !clinicallyRelevant
    }
}
