import Domain

/// What pages show of the gene record that an entity carries.
struct GeneFacts: Equatable, Sendable {
    var symbol = ""
    var name: String?
    var hgncID: String?
    var omim: [String] = []
    var aliases: [String] = []
    /// Ensembl id and location by assembly, newest release.
    var grch38: EnsemblGene?
    var grch37: EnsemblGene?

    struct EnsemblGene: Equatable, Sendable {
        var id: String?
        var location: String?
    }

    init() {}

    /// Reads the 11 keys of a gene copy (`api.md 5.2`); what is missing or null is left out.
    init(_ record: JSONText) throws(JSONError) {
        var scanner = JSONScanner(record.bytes)
        try scanner.object { (key, scanner) throws(JSONError) in
            switch key {
            case "gene_symbol": symbol = try scanner.optionalString() ?? ""
            case "gene_name": name = try scanner.optionalString()
            case "hgnc_id": hgncID = try scanner.optionalString()
            case "omim_gene": omim = try scanner.optionalStrings() ?? []
            case "alias": aliases = try scanner.optionalStrings() ?? []
            case "ensembl_genes": try readAssemblies(&scanner)
            default: try scanner.skipValue()
            }
        }
    }

    private mutating func readAssemblies(_ scanner: inout JSONScanner) throws(JSONError) {
        guard scanner.nextByte() == UInt8(ascii: "{") else {
            try scanner.skipValue()
            return
        }
        try scanner.object { (assembly, scanner) throws(JSONError) in
            guard scanner.nextByte() == UInt8(ascii: "{") else {
                try scanner.skipValue()
                return
            }
            try scanner.object { (_, scanner) throws(JSONError) in
                let gene = try Self.ensemblGene(&scanner)
                // The spelling in stored records is `GRch38`.
                switch assembly.lowercased() {
                case "grch38": grch38 = gene
                case "grch37": grch37 = gene
                default: break
                }
            }
        }
    }

    private static func ensemblGene(_ scanner: inout JSONScanner) throws(JSONError) -> EnsemblGene {
        var gene = EnsemblGene()
        guard scanner.nextByte() == UInt8(ascii: "{") else {
            try scanner.skipValue()
            return gene
        }
        try scanner.object { (key, scanner) throws(JSONError) in
            switch key {
            case "ensembl_id": gene.id = try scanner.optionalString()
            case "location": gene.location = try scanner.optionalString()
            default: try scanner.skipValue()
            }
        }
        return gene
    }
}
