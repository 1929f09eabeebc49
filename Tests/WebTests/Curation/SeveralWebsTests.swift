import DatabaseSupport
import Domain
import Testing
import UseCases

@testable import Pages

/// `operations.md` 15: several `web` share one database and nothing else.
@Suite("Several webs on one database")
struct SeveralWebsTests {
    @Test(
        "O82: what web A changes behind a list of choices, web B shows, though it has answered from memory before",
        arguments: DatabaseKind.tested)
    func choices(kind: DatabaseKind) async throws {
        try await CurationSite.with(kind) { site in
            // Staff may make tags.
            var person = try #require(try await site.site.repository.person(PersonID(1)))
            person.isStaff = true
            _ = try await site.site.repository.load(people: [person], tokens: [], groups: [])
            // Each browser talks to a composition of its own, with its own memory.
            var a = try await site.site.browser(signedInAs: "curator")
            var b = try site.site.browser()
            let tags = "/autocomplete/tags/?q=fresh"
            let panels = "/autocomplete/panels/simple/?q=cardio"
            for path in [tags, panels, "/panels/", "/api/v1/panels/"] {
                #expect(try await !b.get(path).body.contains("Cardiomyopathy"), "\(path)")
                #expect(try await !b.get(path).body.contains("fresh"), "\(path)")
            }

            let header = a.jar["csrftoken"]
            #expect(try await a.post("/autocomplete/tags/", ["text": "fresh"], header: header).status == 200)
            let panel = try await a.submit(
                "/panels/create/",
                ["level4": "Cardiomyopathy", "description": "d", "status": "public", "types": ""])
            #expect(panel.status == 303)

            #expect(try await b.get(tags).body.contains("\"text\":\"fresh\""))
            for path in [panels, "/panels/", "/api/v1/panels/"] {
                #expect(try await b.get(path).body.contains("Cardiomyopathy"), "\(path)")
            }
        }
    }
}
