import Domain
import Foundation
import Ports
import Testing

@Suite("API: reviews and activities of a panel")
struct APIReviewTests {
    private func site() throws -> APISite {
        var site = APISite()
        site.panels.add(1, "Alpha", entities: [.gene("AAA1", 3), .gene("RP11-1.8", 1)])
        site.panels.add(2, "Beta", entities: [.gene("AAA1", 2)])
        site.panels.add(3, "Super", children: [1, 2])
        site.panels.add(4, "Hidden", status: .internal)
        site.genes.symbolsByHGNC = ["HGNC:1": ["AAA1"]]
        site.reviews.dossiers = [EntityID(10_000): dossier(1, 100), EntityID(20_000): dossier(2, 200)]
        site.activities.lines = try [1, 4].map { panel in
            Activity(
                id: panel, created: Instant(seconds: 0), modified: Instant(seconds: 0), panel: PanelID(panel),
                author: nil, text: "Added", itemType: "panel", entityType: nil, entityName: nil,
                frozen: try JSONText(
                    #"{"user_name":"Ann Lee","panel_name":"Then","panel_id":1,"panel_version":"0.1"}"#),
                event: "imported")
        }
        return site
    }

    private func dossier(_ id: Int, _ seconds: Int64) -> EntityDossier {
        let moment = Instant(seconds: seconds)
        let comment = Comment(
            id: id, author: nil, text: "<b>", version: nil, created: moment, modified: moment, lastUpdated: nil)
        let evaluation = Evaluation(
            id: id, author: PersonID(9), rating: "GREEN", modeOfPathogenicity: nil, publications: [" 1 "],
            phenotypes: nil,
            modeOfInheritance: "Other", currentDiagnostic: true, clinicallyRelevant: nil, version: "1.0",
            created: moment,
            modified: moment, lastUpdated: nil, comments: [comment])
        return EntityDossier(evaluations: [evaluation], evidence: [], comments: [], track: [], people: [:])
    }

    @Test(
        "A61: keys of an evaluation; comments only when asked for, in any letter case, user_name null without an author"
    )
    func evaluation() async throws {
        let plain = try await site().ask("/api/v1/panels/1/genes/AAA1/evaluations/")
        let commented = try await site().ask("/api/v1/panels/1/genes/AAA1/evaluations/?include_comments=TRUE")

        #expect(
            plain.body
                == #"{"count":1,"next":null,"previous":null,"results":[{"created":"1970-01-01T00:01:40.000000Z","rating":"GREEN","mode_of_pathogenicity":null,"publications":[" 1 "],"phenotypes":null,"moi":"Other","current_diagnostic":true,"clinically_relevant":null}]}"#
        )
        #expect(
            commented.body.contains(
                #""comments":[{"created":"1970-01-01T00:01:40.000000Z","comment":"<b>","user_name":null}]"#))
    }

    @Test(
        "A62: by HGNC id; unknown entities are 404; another version is 400 in its own words; names with dots are served"
    )
    func lookup() async throws {
        let site = try site()
        let old = try await site.ask("/api/v1/panels/1/genes/NOSUCH/evaluations/?version=0.1")

        #expect(try await site.ask("/api/v1/panels/1/genes/HGNC:1/evaluations/").json("count") as? Int == 1)
        #expect(try await site.ask("/api/v1/panels/1/genes/aaa1/evaluations/").status == 404)
        #expect(try await site.ask("/api/v1/panels/4/genes/AAA1/evaluations/").status == 404)
        #expect(try await site.ask("/api/v1/panels/1/genes/RP11-1.8/evaluations/").json("count") as? Int == 0)
        #expect(old.status == 400)
        #expect(old.body == #"{"error":"Endpoint doesnt support version parameter"}"#)
        #expect(try await site.ask("/api/v1/panels/1/genes/AAA1/evaluations/?version=1.2").status == 200)
        let malformed = try await site.ask("/api/v1/panels/1/genes/AAA1/evaluations/?version=zz")
        #expect(malformed.status == 400)
        #expect(malformed.detail == "Incorrect version supplied")
    }

    @Test("A63: a gene on two children of a super panel shows the reviews of both, newest first")
    func superPanel() async throws {
        let answer = try await site().ask("/api/v1/panels/3/genes/AAA1/evaluations/")

        #expect(try answer.names(key: "created") == ["1970-01-01T00:03:20.000000Z", "1970-01-01T00:01:40.000000Z"])
    }

    @Test("A59: activities are a plain array with the names of their time; hidden and unknown panels give an empty one")
    func activities() async throws {
        let site = try site()
        let answer = try await site.ask("/api/v1/panels/1/activities/")

        #expect(
            answer.body
                == #"[{"created":"1970-01-01T00:00:00.000000Z","panel_name":"Then","panel_id":1,"panel_version":"0.1","user_name":"Ann Lee","item_type":"panel","text":"Added","entity_name":null,"entity_type":null}]"#
        )
        #expect(try await site.ask("/api/v1/panels/4/activities/").body == "[]")
        #expect(try await site.ask("/api/v1/panels/99/activities/").body == "[]")
        #expect(try await site.ask("/api/v1/panels/nosuch/activities/").status == 404)
        #expect(try await site.ask("/api/v1/panels/4/activities/", token: "Token curator-token").body != "[]")
    }
}
