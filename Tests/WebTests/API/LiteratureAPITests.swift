import Domain
import Foundation
import HTTPTypes
import Ports
import SQLRepo
import Testing
import UseCases

/// `api.md 10`: the two addresses of the API that write.
@Suite("API: literature assignments")
struct LiteratureAPITests {
    private static let assign = "/api/v1/literature-assignments/assign/"
    private static let skip = "/api/v1/literature-assignments/skip/"

    /// A program with the token of a curator, on a site with the genes GENE1 (HGNC:77) and GENE2.
    private struct Program {
        let site: AccountSite
        var browser: TestBrowser

        /// Programs have no jar of cookies, so nothing stays from one request to the next.
        func post(_ uri: String, _ body: String, as type: String = "application/json") async throws
            -> (status: Int, body: String)
        {
            var browser = browser
            let answer = try await browser.send(body, as: type, to: uri)
            return (answer.status, answer.body)
        }

        /// The value of a member of an answer, `nil` where it is null.
        static func member(_ name: String, of body: String) throws -> Any? {
            let document = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
            let value = document?[name]
            return value is NSNull ? nil : value
        }

        func token(of username: String) async throws -> String {
            let person = try #require(try await site.repository.person(username: username))
            return try await ManageToken(tokens: site.repository, keyring: site.keyring, clock: site.clock)
                .make(for: person.id)
        }
    }

    private func with(_ username: String = "curator", _ body: (inout Program) async throws -> Void) async throws {
        try await AccountSite.with { site in
            let repository = site.repository
            _ = try await repository.upsert(
                ["GENE1": "HGNC:77", "GENE2": "HGNC:78"].map { symbol, id in
                    Gene(
                        symbol: symbol, name: "made up", ensembl: JSONText(unchecked: Array("{}".utf8)), omim: nil,
                        alias: nil, aliasName: nil, biotype: nil, hgncSymbol: symbol, hgncID: id,
                        hgncDateSymbolChanged: nil, hgncRelease: nil, isActive: true)
                })
            let curator = try #require(try await repository.person(username: "curator"))
            _ = try await repository.load(
                people: [], tokens: [], groups: [ArchivedGroup(name: "Curators", members: [curator.id])])
            var program = Program(site: site, browser: try site.browser())
            program.browser.headers[.authorization] = "Token \(try await program.token(of: username))"
            try await body(&program)
        }
    }

    @Test("A72: strangers and reviewers are refused, other methods too")
    func who() async throws {
        try await with("reviewer") { program in
            let body = #"{"report_id":"r","hgnc_id":"HGNC:77"}"#
            #expect(try await program.post(Self.assign, body).status == 403)
            program.browser.headers[.authorization] = nil
            let stranger = try await program.post(Self.assign, body)
            #expect(stranger.status == 403)
            #expect(stranger.body == #"{"detail":"Authentication credentials were not provided."}"#)
            program.browser.headers[.authorization] = "Token \(try await program.token(of: "curator"))"
            let get = try await program.browser.get(Self.assign)
            #expect(get.status == 405)
            #expect(get.headers[.allow] == "POST, OPTIONS")
            let options = try await program.browser.get(Self.skip, method: .options)
            #expect(options.status == 200)
            #expect(options.headers[.allow] == "POST, OPTIONS")
        }
    }

    @Test("A72: assigned, the body in its order, and `updated_at` goes round; else 409 with what stands")
    func assign() async throws {
        try await with { program in
            let me = try #require(try await program.site.repository.person(username: "curator"))
            let first = try await program.post(
                Self.assign, "{\"report_id\":\"r\",\"hgnc_id\":\"HGNC:77\",\"assigned_to\":\(me.id.rawValue)}")
            #expect(first.status == 200)
            let updated = try #require(try Program.member("updated_at", of: first.body) as? String)
            #expect(
                first.body
                    == "{\"report_id\":\"r\",\"gene_symbol\":\"GENE1\",\"hgnc_id\":\"HGNC:77\",\"status\":\"assigned\","
                    + "\"assigned_to\":\(me.id.rawValue),\"assigned_to_display\":\"\(me.fullName)\",\"assigned_at\":\"\(updated)\","
                    + "\"skipped_by\":null,\"skipped_by_display\":null,\"skipped_at\":null,\"skipped_reason\":\"\","
                    + "\"updated_at\":\"\(updated)\"}")

            let stale = try await program.post(Self.assign, #"{"report_id":"r","gene_symbol":"GENE1"}"#)
            #expect(stale.status == 409)
            #expect(
                stale.body
                    == #"{"error":"conflict","message":"Assignment was modified by another user","current_state":"#
                    + "{\"status\":\"assigned\",\"assigned_to\":\(me.id.rawValue),\"assigned_to_display\":\"\(me.fullName)\","
                    + "\"skipped_reason\":\"\",\"updated_at\":\"\(updated)\"}}")

            let second = try await program.post(
                Self.assign, "{\"report_id\":\"r\",\"gene_symbol\":\"GENE1\",\"expected_updated_at\":\"\(updated)\"}")
            #expect(second.status == 200)
            #expect(try Program.member("status", of: second.body) as? String == "pending")
        }
    }

    @Test("A72: a conflict on a record that does not exist makes none")
    func conflict() async throws {
        try await with { program in
            let body = #"{"report_id":"r","gene_symbol":"GENE2","expected_updated_at":"2026-01-01T00:00:00.000000Z"}"#
            let conflict = try await program.post(Self.assign, body)
            #expect(conflict.status == 409)
            let first = try await program.post(Self.assign, #"{"report_id":"r","gene_symbol":"GENE2"}"#)
            #expect(first.status == 200)
        }
    }

    @Test("A73: skipping needs a reason and keeps the assignee; assigning clears it")
    func skip() async throws {
        try await with { program in
            let me = try #require(try await program.site.repository.person(username: "curator"))
            let first = try await program.post(
                Self.assign, "report_id=r&hgnc_id=HGNC%3A77&assigned_to=\(me.id.rawValue)",
                as: "application/x-www-form-urlencoded")
            #expect(first.status == 200)
            let updated = try #require(try Program.member("updated_at", of: first.body) as? String)
            let blank = try await program.post(
                Self.skip,
                "{\"report_id\":\"r\",\"hgnc_id\":\"HGNC:77\",\"reason\":\" \",\"expected_updated_at\":\"\(updated)\"}")
            #expect(blank.status == 400)
            #expect(blank.body == #"{"error":"reason_required","message":"A reason is required when skipping"}"#)
            let skipped = try await program.post(
                Self.skip,
                "{\"report_id\":\"r\",\"hgnc_id\":\"HGNC:77\",\"reason\":\" old \",\"expected_updated_at\":\"\(updated)\"}"
            )
            #expect(skipped.status == 200)
            #expect(try Program.member("skipped_reason", of: skipped.body) as? String == "old")
            #expect(try Program.member("assigned_to", of: skipped.body) as? Int == me.id.rawValue)
            let seen = try #require(try Program.member("updated_at", of: skipped.body) as? String)
            let again = try await program.post(
                Self.assign, "{\"report_id\":\"r\",\"hgnc_id\":\"HGNC:77\",\"expected_updated_at\":\"\(seen)\"}")
            #expect(try Program.member("skipped_reason", of: again.body) as? String == "")
            #expect(try Program.member("skipped_by", of: again.body) == nil)
        }
    }

    /// Bodies with the status and the word that answers them.
    private static let wrong: [(String, Int, String)] = [
        ("", 400, "missing_field"), ("{}", 400, "missing_field"), (#"{"report_id":""}"#, 400, "missing_field"),
        (#"{"report_id":"r"}"#, 400, "hgnc_id or gene_symbol is required"),
        (#"{"report_id":"r","hgnc_id":"HGNC:9"}"#, 404, #""message":"Gene not found: HGNC:9""#),
        (#"{"report_id":"r","gene_symbol":"NONE"}"#, 404, "gene_not_found"),
        (#"{"report_id":"r","gene_symbol":"GENE1","assigned_to":3999}"#, 400, "invalid_assignee"),
        (#"{"report_id":7,"gene_symbol":"GENE1"}"#, 400, "invalid_field"),
        (#"{"report_id":"r","gene_symbol":"GENE1","assigned_to":"7"}"#, 400, "invalid_field"),
        (#"{"report_id":"r","gene_symbol":"GENE1","assigned_to":1.5}"#, 400, "invalid_field"),
        (#"{"report_id":"r","gene_symbol":["GENE1"]}"#, 400, "invalid_field"),
        (#"{"report_id":"r\u0000","gene_symbol":"GENE1"}"#, 400, "invalid_field"),
        ("{\"report_id\":\"\(String(repeating: "r", count: 101))\",\"gene_symbol\":\"GENE1\"}", 400, "invalid_field"),
        ("[]", 400, "invalid_field"), ("{", 400, "JSON parse error"),
    ]

    @Test("A72, O7: every wrong body has its answer, and nothing is stored")
    func refused() async throws {
        try await with { program in
            for (body, status, word) in Self.wrong {
                let answer = try await program.post(Self.assign, body)
                #expect(answer.status == status, "\(body)")
                #expect(answer.body.contains(word), "\(body): \(answer.body)")
            }
            #expect(try await program.post(Self.assign, "x", as: "text/plain").status == 415)
            #expect(try await program.post(Self.assign, #"{"report_id":"r","gene_symbol":"GENE1"}"#).status == 200)
        }
    }
}
