import Domain

/// What generated entities are made of: words and numbers in the shape of real ones, none of them true.
enum GeneratedWords {
    static let systems = [
        "Cardiomyopathy", "Ataxia", "Nephropathy", "Retinal dystrophy", "Epileptic encephalopathy", "Immunodeficiency",
        "Skeletal dysplasia", "Myopathy", "Neuropathy", "Intellectual developmental disorder", "Deafness",
        "Leukodystrophy",
        "Ciliopathy", "Anaemia", "Hypogonadism", "Arrhythmia", "Short stature", "Cleft palate", "Craniosynostosis",
        "Glaucoma",
    ]
    static let manners = [
        "autosomal dominant", "autosomal recessive", "X-linked", "early onset", "progressive", "juvenile",
        "with seizures",
        "with brain malformations", "susceptibility to", "syndromic",
    ]
    static let tags = [
        "treatable", "watchlist", "founder-effect", "mosaicism", "new-gene-name", "cnv", "digenic", "for-review",
        "missense",
        "refuted", "disputed", "adult-onset",
    ]
    static let sources = SourceName.offered + ["NHS GMS", "UKGTN"]

    static func phenotype(_ random: inout SplitMix) -> String {
        "\(random.pick(systems)), \(random.pick(manners)) \(random.int(1...120)), \(random.int(100_000...620_000))"
    }

    static func publication(_ random: inout SplitMix) -> String { String(random.int(7_500_000...38_000_000)) }

    /// `ABC12`-like symbols, all different.
    static func symbol(_ index: Int) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        let name = String([letters[index / 676 % 26], letters[index / 26 % 26], letters[index % 26]])
        return "\(name)\(index % 17 + 1)\(index >= 17_576 ? "L" : "")"
    }

    static func gene(_ index: Int, _ random: inout SplitMix) -> Gene {
        let id = "ENSG" + String(String(100_000_000_000 + random.int(1...999_999)).dropFirst())
        let chromosome = random.pick(Chromosome.all)
        let start = random.int(1_000_000...150_000_000)
        let length = random.int(2_000...300_000)
        func build(_ name: String, _ release: String, _ shift: Int) -> String {
            "\"\(name)\":{\"\(release)\":{\"location\":\"\(chromosome):\(start + shift)-\(start + shift + length)\",\"ensembl_id\":\"\(id)\"}}"
        }
        let ensembl = "{\(build("GRch37", "82", 0)),\(build("GRch38", "90", random.int(-90_000...90_000)))}"
        return Gene(
            symbol: symbol(index), name: "\(random.pick(systems).lowercased()) associated protein \(index)",
            ensembl: JSONText(unchecked: Array(ensembl.utf8)), omim: [String(random.int(100_000...620_000))],
            alias: random.chance(50) ? ["P\(index)", "DJ\(random.int(10...999))"] : [], aliasName: nil,
            biotype: "protein_coding", hgncSymbol: symbol(index), hgncID: "HGNC:\(10_000 + index)",
            hgncDateSymbolChanged: "20\(two(random.int(0...17)))-0\(random.int(1...9))-1\(random.int(0...9))",
            hgncRelease: "2017-11-03", isActive: true)
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

    static func entity(_ gene: Gene, _ random: inout SplitMix) -> Entity {
        let level = [3, 3, 3, 3, 2, 1, 1, 1, 1, 0][random.int(0...9)]
        let verdict = ExpertReview.allCases.first { $0.verdict.rawValue == level }?.rawValue ?? "Other"
        return Entity(
            name: gene.symbol, geneData: gene.entityCopy, confidence: ConfidenceLevel(rawValue: level),
            penetrance: random.chance(20) ? "Complete" : nil, modeOfPathogenicity: "",
            publications: (0..<random.int(0...4)).map { _ in publication(&random) },
            evidence: [verdict] + (0..<random.int(1...3)).map { _ in random.pick(sources) },
            phenotypes: (0..<random.int(1...3)).map { _ in phenotype(&random) },
            modeOfInheritance: random.pick(ModeOfInheritance.allCases).rawValue,
            tags: random.chance(12) ? [random.pick(tags)] : [], specifics: .gene(transcript: nil))
    }
}
