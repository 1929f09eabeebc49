import Domain
import Testing

@testable import Pages

@Suite("Many entities at once, and back again")
struct BulkPageTests {
    private static let second = [
        "gene": "GENE2", "source": "Literature", "moi": "BIALLELIC, autosomal or pseudoautosomal",
    ]

    private func rows(_ page: String) -> [String] {
        page.matches(of: /name="entities" value="(\d+-\d+)"/).map { String($0.output.1) }
    }

    @Test("Two genes are rated in one step: one version, one history entry each")
    func rate() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            _ = try await curator.submit("\(site.page)gene/add/", Self.second)
            let version = try await site.live().header.version
            let page = try await curator.get("\(site.page)bulk/")
            let chosen = rows(page.body)
            #expect(chosen.count == 2)
            let body = [("action", "rate"), ("status", "3")] + chosen.map { ("entities", $0) }
            let answer = try await curator.post(
                "\(site.page)bulk/", body.map { (key: $0.0, value: $0.1) }, token: page.formToken)
            #expect(answer.status == 303)
            #expect(try await site.live().header.version == version.nextMinor)
            for name in ["GENE1", "GENE2"] {
                let row = try #require(try await site.row(.gene, name))
                #expect(row.confidence == .green)
                #expect(try await site.site.repository.dossier(of: row.id).track.count == 2)
            }
        }
    }

    @Test(
        "A wrong or empty choice is refused at its field and changes nothing",
        arguments: [
            ("action", ["action": "explode"]), ("status", ["action": "rate"]), ("entities", ["action": "ready"]),
            ("moi", ["action": "moi", "moi": "Sometimes"]), ("tags", ["action": "tag"]),
            ("entities", ["action": "ready", "entities": "all"]),
            ("entities", ["action": "ready", "entities": "999-1"]),
        ])
    func refused(field: String, fields: [String: String]) async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let page = try await curator.get("\(site.page)bulk/")
            var sent = fields
            if sent["entities"] == nil, field != "entities" { sent["entities"] = rows(page.body)[0] }
            let before = try await site.state()
            let answer = try await curator.post("\(site.page)bulk/", sent, token: page.formToken)
            #expect(answer.status == 422)
            #expect(answer.marks(field), "\(field)")
            #expect(try await site.state() == before)
        }
    }

    @Test("Decision 10: A row that somebody changed meanwhile stops the whole step; what was ticked stays ticked")
    func stale() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let page = try await curator.get("\(site.page)bulk/")
            _ = try await curator.post("\(site.gene)update_entity_rating/", ["status": "2"], token: page.formToken)
            let before = try await site.state()
            let answer = try await curator.post(
                "\(site.page)bulk/", ["action": "rate", "status": "1", "entities": rows(page.body)[0]],
                token: page.formToken)
            #expect(answer.status == 409)
            #expect(answer.body.contains(/name="entities" value="[0-9-]+" checked/))
            #expect(try await site.state() == before)
        }
    }

    @Test("All 5,000 rows of a panel change in one step, by one tick or by a tick each", arguments: [true, false])
    func everyRow(byOneTick: Bool) async throws {
        try await CurationSite.with { site in
            let (repository, id) = (site.site.repository, PanelID(10))
            _ = try await repository.load(LargePanel.archive(10, genes: 5_000), digest: "a")
            var curator = try await site.site.browser(signedInAs: "curator")
            let page = try await curator.get("/panels/10/bulk/")
            let all = try #require(page.body.firstMatch(of: /name="rows" value="([0-9.-]+)"/)).output.1
            #expect(all.split(separator: ".").count == 5_000)
            #expect(all.utf8.count < 100_000)
            let chosen =
                byOneTick
                ? [("every", "on"), ("rows", String(all))] : rows(page.body).map { ("entities", $0) }
            let body = [("action", "tag"), ("tags", "watchlist")] + chosen
            let answer = try await curator.post(
                "/panels/10/bulk/", body.map { (key: $0.0, value: $0.1) }, token: page.formToken)

            #expect(answer.status == 303)
            let panel = try #require(try await repository.panel(id))
            #expect(panel.revision == Revision(2))
            let rows = try await repository.entities(of: id, at: panel.revision)
            #expect(rows.count == 5_000)
            #expect(rows.allSatisfy { $0.since == panel.revision })
            #expect(try Entity(document: rows[4_999].document.bytes).tags == ["watchlist"])
        }
    }

    @Test("Decision 10: All rows are those that the page showed: one that changed since stops them, the tick stays")
    func everyStale() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let page = try await curator.get("\(site.page)bulk/")
            let all = try #require(page.body.firstMatch(of: /name="rows" value="([0-9.-]+)"/)).output.1
            _ = try await curator.post("\(site.gene)update_entity_rating/", ["status": "2"], token: page.formToken)
            // Added since: nobody saw it, so it is left alone.
            _ = try await curator.submit("\(site.page)gene/add/", Self.second)
            let before = try await site.state()
            let sent = ["action": "rate", "status": "1", "every": "on", "rows": String(all)]
            let answer = try await curator.post("\(site.page)bulk/", sent, token: page.formToken)
            #expect(answer.status == 409)
            #expect(answer.body.contains(/name="every" checked/))
            for rows in ["", "1", "x-y", "-"] {
                let fields = ["action": "rate", "status": "1", "every": "on", "rows": rows]
                let refused = try await curator.post("\(site.page)bulk/", fields, token: page.formToken)
                #expect(refused.status == 422)
                #expect(refused.marks("entities"))
            }
            #expect(try await site.state() == before)
        }
    }

    @Test("Undo puts the entity back as a new change; what was only added has nothing to undo")
    func undo() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let token = try await curator.get(site.gene).formToken
            #expect(try await curator.post("\(site.gene)undo/", [:], token: token).status == 422)
            _ = try await curator.post("\(site.gene)update_entity_rating/", ["status": "3"], token: token)
            let rated = try await site.live().header.version
            #expect(try await curator.post("\(site.gene)undo/", [:], token: token).status == 303)
            let row = try #require(try await site.row())
            #expect(row.confidence == .red)
            #expect(try await site.live().header.version == rated.nextMinor)
            #expect(try await site.entity().evidence == ["Literature"])
            #expect(try await site.dossier().track.count == 3)
        }
    }

    @Test("Only curators see or send it")
    func forbidden() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            let before = try await site.state()
            var reviewer = try await site.site.browser(signedInAs: "reviewer")
            let token = try await reviewer.get("\(site.gene)review/").formToken
            #expect(try await reviewer.get("\(site.page)bulk/").status == 403)
            for path in ["\(site.page)bulk/", "\(site.gene)undo/"] {
                #expect(try await reviewer.post(path, ["action": "ready"], token: token).status == 403)
            }
            #expect(try await site.state() == before)
        }
    }
}
