import Domain
import Testing

@testable import Pages

@Suite("web.md 23: rules of panels' forms, of reviews, and of what pages show to whom")
struct PanelRulesTests {
    private typealias Fields = KeyValuePairs<String, String>

    @Test("W12, W14: Rows say what the reader has reviewed; reviewers add, curators edit and promote too")
    func panelPage() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var reviewer = try await site.site.browser(signedInAs: "reviewer")
            _ = try await reviewer.submit(
                "\(site.page)gene/add/", ["gene": "GENE2", "source": "Other", "moi": "Unknown"])
            _ = try await reviewer.submit("\(site.gene)review/", ["rating": "GREEN"])
            for address in [site.page, "\(site.page)?sort=name"] {
                let page = try await reviewer.get(address)
                let rows = page.body.split(separator: "<tr class=")
                let mine = try #require(rows.first { $0.contains(">GENE1<") })
                let other = try #require(rows.first { $0.contains(">GENE2<") })
                #expect(mine.contains("You reviewed"))
                #expect(!other.contains("You reviewed"))
                for kind in ["gene", "str", "region"] { #expect(page.body.contains("\(site.page)\(kind)/add/")) }
                #expect(!page.body.contains("Edit panel"))
            }
            // Kept pages are nobody's: the next reader sees no mark of this one.
            var curator = try await site.site.browser(signedInAs: "curator")
            let page = try await curator.get(site.page)
            #expect(!page.body.contains("You reviewed"))
            for words in ["Edit panel", "Promote…", "0 ready"] { #expect(page.body.contains(words), "\(words)") }
        }
    }

    @Test(
        "W21, W22: A made panel stands at 0.0 with a word of success; W27: its types are named on its page and in the list"
    )
    func create() async throws {
        try await CurationSite.with { site in
            _ = try await site.site.repository.load(
                tags: [], types: [PanelType(id: 1, name: "Rare disease", slug: "rare", description: "")])
            var curator = try await site.site.browser(signedInAs: "curator")
            let answer = try await curator.submit(
                "/panels/create/", ["level4": "Lungs", "description": "About lungs", "status": "public", "types": "1"])
            let address = try #require(answer.location)
            let page = try await curator.get(address)
            #expect(page.body.contains("The panel Lungs is made."))
            #expect(page.body.contains("Version 0.0"))
            #expect(page.body.contains("Rare disease"))
            #expect(try await curator.get("/panels/").body.contains("Rare disease"))
        }
    }

    @Test("W24: Changed HPO terms: version 0.1, and the activity names them; a script may send just that field")
    func update() async throws {
        try await CurationSite.with { site in
            var curator = try await site.site.browser(signedInAs: "curator")
            let before = try await site.live().header
            let answer = try await curator.submit("\(site.page)update/", ["hpo": "HP:1, HP:2"])
            #expect(answer.status == 303)
            let after = try await site.live().header
            #expect(after.version == before.version.nextMinor)
            #expect(after.hpo == ["HP:1", "HP:2"])
            #expect(after.name == before.name)
            let line = try await site.site.repository.activities(of: site.panel, offset: 0, limit: 1).first
            #expect(line?.text == "HPO terms changed from  to HP:1, HP:2")
            // A super panel keeps its children as well.
            let parent = "/panels/\(site.parent)/update/"
            #expect(try await curator.submit(parent, ["hpo": "HP:3"]).status == 303)
            #expect(try await site.site.repository.panel(site.parent)?.header.children == [site.panel])
        }
    }

    @Test("W25: The form of a panel begins with what is stored, so that sending it back changes nothing")
    func prefilled() async throws {
        try await CurationSite.with { site in
            var curator = try await site.site.browser(signedInAs: "curator")
            let page = "\(site.page)update/"
            _ = try await curator.submit(
                page,
                [
                    "level4": "Heart", "level2": "Group", "level3": "Sub-group", "description": "Of the \"heart\"",
                    "omim": "1, 2", "orphanet": "3", "hpo": "HP:1", "old_panels": "Pump", "status": "retired",
                    "signed_off_version": "0.0", "signed_off_date": "31/12/2025",
                ])
            let shown = try #require(
                ShownForm(try await curator.get(page).body, action: page, fields: ["level4", "status"]))
            for (name, value) in [
                ("level4", "Heart"), ("level2", "Group"), ("level3", "Sub-group"), ("description", "Of the \"heart\""),
                ("omim", "1, 2"), ("orphanet", "3"), ("hpo", "HP:1"), ("old_panels", "Pump"), ("status", "retired"),
                ("signed_off_version", "0.0"), ("signed_off_date", "31/12/2025"),
            ] { #expect(shown.values[name] == [value], "\(name)") }
            let before = try await site.state()
            let same = shown.values.filter { $0.key != "csrfmiddlewaretoken" }.flatMap { pair in
                pair.value.map { (key: pair.key, value: $0) }
            }
            #expect(try await curator.submit(page, same).status == 303)
            #expect(try await site.state() == before)
        }
    }

    @Test("W28, W30: Promotion takes every ready mark off; so does the button alone, which tells how many")
    func notReady() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let token = try await curator.get(site.gene).formToken
            _ = try await curator.post("\(site.gene)mark_as_ready/", Fields(), token: token)
            let answer = try await curator.post("\(site.page)mark_not_ready/", Fields(), token: token)
            #expect(answer.location == site.page)
            #expect(try await site.row()?.ready == false)
            let page = try await curator.get(site.page)
            #expect(page.body.contains("1 ready mark taken off."))
            #expect(try await curator.get("\(site.page)mark_not_ready/").status == 405)
            _ = try await curator.post("\(site.gene)mark_as_ready/", Fields(), token: token)
            _ = try await curator.post("\(site.page)promote/", ["version_comment": "all weighed"], token: token)
            let promoted = try await curator.get(site.page)
            #expect(promoted.body.contains("The panel is promoted to version 1.0."))
            #expect(promoted.body.contains("Major version comments"))
            #expect(promoted.body.contains("all weighed"))
            #expect(promoted.body.contains("0 ready"))
        }
    }

    @Test("W35: Who has reviewed finds the form with what they said, comments empty, and their card marked")
    func ownReview() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var reviewer = try await site.site.browser(signedInAs: "reviewer")
            let fields = [
                "rating": "AMBER", "moi": "Unknown", "publications": "12345678", "phenotypes": "a; b",
                "current_diagnostic": "on", "comments": "said",
            ]
            let address = "\(site.gene)review/"
            _ = try await reviewer.submit(address, fields)
            let form = try #require(
                ShownForm(try await reviewer.get(address).body, action: address, fields: Array(fields.keys)))
            for (name, value) in fields { #expect(form.values[name] == [name == "comments" ? "" : value], "\(name)") }
            let page = try await reviewer.get(site.gene)
            #expect(page.body.contains("id=\"your-review\""))
            #expect(page.body.contains("Change your review"))
            var curator = try await site.site.browser(signedInAs: "curator")
            let other = try await curator.get(site.gene)
            #expect(!other.body.contains("id=\"your-review\""))
            // W36: the curators' part of the page comes with them.
            for part in ["details", "evaluate", "review", "history"] {
                #expect(other.body.contains("href=\"#\(part)\""), "\(part)")
            }
            #expect(!page.body.contains("href=\"#review\""))
        }
    }

    @Test(
        "W44: Two comments are one review with two comments; W49: deleted by its author it is gone, and the version stays"
    )
    func comments() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            let version = try await site.live().header.version
            var reviewer = try await site.site.browser(signedInAs: "reviewer")
            for words in ["first", "second"] {
                #expect(try await reviewer.submit("\(site.gene)review/", ["comments": words]).status == 303)
            }
            let review = try #require(try await site.dossier().evaluations.first)
            #expect(try await site.dossier().evaluations.count == 1)
            #expect(review.comments.map(\.text) == ["second", "first"])
            let page = try await reviewer.get(site.gene)
            #expect(page.body.contains("Reviews (1)"))
            let answer = try await reviewer.post(
                "\(site.gene)delete_evaluation/\(review.id)/", Fields(), token: page.formToken)
            #expect(answer.status == 303)
            #expect(try await reviewer.get(site.gene).body.contains("Reviews (0)"))
            #expect(try await site.live().header.version == version)
        }
    }

    @Test("W51: An edited comment has new words, its time and the panel's version, and a line in the activity")
    func editComment() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var reviewer = try await site.site.browser(signedInAs: "reviewer")
            _ = try await reviewer.submit("\(site.gene)review/", ["comments": "first"])
            var curator = try await site.site.browser(signedInAs: "curator")
            _ = try await curator.submit(
                "\(site.gene)update_entity_phenotypes/", ["phenotypes": "a"], from: site.gene)
            let comment = try #require(
                try await site.dossier().evaluations.first { $0.author == PersonID(2) }?.comments.first)
            let answer = try await reviewer.submit(
                "\(site.gene)submit_edit_comment/\(comment.id)/", ["comment": "better"], from: site.gene)
            #expect(answer.location == "\(site.gene)#your-review")
            let edited = try #require(
                try await site.dossier().evaluations.first { $0.author == PersonID(2) }?.comments.first)
            #expect(edited.text == "better")
            #expect(edited.version == "\(try await site.live().header.version)")
            #expect(edited.lastUpdated != nil)
            let line = try await site.site.repository.activities(of: site.panel, offset: 0, limit: 1).first
            #expect(line?.text == "changed review comment from: first; to: better")
        }
    }
}
