import Domain
import Testing

@testable import Pages

@Suite("web.md 6: curators make and change panels")
struct PanelCurationPageTests {
    private static let fields = [
        "level4": "Lungs", "description": "About lungs", "level2": "Group", "omim": "1, 2,", "old_panels": "Breath",
        "status": "public",
    ]

    @Test("W22: A panel is made with everything that was typed")
    func create() async throws {
        try await CurationSite.with { site in
            var curator = try await site.site.browser(signedInAs: "curator")
            let answer = try await curator.submit("/panels/create/", Self.fields)
            #expect(answer.status == 303)
            let panels = try await site.site.repository.catalogue()
            let panel = try #require(panels.first { $0.header.name == "Lungs" })
            #expect(answer.location == "/panels/\(panel.id)/")
            #expect(panel.header.omim == ["1", "2"])
            #expect(panel.header.relevantDisorders == ["Breath"])
            #expect(panel.header.version == Version(major: 0, minor: 0))
            let lines = try await site.site.repository.activities(of: panel.id, offset: 0, limit: 5)
            #expect(lines.map(\.text) == ["Added Panel Lungs\nSet list of related panels to Breath"])
        }
    }

    @Test(
        "D68, D70, W23: A wrong panel names the field, keeps what was typed and changes nothing",
        arguments: [
            ("level4", ["level4": "Heart"]), ("level4", ["level4": " "]), ("description", ["description": ""]),
            ("status", ["status": "open"]), ("child_panels", ["child_panels": "2"]),
            ("child_panels", ["child_panels": "99"]),
            ("types", ["types": "99"]),
        ])
    func refused(field: String, change: [String: String]) async throws {
        try await CurationSite.with { site in
            let before = try await site.state()
            var curator = try await site.site.browser(signedInAs: "curator")
            let token = try await curator.get("/panels/create/").formToken
            let answer = try await curator.post(
                "/panels/create/", Self.fields.merging(change) { $1 }, token: token)
            #expect(answer.status == 422)
            #expect(answer.marks(field) || field == "types", "\(field)")
            #expect(answer.body.contains("Breath"))
            #expect(try await site.state() == before)
        }
    }

    @Test("D71, W24: A changed panel freezes the old content under the old number; a form without changes does nothing")
    func edit() async throws {
        try await CurationSite.with { site in
            var curator = try await site.site.browser(signedInAs: "curator")
            let same = ["level4": "Heart", "description": "d", "status": "public"]
            let before = try await site.state()
            #expect(try await curator.submit("\(site.page)update/", same).status == 303)
            #expect(try await site.state() == before)
            #expect(
                try await curator.submit("\(site.page)update/", same.merging(["level4": "Heart 2"]) { $1 }).status
                    == 303)
            let panel = try await site.live()
            #expect(panel.header.name == "Heart 2")
            #expect(panel.header.version == Version(major: 0, minor: 1))
            let old = try await curator.get("\(site.page)?version=0.0")
            #expect(old.body.contains("<h1>Heart</h1>"))
        }
    }

    @Test(
        "D72, D73, BUG-27, W26: Sign-off: of an earlier version, of the current one, taken away, and every mistake at its field"
    )
    func signOff() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let same = ["level4": "Heart", "description": "d", "status": "public"]
            let token = try await curator.get("\(site.page)update/").formToken
            for (field, wrong) in [
                ("signed_off_version", ["signed_off_version": "9.9"]),
                ("signed_off_version", ["signed_off_version": "x"]),
                ("signed_off_version", ["signed_off_version": "", "signed_off_date": "1/1/2026"]),
                ("signed_off_date", ["signed_off_version": "0.0", "signed_off_date": "yesterday"]),
            ] {
                let before = try await site.state()
                let answer = try await curator.post("\(site.page)update/", same.merging(wrong) { $1 }, token: token)
                #expect(answer.status == 422)
                #expect(answer.marks(field))
                #expect(try await site.state() == before)
            }
            _ = try await curator.post(
                "\(site.page)update/",
                same.merging(["signed_off_version": "0.0", "signed_off_date": "31/12/25"]) { $1 },
                token: token)
            #expect(
                try await site.live().signedOff
                    == SignedOff(version: Version(major: 0, minor: 0), date: try #require(CivilDate("2025-12-31"))))
            _ = try await curator.post(
                "\(site.page)update/", same.merging(["signed_off_version": "0.2", "signed_off_date": ""]) { $1 },
                token: token)
            #expect(try await site.live().signedOff?.version == Version(major: 0, minor: 2))
            let dated = try await site.site.repository.versions(of: site.panel).filter { $0.signedOff != nil }
            #expect(dated.map(\.version) == [Version(major: 0, minor: 2)])
            _ = try await curator.post(
                "\(site.page)update/", same.merging(["signed_off_version": "", "signed_off_date": ""]) { $1 },
                token: token)
            #expect(try await site.live().signedOff == nil)
        }
    }

    @Test(
        "D22-D24, D19, W28, W29: Promotion makes a major version with a note, without ready marks, and raises parents alike"
    )
    func promote() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let token = try await curator.get(site.gene).formToken
            _ = try await curator.post("\(site.gene)mark_as_ready/", [:], token: token)
            #expect(try await site.row()?.ready == true)
            #expect(
                try await curator.post("\(site.page)promote/", ["version_comment": " "], token: token).status == 422)
            #expect(
                try await curator.post("\(site.page)promote/", ["version_comment": "good one"], token: token).status
                    == 303)
            let panel = try await site.live()
            #expect(panel.header.version == Version(major: 1, minor: 0))
            #expect(
                panel.header.versionComment?.hasSuffix("Curator Example (Here) promoted panel to 1.0\ngood one\n\n")
                    ?? false)
            #expect(try await site.row()?.ready == false)
            #expect(panel.statistics?.genes.ready == 0)
            #expect(try await site.site.repository.panel(site.parent)?.header.version == Version(major: 1, minor: 0))
        }
    }

    @Test("D18, D20: Every rise of a child raises each parent once: c1, c1, c2, c3 make 0.3 and 0.2")
    func parents() async throws {
        try await CurationSite.with { site in
            let repository = site.site.repository
            func make(_ name: String, _ children: [PanelID] = []) async throws -> PanelID {
                let header = PanelHeader(
                    name: name, description: "d", status: .public, versionCreated: AccountSite.start, children: children
                )
                return try await repository.create(header, oldCode: nil, at: AccountSite.start, by: nil).id
            }
            let (c1, c2, c3) = (try await make("c1"), try await make("c2"), try await make("c3"))
            let (p1, p2) = (try await make("P1", [c1, c2]), try await make("P2", [c2, c3]))
            var curator = try await site.site.browser(signedInAs: "curator")
            for (panel, gene) in [(c1, "GENE1"), (c1, "GENE2"), (c2, "GENE1"), (c3, "GENE1")] {
                let fields = ["gene": gene, "source": "Other", "moi": "Unknown"]
                #expect(try await curator.submit("/panels/\(panel)/gene/add/", fields).status == 303)
            }
            #expect(try await repository.panel(p1)?.header.version == Version(major: 0, minor: 3))
            #expect(try await repository.panel(p2)?.header.version == Version(major: 0, minor: 2))
            #expect(try await repository.versions(of: p1).count == 3)
        }
    }

    @Test("BUG-25, W31: Approve, reject and delete change the status, say so, and never revive a deleted panel")
    func status() async throws {
        try await CurationSite.with { site in
            var curator = try await site.site.browser(signedInAs: "curator")
            let token = try await curator.get(site.page).formToken
            for (action, status) in [("reject", PanelStatus.internal), ("approve", .public), ("delete", .deleted)] {
                #expect(try await curator.post("\(site.page)\(action)/", [:], token: token).status == 303)
                #expect(try await site.live().header.status == status)
            }
            #expect(try await curator.post("\(site.page)approve/", [:], token: token).status == 422)
            let texts = try await site.site.repository.activities(of: site.panel, offset: 0, limit: 5).map(\.text)
            #expect(
                texts == [
                    "Panel deleted", "Panel status changed from internal to public",
                    "Panel status changed from public to internal",
                ])
        }
    }

    @Test(
        "D16, decision 10: Two people change the form of one panel: the second is told, an entity changed meanwhile is no conflict"
    )
    func stale() async throws {
        try await CurationSite.with { site in
            var curator = try await site.site.browser(signedInAs: "curator")
            let page = try await curator.get("\(site.page)update/")
            let revision = try #require(page.body.firstMatch(of: /name="revision" value="(\d+)"/)).output.1
            try await site.addGene()
            let mine = ["level4": "Mine", "description": "d", "status": "public", "revision": "\(revision)"]
            #expect(try await curator.post("\(site.page)update/", mine, token: page.formToken).status == 303)
            let second = try await curator.post(
                "\(site.page)update/", mine.merging(["level4": "Second"]) { $1 }, token: page.formToken)
            #expect(second.status == 409)
            #expect(second.body.contains("Now it is: Mine"))
            #expect(try await site.live().header.name == "Mine")
        }
    }

    @Test(
        "W21, W32: Who is no curator neither sees nor sends these forms",
        arguments: ["create", "1/update", "1/promote", "1/approve", "1/reject", "1/delete", "1/mark_not_ready"])
    func forbidden(_ path: String) async throws {
        try await CurationSite.with { site in
            let before = try await site.state()
            var anonymous = try site.site.browser()
            let token = try await anonymous.get("/accounts/login/").formToken
            let sent = try await anonymous.post("/panels/\(path)/", Self.fields, token: token)
            #expect(sent.status == 302)
            #expect(sent.location?.hasPrefix("/accounts/login/") ?? false)
            for name in ["reviewer", "external"] {
                var browser = try await site.site.browser(signedInAs: name)
                let token = try await browser.get("/panels/").formToken
                #expect(try await browser.post("/panels/\(path)/", Self.fields, token: token).status == 403, "\(name)")
            }
            #expect(try await site.state() == before)
        }
    }
}
