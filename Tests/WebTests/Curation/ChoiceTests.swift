import Domain
import Foundation
import Testing

@testable import Pages

/// `web.md 18`, `api.md 15`.
@Suite("Choices while typing")
struct ChoiceTests {
    struct Answer: Decodable {
        struct Row: Decodable {
            var id: String
            var text: String
            var selected: String?
            var isNew: Bool?

            enum CodingKeys: String, CodingKey {
                case id, text
                case selected = "selected_text"
                case isNew = "create_id"
            }
        }
        struct Paging: Decodable { var more: Bool }
        var results: [Row]
        var pagination: Paging?
    }

    private func ask(_ browser: inout TestBrowser, _ uri: String) async throws -> Answer {
        let answer = try await browser.get(uri)
        #expect(answer.status == 200, "\(uri)")
        #expect(answer.headers[.contentType]?.hasPrefix("application/json") ?? false)
        return try JSONDecoder().decode(Answer.self, from: Data(answer.body.utf8))
    }

    @Test("A85: Genes as the original writes them, ten to a page, and 404 beyond the end")
    func genes() async throws {
        try await CurationSite.with { site in
            _ = try await site.site.repository.upsert(
                (10..<35).map { number in
                    Gene(
                        symbol: "ABC\(number)", name: "name \(number)", ensembl: JSONText(unchecked: Array("{}".utf8)),
                        omim: nil, alias: nil, aliasName: nil, biotype: nil, hgncSymbol: "H\(number)", hgncID: nil,
                        hgncDateSymbolChanged: nil, hgncRelease: nil, isActive: true)
                })
            var browser = try site.site.browser()
            let first = try await ask(&browser, "/autocomplete/gene/?q=abc")
            #expect(first.results.map(\.id) == (10..<20).map { "ABC\($0)" })
            #expect(first.results.first?.text == "ABC10 (HGNC:  H10), name 10")
            #expect(first.results.first?.selected == first.results.first?.text)
            #expect(first.pagination?.more == true)
            let last = try await ask(&browser, "/autocomplete/gene/?q=abc&page=3")
            #expect(last.results.map(\.id) == (30..<35).map { "ABC\($0)" })
            #expect(last.pagination?.more == false)
            for page in ["4", "0", "-1", "x", "99999999999999999999"] {
                #expect(try await browser.get("/autocomplete/gene/?q=abc&page=\(page)").status == 404, "\(page)")
            }
            let none = try await ask(&browser, "/autocomplete/gene/?q=nothing")
            #expect(none.results.isEmpty && none.pagination?.more == false)
            #expect(try await ask(&browser, "/autocomplete/gene/?q=OLD1").results.isEmpty)
        }
    }

    @Test("A85: Sources contain the text and come without paging")
    func sources() async throws {
        try await CurationSite.with { site in
            var browser = try site.site.browser()
            let found = try await ask(&browser, "/autocomplete/source/?q=EXPERT")
            #expect(found.results.map(\.id) == ["Expert List", "Expert Review"])
            #expect(found.pagination == nil && found.results.allSatisfy { $0.selected == nil })
            #expect(try await ask(&browser, "/autocomplete/source/").results.count == 6)
        }
    }

    @Test("W93, A85: Panels: internal and retired ones for curators only, never super panels or deleted ones")
    func panels() async throws {
        try await CurationSite.with { site in
            let repository = site.site.repository
            for (name, status) in [("Beta", PanelStatus.internal), ("Better", .retired), ("Betamax", .deleted)] {
                _ = try await repository.create(
                    PanelHeader(name: name, description: "d", status: status, versionCreated: AccountSite.start),
                    oldCode: nil, at: AccountSite.start, by: nil)
            }
            var anonymous = try site.site.browser()
            #expect(try await ask(&anonymous, "/autocomplete/panels/simple/?q=et").results.isEmpty)
            let all = try await ask(&anonymous, "/autocomplete/panels/simple/")
            #expect(all.results.map(\.text) == ["Heart v0.0"])
            #expect(all.results.map(\.id) == ["\(site.panel)"])
            var reviewer = try await site.site.browser(signedInAs: "reviewer")
            #expect(try await ask(&reviewer, "/autocomplete/panels/simple/?q=et").results.isEmpty)
            var curator = try await site.site.browser(signedInAs: "curator")
            let found = try await ask(&curator, "/autocomplete/panels/simple/?q=et")
            #expect(found.results.map(\.text) == ["Beta v0.0", "Better v0.0"])
            let exact = try await ask(&curator, "/autocomplete/panels/simple/?q=BETA")
            #expect(exact.results.map(\.text) == ["Beta v0.0"])
        }
    }

    @Test("A85: Panel types and tags by number and name; tags begin with the text, types contain it")
    func vocabulary() async throws {
        try await CurationSite.with { site in
            _ = try await site.site.repository.load(
                tags: [(3, "water"), (4, "wat")],
                types: [
                    PanelType(id: 5, name: "GMS Rare", slug: "gms-rare", description: ""),
                    PanelType(id: 6, name: "Rare", slug: "rare", description: ""),
                ])
            var browser = try site.site.browser()
            let tags = try await ask(&browser, "/autocomplete/tags/?q=WAT")
            #expect(tags.results.map(\.text) == ["wat", "watchlist", "water"])
            #expect(tags.results.map(\.id) == ["4", "1", "3"])
            #expect(tags.results.allSatisfy { $0.isNew == nil })
            #expect(try await ask(&browser, "/autocomplete/tags/?q=ter").results.isEmpty)
            let types = try await ask(&browser, "/autocomplete/panels/type/?q=rare")
            #expect(types.results.map(\.text) == ["Rare", "GMS Rare"])
            #expect(types.results.map(\.id) == ["6", "5"])
        }
    }

    @Test("A85: `forward` that is no JSON object is 400 in words; other methods are 405")
    func forward() async throws {
        try await CurationSite.with { site in
            var browser = try site.site.browser()
            for path in ["gene", "source", "tags", "panels/simple", "panels/type"] {
                let uri = "/autocomplete/\(path)/"
                let broken = try await browser.get("\(uri)?forward=%7Bno")
                #expect(broken.status == 400 && broken.body == "Invalid JSON data")
                let list = try await browser.get("\(uri)?forward=%5B1%5D")
                #expect(list.status == 400 && list.body == "Not a JSON object")
                #expect(try await browser.get("\(uri)?forward=%7B%22a%22%3A1%7D").status == 200)
                #expect(try await browser.get(uri, method: .delete).status == 403, "no token")
            }
        }
    }

    @Test(
        "W94: Nobody makes a tag without the right; curators have none, staff and superusers do",
        arguments: [nil, "external", "reviewer", "curator"])
    func refusedTag(name: String?) async throws {
        try await CurationSite.with { site in
            var browser = try site.site.browser()
            if let name { browser = try await site.site.browser(signedInAs: name) }
            #expect(try await browser.post("/autocomplete/tags/", ["text": "x"]).status == 403)
            let token = try await browser.get("/accounts/password_reset/").formToken
            #expect(try await browser.post("/autocomplete/tags/", ["text": "x"], token: token).status == 403)
            #expect(
                try await browser.post("/autocomplete/tags/", ["text": "x"], header: browser.jar["csrftoken"]).status
                    == 403)
            #expect(try await site.site.repository.tags() == ["treatable", "watchlist"])
        }
    }

    @Test("W94, web.md 18: Who may is offered the new word, and makes it once", arguments: [true, false])
    func newTag(isStaff: Bool) async throws {
        try await CurationSite.with { site in
            var person = try #require(try await site.site.repository.person(PersonID(1)))
            person.isStaff = isStaff
            person.isSuperuser = !isStaff
            _ = try await site.site.repository.load(people: [person], tokens: [], groups: [])
            var browser = try await site.site.browser(signedInAs: "curator")
            let offered = try await ask(&browser, "/autocomplete/tags/?q=fresh")
            #expect(offered.results.map(\.id) == ["fresh"])
            #expect(offered.results.first?.text == "Create \"fresh\"")
            #expect(offered.results.first?.isNew == true)
            #expect(try await ask(&browser, "/autocomplete/tags/?q=watchlist").results.map(\.id) == ["1"])
            #expect(try await ask(&browser, "/autocomplete/tags/").results.allSatisfy { $0.isNew == nil })
            let header = browser.jar["csrftoken"]
            let made = try await browser.post("/autocomplete/tags/", ["text": " fresh "], header: header)
            #expect(made.status == 200)
            #expect(made.body == #"{"id":3,"text":"fresh"}"#)
            #expect(try await browser.post("/autocomplete/tags/", ["text": "fresh"], header: header).body == made.body)
            #expect(try await browser.post("/autocomplete/tags/", ["text": " "], header: header).status == 400)
            #expect(try await browser.post("/autocomplete/tags/", ["other": "x"], header: header).status == 400)
            let long = String(repeating: "x", count: 256)
            #expect(try await browser.post("/autocomplete/tags/", ["text": long], header: header).status == 400)
        }
    }
}
