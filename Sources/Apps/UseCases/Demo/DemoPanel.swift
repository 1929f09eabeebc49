import Domain

/// One panel of the demo data: what it says of itself, and its entities version by version.
struct DemoPanel {
    var id: Int
    var name: String
    var group: String
    var subGroup = ""
    var description: String
    var status = PanelStatus.public
    var disorders: [String] = []
    /// Slugs.
    var types: [String] = ["rare-disease-100k"]
    var children: [Int] = []
    /// Oldest first; the last is live.
    var states: [State]
    /// Index into `states` of the signed-off version.
    var signedOff: Int?
    var reviews: [Review] = []

    struct State {
        var version: Version
        /// Days after the start of the demo's calendar.
        var day: Int
        /// The promotion comment, when this version was superseded by a promotion.
        var reason: String?
        var entities: [Entity]
    }

    struct Review {
        var entity: String
        var by: PersonID
        var rating: ReviewRating
        var comment: String
        var publications: [String] = []
        var day: Int
    }
}

extension Entity {
    /// A gene with its verdict, in the words of the field.
    static func demo(
        _ symbol: String, _ colour: Colour, _ inheritance: ModeOfInheritance, _ phenotypes: String...,
        pubs: [String] = [], tags: [String] = [], sources: [String] = ["Literature"], penetrance: Penetrance? = nil
    ) -> Entity {
        Entity(
            name: symbol, geneData: DemoGenes.copy(symbol), confidence: colour.level, penetrance: penetrance?.rawValue,
            modeOfPathogenicity: "", publications: pubs, evidence: verdict(colour) + sources, phenotypes: phenotypes,
            modeOfInheritance: inheritance.rawValue, tags: tags, specifics: .gene(transcript: nil))
    }

    /// A repeat of a gene, named after both as is usual.
    static func demo(
        repeat sequence: String, of symbol: String, _ colour: Colour, _ inheritance: ModeOfInheritance,
        _ phenotypes: String..., chromosome: String, grch37: (Int, Int), grch38: (Int, Int), normal: Int,
        pathogenic: Int, pubs: [String]
    ) -> Entity {
        Entity(
            name: "\(symbol)_\(sequence)", geneData: DemoGenes.copy(symbol), confidence: colour.level,
            publications: pubs, evidence: verdict(colour) + ["Literature"], phenotypes: phenotypes,
            modeOfInheritance: inheritance.rawValue, tags: ["STR"],
            specifics: .str(
                ShortTandemRepeat(
                    repeatedSequence: sequence, chromosome: chromosome,
                    grch37: Coordinates(start: grch37.0, end: grch37.1),
                    grch38: Coordinates(start: grch38.0, end: grch38.1), normalRepeats: normal,
                    pathogenicRepeats: pathogenic)))
    }

    /// A recurrent region by its ISCA id.
    static func demo(
        region name: String, _ verbose: String, _ variants: VariantType, _ colour: Colour, _ phenotypes: String...,
        chromosome: String, grch38: (Int, Int), haploinsufficiency: DosageScore? = nil,
        triplosensitivity: DosageScore? = nil
    ) -> Entity {
        Entity(
            name: name, confidence: colour.level, publications: [], evidence: verdict(colour) + ["ClinGen"],
            phenotypes: phenotypes, modeOfInheritance: ModeOfInheritance.monoallelicNotImprinted.rawValue,
            specifics: .region(
                GenomicRegion(
                    verboseName: verbose, chromosome: chromosome, grch37: nil,
                    grch38: Coordinates(start: grch38.0, end: grch38.1),
                    haploinsufficiencyScore: haploinsufficiency?.rawValue,
                    triplosensitivityScore: triplosensitivity?.rawValue, requiredOverlapPercentage: 60,
                    typeOfVariants: variants.rawValue)))
    }

    private static func verdict(_ colour: Colour) -> [String] {
        ExpertReview.allCases.filter { $0.verdict == colour.level && $0 != .removed }.map(\.rawValue)
    }
}
