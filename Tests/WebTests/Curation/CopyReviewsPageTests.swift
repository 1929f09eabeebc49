import Domain
import Testing

@testable import Pages

@Suite("web.md 11.4: copy reviews between panels")
struct CopyReviewsPageTests {
    private static func reviewed(_ site: CurationSite, _ panel: PanelID, by person: String) async throws {
        var browser = try await site.site.browser(signedInAs: person)
        let answer = try await browser.submit(
            "/panels/\(panel)/gene/GENE1/review/", ["rating": "RED", "comments": "by \(person)"])
        #expect(answer.status == 303)
    }

    /// Panels 1 and Fourth with GENE1; on the first both people have reviewed it, on Fourth the curator has.
    private func with(_ body: (CurationSite, PanelID) async throws -> Void) async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            let fourth = try await site.site.repository.create(
                PanelHeader(name: "Fourth", description: "d", status: .public, versionCreated: AccountSite.start),
                oldCode: nil, at: AccountSite.start, by: nil
            ).id
            var curator = try await site.site.browser(signedInAs: "curator")
            _ = try await curator.submit("/panels/\(fourth)/gene/add/", CurationSite.newGene)
            for person in ["curator", "reviewer"] { try await Self.reviewed(site, site.panel, by: person) }
            try await Self.reviewed(site, fourth, by: "curator")
            try await body(site, fourth)
        }
    }

    @Test(
        "W74: Reviews are copied, who has one is skipped, the version rises, and the number is told at the comparison")
    func copied() async throws {
        try await with { site, fourth in
            var curator = try await site.site.browser(signedInAs: "curator")
            let path = "/panels/copy/\(site.panel)/\(fourth)"
            let page = try await curator.get(path)
            #expect(page.body.contains("1 review will be copied"))
            #expect(page.body.contains(">Copy all reviews</button>"))
            #expect(page.body.contains("name=\"panel_1\" value=\"\(site.panel)\""))
            #expect(page.body.contains("href=\"/panels/compare/\(site.panel)/\(fourth)/GENE1\""))
            let version = try #require(try await site.site.repository.panel(fourth)?.header.version)
            let own = try #require(try await site.site.repository.entity(of: fourth, kind: .gene, name: "GENE1"))

            let fields = ["panel_1": "\(site.panel)", "panel_2": "\(fourth)"]
            let answer = try await curator.post(path, fields, token: page.formToken)

            #expect(answer.status == 303)
            #expect(answer.location == "/panels/compare/\(site.panel)/\(fourth)")
            #expect(try await curator.get("/panels/").body.contains("1 review copied."))
            #expect(try await site.site.repository.panel(fourth)?.header.version == version.nextMinor)
            let reviews = try await site.site.repository.dossier(of: own.id).evaluations
            #expect(Set(reviews.map(\.author)) == [PersonID(1), PersonID(2)])
            let copy = try #require(reviews.first { $0.author == PersonID(2) })
            #expect(copy.version?.hasPrefix("Imported from Heart panel version 0.") == true)
            let again = try await curator.get(path)
            #expect(again.body.contains("nothing is left to copy"))
            #expect(!again.body.contains("Copy all reviews</button>"))
        }
    }

    @Test("A form that is about other panels, or one panel twice, copies nothing")
    func refused() async throws {
        try await with { site, fourth in
            var curator = try await site.site.browser(signedInAs: "curator")
            let path = "/panels/copy/\(site.panel)/\(fourth)"
            let token = try await curator.get(path).formToken
            let before = try await site.state()
            let other = try await curator.post(path, ["panel_1": "\(site.panel)", "panel_2": "77"], token: token)
            #expect(other.status == 422)
            #expect(other.body.contains("This form is about another panel than its address."))
            let twice = try await curator.post("/panels/copy/\(fourth)/\(fourth)", [:], token: token)
            #expect(twice.status == 422)
            #expect(twice.body.contains("Reviews cannot be copied from a panel to itself."))
            #expect(try await site.state() == before)
        }
    }

    @Test("D64, J44, M9: Above 1,000 genes it goes on in the background, and a mail tells the number")
    func background() async throws {
        try await CurationSite.with { site in
            let repository = site.site.repository
            _ = try await repository.load(
                LargePanel.archive(10, genes: 1_001, reviewer: PersonID(2)), digest: "a")
            _ = try await repository.load(LargePanel.archive(11, genes: 1_000), digest: "a")
            _ = try await repository.load(
                LargePanel.archive(12, genes: 1_000, reviewer: PersonID(2)), digest: "a")
            _ = try await repository.load(LargePanel.archive(13, genes: 3), digest: "a")
            var curator = try await site.site.browser(signedInAs: "curator")

            let token = try await curator.get("/panels/copy/12/13").formToken
            _ = try await curator.post("/panels/copy/12/13", [:], token: token)
            #expect(try await curator.get("/panels/").body.contains("3 reviews copied."))

            let answer = try await curator.post("/panels/copy/10/11", [:], token: token)
            #expect(answer.status == 303)
            #expect(try await curator.get("/panels/").body.contains("copied in the background"))
            #expect(try await repository.panel(PanelID(11))?.revision == Revision(1))

            let mail = try #require(try await site.site.deliver().first)
            #expect(mail.to == ["curator@example.org"])
            #expect(mail.subject == "Reviews copied")
            #expect(mail.text.contains("1000 reviews copied"))
            let target = try #require(try await repository.panel(PanelID(11)))
            #expect(target.revision == Revision(2))
            #expect(target.header.version == Version(major: 0, minor: 2))
            #expect(target.statistics?.genes.evaluated == 1_000)
        }
    }
}
