import Ports
import SQLCore

/// The tables and columns of an original that a move reads, and which of them older originals may lack.
struct OriginalSchema: Sendable {
    private let columns: [String: Set<String>]

    /// Reads the catalogue and checks it. Throws `OriginalFault`.
    init(_ session: any SQLSession) throws {
        var columns: [String: Set<String>] = [:]
        var hidden: [String: Set<String>] = [:]
        // The information schema leaves out what an account may not read, which would pass for missing.
        try session.query(
            """
            SELECT c.relname, a.attname, has_column_privilege(c.oid, a.attnum, 'SELECT')
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = (SELECT n.oid FROM pg_namespace n WHERE n.nspname = current_schema())
                AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
            """, []
        ) { row in
            let (table, column) = (try row.text(0), try row.text(1))
            columns[table, default: []].insert(column)
            if try !row.bool(2) { hidden[table, default: []].insert(column) }
        }
        self.columns = columns
        try check()
        try checkReadable(hidden)
    }

    /// Tables as a whole where no column may be read, else single columns.
    private func checkReadable(_ hidden: [String: Set<String>]) throws {
        var names: [String] = []
        for (table, columns) in hidden.sorted(by: { $0.key < $1.key }) {
            guard let needed = Self.required[table] ?? Self.later[table] else { continue }
            if columns == self.columns[table] {
                names.append(table)
            } else {
                names += needed.filter(columns.contains).map { "\(table).\($0)" }
            }
        }
        if !names.isEmpty { throw OriginalFault.forbidden(names) }
    }

    func has(_ table: String) -> Bool { columns[table] != nil }

    func hasColumn(_ table: String, _ column: String) -> Bool { columns[table]?.contains(column) == true }

    /// The column where there is one, else NULL of the given type: for columns that came with later releases.
    func optional(_ table: String, _ column: String, as type: String, alias: String) -> String {
        hasColumn(table, column) ? "\(alias).\(column)" : "CAST(NULL AS \(type))"
    }

    private func check() throws {
        let required = Self.required
        guard required.keys.contains(where: { columns[$0] != nil }) else { throw OriginalFault.notPanelApp }
        var missing: [String] = []
        for (table, names) in required.sorted(by: { $0.key < $1.key }) {
            guard let present = columns[table] else {
                missing.append(table)
                continue
            }
            missing += names.filter { !present.contains($0) }.map { "\(table).\($0)" }
        }
        if !missing.isEmpty { throw OriginalFault.incomplete(missing: missing) }
    }

    /// What came with later releases; where it is there, it is read.
    private static let later: [String: [String]] = ["panels_literatureassignment": ["id"]]

    private static let required: [String: [String]] = {
        var tables = [
            "accounts_user": [
                "id", "password", "last_login", "is_superuser", "username", "first_name", "last_name", "email",
                "is_staff", "is_active", "date_joined", "created", "modified",
            ],
            "accounts_reviewer": ["id", "user_id", "user_type", "affiliation", "workplace", "role", "group"],
            "accounts_user_groups": ["user_id", "group_id"],
            "auth_group": ["id", "name"],
            "authtoken_token": ["key", "created", "user_id"],
            "panelapp_file": ["id", "file", "title"],
            "panelapp_hometext": ["id", "section", "title", "href", "text"],
            "panelapp_image": ["id", "image", "alt", "title"],
            "panels_activity": ["id", "created", "modified", "text", "panel_id", "user_id", "extra_data"],
            "panels_comment": ["id", "created", "modified", "comment", "flagged", "user_id"],
            "panels_evaluation": [
                "id", "created", "modified", "rating", "mode_of_pathogenicity", "publications", "phenotypes", "moi",
                "current_diagnostic", "version", "user_id",
            ],
            "panels_evaluation_comments": ["evaluation_id", "comment_id"],
            "panels_evidence": ["id", "created", "modified", "name", "rating", "comment", "reviewer_id"],
            "panels_gene": [
                "gene_symbol", "gene_name", "ensembl_genes", "omim_gene", "alias", "alias_name", "biotype",
                "hgnc_date_symbol_changed", "hgnc_id", "hgnc_release", "hgnc_symbol", "active",
            ],
            "panels_genepanel": ["id", "created", "modified", "name", "old_pk", "status"],
            "panels_genepanel_types": ["genepanel_id", "paneltype_id"],
            "panels_genepanelsnapshot": [
                "id", "created", "modified", "major_version", "minor_version", "version_comment", "old_panels",
                "level4title_id", "panel_id", "stats",
            ],
            "panels_genepanelsnapshot_child_panels": ["from_genepanelsnapshot_id", "to_genepanelsnapshot_id"],
            "panels_historicalsnapshot": [
                "id", "major_version", "minor_version", "reason", "schema_version", "data", "panel_id",
            ],
            "panels_level4title": [
                "id", "name", "description", "level3title", "level2title", "omim", "orphanet", "hpo",
            ],
            "panels_paneltype": ["id", "name", "slug", "description"],
            "panels_tag": ["id", "name"],
            "panels_trackrecord": [
                "id", "created", "modified", "issue_type", "issue_description", "user_id", "curator_status",
                "gel_status",
            ],
            "panels_uploadedgenelist": ["id", "imported", "gene_list", "created", "modified"],
            "panels_uploadedpanellist": ["id", "imported", "panel_list", "import_log", "created", "modified"],
            "panels_uploadedreviewslist": ["id", "imported", "reviews", "import_log", "created", "modified"],
        ]
        let shared = [
            "id", "created", "modified", "gene", "gene_core_id", "moi", "penetrance", "publications", "phenotypes",
            "flagged", "ready", "mode_of_pathogenicity", "saved_gel_status", "panel_id",
        ]
        let located = ["name", "chromosome", "position_37", "position_38"]
        tables["panels_genepanelentrysnapshot"] = shared
        tables["panels_str"] = shared + located + ["repeated_sequence", "normal_repeats", "pathogenic_repeats"]
        tables["panels_region"] =
            shared + located + [
                "verbose_name", "haploinsufficiency_score", "triplosensitivity_score", "required_overlap_percentage",
                "type_of_variants",
            ]
        for kind in OriginalKind.all {
            for (relation, column) in OriginalKind.relations {
                tables["\(kind.table)_\(relation)"] = [kind.key, column]
            }
        }
        return tables
    }()
}
