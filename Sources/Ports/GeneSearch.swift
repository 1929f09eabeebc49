/// A gene as a selection box offers it.
public struct GeneMatch: Hashable, Sendable {
    public var symbol: String
    public var name: String?
    public var hgncSymbol: String?

    public init(symbol: String, name: String?, hgncSymbol: String?) {
        self.symbol = symbol
        self.name = name
        self.hgncSymbol = hgncSymbol
    }
}

/// Finds genes by the beginning of what people call them.
public protocol GeneSearch: Sendable {
    /// Active genes with a symbol, name, alias or HGNC id that begins with `text`, whatever its case; an empty text finds
    /// all. Those that are called exactly so come first, then those whose symbol begins so, then the others, each
    /// alphabetically; a gene comes once.
    func genes(beginning text: String, offset: Int, limit: Int) async throws -> [GeneMatch]
}
