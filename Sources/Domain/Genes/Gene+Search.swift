extension Gene {
    /// What a gene is found by: the beginning of any of these (`web.md 18`). In lower case, so that nobody needs to know how
    /// a symbol is written.
    public struct SearchKeys: Hashable, Sendable {
        public var symbol: String
        /// Name, aliases, HGNC's own symbol where it differs, HGNC id.
        public var others: Set<String>
    }

    /// Nil for a gene that cannot be chosen any more.
    public var searchKeys: SearchKeys? {
        guard isActive else { return nil }
        let key = Self.searchKey(symbol)
        let texts = [name, hgncSymbol, hgncID].compactMap { $0 } + (alias ?? [])
        return SearchKeys(symbol: key, others: Set(texts.map(Self.searchKey)).subtracting([key, ""]))
    }

    /// How a text is looked for.
    public static func searchKey(_ text: String) -> String { text.lowercased() }
}
