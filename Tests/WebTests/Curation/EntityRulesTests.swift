import Domain
import Testing

@testable import Pages

@Suite("web.md 23: rules of changing an entity")
struct EntityRulesTests {
    private typealias Fields = KeyValuePairs<String, String>

    /// A curator's browser on a panel with GENE1, and the secret of forms.
    private func with(_ body: (CurationSite, inout TestBrowser, String?) async throws -> Void) async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let token = try await curator.get(site.gene).formToken
            try await body(site, &curator, token)
        }
    }

    @Test("W53: A rating of 1 makes it red, one step of the version, and the comment stands in the curator's review")
    func rate() async throws {
        try await with { site, curator, token in
            let version = try await site.live().header.version
            let answer = try await curator.post(
                "\(site.gene)update_entity_rating/", ["status": "1", "comment": "weak"], token: token)
            #expect(answer.status == 303)
            #expect(try await site.row()?.confidence == .red)
            #expect(try await site.entity().evidence == ["Expert Review Red", "Literature"])
            #expect(try await site.live().header.version == version.nextMinor)
            let review = try #require(try await site.dossier().evaluations.first)
            #expect(review.author == PersonID(1))
            #expect(review.comments.map(\.text) == ["Comment on list classification: weak"])
        }
    }

    @Test("W54: A rating of 0 turns it grey and flags it; it stays on the panel")
    func takeOff() async throws {
        try await with { site, curator, token in
            _ = try await curator.post("\(site.gene)update_entity_rating/", ["status": "0"], token: token)
            let row = try #require(try await site.row())
            #expect(row.flagged)
            #expect(row.colour == .grey)
            #expect(try await curator.get(site.gene).body.contains("No list"))
        }
    }

    @Test("W56: Two tags are shown and raise no version; W57: an STR has no mode of pathogenicity")
    func tagsAndPathogenicity() async throws {
        try await with { site, curator, token in
            let version = try await site.live().header.version
            let tags = [(key: "tags", value: "watchlist"), (key: "tags", value: "treatable")]
            #expect(
                try await curator.post("\(site.gene)update_entity_tags/", tags, token: token).location == site.gene)
            #expect(try await site.entity().tags.sorted() == ["treatable", "watchlist"])
            #expect(try await site.live().header.version == version)
            let page = try await curator.get(site.gene)
            #expect(page.body.contains("The tags are saved."))
            #expect(page.body.contains("watchlist"))

            _ = try await curator.post("\(site.page)str/add/", EntityCurationPageTests.str, token: token)
            let before = try await site.state()
            let answer = try await curator.post(
                "\(site.page)str/S1/update_entity_mop/", ["mode_of_pathogenicity": "Other"], token: token)
            #expect(answer.status == 422)
            #expect(answer.body.contains("Only genes have a mode of pathogenicity."))
            #expect(try await site.state() == before)
        }
    }

    @Test("W58: Cleared publications are gone, one step of the version, with a line in the history")
    func clearPublications() async throws {
        try await with { site, curator, token in
            _ = try await curator.post(
                "\(site.gene)update_entity_publications/", ["publications": "12345678"], token: token)
            let version = try await site.live().header.version
            #expect(
                try await curator.post("\(site.gene)clear_entity_publications/", Fields(), token: token).status == 303)
            #expect(try await site.entity().publications == [])
            #expect(try await site.live().header.version == version.nextMinor)
            #expect(
                try await site.dossier().track.first?.issueDescription
                    == "Publications for gene: GENE1 were changed from 12345678 to ")
        }
    }

    @Test("W59, D53: Taking one source away leaves the verdict of an expert review")
    func clearSource() async throws {
        try await with { site, curator, token in
            _ = try await curator.post("\(site.gene)update_entity_rating/", ["status": "3"], token: token)
            _ = try await curator.post("\(site.gene)clear_entity_source/Literature/", Fields(), token: token)
            #expect(try await site.entity().evidence == ["Expert Review Green"])
            #expect(try await site.row()?.confidence == .green)
        }
    }

    @Test(
        "W60: STRs and regions leave the panel too: back to the panel, one step of the version",
        arguments: ["str", "region"])
    func delete(kind: String) async throws {
        try await with { site, curator, token in
            let fields = kind == "str" ? EntityCurationPageTests.str : EntityCurationPageTests.region
            let name = try #require(fields["name"])
            _ = try await curator.post("\(site.page)\(kind)/add/", fields, token: token)
            let version = try await site.live().header.version
            let answer = try await curator.post("\(site.page)\(kind)/\(name)/delete/", Fields(), token: token)
            #expect(answer.status == 303)
            #expect(answer.location == site.page)
            #expect(try await curator.get("\(site.page)\(kind)/\(name)/").status == 404)
            #expect(try await site.live().header.version == version.nextMinor)
        }
    }

    @Test("W61: What a reviewer added is approved: no flag, and the rating that the curators' sources give")
    func approve() async throws {
        try await CurationSite.with { site in
            var reviewer = try await site.site.browser(signedInAs: "reviewer")
            _ = try await reviewer.submit("\(site.page)gene/add/", CurationSite.newGene)
            var curator = try await site.site.browser(signedInAs: "curator")
            let page = try await curator.get(site.gene)
            #expect(page.body.contains("\(site.gene)approve/"))
            let sources = ["Literature", "Other"].map { (key: "source", value: $0) }
            _ = try await curator.post("\(site.gene)edit/", sources, token: page.formToken)
            #expect(try await site.row()?.colour == .grey)
            let answer = try await curator.post("\(site.gene)approve/", Fields(), token: page.formToken)
            #expect(answer.location == site.gene)
            let row = try #require(try await site.row())
            #expect(!row.flagged)
            #expect(row.colour == .red)
            #expect(try await curator.get(site.gene).body.contains("\(site.gene)approve/") == false)
        }
    }

    @Test(
        "W62: Ready with a comment and not ready again: the mark, the comment in the curator's review, a word after each"
    )
    func ready() async throws {
        try await with { site, curator, token in
            _ = try await curator.post("\(site.gene)mark_as_ready/", ["ready_comment": "settled"], token: token)
            #expect(try await site.row()?.ready == true)
            let marked = try await curator.get(site.gene)
            #expect(marked.body.contains("gene: GENE1 is marked as ready."))
            #expect(marked.body.contains("Ready for the next major version."))
            #expect(
                try await site.dossier().evaluations.first?.comments.map(\.text)
                    == ["Comment when marking as ready: settled"])
            let panel = try await curator.get(site.page)
            #expect(panel.body.contains("<small>Ready</small>"))
            #expect(panel.body.contains("1 ready"))
            var anonymous = try site.site.browser()
            #expect(try await anonymous.get(site.page).body.contains("ready") == false)
            _ = try await curator.post("\(site.gene)mark_as_not_ready/", Fields(), token: token)
            #expect(try await site.row()?.ready == false)
            #expect(try await curator.get(site.gene).body.contains("Ready for the next major version.") == false)
        }
    }

    @Test(
        "W63, W64: With a rating the adder's review begins, and its comment names the sources; curators' additions are red"
    )
    func addWithRating() async throws {
        for (name, flagged) in [("reviewer", true), ("curator", false)] {
            try await CurationSite.with { site in
                let version = try await site.live().header.version
                var browser = try await site.site.browser(signedInAs: name)
                let fields = [
                    "gene": "GENE1", "source": "Literature", "moi": "Unknown", "rating": "GREEN", "comments": "seen",
                ]
                #expect(try await browser.submit("\(site.page)gene/add/", fields).status == 303)
                let row = try #require(try await site.row())
                #expect(row.flagged == flagged)
                #expect(row.colour == (flagged ? .grey : .red))
                #expect(try await site.live().header.version == (flagged ? version : version.nextMinor))
                let review = try #require(try await site.dossier().evaluations.first)
                #expect(review.rating == "GREEN")
                #expect(review.comments.map(\.text) == ["seen \nSources: Literature"])
            }
        }
    }

    @Test("W67: Only curators are asked for tags and transcripts")
    func fieldsByRole() async throws {
        try await CurationSite.with { site in
            for (name, isAsked) in [("reviewer", false), ("curator", true)] {
                var browser = try await site.site.browser(signedInAs: name)
                let page = try await browser.get("\(site.page)gene/add/")
                for field in ["tags", "transcript"] {
                    #expect(page.body.contains("name=\"\(field)\"") == isAsked, "\(name) \(field)")
                }
            }
        }
    }

    @Test(
        "W68: A mitochondrial gene is inherited so, whoever adds it and whatever was chosen",
        arguments: ["reviewer", "curator"])
    func mitochondrial(name: String) async throws {
        try await CurationSite.with { site in
            var browser = try await site.site.browser(signedInAs: name)
            let fields = ["gene": "MT-ND1", "source": "Literature", "moi": "Unknown"]
            #expect(try await browser.submit("\(site.page)gene/add/", fields).status == 303)
            #expect(try await site.entity(.gene, "MT-ND1").modeOfInheritance == "MITOCHONDRIAL")
        }
    }

    @Test("W69: Changing only the penetrance keeps a source that the form does not offer")
    func keepSource() async throws {
        try await with { site, curator, _ in
            // From an older time, when the form had more of them.
            try await site.site.database.write { session in
                try session.execute("UPDATE evidence SET name = 'UKGTN'")
                try session.execute("UPDATE entity_revision SET document = replace(document, 'Literature', 'UKGTN')")
            }
            let page = try await curator.get("\(site.gene)edit/")
            #expect(page.body.contains("value=\"UKGTN\" checked"))
            let answer = try await curator.post(
                "\(site.gene)edit/",
                [
                    "gene": "GENE1", "source": "UKGTN", "moi": "BIALLELIC, autosomal or pseudoautosomal",
                    "penetrance": "Complete",
                ],
                token: page.formToken)
            #expect(answer.status == 303)
            #expect(try await site.entity().penetrance == "Complete")
            #expect(try await site.entity().evidence == ["UKGTN"])
            // A script that sends just this field takes nothing away either.
            _ = try await curator.post("\(site.gene)edit/", ["penetrance": "Incomplete"], token: page.formToken)
            #expect(try await site.entity().penetrance == "Incomplete")
            #expect(try await site.entity().evidence == ["UKGTN"])
        }
    }

    @Test("W70: A renamed STR lives under its new address, and is not found under the old one")
    func rename() async throws {
        try await with { site, curator, token in
            _ = try await curator.post("\(site.page)str/add/", EntityCurationPageTests.str, token: token)
            let answer = try await curator.post("\(site.page)str/S1/edit/", ["name": "S2 new"], token: token)
            #expect(answer.location == "\(site.page)str/S2%20new/")
            #expect(try await curator.get("\(site.page)str/S2%20new/").status == 200)
            #expect(try await curator.get("\(site.page)str/S1/").status == 404)
        }
    }

    @Test("Sources and tags that are sent twice are given once")
    func repeated() async throws {
        try await CurationSite.with { site in
            var curator = try await site.site.browser(signedInAs: "curator")
            let fields = [
                ("gene", "GENE1"), ("moi", "Unknown"), ("source", "Literature"), ("source", "Literature"),
                ("tags", "watchlist"), ("tags", "watchlist"),
            ].map { (key: $0.0, value: $0.1) }
            #expect(try await curator.submit("\(site.page)gene/add/", fields).status == 303)
            #expect(try await site.dossier().evidence.map(\.name) == ["Literature"])
            #expect(try await site.entity().tags == ["watchlist"])
        }
    }

    @Test("Decision 10: A button that comes too late says so on the page, and changes nothing")
    func staleButton() async throws {
        try await with { site, curator, token in
            _ = try await curator.post("\(site.gene)update_entity_phenotypes/", ["phenotypes": "a"], token: token)
            let before = try await site.state()
            for action in ["delete", "approve", "clear_entity_phenotypes", "clear_entity_sources"] {
                let answer = try await curator.post("\(site.gene)\(action)/", ["revision": "1"], token: token)
                #expect(answer.status == 409, "\(action)")
                #expect(answer.body.contains("Somebody else changed this"), "\(action)")
            }
            #expect(try await site.state() == before)
        }
    }
}
