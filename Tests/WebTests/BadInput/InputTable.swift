import Domain

/// The forms about panels and entities with every way in which they can be wrong (`web.md` 6, 8-10).
enum InputTable {
    static let forms = entities + copies + inPlace + panels + AccountInputTable.forms

    typealias Field = InputForm.Field
    typealias Wrong = InputForm.Wrong

    private static let entity = "/panels/{id}/{part}/{name}"

    // MARK: Entities

    private static let facts: [Field] = [
        Field("source", .boxes, "Literature", required: true), Field("moi", .choice, "Unknown", required: true),
        Field("penetrance", .choice, "Complete"), Field("publications", .items, "12345678; 23456789"),
        Field("phenotypes", .items, "Short QT; Long QT"), Field("tags", .boxes, "treatable"),
    ]
    private static let ofGene: [Field] = [
        Field("mode_of_pathogenicity", .choice, "Other"), Field("transcript", .items, "NM_1; NM_2"),
    ]
    private static let place: [Field] = [
        Field("chromosome", .choice, "4", required: true), Field("position_37_0", .number, "1"),
        Field("position_37_1", .number, "2"), Field("position_38_0", .number, "7", required: true),
        Field("position_38_1", .number, "8", required: true),
    ]
    private static let ofSTR: [Field] =
        place + [
            Field("repeated_sequence", .text(atMost: 128), "CAGN", required: true),
            Field("normal_repeats", .number, "5", required: true),
            Field("pathogenic_repeats", .number, "40", required: true),
        ]
    private static let ofRegion: [Field] =
        place + [
            Field("verbose_name", .text(atMost: 256), "a region"),
            Field("haploinsufficiency_score", .choice, "3"), Field("triplosensitivity_score", .choice, "0"),
            Field("required_overlap_percentage", .number, "60", required: true),
            Field("type_of_variants", .choice, "cnv_loss", required: true),
        ]
    private static let firstReview: [Field] = [
        Field("rating", .choice, "GREEN"), Field("comments", .prose, "typed <words> & \"more\""),
    ]

    private static let places: [Wrong] = [
        Wrong("position_37_1", ["position_37_1": ""]), Wrong("position_37_0", ["position_37_0": ""]),
        Wrong("position_37_0", ["position_37_0": "3"]), Wrong("position_38_0", ["position_38_0": "9"]),
        Wrong("position_38_1", ["position_38_1": ""]),
    ]
    private static let geneWrongs: [Wrong] = [
        Wrong("gene", ["gene": "NOPE"]), Wrong("gene", ["gene": "OLD1"]),
        Wrong("gene", ["gene": String(repeating: "G", count: 300)]),
    ]

    private static let entities: [InputForm] = [
        InputForm(
            name: "Add a gene", address: "/panels/{id}/{part}/add/",
            fields: [Field("gene", .other, "GENE2", required: true)] + facts + ofGene + firstReview,
            wrongs: geneWrongs + [
                Wrong("gene", ["gene": "GENE1"]), Wrong("source", ["source": "UKGTN"]),
                Wrong("source", ["source": "Expert Review Green"]),
            ]),
        InputForm(
            name: "Add an STR", address: "/panels/{id}/{part}/add/", kind: .str,
            fields: [Field("name", .text(atMost: 128), "STR2", required: true)] + ofSTR + facts + firstReview,
            wrongs: places + geneWrongs + [
                Wrong("name", ["name": "STR1"]), Wrong("name", ["name": "A\nB"]),
                Wrong("repeated_sequence", ["repeated_sequence": "cag"]),
                Wrong("chromosome", ["chromosome": "MT"]), Wrong("chromosome", ["chromosome": "23"]),
            ]),
        InputForm(
            name: "Add a region", address: "/panels/{id}/{part}/add/", kind: .region,
            fields: [Field("name", .text(atMost: 128), "REG2", required: true)] + ofRegion + facts + firstReview,
            wrongs: places + geneWrongs + [
                Wrong("name", ["name": "REG1"]),
                Wrong("required_overlap_percentage", ["required_overlap_percentage": "101"]),
            ]),
        InputForm(
            name: "Edit a gene", address: "\(entity)/edit/",
            fields: [Field("gene", .other, "GENE1", required: true)] + facts + ofGene,
            wrongs: geneWrongs, keepsAbsent: true, hasRevision: true),
        InputForm(
            name: "Edit an STR", address: "\(entity)/edit/", kind: .str,
            fields: [Field("name", .text(atMost: 128), "STR2", required: true)] + ofSTR + facts,
            wrongs: places + geneWrongs, keepsAbsent: true, hasRevision: true),
        InputForm(
            name: "Edit a region", address: "\(entity)/edit/", kind: .region,
            fields: [Field("name", .text(atMost: 128), "REG2", required: true)] + ofRegion + facts,
            wrongs: places + geneWrongs, keepsAbsent: true, hasRevision: true),
    ]

    private static let copies: [InputForm] = [
        InputForm(
            name: "Copy a gene", address: "\(entity)/copy/",
            fields: [
                Field("target_panels", .boxes, "{target}", required: true),
                Field("reviews_to_copy", .boxes, "2", required: true),
            ],
            wrongs: [
                Wrong("target_panels", ["target_panels": "4711"]), Wrong("target_panels", ["target_panels": nil]),
                Wrong("target_panels", ["target_panels": "{id}"]),
                Wrong("target_panels", ["target_panels": "{super panel}"]),
                Wrong("target_panels", ["target_panels": "99999999999999999999"]),
                Wrong("reviews_to_copy", ["reviews_to_copy": nil]), Wrong("reviews_to_copy", ["reviews_to_copy": "3"]),
            ]),
        InputForm(
            name: "Copy reviews", address: "/panels/copy/{id}/{target}", fields: [],
            wrongs: [
                Wrong("panel_1", ["panel_1": "4711"]), Wrong("panel_1", ["panel_1": ""]),
                Wrong("panel_2", ["panel_2": "x"]), Wrong("panel_2", raw: "%FF", of: "panel_2"),
            ]),
    ]

    // MARK: Words and values in place

    private static let opinion: [Field] = [
        Field("rating", .choice, "AMBER"), Field("moi", .choice, "Unknown"),
        Field("publications", .items, "12345678; 23456789"), Field("phenotypes", .items, "Short QT; Long QT"),
        Field("comments", .prose, "typed <words> & \"more\""),
    ]

    private static func inPlace(_ step: String, _ field: Field) -> InputForm {
        InputForm(
            name: step, address: "\(entity)/\(step)/",
            fields: [field, Field("comment", .prose, "typed <words> & \"more\"")], hasRevision: true)
    }

    private static let inPlace: [InputForm] = [
        InputForm(
            name: "Review a gene", address: "\(entity)/review/", who: .reviewer,
            fields: opinion + [Field("mode_of_pathogenicity", .choice, "Other"), Field("clear", .boxes)]),
        InputForm(
            name: "Review an STR", address: "\(entity)/review/", who: .reviewer, kind: .str, fields: opinion,
            wrongs: [
                Wrong("", ["rating": "", "moi": "", "publications": "", "phenotypes": " ; ", "comments": " \n "])
            ]),
        InputForm(
            name: "Review a region", address: "\(entity)/review/", who: .reviewer, kind: .region, fields: opinion),
        InputForm(
            name: "Edit a comment", address: "\(entity)/submit_edit_comment/{comment of reviewer}/", who: .reviewer,
            fields: [Field("comment", .prose, "said better", required: true)]),
        inPlace("update_entity_rating", Field("status", .choice, "2", required: true)),
        inPlace("update_entity_moi", Field("moi", .choice, "Unknown", required: true)),
        inPlace("update_entity_mop", Field("mode_of_pathogenicity", .choice, "Other")),
        inPlace("update_entity_phenotypes", Field("phenotypes", .items, "a; b", required: true)),
        inPlace("update_entity_publications", Field("publications", .items, "1; 2", required: true)),
        InputForm(
            name: "update_entity_tags", address: "\(entity)/update_entity_tags/",
            fields: [Field("tags", .boxes, "treatable")], hasRevision: true),
        InputForm(
            name: "mark_as_ready", address: "\(entity)/mark_as_ready/",
            fields: [Field("ready_comment", .prose, "settled")]),
    ]

    // MARK: Panels

    private static let header: [Field] = [
        Field("level4", .text(atMost: 255), "Lungs", required: true), Field("level2", .text(atMost: 255), "Group"),
        Field("level3", .text(atMost: 255), "Sub-group"),
        Field("description", .prose, "About <lungs> & \"more\"", required: true), Field("omim", .names, "1, 2"),
        Field("orphanet", .names, "3"), Field("hpo", .names, "HP:1"), Field("old_panels", .names, "Breath"),
        Field("status", .choice, "public"), Field("types", .boxes, "1"),
    ]

    private static let panels: [InputForm] = [
        InputForm(
            name: "Create a panel", address: "/panels/create/", fields: header,
            wrongs: [
                Wrong("level2", raw: "%FF", of: "level2"), Wrong("level2", raw: "a%C2%85b", of: "level2"),
                Wrong("level2", raw: "a%01b", of: "level2"), Wrong("level2", raw: "%C0%80", of: "level2"),
                Wrong("level4", ["level4": "Heart"]), Wrong("status", ["status": ""]),
                Wrong("level4", ["level4": "A\nB"]),
                Wrong("child_panels", ["child_panels": "999"]), Wrong("child_panels", ["child_panels": "x"]),
                // A super panel, and one that is internal.
                Wrong("child_panels", ["child_panels": "{super panel}"]),
                Wrong("child_panels", ["child_panels": "{internal panel}"]),
            ]),
        InputForm(
            name: "Change a panel", address: "/panels/{id}/update/",
            fields: header + [
                Field("signed_off_version", .other, "0.1"), Field("signed_off_date", .other, "31/12/2025"),
            ],
            wrongs: [
                Wrong("level4", ["level4": "Panel promoted"]), Wrong("status", ["status": ""]),
                Wrong("signed_off_version", ["signed_off_version": "7.7"]),
                Wrong("signed_off_version", ["signed_off_version": "1"]),
                Wrong("signed_off_version", ["signed_off_version": "x.y"]),
                Wrong("signed_off_version", ["signed_off_version": ""]),
                Wrong("signed_off_version", ["signed_off_version": nil]),
                Wrong("signed_off_version", ["signed_off_version": "99999999999999999999.1"]),
                Wrong("signed_off_date", ["signed_off_date": "yesterday"]),
                Wrong("signed_off_date", ["signed_off_date": "31/02/2025"]),
                Wrong("signed_off_date", ["signed_off_date": "12/31/2025"]),
                Wrong("signed_off_date", ["signed_off_date": "1/1"]),
                Wrong("signed_off_date", ["signed_off_date": "2025-13-01"]),
            ], keepsAbsent: true, hasRevision: true),
        InputForm(
            name: "Promote a panel", address: "/panels/{id}/promote/",
            fields: [Field("version_comment", .prose, "About this", required: true)]),
        InputForm(
            name: "Change many entities", address: "/panels/{id}/bulk/",
            fields: [
                Field("action", .choice, "rate", required: true), Field("status", .choice, "2", required: true),
                Field("comment", .prose, "typed <words>"), Field("entities", .other, "{entity}", required: true),
            ],
            wrongs: [
                Wrong("moi", ["action": "moi", "moi": ""]), Wrong("moi", ["action": "moi", "moi": "Sometimes"]),
                Wrong("tags", ["action": "tag"]), Wrong("tags", ["action": "tag", "tags": "unheard of"]),
                Wrong("tags", ["action": "untag"]), Wrong("entities", ["entities": "all"]),
                Wrong("entities", ["entities": "1"]), Wrong("entities", ["entities": "1-2-x"]),
                Wrong("entities", ["entities": "999999-1"]),
                Wrong("", ["entities": "{entity}9"], status: 409),
            ]),
    ]
}
