import Domain
import SQLCore

/// Columns of `panel_header` and how a header goes in and out.
enum HeaderColumns {
    static let names = [
        "name", "sort_key", "disease_group", "disease_sub_group", "description", "status", "major", "minor",
        "version_created", "version_comment", "relevant_disorders", "omim", "orphanet", "hpo", "types", "children",
        "genes", "strs", "regions",
    ]

    /// For a SELECT from `panel_header h`.
    static let selection = names.map { "h.\($0)" }.joined(separator: ", ")

    static func values(_ header: PanelHeader) -> [SQLValue] {
        [
            .text(header.name), .text(NameOrder.key(header.name)), .text(header.diseaseGroup),
            .text(header.diseaseSubGroup), .text(header.description), .text(header.status.rawValue),
            .int(header.version.major), .int(header.version.minor), .instant(header.versionCreated),
            SQLValue(header.versionComment), JSONColumn.strings(header.relevantDisorders),
            JSONColumn.strings(header.omim), JSONColumn.strings(header.orphanet), JSONColumn.strings(header.hpo),
            JSONColumn.types(header.types), JSONColumn.ints(header.children.map(\.rawValue)),
            SQLValue(header.counts.genes), SQLValue(header.counts.strs), SQLValue(header.counts.regions),
        ]
    }

    /// Reads the columns of ``selection``, of which the first stands at `start`.
    static func header(_ row: SQLRow, from start: Int) throws -> PanelHeader {
        PanelHeader(
            name: try row.text(start), diseaseGroup: try row.text(start + 2), diseaseSubGroup: try row.text(start + 3),
            description: try row.text(start + 4), status: try row.status(start + 5),
            version: Version(major: try row.int(start + 6), minor: try row.int(start + 7)),
            versionCreated: try row.instant(start + 8), versionComment: try row.optionalText(start + 9),
            relevantDisorders: try row.optionalStrings(start + 10), omim: try row.strings(start + 11),
            orphanet: try row.strings(start + 12), hpo: try row.strings(start + 13), types: try row.types(start + 14),
            children: try row.ints(start + 15).map { PanelID($0) },
            counts: EntityCounts(
                genes: try row.optionalInt(start + 16), strs: try row.optionalInt(start + 17),
                regions: try row.optionalInt(start + 18)))
    }
}

extension SQLSession {
    /// Opens a header row at a revision.
    func insertHeader(_ header: PanelHeader, of panel: PanelID, from revision: Revision) throws {
        let columns = ["panel_id", "seq_from"] + HeaderColumns.names
        let places = columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        try execute(
            "INSERT INTO panel_header (\(columns.joined(separator: ", "))) VALUES (\(places))",
            [.id(panel), .revision(revision)] + HeaderColumns.values(header))
    }
}
