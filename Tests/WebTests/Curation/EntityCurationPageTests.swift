import Domain
import Testing

@testable import Pages

@Suite("web.md 9, 10: curators change entities")
struct EntityCurationPageTests {
    @Test("D25, W64: A curator adds a gene: it stands on the panel in red, the version rises, the parent's too")
    func add() async throws {
        try await CurationSite.with { site in
            var curator = try await site.site.browser(signedInAs: "curator")
            let answer = try await curator.submit("\(site.page)gene/add/", CurationSite.newGene)
            #expect(answer.status == 303)
            #expect(answer.location == site.gene)
            let row = try #require(try await site.row())
            #expect(row.confidence == .red)
            #expect(!row.flagged)
            #expect(try await site.live().header.version == Version(major: 0, minor: 1))
            #expect(try await site.site.repository.panel(site.parent)?.header.version == Version(major: 0, minor: 1))
            let shown = try await curator.get(site.gene)
            #expect(shown.body.contains("gene: GENE1 is added to Heart."))
        }
    }

    @Test("D26, W63: What a reviewer adds is flagged and raises no version; D27, W48: others may not")
    func addByOthers() async throws {
        try await CurationSite.with { site in
            var external = try await site.site.browser(signedInAs: "external")
            #expect(try await external.get("\(site.page)gene/add/").status == 403)
            var anonymous = try site.site.browser()
            let answer = try await anonymous.get("\(site.page)gene/add/")
            #expect(answer.status == 302)
            #expect(answer.location?.hasPrefix("/accounts/login/?next=") ?? false)
            var reviewer = try await site.site.browser(signedInAs: "reviewer")
            #expect(try await reviewer.submit("\(site.page)gene/add/", CurationSite.newGene).status == 303)
            let row = try #require(try await site.row())
            #expect(row.flagged)
            #expect(try await site.live().header.version == Version(major: 0, minor: 0))
        }
    }

    @Test(
        "D28, D34-D38, W65, W66: A wrong addition names the field, keeps what was typed and changes nothing",
        arguments: [
            ("gene", "gene", ["gene": "GENE1", "source": "Other", "moi": "Unknown"], true),
            ("gene", "gene", ["gene": "NOPE", "source": "Other", "moi": "Unknown"], false),
            ("gene", "gene", ["gene": "OLD1", "source": "Other", "moi": "Unknown"], false),
            ("gene", "source", ["gene": "GENE2", "moi": "Unknown"], false),
            ("gene", "source", ["gene": "GENE2", "source": "UKGTN", "moi": "Unknown"], false),
            ("gene", "moi", ["gene": "GENE2", "source": "Other", "moi": ""], false),
            ("gene", "moi", ["gene": "GENE2", "source": "Other", "moi": "Sometimes"], false),
            ("gene", "rating", ["gene": "GENE2", "source": "Other", "moi": "Unknown", "rating": "BLUE"], false),
            (
                "gene", "phenotypes", ["gene": "GENE2", "source": "Other", "moi": "Unknown", "phenotypes": "a;;b"],
                false
            ),
            (
                "gene", "penetrance", ["gene": "GENE2", "source": "Other", "moi": "Unknown", "penetrance": "Half"],
                false
            ),
            ("gene", "tags", ["gene": "GENE2", "source": "Other", "moi": "Unknown", "tags": "unheard of"], false),
            ("str", "repeated_sequence", Self.str.merging(["repeated_sequence": "CAGX"]) { $1 }, false),
            ("str", "position_37_1", Self.str.merging(["position_37_0": "5"]) { $1 }, false),
            ("str", "position_38_0", Self.str.merging(["position_38_0": "9"]) { $1 }, false),
            ("str", "normal_repeats", Self.str.merging(["normal_repeats": "many"]) { $1 }, false),
            ("str", "chromosome", Self.str.merging(["chromosome": "MT"]) { $1 }, false),
            ("str", "name", Self.str.merging(["name": " "]) { $1 }, false),
            (
                "region", "required_overlap_percentage",
                Self.region.merging(["required_overlap_percentage": "101"]) { $1 }, false
            ),
            ("region", "type_of_variants", Self.region.merging(["type_of_variants": "cnv"]) { $1 }, false),
            (
                "region", "haploinsufficiency_score", Self.region.merging(["haploinsufficiency_score": "7"]) { $1 },
                false
            ),
        ])
    func refusedAddition(kind: String, field: String, typed: [String: String], exists: Bool) async throws {
        try await CurationSite.with { site in
            if exists { try await site.addGene() }
            let before = try await site.state()
            var curator = try await site.site.browser(signedInAs: "curator")
            let uri = "\(site.page)\(kind)/add/"
            let token = try await curator.get(uri).formToken
            let answer = try await curator.post(
                uri, typed.merging(["comments": "typed words"]) { $1 }, token: token)
            #expect(answer.status == 422)
            #expect(answer.marks(field), "\(field) is not marked")
            #expect(answer.body.contains("typed words"))
            #expect(try await site.state() == before)
        }
    }

    static let str = [
        "name": "S1", "chromosome": "4", "position_38_0": "7", "position_38_1": "8", "repeated_sequence": "CAGN",
        "normal_repeats": "0", "pathogenic_repeats": "40", "source": "Other", "moi": "Unknown",
    ]
    static let region = [
        "name": "R1", "chromosome": "X", "position_38_0": "7", "position_38_1": "7", "required_overlap_percentage": "0",
        "type_of_variants": "cnv_loss", "source": "Other", "moi": "Unknown",
    ]

    @Test("D35, D37, BUG-13: STRs and regions come with every value, zero and equal bounds included")
    func others() async throws {
        try await CurationSite.with { site in
            var curator = try await site.site.browser(signedInAs: "curator")
            for (kind, fields) in [("str", Self.str), ("region", Self.region)] {
                #expect(try await curator.submit("\(site.page)\(kind)/add/", fields).status == 303)
            }
            guard case .str(let facts) = try await site.entity(.str, "S1").specifics,
                case .region(let region) = try await site.entity(.region, "R1").specifics
            else { return #expect(Bool(false)) }
            #expect(facts.normalRepeats == 0)
            #expect(region.grch38 == Coordinates(start: 7, end: 7))
            #expect(region.requiredOverlapPercentage == 0)
        }
    }

    @Test(
        "D48, D49, W53, W54: Rating sets verdict, flag and history, once each, and the comment joins the curator's review"
    )
    func rate() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let token = try await curator.get(site.gene).formToken
            let answer = try await curator.post(
                "\(site.gene)update_entity_rating/", ["status": "3", "comment": "clear"], token: token)
            #expect(answer.status == 303)
            let row = try #require(try await site.row())
            #expect(row.confidence == .green)
            #expect(try await site.live().header.version == Version(major: 0, minor: 2))
            let dossier = try await site.dossier()
            #expect(dossier.evaluations.first?.comments.first?.text == "Comment on list classification: clear")
            #expect(dossier.evidence.first?.name == "Expert Review Green")
            _ = try await curator.post("\(site.gene)update_entity_rating/", ["status": "0"], token: token)
            let removed = try #require(try await site.row())
            #expect(removed.flagged)
            #expect(removed.confidence == .noList)
        }
    }

    @Test("Every action in place does its work", arguments: EntityAction.allCases)
    func actions(_ action: EntityAction) async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let token = try await curator.get(site.gene).formToken
            let before = try await site.state()
            let answer = try await curator.post(
                "\(site.gene)\(action.rawValue)/",
                [
                    "status": "2", "moi": "Unknown", "mode_of_pathogenicity": "Other", "phenotypes": "a; b;",
                    "publications": "1; 2", "tags": "watchlist",
                ], token: token)
            #expect(answer.status == 303)
            // What is not ready and not flagged stays as it is.
            let isIdle = action == .notReady || action == .approve
            #expect((try await site.state() == before) == isIdle)
            guard action != .delete else { return #expect(try await site.row() == nil) }
            let entity = try await site.entity()
            switch action {
            case .moi: #expect(entity.modeOfInheritance == "Unknown")
            case .mop: #expect(entity.modeOfPathogenicity == "Other")
            case .phenotypes: #expect(entity.phenotypes == ["a", "b"])
            case .publications: #expect(entity.publications == ["1", "2"])
            case .tags: #expect(entity.tags == ["watchlist"])
            case .ready: #expect(try await site.row()?.ready == true)
            case .clearSources: #expect(entity.evidence == [])
            default: break
            }
        }
    }

    @Test("W33: Nothing that changes something answers to a link", arguments: EntityAction.allCases)
    func noLinks(_ action: EntityAction) async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            #expect(try await curator.get("\(site.gene)\(action.rawValue)/").status == 405)
        }
    }

    @Test(
        "W32, domain.md 17.1: Reviewers and others change nothing of a curator's", arguments: EntityAction.allCases)
    func forbidden(_ action: EntityAction) async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            let before = try await site.state()
            for name in ["reviewer", "external"] {
                var browser = try await site.site.browser(signedInAs: name)
                let token = try await browser.get(site.gene).formToken
                let answer = try await browser.post(
                    "\(site.gene)\(action.rawValue)/", ["status": "3", "moi": "Unknown"], token: token)
                #expect(answer.status == 403, "\(name)")
            }
            #expect(try await site.state() == before)
        }
    }

    @Test("D39, BUG-3: The edit form shows every source and takes away only what was unticked")
    func edit() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let uri = "\(site.gene)edit/"
            let answer = try await curator.submit(
                uri,
                [
                    "gene": "GENE2", "source": "Other", "moi": "Unknown", "phenotypes": "x", "publications": "",
                    "penetrance": "Complete", "mode_of_pathogenicity": "", "transcript": "NM_1", "tags": "treatable",
                ])
            #expect(answer.location == "/panels/\(site.panel)/gene/GENE2/")
            let entity = try await site.entity(.gene, "GENE2")
            #expect(entity.evidence == ["Other"])
            #expect(entity.phenotypes == ["x"])
            #expect(entity.penetrance == "Complete")
            #expect(entity.tags == ["treatable"])
            #expect(try await site.row() == nil)
        }
    }

    @Test("D46: A gene is not replaced by one that the panel has already")
    func replacedByPresent() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let second = ["gene": "GENE2", "source": "Other", "moi": "Unknown"]
            _ = try await curator.submit("\(site.page)gene/add/", second)
            let before = try await site.state()
            let answer = try await curator.submit("\(site.gene)edit/", second)
            #expect(answer.status == 422)
            #expect(answer.marks("gene"))
            #expect(try await site.state() == before)
        }
    }

    @Test("Decision 10: A stale save is 409, shows both values, keeps what was typed, changes nothing")
    func stale() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let page = try await curator.get("\(site.gene)edit/")
            let revision = try #require(page.body.firstMatch(of: /name="revision" value="(\d+)"/)).output.1
            _ = try await curator.post(
                "\(site.gene)update_entity_phenotypes/", ["phenotypes": "theirs"], token: page.formToken)
            let before = try await site.state()
            let answer = try await curator.post(
                "\(site.gene)edit/",
                [
                    "gene": "GENE1", "source": "Literature", "moi": "BIALLELIC, autosomal or pseudoautosomal",
                    "phenotypes": "mine", "revision": "\(revision)",
                ], token: page.formToken)
            #expect(answer.status == 409)
            #expect(answer.body.contains("value=\"mine\""))
            #expect(answer.body.contains("Now it is: theirs"))
            #expect(try await site.state() == before)
            let inline = try await curator.post(
                "\(site.gene)update_entity_rating/", ["status": "3", "comment": "kept", "revision": "\(revision)"],
                token: page.formToken)
            #expect(inline.status == 409)
            #expect(inline.body.contains("kept"))
            #expect(try await site.state() == before)
        }
    }

    @Test("W55: A refused form in place answers 422 with the page, the form open and what was typed")
    func refusedInPlace() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let token = try await curator.get(site.gene).formToken
            let before = try await site.state()
            for (action, fields) in [
                ("update_entity_rating", ["status": "7", "comment": "kept"]),
                ("update_entity_moi", ["moi": "", "comment": "kept"]),
                ("update_entity_phenotypes", ["phenotypes": "a;;b", "comment": "kept"]),
                ("update_entity_publications", ["publications": "", "comment": "kept"]),
            ] {
                let answer = try await curator.post("\(site.gene)\(action)/", fields, token: token)
                #expect(answer.status == 422)
                #expect(answer.body.contains("id=\"\(action)\""))
                #expect(answer.body.contains("kept"), "\(action)")
            }
            #expect(try await site.state() == before)
        }
    }

    @Test(
        "D76, W16: A super panel takes no entity, no review and no promotion, and says so with 409, not only when sent")
    func superPanel() async throws {
        try await CurationSite.with { site in
            var curator = try await site.site.browser(signedInAs: "curator")
            let token = try await curator.get(site.page).formToken
            for path in ["gene/add", "gene/GENE1/review", "gene/GENE1/edit", "bulk", "promote"] {
                let uri = "/panels/\(site.parent)/\(path)/"
                #expect(try await curator.get(uri).status == 409, "\(path)")
                let answer = try await curator.post(uri, CurationSite.newGene, token: token)
                #expect(answer.status == 409, "\(path)")
                #expect(answer.body.contains("change its child panels"))
            }
        }
    }
}
