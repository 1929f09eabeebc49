/// Everything that is given when an entity is added (`domain.md 6`). Lists are split and trimmed.
public struct EntityDraft: Sendable {
    /// What the entity is; a gene entity takes its name from its gene.
    public enum Subject: Sendable {
        case gene(Gene, transcript: [String]?)
        case str(name: String, ShortTandemRepeat, gene: Gene?)
        case region(name: String, GenomicRegion, gene: Gene?)
    }

    public var subject: Subject
    public var sources: [String]
    public var modeOfInheritance: String
    /// Genes only.
    public var modeOfPathogenicity: String?
    public var penetrance: String?
    public var publications: [String]
    public var phenotypes: [String]
    public var tags: [String]
    /// What becomes the adder's first review.
    public var rating: String
    public var currentDiagnostic: Bool
    public var clinicallyRelevant: Bool
    public var comment: String

    public init(
        subject: Subject, sources: [String], modeOfInheritance: String, modeOfPathogenicity: String? = nil,
        penetrance: String? = nil, publications: [String] = [], phenotypes: [String] = [], tags: [String] = [],
        rating: String = "", currentDiagnostic: Bool = false, clinicallyRelevant: Bool = false, comment: String = ""
    ) {
        self.subject = subject
        self.sources = sources
        self.modeOfInheritance = modeOfInheritance
        self.modeOfPathogenicity = modeOfPathogenicity
        self.penetrance = penetrance
        self.publications = publications
        self.phenotypes = phenotypes
        self.tags = tags
        self.rating = rating
        self.currentDiagnostic = currentDiagnostic
        self.clinicallyRelevant = clinicallyRelevant
        self.comment = comment
    }

    public var kind: EntityKind {
        switch subject {
        case .gene: .gene
        case .str: .str
        case .region: .region
        }
    }

    public var name: String {
        switch subject {
        case .gene(let gene, _): gene.symbol
        case .str(let name, _, _), .region(let name, _, _): name
        }
    }

    public var gene: Gene? {
        switch subject {
        case .gene(let gene, _): gene
        case .str(_, _, let gene), .region(_, _, let gene): gene
        }
    }
}

/// Where sources may come from.
public enum SourceChoice: Sendable {
    /// A form: only what it offers (`domain.md 3.5`).
    case offered
    /// An import: any name, or none at all.
    case any
}
