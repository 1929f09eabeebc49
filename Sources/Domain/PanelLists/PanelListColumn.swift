/// The columns of a panel list, in the order of the file (`accounts-jobs-files.md` 10.3.2, 12.2): what downloads write and
/// imports read.
public enum PanelListColumn: Int, CaseIterable, Sendable {
    case entityName, entityType, geneSymbol, sources, level4, level3, level2, modeOfInheritance, phenotypes
    case omim, orphanet, hpo, publications, description, flagged, status, userRatings, version, ready
    case modeOfPathogenicity, ensembl37, ensembl38, hgnc, chromosome, start37, end37, start38, end38
    case repeatedSequence, normalRepeats, pathogenicRepeats, haploinsufficiency, triplosensitivity
    case requiredOverlap, variantType, verboseName

    /// As the first line of a file names it.
    public var heading: String {
        switch self {
        case .entityName: "Entity Name"
        case .entityType: "Entity type"
        case .geneSymbol: "Gene Symbol"
        case .sources: "Sources(; separated)"
        case .level4: "Level4"
        case .level3: "Level3"
        case .level2: "Level2"
        case .modeOfInheritance: "Model_Of_Inheritance"
        case .phenotypes: "Phenotypes"
        case .omim: "Omim"
        case .orphanet: "Orphanet"
        case .hpo: "HPO"
        case .publications: "Publications"
        case .description: "Description"
        case .flagged: "Flagged"
        case .status: "GEL_Status"
        case .userRatings: "UserRatings_Green_amber_red"
        case .version: "version"
        case .ready: "ready"
        case .modeOfPathogenicity: "Mode of pathogenicity"
        case .ensembl37: "EnsemblId(GRch37)"
        case .ensembl38: "EnsemblId(GRch38)"
        case .hgnc: "HGNC"
        case .chromosome: "Position Chromosome"
        case .start37: "Position GRCh37 Start"
        case .end37: "Position GRCh37 End"
        case .start38: "Position GRCh38 Start"
        case .end38: "Position GRCh38 End"
        case .repeatedSequence: "STR Repeated Sequence"
        case .normalRepeats: "STR Normal Repeats"
        case .pathogenicRepeats: "STR Pathogenic Repeats"
        case .haploinsufficiency: "Region Haploinsufficiency Score"
        case .triplosensitivity: "Region Triplosensitivity Score"
        case .requiredOverlap: "Region Required Overlap Percentage"
        case .variantType: "Region Variant Type"
        case .verboseName: "Region Verbose Name"
        }
    }

    /// The column of a field of the entity form.
    init?(field: String, of kind: EntityKind) {
        switch field {
        case "source": self = .sources
        case "moi": self = .modeOfInheritance
        case "mode_of_pathogenicity": self = .modeOfPathogenicity
        case "phenotypes": self = .phenotypes
        case "publications": self = .publications
        case "gene": self = .geneSymbol
        case "name": self = .entityName
        case "chromosome": self = .chromosome
        case "position_37": self = .start37
        case "position_38": self = .start38
        case "repeated_sequence": self = .repeatedSequence
        case "required_overlap_percentage": self = .requiredOverlap
        case "type_of_variants": self = .variantType
        case "haploinsufficiency_score": self = .haploinsufficiency
        case "triplosensitivity_score": self = .triplosensitivity
        case "verbose_name": self = .verboseName
        default: return nil
        }
    }

    /// How many cells a line about such an entity has at least.
    static func fewest(for kind: EntityKind) -> Int {
        switch kind {
        case .gene: flagged.rawValue + 1
        case .str: pathogenicRepeats.rawValue + 1
        case .region: variantType.rawValue + 1
        }
    }
}
