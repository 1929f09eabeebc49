import Domain

/// Short forms of modes of inheritance for dense tables. Each is different, so that a short text still says exactly
/// which of the stored values it stands for.
enum InheritanceWords {
    static func brief(_ stored: String) -> String {
        guard let mode = ModeOfInheritance(rawValue: stored) else { return stored.isEmpty ? "Not set" : stored }
        return switch mode {
        case .monoallelicNotImprinted: "Monoallelic, not imprinted"
        case .monoallelicMaternallyImprinted: "Monoallelic, maternally imprinted"
        case .monoallelicPaternallyImprinted: "Monoallelic, paternally imprinted"
        case .monoallelic: "Monoallelic"
        case .biallelic: "Biallelic"
        case .monoallelicAndBiallelic: "Both"
        case .monoallelicAndMoreSevereBiallelic: "Both, biallelic more severe"
        case .xLinkedBiallelic: "X-linked, females biallelic"
        case .xLinkedMonoallelic: "X-linked, females monoallelic"
        case .mitochondrial: "Mitochondrial"
        case .unknown: "Unknown"
        case .other: "Other"
        }
    }
}
