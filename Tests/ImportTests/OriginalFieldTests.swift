import DatabaseSupport
import Foundation
import SQLCore
import TestSupport
import Testing

extension OriginalTests {
    /// A random sample of records, each field as the source has it; both sides are read by SQL of their own.
    @Suite("Fields")
    struct Fields {
        /// A kind of record: columns as text, told by both sides. The first is its number.
        struct Record: Sendable {
            var name: String
            var there: String
            var here: String
            /// Columns that hold JSON, compared as values.
            var json: Set<Int> = []
        }

        @Test("decision 18: records keep every field", arguments: DatabaseKind.tested)
        func sample(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { _, source in
                try await world.withTarget(kind) { _, target in
                    for record in Self.records {
                        let there = try await Self.rows(source, record.there)
                        let here = try await Self.rows(target, record.here)
                        #expect(Set(there.keys) == Set(here.keys))
                        var generator = SeededGenerator(seed: 18)
                        let sample = there.keys.sorted().shuffled(using: &generator).prefix(30)
                        #expect(!sample.isEmpty, "\(record.name)")
                        for number in sample {
                            let (old, new) = (there[number] ?? [], here[number] ?? [])
                            #expect(
                                try Self.normal(new, record.json) == Self.normal(old, record.json),
                                "\(record.name) \(number)")
                        }
                    }
                }
            }
        }

        private static func rows(_ database: any SQLDatabase, _ sql: String) async throws -> [String: [String?]] {
            let rows = try await Texts.rows(database, sql)
            return Dictionary(rows.map { ($0[0] ?? "", $0) }, uniquingKeysWith: { first, _ in first })
        }

        private static func normal(_ row: [String?], _ json: Set<Int>) throws -> [String?] {
            try row.enumerated().map { json.contains($0) ? try Texts.normal($1) : $1 }
        }

        // MARK: The records

        /// Every entity of the source with its panel.
        private static let entities: String = {
            func part(_ kind: String, _ table: String, _ name: String) -> String {
                "SELECT '\(kind)' AS kind, e.id, \(name) AS name, s.panel_id FROM \(table) e "
                    + "JOIN panels_genepanelsnapshot s ON s.id = e.panel_id"
            }
            return "("
                + [
                    part("gene", "panels_genepanelentrysnapshot", "e.gene_core_id"),
                    part("str", "panels_str", "e.name"),
                    part("region", "panels_region", "e.name"),
                ].joined(separator: " UNION ALL ") + ")"
        }()

        /// Links between entities and records of the source.
        private static func links(_ relation: String, _ column: String) -> String {
            func part(_ kind: String, _ table: String, _ key: String) -> String {
                "SELECT '\(kind)' AS kind, \(key) AS entity, \(column) AS record FROM \(table)_\(relation)"
            }
            return "("
                + [
                    part("gene", "panels_genepanelentrysnapshot", "genepanelentrysnapshot_id"),
                    part("str", "panels_str", "str_id"), part("region", "panels_region", "region_id"),
                ].joined(separator: " UNION ALL ") + ")"
        }

        private static func there(_ relation: String, _ column: String, _ table: String, _ fields: [String]) -> String {
            let owner = ["o.kind", "o.name", "CAST(o.panel_id AS text)"]
            return """
                SELECT \((fields + owner).joined(separator: ", ")) FROM \(table) r
                JOIN \(links(relation, column)) AS l ON l.record = r.id
                JOIN \(entities) AS o ON o.kind = l.kind AND o.id = l.entity
                """
        }

        private static func here(_ table: String, _ fields: [String]) -> String {
            let owner = ["e.kind", "e.name", "CAST(e.panel_id AS text)"]
            return """
                SELECT \((fields + owner).joined(separator: ", ")) FROM \(table) r JOIN entity e ON e.id = r.entity_id
                """
        }

        private static func micros(_ column: String) -> String {
            "CAST(CAST(extract(epoch FROM r.\(column)) * 1000000 AS bigint) AS text)"
        }
        private static func text(_ column: String) -> String { "CAST(r.\(column) AS text)" }
        private static func truth(_ column: String) -> String { "CAST(CAST(r.\(column) AS integer) AS text)" }

        static let records: [Record] = [
            Record(
                name: "review",
                there: there(
                    "evaluation", "evaluation_id", "panels_evaluation",
                    [
                        text("id"), text("user_id"), "r.rating", "r.mode_of_pathogenicity",
                        "CAST(to_json(r.publications) AS text)", "CAST(to_json(r.phenotypes) AS text)", "r.moi",
                        truth("current_diagnostic"), truth("clinically_relevant"), "r.version", micros("created"),
                        micros("modified"), micros("last_updated"),
                    ]),
                here: here(
                    "evaluation",
                    [
                        text("id"), text("author_id"), "r.rating", "r.mode_of_pathogenicity", "r.publications",
                        "r.phenotypes", "r.mode_of_inheritance", text("current_diagnostic"),
                        text("clinically_relevant"), "r.version", text("created"), text("modified"),
                        text("last_updated"),
                    ]), json: [4, 5]),
            Record(
                name: "source",
                there: there(
                    "evidence", "evidence_id", "panels_evidence",
                    [
                        text("id"), "r.name", text("rating"), "r.comment",
                        "(SELECT CAST(v.user_id AS text) FROM accounts_reviewer v WHERE v.id = r.reviewer_id)",
                        micros("created"), micros("modified"),
                    ]),
                here: here(
                    "evidence",
                    [
                        text("id"), "r.name", text("rating"), "r.comment", text("author_id"), text("created"),
                        text("modified"),
                    ])),
            Record(
                name: "track record",
                there: there(
                    "track", "trackrecord_id", "panels_trackrecord",
                    [
                        text("id"), "r.issue_type", "r.issue_description", text("user_id"), text("curator_status"),
                        text("gel_status"), micros("created"), micros("modified"),
                    ]),
                here: here(
                    "track_record",
                    [
                        text("id"), "r.issue_type", "r.issue_description", text("author_id"), text("curator_status"),
                        text("level"), text("created"), text("modified"),
                    ])),
            Record(
                name: "comment of an entity",
                there: there("comments", "comment_id", "panels_comment", comment("user_id", "comment", micros)),
                here: here("comment", comment("author_id", "text", text))),
            Record(
                name: "comment of a review",
                there: """
                    SELECT \(comment("user_id", "comment", micros).joined(separator: ", ")), CAST(x.evaluation_id AS text)
                    FROM panels_comment r JOIN panels_evaluation_comments x ON x.comment_id = r.id
                    WHERE x.evaluation_id IN (SELECT record FROM \(links("evaluation", "evaluation_id")) AS l)
                    """,
                here: """
                    SELECT \(comment("author_id", "text", text).joined(separator: ", ")), \(text("evaluation_id"))
                    FROM comment r WHERE r.evaluation_id IS NOT NULL
                    """),
            Record(
                name: "activity",
                there: """
                    SELECT \(text("id")), \(text("panel_id")), \(text("user_id")), r.text, r.item_type, r.entity_type,
                        r.entity_name, CAST(r.extra_data AS text), \(micros("created")) FROM panels_activity r
                    """,
                here: """
                    SELECT \(text("id")), \(text("panel_id")), \(text("author_id")), r.text, r.item_type, r.entity_type,
                        r.entity_name, r.frozen, \(text("created")) FROM activity r
                    """, json: [7]),
            Record(
                name: "gene",
                there: """
                    SELECT r.gene_symbol, r.gene_name, CAST(to_json(r.omim_gene) AS text),
                        CAST(to_json(r.alias) AS text), CAST(to_json(r.alias_name) AS text), r.biotype, r.hgnc_symbol,
                        r.hgnc_id, CAST(r.hgnc_date_symbol_changed AS text), \(truth("active"))
                    FROM panels_gene r
                    """,
                here: """
                    SELECT r.symbol, r.name, r.omim, r.alias, r.alias_name, r.biotype, r.hgnc_symbol, r.hgnc_id,
                        r.hgnc_date_symbol_changed, \(text("is_active")) FROM gene r
                    """, json: [2, 3, 4]),
            Record(
                name: "tag of an entity",
                there: there("tags", "tag_id", "panels_tag", ["o.panel_id || o.kind || o.name || r.name", "r.name"]),
                here: """
                    SELECT e.panel_id || e.kind || e.name || t.name, t.name, e.kind, e.name, CAST(e.panel_id AS text)
                    FROM entity_tag x JOIN entity e ON e.id = x.entity_id JOIN tag t ON t.id = x.tag_id
                    """),
            Record(name: "entity", there: liveEntities, here: storedEntities),
            Record(
                name: "literature assignment",
                there: """
                    SELECT \(text("id")), r.report_id, r.gene_id, r.status, \(text("assigned_to_id")),
                        \(micros("assigned_at")), \(text("skipped_by_id")), r.skipped_reason, \(micros("created_at"))
                    FROM panels_literatureassignment r
                    """,
                here: """
                    SELECT \(text("id")), r.report_id, r.gene_symbol, r.status, \(text("assigned_to")),
                        \(text("assigned_at")), \(text("skipped_by")), r.skipped_reason, \(text("created"))
                    FROM literature_assignment r
                    """),
        ]

        private static func comment(
            _ author: String, _ words: String, _ time: (String) -> String
        ) -> [String] {
            [
                text("id"), text(author), "r.\(words)", "r.version", time("created"), time("modified"),
                time("last_updated"),
            ]
        }

        /// Marks, score and linked gene of entities, known by panel, kind and name.
        private static let liveEntities: String = {
            func part(_ kind: String, _ table: String, _ name: String) -> String {
                """
                SELECT s.panel_id || ' \(kind) ' || \(name), r.gene_core_id, CAST(CAST(r.flagged AS integer) AS text),
                    CAST(CAST(r.ready AS integer) AS text), CAST(r.saved_gel_status AS text),
                    \(micros("created")), \(micros("modified"))
                FROM \(table) r JOIN panels_genepanelsnapshot s ON s.id = r.panel_id
                """
            }
            return [
                part("gene", "panels_genepanelentrysnapshot", "r.gene_core_id"),
                part("str", "panels_str", "r.name"), part("region", "panels_region", "r.name"),
            ].joined(separator: " UNION ALL ")
        }()

        private static let storedEntities = """
            SELECT r.panel_id || ' ' || r.kind || ' ' || r.name, r.gene_symbol, CAST(s.flagged AS text),
                CAST(s.ready AS text), CAST(s.confidence AS text), \(text("created")), \(text("modified"))
            FROM entity r JOIN entity_revision s ON s.entity_id = r.id AND s.seq_to = \(Int.max)
            """

    }
}
