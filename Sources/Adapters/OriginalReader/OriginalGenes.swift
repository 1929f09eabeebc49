import Domain
import SQLCore

/// Base genes.
enum OriginalGenes {
    static func read(_ session: any SQLSession, after symbol: String?, limit: Int) throws -> [Gene] {
        // The fixture of old installations has a gene whose symbol is empty, which only `>=` finds.
        let comparison = symbol == nil ? ">=" : ">"
        return try session.rows(
            """
            SELECT gene_symbol, gene_name, CAST(ensembl_genes AS text), CAST(array_remove(omim_gene, NULL) AS text[]),
                CAST(array_remove(alias, NULL) AS text[]), CAST(array_remove(alias_name, NULL) AS text[]), biotype,
                hgnc_symbol, hgnc_id, CAST(hgnc_date_symbol_changed AS text), CAST(hgnc_release AS text), active
            FROM panels_gene WHERE gene_symbol COLLATE "C" \(comparison) $1
            ORDER BY gene_symbol COLLATE "C" LIMIT $2
            """, [.text(symbol ?? ""), .int(limit)]
        ) { row in
            Gene(
                symbol: try row.text(0), name: try row.optionalText(1), ensembl: try ensembl(row.json(2)),
                omim: try row.optionalTexts(3), alias: try row.optionalTexts(4), aliasName: try row.optionalTexts(5),
                biotype: try row.optionalText(6), hgncSymbol: try row.optionalText(7), hgncID: try row.optionalText(8),
                hgncDateSymbolChanged: try row.optionalText(9), hgncRelease: try row.optionalText(10),
                isActive: try row.bool(11))
        }
    }

    /// Records that came from the gene fixture hold the string `"{}"` where there are no data
    /// (`accounts-jobs-files.md 11`).
    private static func ensembl(_ stored: JSONText) -> JSONText {
        stored.bytes.first == UInt8(ascii: "{") ? stored : JSONText(unchecked: Array("{}".utf8))
    }
}
