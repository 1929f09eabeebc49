import Domain
import Foundation
import Ports
import Testing

@testable import Pages

/// The log over a database: lines of a public, a hidden and a retired panel, and one of none.
@Suite struct ActivityPageTests {
    private static let day = 86_400.0

    private func with(_ body: (CurationSite, inout TestBrowser) async throws -> Void) async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            let repository = site.site.repository
            let start = AccountSite.start
            var panels: [Panel] = []
            for (name, status) in [("Hidden", PanelStatus.internal), ("Old", .retired)] {
                panels.append(
                    try await repository.create(
                        PanelHeader(name: name, description: "d", status: status, versionCreated: start), oldCode: nil,
                        at: start, by: nil))
            }
            let heart = try await site.live()
            func act(_ days: Double, _ id: Int = 1) -> Act {
                Act(
                    person: PersonID(id), role: .curator, fullName: "Anna Author", reviewerName: "",
                    moment: start.advanced(bySeconds: days * Self.day), schemaVersion: "1")
            }
            let version = Version(major: 1, minor: 2)
            _ = try await repository.load(activities: [
                .line(
                    .ratingChanged, "=rated, gene", on: heart, version: version, kind: .gene, name: "GENE1", by: act(-3)
                ),
                .line(
                    .reviewed, "reviewed it", on: heart, version: version, kind: .gene, name: "GENE2", by: act(-2, 2)),
                .line(.panelEdited, "hidden text", on: panels[0], by: act(-1)),
                .line(.panelEdited, "retired text", on: panels[1], by: act(-4)),
            ])
            var browser = try site.site.browser()
            try await body(site, &browser)
        }
    }

    private func texts(_ page: TestBrowser.Answer) -> [String] {
        page.body.split(separator: "\n").filter { $0.hasPrefix("<tr><th scope=row>") }.compactMap { row in
            row.matches(of: /<div>([^<]+)<\/div>/).last.map { String($0.output.1) }
        }
    }

    @Test("W82: only lines of public and retired panels, newest first; curators see all")
    func visible() async throws {
        try await with { site, browser in
            let page = try await browser.get("/panels/activity/")
            #expect(page.status == 200)
            let seen = texts(page)
            #expect(seen.suffix(3) == ["reviewed it", "=rated, gene", "retired text"])
            #expect(!page.body.contains("hidden text") && !page.body.contains("Hidden"))
            #expect(!page.body.contains("CSV Export"))
            var curator = try await site.site.browser(signedInAs: "curator")
            let all = try await curator.get("/panels/activity/")
            #expect(all.body.contains("hidden text") && all.body.contains("CSV Export"))
            var reviewer = try await site.site.browser(signedInAs: "reviewer")
            #expect(!(try await reviewer.get("/panels/activity/")).body.contains("hidden text"))
        }
    }

    @Test("W83: filters combine; the form is open and shows the values")
    func filters() async throws {
        try await with { site, browser in
            let query = "panel=\(site.panel)&version=1.2&entity=GENE1"
            let page = try await browser.get("/panels/activity/?\(query)")
            #expect(texts(page) == ["=rated, gene"])
            #expect(page.body.contains("<details class=\"sum\" open>"))
            #expect(page.body.contains("<option value=\"\(site.panel)\" selected>Heart</option>"))
            #expect(page.body.contains("<option value=\"1.2\" selected>1.2</option>"))
            #expect(page.body.contains("name=\"entity\" value=\"GENE1\""))
            #expect(try await browser.get("/panels/activity/").body.contains("<details class=\"sum\"><summary>Filter"))
            for (query, expected) in [
                ("event_type=rating_change", ["=rated, gene"]), ("event_type=review", ["reviewed it"]),
                ("event_type=rating_change&event_type=review", ["reviewed it", "=rated, gene"]),
                ("user_type=REVIEWER", ["reviewed it"]), ("user_type=EXTERNAL", []), ("training_group=on", []),
                ("entity=retired", ["retired text"]), ("flagged_genes=on", []), ("version=9.9", []),
            ] {
                #expect(texts(try await browser.get("/panels/activity/?\(query)")) == expected, "\(query)")
            }
        }
    }

    @Test("W84: the last day of a range is included, and so is the first")
    func days() async throws {
        try await with { _, browser in
            let day = AccountSite.start.advanced(bySeconds: -2 * Self.day).day(in: .gmt)
            let page = try await browser.get("/panels/activity/?date_from=\(day)&date_to=\(day)")
            #expect(texts(page) == ["reviewed it"])
            #expect(try await browser.get("/panels/activity/?date_to=\(day)").body.contains("retired text"))
        }
    }

    @Test(
        "A day that is none, a panel, version or event that is none: an error at the field, and nothing typed is lost",
        arguments: [
            ("date_from=2026-02-30", "date_from"), ("date_to=soon", "date_to"), ("panel=999", "panel"),
            ("panel=x", "panel"), ("version=1", "version"), ("user_type=KING", "user_type"),
            ("date_from=2026-03-02&date_to=2026-03-01", "date_to"),
        ])
    func badValues(query: String, field: String) async throws {
        try await with { _, browser in
            let page = try await browser.get("/panels/activity/?\(query)")
            #expect(page.status == 422)
            #expect(page.marks(field))
            if query == "date_to=soon" { #expect(page.body.contains("value=\"soon\"")) }
        }
    }

    @Test("D11: a hidden panel is neither offered nor found by who may not read it")
    func hiddenPanel() async throws {
        try await with { site, browser in
            let hidden = try #require(
                try await site.site.repository.catalogue().first { $0.header.name == "Hidden" }
            ).id
            #expect(try await browser.get("/panels/activity/?panel=\(hidden)").status == 422)
            var curator = try await site.site.browser(signedInAs: "curator")
            let page = try await curator.get("/panels/activity/?panel=\(hidden)")
            #expect(page.status == 200)
            #expect(texts(page) == ["hidden text"])
        }
    }

    @Test("A hundred lines are a page; parameters are kept; a page that is not there is 404")
    func pages() async throws {
        try await with { site, browser in
            let heart = try await site.live()
            let act = Act(
                person: PersonID(1), role: .curator, fullName: "Anna Author", reviewerName: "",
                moment: AccountSite.start,
                schemaVersion: "1")
            _ = try await site.site.repository.load(
                activities: (1...150).map { .line(.panelEdited, "step \($0)", on: heart, by: act) })
            let address = "/panels/activity/?panel=\(site.panel)&event_type=panel"
            let first = try await browser.get(address)
            #expect(texts(first).count == 100)
            #expect(first.body.contains("Page 1 of 2. 150 actions in all."))
            let next = "/panels/activity/?panel=\(site.panel)&amp;event_type=panel&amp;page=2"
            #expect(first.body.contains("<a href=\"\(next)\" class=\"btn\" rel=\"next\">Next page</a>"))
            let second = try await browser.get("\(address)&page=2")
            #expect(texts(second).count == 50)
            #expect(Set(texts(first)).isDisjoint(with: texts(second)))
            for page in ["3", "0", "-1", "x", "99999999999999999999"] {
                #expect(try await browser.get("\(address)&page=\(page)").status == 404, "\(page)")
            }
            #expect(try await browser.get("/panels/activity/?event_type=panel&q=step+77").body.contains("1 action<"))
        }
    }

    @Test("Entries whose panel or entity is gone are plain text, the others links")
    func links() async throws {
        try await with { site, browser in
            let page = try await browser.get("/panels/activity/?panel=\(site.panel)")
            #expect(page.body.contains("<a href=\"\(site.gene)\">GENE1</a>"))
            #expect(page.body.contains("<td>GENE2<td>"))
            #expect(page.body.contains("<a href=\"/panels/\(site.panel)/\">Heart v1.2</a>"))
            #expect(page.body.contains("<strong>Anna Author</strong>"))
        }
    }

    @Test("A change shows at once, though pages are kept")
    func fresh() async throws {
        try await with { site, browser in
            let before = texts(try await browser.get("/panels/activity/"))
            var curator = try await site.site.browser(signedInAs: "curator")
            #expect(
                try await curator.submit(
                    "\(site.gene)update_entity_rating/", ["status": "3", "comment": "sure"], from: site.gene
                ).status == 303)
            let after = texts(try await browser.get("/panels/activity/"))
            #expect(after.count > before.count)
        }
    }

    @Test(
        "W85: the export is for curators; every line that fits, 8 columns, no cell that a spreadsheet takes for a formula"
    )
    func export() async throws {
        try await with { site, browser in
            let address = "/panels/activity/?format=csv&event_type=rating_change"
            let away = try await browser.get(address)
            #expect(away.status == 302)
            #expect(away.location?.hasPrefix("/accounts/login/?next=/panels/activity/") == true)
            for name in ["reviewer", "external"] {
                var other = try await site.site.browser(signedInAs: name)
                #expect(try await other.get(address).status == 403, "\(name)")
            }
            var curator = try await site.site.browser(signedInAs: "curator")
            let file = try await curator.get(address)
            #expect(file.status == 200)
            #expect(file.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(
                file.headers[.contentDisposition]?.contains(/export-panelapp-activities-\d{8}T\d{6}Z\.csv/) == true)
            let lines = file.body.split(separator: "\r\n", omittingEmptySubsequences: false)
            #expect(lines[0] == "Created,Panel,Panel ID,Panel Version,Entity Type,Entity Name,User,Activity")
            #expect(lines.count == 3)
            #expect(lines[1].hasSuffix("Heart,\(site.panel),1.2,gene,GENE1,Anna Author,\"'=rated, gene\""))
            #expect(try await curator.get("/panels/activity/?format=csv&date_to=soon").status == 422)
        }
    }

    @Test("W72: two panels that are posted lead to their comparison; what is missing or unknown is said at its field")
    func choice() async throws {
        try await with { site, browser in
            let old = try #require(try await site.site.repository.catalogue().first { $0.header.name == "Old" }).id
            let target = "/panels/compare/\(site.panel)/\(old)"
            let chosen: KeyValuePairs = ["panel_1": "\(site.panel)", "panel_2": "\(old)"]
            let answer = try await browser.submit("/panels/compare/", chosen)
            #expect([302, 303].contains(answer.status))
            #expect(answer.location == target)
            #expect(try await browser.get(target).status == 200)
            let again = try await browser.submit(
                target, ["panel_1": "\(old)", "panel_2": "\(site.panel)"], from: "/panels/compare/")
            #expect(again.location == "/panels/compare/\(old)/\(site.panel)")
            let hidden = try #require(
                try await site.site.repository.catalogue().first { $0.header.name == "Hidden" }
            ).id
            for (first, second, field) in [
                ("", "\(old)", "panel_1"), ("\(old)", "", "panel_2"), ("\(old)", "999", "panel_2"),
                ("x", "\(old)", "panel_1"), ("\(old)", "\(old)", "panel_2"), ("\(old)", "\(hidden)", "panel_2"),
            ] {
                let refused = try await browser.submit("/panels/compare/", ["panel_1": first, "panel_2": second])
                #expect(refused.status == 422)
                #expect(refused.marks(field), "\(first) \(second)")
            }
        }
    }

    @Test("A rating given on a comparison leads back to it, and to no other site")
    func back() async throws {
        try await with { site, _ in
            var curator = try await site.site.browser(signedInAs: "curator")
            let address = "\(site.gene)update_entity_rating/"
            let next = "/panels/compare/\(site.panel)/\(site.parent)/GENE1"
            let saved = try await curator.submit(
                address, ["status": "2", "comment": "x", "next": next], from: site.gene)
            #expect(saved.location == next)
            let other = try await curator.submit(
                address, ["status": "1", "comment": "x", "next": "https://evil.example/"], from: site.gene)
            #expect(other.location == site.gene)
        }
    }
}
