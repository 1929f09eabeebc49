/// Modes of inheritance that a form offers, in the order of display (`domain.md 3.3`).
public enum ModeOfInheritance: String, CaseIterable, Sendable {
    case monoallelicNotImprinted = "MONOALLELIC, autosomal or pseudoautosomal, NOT imprinted"
    case monoallelicMaternallyImprinted =
        "MONOALLELIC, autosomal or pseudoautosomal, maternally imprinted (paternal allele expressed)"
    case monoallelicPaternallyImprinted =
        "MONOALLELIC, autosomal or pseudoautosomal, paternally imprinted (maternal allele expressed)"
    case monoallelic = "MONOALLELIC, autosomal or pseudoautosomal, imprinted status unknown"
    case biallelic = "BIALLELIC, autosomal or pseudoautosomal"
    case monoallelicAndBiallelic = "BOTH monoallelic and biallelic, autosomal or pseudoautosomal"
    case monoallelicAndMoreSevereBiallelic =
        "BOTH monoallelic and biallelic (but BIALLELIC mutations cause a more SEVERE disease form), autosomal or pseudoautosomal"
    case xLinkedBiallelic = "X-LINKED: hemizygous mutation in males, biallelic mutations in females"
    case xLinkedMonoallelic =
        "X-LINKED: hemizygous mutation in males, monoallelic mutations in females may cause disease (may be less severe, later onset than males)"
    case mitochondrial = "MITOCHONDRIAL"
    case unknown = "Unknown"
    case other = "Other"

    /// Code of the legacy services (`api.md 5.11`).
    public var shortCode: String {
        switch self {
        case .monoallelicNotImprinted: "monoallelic_not_imprinted"
        case .monoallelicMaternallyImprinted: "monoallelic_maternally_imprinted"
        case .monoallelicPaternallyImprinted: "monoallelic_paternally_imprinted"
        case .monoallelic: "monoallelic"
        case .biallelic: "biallelic"
        case .monoallelicAndBiallelic: "monoallelic_and_biallelic"
        case .monoallelicAndMoreSevereBiallelic: "monoallelic_and_more_severe_biallelic"
        case .xLinkedBiallelic: "xlinked_biallelic"
        case .xLinkedMonoallelic: "xlinked_monoallelic"
        case .mitochondrial: "mitochondrial"
        case .unknown: "unknown"
        case .other: "Other"
        }
    }

    /// First words of the text, for dense tables: `BIALLELIC`, `X-LINKED` and so on.
    public var brief: String {
        switch self {
        case .monoallelicNotImprinted, .monoallelicMaternallyImprinted, .monoallelicPaternallyImprinted, .monoallelic:
            "MONOALLELIC"
        case .biallelic: "BIALLELIC"
        case .monoallelicAndBiallelic, .monoallelicAndMoreSevereBiallelic: "BOTH mono- and biallelic"
        case .xLinkedBiallelic, .xLinkedMonoallelic: "X-LINKED"
        case .mitochondrial: "MITOCHONDRIAL"
        case .unknown: "Unknown"
        case .other: "Other"
        }
    }
}

/// Exceptions to the assumption that loss of function causes disease (`domain.md 3.4`).
public enum ModeOfPathogenicity: String, CaseIterable, Sendable {
    case notLossOfFunction =
        "Loss-of-function variants (as defined in pop up message) DO NOT cause this phenotype - please provide details in the comments"
    case other = "Other"

    /// Text that old imports stored instead of `Other`.
    public static let longOther = "Other - please provide details in the comments"

    /// Recognises stored text, the long form of `Other` included.
    public init?(stored text: String) {
        if text == Self.longOther { self = .other } else { self.init(rawValue: text) }
    }

    /// Code of the legacy services.
    public var shortCode: String? { self == .notLossOfFunction ? "no_loss_of_function" : nil }
}

/// Whether everyone with the genotype shows the disease (`domain.md 3.6`); letter case is exactly so.
public enum Penetrance: String, CaseIterable, Sendable {
    case unknown
    case complete = "Complete"
    case incomplete = "Incomplete"
}

/// Which variants of a region count (`domain.md 3.7`).
public enum VariantType: String, CaseIterable, Sendable {
    case small
    case loss = "cnv_loss"
    case gain = "cnv_gain"
    case both = "cnv_both"

    public var title: String {
        switch self {
        case .small: "Small variants"
        case .loss: "CNV Loss"
        case .gain: "CNV Gain"
        case .both: "CNV Both gain and loss"
        }
    }
}

/// Haploinsufficiency and triplosensitivity scores, in the order of display (`domain.md 3.10`).
public enum DosageScore: String, CaseIterable, Sendable {
    case sufficient = "3"
    case emerging = "2"
    case little = "1"
    case none = "0"
    case unlikely = "40"
    case recessive = "30"

    public var meaning: String {
        switch self {
        case .sufficient: "Sufficient evidence suggesting dosage sensitivity is associated with clinical phenotype"
        case .emerging: "Emerging evidence suggesting dosage sensitivity is associated with clinical phenotype"
        case .little: "Little evidence suggesting dosage sensitivity is associated with clinical phenotype"
        case .none: "No evidence to suggest that dosage sensitivity is associated with clinical phenotype"
        case .unlikely: "Dosage sensitivity unlikely"
        case .recessive: "Gene associated with autosomal recessive phenotype"
        }
    }
}

/// Chromosomes an STR or region can lie on, in order (`domain.md 3.9`).
public enum Chromosome {
    public static let all: [String] = (1...22).map(String.init) + ["X", "Y"]
}
