/// A base gene record, from which entities take their copies (`domain.md 2.9`).
public struct Gene: Hashable, Sendable {
    /// Primary key.
    public var symbol: String
    public var name: String?
    /// Assembly to Ensembl release to id and location, as stored.
    public var ensembl: JSONText
    public var omim: [String]?
    public var alias: [String]?
    public var aliasName: [String]?
    public var biotype: String?
    public var hgncSymbol: String?
    /// `HGNC:{digits}`; two genes may share one.
    public var hgncID: String?
    public var hgncDateSymbolChanged: String?
    public var hgncRelease: String?
    /// Only active genes can be chosen; inactive ones stay where they are used.
    public var isActive: Bool

    public init(
        symbol: String, name: String?, ensembl: JSONText, omim: [String]?, alias: [String]?, aliasName: [String]?,
        biotype: String?, hgncSymbol: String?, hgncID: String?, hgncDateSymbolChanged: String?, hgncRelease: String?,
        isActive: Bool
    ) {
        self.symbol = symbol
        self.name = name
        self.ensembl = ensembl
        self.omim = omim
        self.alias = alias
        self.aliasName = aliasName
        self.biotype = biotype
        self.hgncSymbol = hgncSymbol
        self.hgncID = hgncID
        self.hgncDateSymbolChanged = hgncDateSymbolChanged
        self.hgncRelease = hgncRelease
        self.isActive = isActive
    }

    /// The copy that entities hold: 11 keys in the order of a PostgreSQL `jsonb` column (`api.md 5.2`).
    public var entityCopy: JSONText {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.key("alias")
        json.strings(alias)
        json.key("biotype")
        json.string(biotype)
        json.key("hgnc_id")
        json.string(hgncID)
        json.key("gene_name")
        json.string(name)
        json.key("omim_gene")
        json.strings(omim)
        json.key("alias_name")
        json.strings(aliasName)
        json.key("gene_symbol")
        json.string(symbol)
        json.key("hgnc_symbol")
        json.string(hgncSymbol)
        json.key("hgnc_release")
        json.string(hgncRelease)
        json.key("ensembl_genes")
        json.raw(ensembl.bytes)
        json.key("hgnc_date_symbol_changed")
        json.string(hgncDateSymbolChanged)
        json.endObject()
        return JSONText(unchecked: json.bytes)
    }
}
