import Domain
import Foundation
import HTTPTypes
import Testing
import Web

@testable import Pages

/// `web.md 9.1`, decisions 9 and 27.
@Suite("Answers to scripts that post forms")
struct FormAnswerTests {
    struct Saved: Decodable {
        var detail: String
        var version: String?
        var location: String
    }
    struct Refused: Decodable {
        var detail: String
        var errors: [String: [String]]?
        var revision: Int?
    }

    private static let asking: [HTTPFields] = [
        [.accept: "application/json"], [HeaderName.requestedWith: "XMLHttpRequest", .accept: "*/*"],
    ]

    private func decode<T: Decodable>(_ answer: TestBrowser.Answer) throws -> T {
        #expect(answer.headers[.contentType]?.hasPrefix("application/json") ?? false)
        return try JSONDecoder().decode(T.self, from: Data(answer.body.utf8))
    }

    @Test(
        "A save says what happened, the version it made and where to look; a save without a new version has none",
        arguments: asking)
    func saved(headers: HTTPFields) async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let token = try await curator.get(site.gene).formToken
            curator.headers = headers
            let rated = try await curator.post("\(site.gene)update_entity_rating/", ["status": "3"], token: token)
            #expect(rated.status == 200)
            let saved: Saved = try decode(rated)
            #expect(saved.version == "0.2" && saved.location == site.gene)
            #expect(saved.detail == "The rating of gene: GENE1 is saved. Version 0.2.")
            let tagged: Saved = try decode(
                try await curator.post("\(site.gene)update_entity_tags/", ["tags": "watchlist"], token: token))
            #expect(tagged.version == nil && tagged.detail == "The tags are saved.")
            curator.headers = [:]
            let page = try await curator.get(site.gene)
            #expect(!page.body.contains("data-saved"), "said once, to the script")
        }
    }

    @Test("W55, W57: 422 names the fields, and nothing changes", arguments: asking)
    func refused(headers: HTTPFields) async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let token = try await curator.get(site.gene).formToken
            curator.headers = headers
            let before = try await site.state()
            for (uri, fields, field) in [
                ("\(site.gene)update_entity_moi/", ["moi": ""], "moi"),
                ("\(site.gene)update_entity_rating/", ["status": "9"], "status"),
                ("\(site.gene)update_entity_phenotypes/", ["phenotypes": "a;;b"], "phenotypes"),
                ("\(site.gene)review/", ["publications": "1;;2"], "publications"),
                ("\(site.page)gene/add/", ["gene": "NOPE", "source": "Other", "moi": "Unknown"], "gene"),
                ("\(site.page)update/", ["level4": "", "description": "d"], "level4"),
                ("\(site.page)promote/", ["version_comment": ""], "version_comment"),
                ("\(site.page)bulk/", ["action": "ready"], "entities"),
            ] {
                let answer = try await curator.post(uri, fields, token: token)
                #expect(answer.status == 422, "\(uri)")
                let refused: Refused = try decode(answer)
                #expect(refused.errors?[field]?.isEmpty == false, "\(uri): \(answer.body)")
            }
            #expect(try await site.state() == before)
        }
    }

    @Test("409 has both values: those that stand now with their revision, and the words about them")
    func conflict() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let page = try await curator.get(site.gene)
            let revision = try #require(page.body.firstMatch(of: /name="revision" value="(\d+)"/)).output.1
            _ = try await curator.post(
                "\(site.gene)update_entity_phenotypes/", ["phenotypes": "theirs"], token: page.formToken)
            let sent = ["phenotypes": "mine", "revision": "\(revision)", "comment": "why"]
            let html = try await curator.post("\(site.gene)update_entity_phenotypes/", sent, token: page.formToken)
            #expect(html.status == 409)
            #expect(html.body.contains("mine</textarea>") && html.body.contains("Now it is: theirs"))
            curator.headers = [.accept: "application/json"]
            let answer = try await curator.post("\(site.gene)update_entity_phenotypes/", sent, token: page.formToken)
            #expect(answer.status == 409)
            #expect(answer.body.contains(#""current":{"phenotypes":"theirs"}"#))
            let refused: Refused = try decode(answer)
            #expect(refused.errors?["phenotypes"] == ["Now it is: theirs"])
            let now = ["phenotypes": "mine", "revision": "\(try #require(refused.revision))"]
            #expect(
                try await curator.post("\(site.gene)update_entity_phenotypes/", now, token: page.formToken).status
                    == 200)
        }
    }

    @Test("W32, W33: 403, 404 and 405 are told as JSON too", arguments: asking)
    func others(headers: HTTPFields) async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            for (name, status) in [("reviewer", 403), ("curator", 404)] {
                var browser = try await site.site.browser(signedInAs: name)
                let token = try await browser.get("\(site.gene)").formToken ?? ""
                browser.headers = headers
                let uri = status == 403 ? site.gene : "\(site.page)gene/NONE/"
                let answer = try await browser.post("\(uri)update_entity_moi/", ["moi": "Unknown"], token: token)
                #expect(answer.status == status)
                let _: Refused = try decode(answer)
                let got = try await browser.get("\(site.gene)update_entity_moi/")
                #expect(got.status == 405)
                let _: Refused = try decode(got)
            }
        }
    }

    @Test("A form that is refused twice goes on carrying the revision it was made from, so that nobody is overwritten")
    func revisionStays() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let page = try await curator.get("\(site.gene)edit/")
            let revision = String(try #require(page.body.firstMatch(of: /name="revision" value="(\d+)"/)).output.1)
            _ = try await curator.post(
                "\(site.gene)update_entity_phenotypes/", ["phenotypes": "theirs"], token: page.formToken)
            let sent = ["gene": "NOPE", "source": "Literature", "moi": "Unknown", "revision": revision]
            let refused = try await curator.post("\(site.gene)edit/", sent, token: page.formToken)
            let isCarried = refused.body.contains("name=\"revision\" value=\"\(revision)\"")
            #expect(refused.status == 422 && isCarried)
        }
    }

    @Test("Tags and types are taken by number, as the original's scripts send them, and by name; multipart too")
    func numbers() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            _ = try await site.site.repository.load(
                tags: [], types: [PanelType(id: 5, name: "Rare", slug: "rare", description: "")])
            var curator = try await site.site.browser(signedInAs: "curator")
            let token = try #require(try await curator.get(site.gene).formToken)
            for (sent, stored) in [("2", "treatable"), ("watchlist", "watchlist"), ("1", "watchlist")] {
                _ = try await curator.post("\(site.gene)update_entity_tags/", ["tags": sent], token: token)
                #expect(try await site.entity().tags == [stored])
            }
            #expect(
                try await curator.post("\(site.gene)update_entity_tags/", ["tags": "77"], token: token).status == 422)
            for sent in ["Rare", "5"] {
                let fields = ["level4": "Heart", "description": sent, "types": sent]
                #expect(try await curator.post("\(site.page)update/", fields, token: token).status == 303)
                #expect(try await site.live().header.types.map(\.slug) == ["rare"])
            }
            let parts = ["csrfmiddlewaretoken": token, "tags": "2"].map {
                "--XX\r\nContent-Disposition: form-data; name=\"\($0.key)\"\r\n\r\n\($0.value)\r\n"
            }
            let answer = try await curator.send(
                "\(site.gene)update_entity_tags/", type: "multipart/form-data; boundary=XX",
                parts.joined() + "--XX--\r\n")
            #expect(answer.status == 303)
            #expect(try await site.entity().tags == ["treatable"])
            let broken = try await curator.send(
                "\(site.gene)update_entity_tags/", type: "multipart/form-data; boundary=XX", "--XX\r\n")
            #expect(broken.status == 403)
        }
    }

    @Test("W35, W96: The entity page has the review form with my values; labels and ids are unique; counts are said")
    func entityPage() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            let token = try await curator.get(site.gene).formToken
            _ = try await curator.post(
                "\(site.gene)review/", ["rating": "AMBER", "phenotypes": "x;; ", "comments": "why"], token: token)
            _ = try await curator.post(
                "\(site.gene)review/", ["rating": "AMBER", "phenotypes": "x ; ", "comments": "why"], token: token)
            let page = try await curator.get(site.gene)
            #expect(page.body.contains("0 green, 1 amber, 0 red"))
            #expect(page.body.contains("<option value=\"AMBER\" selected>"))
            #expect(page.body.contains("id=\"review-id_phenotypes\" name=\"phenotypes\" type=\"text\" value=\"x\""))
            let ids = page.body.matches(of: /\sid="([^"]+)"/).map { String($0.output.1) }
            #expect(Set(ids).count == ids.count)
            for label in page.body.matches(of: /\sfor="([^"]+)"/) { #expect(ids.contains(String(label.output.1))) }
            for target in page.body.matches(of: /\spopovertarget="([^"]+)"/) {
                #expect(ids.contains(String(target.output.1)))
            }
        }
    }
}
