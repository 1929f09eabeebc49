import Domain
import Ports
import SQLCore

extension SQLRepository: GeneRepo {
    private static let columns = [
        "symbol", "name", "ensembl", "omim", "alias", "alias_name", "biotype", "hgnc_symbol", "hgnc_id",
        "hgnc_date_symbol_changed", "hgnc_release", "is_active",
    ]

    public func gene(_ symbol: String) async throws -> Gene? {
        try await row("SELECT \(Self.columns.joined(separator: ", ")) FROM gene WHERE symbol = $1", [.text(symbol)]) {
            try Self.gene($0)
        }
    }

    public func genes(_ symbols: [String]) async throws -> [Gene] {
        let isAsked = database.dialect.isAny("$1")
        return try await rows(
            "SELECT \(Self.columns.joined(separator: ", ")) FROM gene WHERE symbol \(isAsked)", [.texts(symbols)]
        ) { try Self.gene($0) }
    }

    private static func gene(_ row: SQLRow) throws -> Gene {
        Gene(
            symbol: try row.text(0), name: try row.optionalText(1), ensembl: try row.json(2),
            omim: try row.optionalStrings(3), alias: try row.optionalStrings(4),
            aliasName: try row.optionalStrings(5), biotype: try row.optionalText(6),
            hgncSymbol: try row.optionalText(7), hgncID: try row.optionalText(8),
            hgncDateSymbolChanged: try row.optionalText(9), hgncRelease: try row.optionalText(10),
            isActive: try row.bool(11))
    }

    public func symbols(hgncID: String) async throws -> [String] {
        try await rows(
            """
            SELECT symbol FROM gene WHERE hgnc_id = $1
            ORDER BY is_active DESC, CASE WHEN hgnc_symbol = symbol THEN 0 ELSE 1 END, symbol
            """, [.text(hgncID)]
        ) { try $0.text(0) }
    }

    public func upsert(_ genes: [Gene]) async throws -> UpsertCounts {
        try await write { session in
            let counts = try Upsert(table: "gene", columns: Self.columns).run(genes.map(Self.values), on: session)
            try session.index(genes)
            if counts.inserted + counts.changed > 0 { try session.raiseCounter("gene") }
            return counts
        }
    }

    public func unknown(among symbols: [String]) async throws -> [String] {
        let missing = try await read { try $0.unknownGenes(among: Set(symbols)) }
        return missing.sorted()
    }

    public func count() async throws -> Int {
        try await row("SELECT count(*) FROM gene") { try $0.int(0) } ?? 0
    }

    private static func values(_ gene: Gene) -> [SQLValue] {
        [
            .text(gene.symbol), SQLValue(gene.name), .json(gene.ensembl), JSONColumn.strings(gene.omim),
            JSONColumn.strings(gene.alias), JSONColumn.strings(gene.aliasName), SQLValue(gene.biotype),
            SQLValue(gene.hgncSymbol), SQLValue(gene.hgncID), SQLValue(gene.hgncDateSymbolChanged),
            SQLValue(gene.hgncRelease), .bool(gene.isActive),
        ]
    }
}
