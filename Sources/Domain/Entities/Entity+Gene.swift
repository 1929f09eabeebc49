extension Entity {
    /// Symbol of the base gene: that of the copied record, or the name of a gene entity without one.
    public var geneSymbol: String? {
        if let copy = geneData {
            var symbol: String?
            var scanner = JSONScanner(copy.bytes)
            // A copy that cannot be read names no gene.
            try? scanner.object { (key, scanner) throws(JSONError) in
                if key == "gene_symbol" { symbol = try scanner.optionalString() } else { try scanner.skipValue() }
            }
            if let symbol { return symbol }
        }
        return kind == .gene ? name : nil
    }
}
