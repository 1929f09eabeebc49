import Domain

/// Every address of the site with who may use it (`web.md` 2, `domain.md` 17.1, decisions 4, 15, 22).
enum PolicyTable {
    static let rows = site + accounts + panels + entities + across + programs

    private static let curators: Set<Who> = [.curator]

    // MARK: Site

    private static let site: [PolicyRow] = [
        .page("/", .site), .page("/favicon.ico", .site, 302, hasSlash: false), .page("/panels", .site),
        .page("/autocomplete/gene", .site), .page("/autocomplete/source", .site), .page("/autocomplete/tags", .site),
        .page("/autocomplete/panels/simple", .site), .page("/autocomplete/panels/type", .site),
        PolicyRow(
            method: .post, route: "/autocomplete/tags", who: [.staff], answer: 200, fields: [(key: "text", value: "x")]),
    ]

    // MARK: Panels

    private static let panels: [PolicyRow] =
        [
            .page("/panels/{id}", .panel), .page("/panels/{id}/versions", .panel),
            // The address of genes in the first generation, whether there is such a gene or not.
            .page("/panels/{id}/{name}", .panel, 302),
        ]
        + PolicyRow.form(
            "/panels/create", curators, .site, offered: .list,
            ["level4": "Lungs", "description": "About lungs", "status": "public"])
        + PolicyRow.form(
            "/panels/{id}/update", curators, .panel, offered: .panel,
            ["level4": "{panel}", "description": "Changed", "hpo": "HP:1"])
        + PolicyRow.form(
            "/panels/{id}/promote", curators, .panel, onSuper: 409, onDeleted: 403, offered: .panel,
            ["version_comment": "reviewed"])
        + PolicyRow.form(
            "/panels/{id}/bulk", curators, .panel, onSuper: 409, onDeleted: 403, offered: .panel,
            ["action": "rate", "status": "3", "entities": "{entity}"])
        + PolicyRow.form(
            "/panels/copy/{id}/{target}", curators, .panel, onSuper: 409, onDeleted: 403,
            ["panel_1": "{id}", "panel_2": "{target}"])
        + [
            PolicyRow(method: .get, route: "/panels/admin", who: curators, answer: 200),
            PolicyRow(method: .get, route: "/panels/upload_panel", who: curators, answer: 302),
            // Without a file.
            PolicyRow(method: .post, route: "/panels/upload_panel", who: curators, answer: 422),
            .action("/panels/{id}/approve", curators, .panel, onDeleted: 422, offered: .panel) { stage, _ in
                [.retired, .internal].contains(stage)
            },
            .action("/panels/{id}/reject", curators, .panel, onDeleted: 422, offered: .panel) { stage, _ in
                [.public, .promoted, .superPanel].contains(stage)
            },
            .action("/panels/{id}/delete", curators, .panel, offered: .panel) { stage, _ in stage != .deleted },
            .action("/panels/{id}/mark_not_ready", curators, .panel, onSuper: 409, onDeleted: 403, offered: .panel),
        ]

    // MARK: Entities

    private static let entities: [PolicyRow] =
        [.page("/panels/{id}/{part}/{name}", .entity, onSuper: 302, kinds: EntityKind.allCases)]
        + addition(.gene, ["gene": "GENE2"])
        + addition(
            .str,
            [
                "name": "STR2", "chromosome": "4", "position_38_0": "7", "position_38_1": "8",
                "repeated_sequence": "CAG", "normal_repeats": "1", "pathogenic_repeats": "40",
            ])
        + addition(
            .region,
            [
                "name": "REG2", "chromosome": "4", "position_38_0": "7", "position_38_1": "8",
                "required_overlap_percentage": "80", "type_of_variants": "small",
            ])
        + PolicyRow.form(
            "/panels/{id}/{part}/{name}/edit", curators, .entity, onSuper: 409, onDeleted: 403,
            kinds: EntityKind.allCases, offered: .entity, ["penetrance": "Complete"])
        + PolicyRow.form(
            "/panels/{id}/{part}/{name}/copy", curators, .entity, onSuper: 409, onDeleted: 403,
            kinds: EntityKind.allCases, offered: .entity,
            ["target_panels": "{target}", "reviews_to_copy": "{reviewer}"])
        + PolicyRow.form(
            "/panels/{id}/{part}/{name}/review", Who.verified, .entity, onSuper: 409, onDeleted: 403,
            kinds: EntityKind.allCases, offered: .entity, ["rating": "RED"])
        + values + words

    private static func addition(_ kind: EntityKind, _ fields: [String: String]) -> [PolicyRow] {
        let common = ["source": "Literature", "moi": "Unknown"]
        return PolicyRow.form(
            "/panels/{id}/{part}/add", Who.verified, .panel, onSuper: 409, onDeleted: 403, kinds: [kind],
            offered: .panel
        ).map { row in
            var row = row
            if row.method == .post { row.fields = fields.merging(common) { $1 }.map { (key: $0.key, value: $0.value) } }
            return row
        }
    }

    private static let isGene: @Sendable (Stage, EntityKind) -> Bool = { _, kind in kind == .gene }
    private static let never: @Sendable (Stage, EntityKind) -> Bool = { _, _ in false }

    private static let values: [PolicyRow] = [
        .onEntity("update_entity_rating", ["status": "3", "comment": "clear"]),
        .onEntity("update_entity_moi", ["moi": "Other"]),
        .onEntity(
            "update_entity_mop", onKind: [.str: 422, .region: 422], ["mode_of_pathogenicity": ""], when: isGene),
        .onEntity("update_entity_phenotypes", ["phenotypes": "a; b"]),
        .onEntity("update_entity_publications", ["publications": "1; 2"]),
        .onEntity("update_entity_tags", ["tags": "treatable"]),
        .onEntity("mark_as_ready", ["ready_comment": "settled"]),
        // The entities of these panels are neither ready nor flagged.
        .onEntity("mark_as_not_ready", when: never), .onEntity("approve", when: never),
        .onEntity("delete"), .onEntity("undo"), .onEntity("clear_entity_sources"),
        .onEntity("clear_entity_phenotypes"), .onEntity("clear_entity_publications"),
        .onEntity("clear_entity_transcript", onKind: [.str: 422, .region: 422], when: isGene),
        .onEntity("clear_entity_mode_of_pathogenicity", when: isGene),
        .action(
            "/panels/{id}/{part}/{name}/clear_entity_source/{item}", curators, .entity, item: "Other", onSuper: 409,
            onDeleted: 403, kinds: EntityKind.allCases, offered: .entity),
    ]

    /// `web.md` 8.3, `domain.md` D59: authors and curators take words away; only authors change them.
    private static let words: [PolicyRow] = [
        .onWords("delete_evaluation", "review", of: .reviewer, Who.verified),
        .onWords("delete_evaluation", "review", of: .curator, curators),
        .onWords("delete_comment", "comment", of: .reviewer, Who.verified),
        .onWords("delete_comment", "comment", of: .curator, curators),
        .onWords("submit_edit_comment", "comment", of: .reviewer, [.reviewer], ["comment": "said better"]),
        .onWords("submit_edit_comment", "comment", of: .curator, curators, ["comment": "said better"]),
    ]

    // MARK: Several panels

    /// `web.md` 11 to 13. A panel beside itself is the shortest comparison; a form that names none is told so.
    private static let across: [PolicyRow] =
        PolicyRow.form("/panels/compare", Who.everybody, .site, posted: 422)
        + [
            .page("/panels/compare/{id}/{id}", .panel, hasSlash: false),
            PolicyRow(method: .post, route: "/panels/compare/{id}/{id}", answer: 422, hasSlash: false),
            .page("/panels/compare/{id}/{id}/{name}", .entity, kinds: EntityKind.allCases, hasSlash: false),
            PolicyRow(method: .post, route: "/panels/compare/{id}/{id}/{name}", answer: 422, hasSlash: false),
            .page("/panels/entities", .site), .page("/panels/entities/{name}", .site, hasSlash: false),
            .page("/panels/genes", .site, 302), .page("/panels/genes/{name}", .site, 302, hasSlash: false),
            .page("/panels/activity", .site),
        ]

    // MARK: Accounts

    private static let accounts: [PolicyRow] =
        PolicyRow.form("/accounts/change_password", Who.members, .site, posted: 422)
        + PolicyRow.form(
            "/accounts/password_reset", Who.everybody, .site, posted: 302, ["email": "reviewer@example.org"])
        + PolicyRow.form("/accounts/verify_email", Who.everybody, .site, posted: 302, ["email": "reviewer@example.org"])
        + PolicyRow.form("/accounts/reset/{uid}/{token}", Who.everybody, .site, posted: 200)
        + PolicyRow.form(
            "/accounts/profile/edit", Who.members, .site, posted: 302,
            [
                "first_name": "Other", "last_name": "Name", "affiliation": "There", "role": "Other",
                "workplace": "Other", "group": "Other",
            ])
        + PolicyRow.form(
            "/admin/accounts/user/3/actions/confirm_reviewer", [.staff], .site, posted: 302, ["decision": "confirm"]
        ).map { row in
            var row = row
            row.registered = "/admin/accounts/user/{id}/actions/confirm_reviewer"
            return row
        }
        + onlyForStrangers(
            "/accounts/login", ["username": "external", "password": "\(AccountSite.password)"])
        + onlyForStrangers(
            "/accounts/registration",
            [
                "username": "newcomer", "first_name": "New", "last_name": "Comer", "email": "n@example.org",
                "confirm_email": "n@example.org", "password1": "Some-words 17", "password2": "Some-words 17",
                "affiliation": "There", "role": "Other", "workplace": "Other", "group": "Other",
            ])
        + [
            .page("/accounts/password_reset/done", .site), .page("/accounts/reset/done", .site),
            .page("/accounts/verify_email/**", .site, 404),
            PolicyRow(method: .get, route: "/accounts/profile", who: Who.members, answer: 200),
            PolicyRow(method: .post, route: "/accounts/profile/token", who: Who.members, answer: 200),
            PolicyRow(method: .post, route: "/accounts/profile/token/revoke", who: Who.members, answer: 302),
            PolicyRow(method: .post, route: "/accounts/profile/logins/end", who: Who.members, answer: 302),
            PolicyRow(method: .post, route: "/accounts/logout", answer: 302),
        ]

    /// A form that who is signed in already is led away from.
    private static func onlyForStrangers(_ route: String, _ fields: [String: String]) -> [PolicyRow] {
        [
            PolicyRow(method: .get, route: route, answer: 200, forMembers: 302),
            PolicyRow(
                method: .post, route: route, answer: 302, fields: fields.map { (key: $0.key, value: $0.value) }),
        ]
    }

    // MARK: Programs

    /// The two addresses of the API that write.
    private static func literature(_ step: String) -> PolicyRow {
        PolicyRow(
            method: .post, route: "/api/v1/literature-assignments/\(step)", who: curators, answer: 200,
            fields: [("report_id", "r"), ("gene_symbol", "GENE1"), ("reason", "read")].map { (key: $0.0, value: $0.1) })
    }

    private static let programs: [PolicyRow] = [
        .page("/api/v1", .site), .page("/api/v1/panels", .site), .page("/api/v1/panels/signedoff", .site),
        .page("/api/v1/panels/{id}", .panel),
        // Lists of an unknown panel are empty (decision 22).
        .page("/api/v1/panels/{id}/versions", .panel, onHidden: 200),
        .page("/api/v1/panels/{id}/versions/all", .panel, onHidden: 200),
        .page("/api/v1/panels/{id}/activities", .panel, onHidden: 200),
        .page("/api/v1/panels/signedoff/{id}", .panel, 404),
        literature("assign"), literature("skip"),
        .page("/api/v1/panels/{id}/{plural}", .panel, kinds: EntityKind.allCases),
        .page("/api/v1/panels/{id}/{plural}/{name}/evaluations", .entity, kinds: EntityKind.allCases),
    ]
}
