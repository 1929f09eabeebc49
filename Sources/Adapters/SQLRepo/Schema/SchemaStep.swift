import Crypto
import Foundation
import Ports
import SQLCore

/// One numbered step of the schema as text. A released step never changes: a later one changes what it made.
///
/// The text is SQL that both databases read, but for a few words in braces:
/// `{identity}` a key that the database numbers, `{blob}` raw bytes, `{binary}` text compared byte by byte, `{nulls last}`
/// the order in which a descending index keeps rows without a value, `{wide rows}` how a table of documents keeps them,
/// `{each alias}` the texts of a list, `{live}` the end of a range that has none.
struct SchemaStep: Sendable {
    let number: Int
    let name: String
    let text: String

    /// The largest 64-bit number stands for "no end yet", so that one comparison (`seq_to > r`) serves live and past rows
    /// and one index range holds them.
    static let live = Int.max

    /// The statements as this database reads them.
    func sql(for dialect: SQLDialect) -> String {
        let isPostgres = dialect == .postgres
        let words = [
            "{identity}": dialect.identityKey,
            "{blob}": dialect.blobType,
            "{binary}": isPostgres ? "TEXT COLLATE \"C\"" : "TEXT",
            // SQLite sorts NULL as the smallest value anyway and has no word for it in an index.
            "{nulls last}": isPostgres ? "NULLS LAST" : "",
            // Documents of entities are 1 to 4 KB and read by the thousand: kept in their page, they need not be fetched
            // from a side table and decompressed one by one.
            "{wide rows}": isPostgres ? "WITH (toast_tuple_target = 8160)" : "",
            "{live}": String(Self.live),
            // Every text of a column that holds a list as JSON, as `item.value`; a column without a list gives none.
            "{each alias}": isPostgres
                ? "json_array_elements_text(CAST(alias AS json)) AS item (value)" : "json_each(gene.alias) AS item",
        ]
        return words.reduce(text) { $0.replacing($1.key, with: $1.value) }
    }

    func migration(for dialect: SQLDialect) -> Migration {
        let digest = SHA256.hash(data: Data(sql(for: dialect).utf8))
        return Migration(number: number, name: name, checksum: digest.map { String(format: "%02x", $0) }.joined())
    }

    /// All steps, oldest first.
    static let all: [SchemaStep] = [
        .people, .genes, .panels, .versions, .entities, .reviews, .history, .site, .jobs,
        .accounts, .geneSearch, .lists, .pulse, .origin, .panelLists,
    ]
}
