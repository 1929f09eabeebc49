import Domain
import Ports
import SQLCore

extension SQLRepository: GeneSearch {
    public func genes(beginning text: String, offset: Int, limit: Int) async throws -> [GeneMatch] {
        // No database can hold U+0000, and no gene is called so.
        if text.utf8.contains(0) { return [] }
        let prefix = GenePrefix(text)
        return try await read { session in
            let symbols = try session.symbols(beginning: prefix, atMost: offset + limit)
            return try session.matches(Array(symbols.dropFirst(offset)))
        }
    }
}

/// The range of keys that begin with a text.
private struct GenePrefix {
    let key: String
    /// The number of an HGNC id means the id.
    let exact: [String]

    init(_ text: String) {
        key = Gene.searchKey(text)
        exact = key.isEmpty ? [] : key.utf8.allSatisfy { (0x30...0x39).contains($0) } ? [key, "hgnc:\(key)"] : [key]
    }

    /// No text that begins with `key` comes after it followed by the last of all characters.
    var end: String { key + "\u{10FFFF}" }
}

extension SQLSession {
    /// The first symbols in the order that `GeneSearch` names. Each list is read from its index, and the next one only
    /// when those before it were too short.
    fileprivate func symbols(beginning prefix: GenePrefix, atMost count: Int) throws -> [String] {
        var found: [String] = []
        var seen: Set<String> = []
        func add(_ symbols: [String]) { found += symbols.filter { seen.insert($0).inserted } }

        if !prefix.exact.isEmpty {
            add(
                try rows(
                    """
                    SELECT symbol FROM gene_key WHERE is_symbol IN (0, 1) AND key \(dialect.isAny("$1"))
                    ORDER BY is_symbol DESC, key, symbol
                    """, [.texts(prefix.exact)]
                ) { try $0.text(0) })
        }
        if found.count < count {
            add(
                try rows(
                    """
                    SELECT symbol FROM gene_key WHERE is_symbol = 1 AND key >= $1 AND key < $2
                    ORDER BY is_symbol, key, symbol LIMIT $3
                    """, [.text(prefix.key), .text(prefix.end), .int(count)]
                ) { try $0.text(0) })
        }
        if found.count < count, !prefix.key.isEmpty {
            let others = try rows(
                "SELECT DISTINCT symbol FROM gene_key WHERE is_symbol = 0 AND key >= $1 AND key < $2",
                [.text(prefix.key), .text(prefix.end)]
            ) { try $0.text(0) }
            add(others.sorted { Gene.searchKey($0) < Gene.searchKey($1) })
        }
        return Array(found.prefix(count))
    }

    /// What is shown of the genes, in the order of the symbols.
    fileprivate func matches(_ symbols: [String]) throws -> [GeneMatch] {
        if symbols.isEmpty { return [] }
        let found = try rows(
            "SELECT symbol, name, hgnc_symbol FROM gene WHERE symbol \(dialect.isAny("$1"))", [.texts(symbols)]
        ) { GeneMatch(symbol: try $0.text(0), name: try $0.optionalText(1), hgncSymbol: try $0.optionalText(2)) }
        let bySymbol = Dictionary(found.map { ($0.symbol, $0) }, uniquingKeysWith: { first, _ in first })
        return symbols.compactMap { bySymbol[$0] }
    }

    /// Makes genes findable by what they are called now. Those whose keys are right already are left alone, so that a
    /// repeated load of the whole table writes nothing.
    func index(_ genes: [Gene]) throws {
        // The last of several records of one symbol wins, as it does in the table.
        let wanted = Dictionary(genes.map { ($0.symbol, Self.keys(of: $0)) }, uniquingKeysWith: { $1 })
        var stored: [String: Set<GeneKey>] = [:]
        try query(
            "SELECT is_symbol, key, symbol FROM gene_key WHERE symbol \(dialect.isAny("$1"))",
            [.texts(Array(wanted.keys))]
        ) { row in
            stored[try row.text(2), default: []].insert(
                GeneKey(isSymbol: try row.bool(0), key: try row.text(1)))
        }
        let stale = wanted.filter { stored[$0.key, default: []] != $0.value }
        let gone = stale.keys.filter { stored[$0] != nil }
        if !gone.isEmpty {
            try execute("DELETE FROM gene_key WHERE symbol \(dialect.isAny("$1"))", [.texts(gone.sorted())])
        }
        let rows = stale.sorted { $0.key < $1.key }.flatMap { symbol, keys in
            keys.map { [SQLValue.bool($0.isSymbol), .text($0.key), .text(symbol)] }
        }
        if !rows.isEmpty { try copy(into: "gene_key", columns: ["is_symbol", "key", "symbol"], rows: rows) }
    }

    private static func keys(of gene: Gene) -> Set<GeneKey> {
        guard let keys = gene.searchKeys else { return [] }
        return Set(keys.others.map { GeneKey(isSymbol: false, key: $0) } + [GeneKey(isSymbol: true, key: keys.symbol)])
    }
}

private struct GeneKey: Hashable {
    var isSymbol: Bool
    var key: String
}
