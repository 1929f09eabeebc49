/// One item of a panel as its published document shows it (`domain.md 2.5`, `api.md 5.3`-`5.5`): the content that
/// versions freeze. Marks, reviews and history lie beside it. Lists are published ones: raw rows and typed text go through
/// `EntityDocument.cleaned` before they come here.
///
/// Free-text choices (mode of inheritance and the like) keep the stored text, because imported data holds values that
/// no form offers any more; `ModeOfInheritance(rawValue:)` and its kin recognise the known ones.
public struct Entity: Hashable, Sendable {
    /// Symbol of the linked gene, or the name of the STR or region.
    public var name: String
    /// The base gene's record as it was copied when the entity was last edited; absent for many STRs and regions.
    public var geneData: JSONText?
    public var confidence: ConfidenceLevel?
    public var penetrance: String?
    /// Not part of an STR's document.
    public var modeOfPathogenicity: String?
    public var publications: [String]?
    /// Names of the sources, newest first, duplicates kept.
    public var evidence: [String]
    public var phenotypes: [String]?
    public var modeOfInheritance: String
    public var tags: [String]
    public var specifics: Specifics

    /// What only one kind of entity has.
    public enum Specifics: Hashable, Sendable {
        case gene(transcript: [String]?)
        case str(ShortTandemRepeat)
        case region(GenomicRegion)
    }

    public init(
        name: String, geneData: JSONText? = nil, confidence: ConfidenceLevel?, penetrance: String? = nil,
        modeOfPathogenicity: String? = nil, publications: [String]? = [], evidence: [String] = [],
        phenotypes: [String]? = [], modeOfInheritance: String = "", tags: [String] = [], specifics: Specifics
    ) {
        self.name = name
        self.geneData = geneData
        self.confidence = confidence
        self.penetrance = penetrance
        self.modeOfPathogenicity = modeOfPathogenicity
        self.publications = publications
        self.evidence = evidence
        self.phenotypes = phenotypes
        self.modeOfInheritance = modeOfInheritance
        self.tags = tags
        self.specifics = specifics
    }

    public var kind: EntityKind {
        switch specifics {
        case .gene: .gene
        case .str: .str
        case .region: .region
        }
    }

    /// Name shown to people: a region's verbose name where it has one.
    public var displayName: String {
        if case .region(let region) = specifics, let verbose = region.verboseName, !verbose.isEmpty { return verbose }
        return name
    }

    public var label: String { kind.label(name) }
}

/// The particular facts of a short tandem repeat (`domain.md 2.5`).
public struct ShortTandemRepeat: Hashable, Sendable {
    /// Letters of the repeated unit: `A T C G N`.
    public var repeatedSequence: String
    public var chromosome: String
    public var grch37: Coordinates?
    public var grch38: Coordinates?
    /// Largest count that is still normal.
    public var normalRepeats: Int
    /// Smallest fully penetrant pathogenic count.
    public var pathogenicRepeats: Int

    public init(
        repeatedSequence: String, chromosome: String, grch37: Coordinates?, grch38: Coordinates?, normalRepeats: Int,
        pathogenicRepeats: Int
    ) {
        self.repeatedSequence = repeatedSequence
        self.chromosome = chromosome
        self.grch37 = grch37
        self.grch38 = grch38
        self.normalRepeats = normalRepeats
        self.pathogenicRepeats = pathogenicRepeats
    }

    /// The letters a sequence may hold (`domain.md D35`).
    public static func isSequence(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 128 && text.allSatisfy { "ATCGN".contains($0) }
    }
}

/// The particular facts of a region (`domain.md 2.5`).
public struct GenomicRegion: Hashable, Sendable {
    public var verboseName: String?
    public var chromosome: String
    public var grch37: Coordinates?
    public var grch38: Coordinates?
    public var haploinsufficiencyScore: String?
    public var triplosensitivityScore: String?
    /// Percent, 0...100.
    public var requiredOverlapPercentage: Int
    public var typeOfVariants: String

    public init(
        verboseName: String?, chromosome: String, grch37: Coordinates?, grch38: Coordinates?,
        haploinsufficiencyScore: String?, triplosensitivityScore: String?, requiredOverlapPercentage: Int,
        typeOfVariants: String
    ) {
        self.verboseName = verboseName
        self.chromosome = chromosome
        self.grch37 = grch37
        self.grch38 = grch38
        self.haploinsufficiencyScore = haploinsufficiencyScore
        self.triplosensitivityScore = triplosensitivityScore
        self.requiredOverlapPercentage = requiredOverlapPercentage
        self.typeOfVariants = typeOfVariants
    }
}

/// Start and end on a chromosome, both included and given back verbatim; equal bounds are fine (`domain.md D37`).
public struct Coordinates: Hashable, Sendable {
    public let start: Int
    public let end: Int

    /// Takes stored bounds as they are.
    public init(start: Int, end: Int) {
        self.start = start
        self.end = end
    }

    /// Why a pair of bounds is no interval.
    public enum Fault: Error, Hashable, Sendable {
        case onlyOneBound
        case startAfterEnd
    }

    /// Takes typed bounds: both or neither, start not after end (`domain.md D36`, D37).
    public static func checked(start: Int?, end: Int?) throws(Fault) -> Coordinates? {
        switch (start, end) {
        case (nil, nil): return nil
        case (let start?, let end?):
            if start > end { throw .startAfterEnd }
            return Coordinates(start: start, end: end)
        default: throw .onlyOneBound
        }
    }
}
