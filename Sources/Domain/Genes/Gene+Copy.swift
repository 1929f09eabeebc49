extension Gene {
    /// The base gene that an entity's copy was made from (`api.md 5.2`), as far as the copy tells; unknown keys are passed
    /// over. `symbol` is the gene's present one, which may be newer than the copy's.
    public init(symbol: String, copy: JSONText?) throws(JSONError) {
        self.init(
            symbol: symbol, name: nil, ensembl: JSONText(unchecked: Array("{}".utf8)), omim: nil, alias: nil,
            aliasName: nil, biotype: nil, hgncSymbol: nil, hgncID: nil, hgncDateSymbolChanged: nil, hgncRelease: nil,
            isActive: true)
        guard let copy, !copy.isNull else { return }
        var gene = self
        var scanner = JSONScanner(copy.bytes)
        try scanner.object { (key, scanner) throws(JSONError) in try gene.take(key, &scanner) }
        self = gene
    }

    private mutating func take(_ key: String, _ scanner: inout JSONScanner) throws(JSONError) {
        switch key {
        case "gene_name": name = try scanner.optionalString()
        case "omim_gene": omim = try scanner.optionalStrings()
        case "alias": alias = try scanner.optionalStrings()
        case "alias_name": aliasName = try scanner.optionalStrings()
        case "biotype": biotype = try scanner.optionalString()
        case "hgnc_symbol": hgncSymbol = try scanner.optionalString()
        case "hgnc_id": hgncID = try scanner.optionalString()
        case "hgnc_date_symbol_changed": hgncDateSymbolChanged = try scanner.optionalString()
        case "hgnc_release": hgncRelease = try scanner.optionalString()
        case "ensembl_genes":
            if scanner.null() { return }
            var copy = JSONWriter()
            try scanner.copyValue(to: &copy)
            ensembl = try JSONText(unchecked: copy.bytes).inStoredKeyOrder()
        default: try scanner.skipValue()
        }
    }
}
