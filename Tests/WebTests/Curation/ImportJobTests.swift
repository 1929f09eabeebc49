import Domain
import FileBlobStore
import Foundation
import Ports
import TestSupport
import Testing

@testable import Pages
@testable import UseCases
@testable import Web

@Suite("accounts-jobs-files.md 8.3, 10.3: imports of panel lists by jobs")
struct ImportJobTests: ImportSteps {
    @Test("J46: 200 lines are imported at once, 201 or one for a panel of 201 entities by a job, which tells by a mail")
    func background() async throws {
        try await with { site, _ in
            var curator = try await site.site.browser(signedInAs: "curator")
            let line = gene("GENE1")
            _ = try await send(file(Array(repeating: line, count: 200)), &curator)
            #expect(try await lists(site).map(\.state) == [.imported])
            #expect(try await site.site.deliver() == [])

            let version = try await site.live().header.version
            let many = file((1...201).map { str("STR\($0)") })
            _ = try await send(many, &curator, name: "many.tsv")
            #expect(try await lists(site).first?.state == .waiting)
            #expect(try await site.live().header.version == version)
            #expect(try await curator.get("/panels/admin/").body.contains("imported in the background"))
            let mails = try await site.site.deliver()
            #expect(mails.map(\.subject) == ["Panel list imported"])
            #expect(mails.first?.to == ["curator@example.org"])
            #expect(mails.first?.text.contains("201 lines imported") == true)
            #expect(try await lists(site).first?.state == .imported)
            let live = try await site.live()
            #expect(live.header.version == version.nextMinor)
            #expect(live.statistics?.entities == 202)

            // The panel is large now, so one line is for the job too.
            _ = try await send(file([gene("GENE2")]), &curator)
            #expect(try await lists(site).first?.state == .waiting)
            #expect(try await site.live() == live)
            #expect(try await site.site.deliver().map(\.subject) == ["Panel list imported"])
            #expect(try await site.row(.gene, "GENE2") != nil)
        }
    }

    @Test("J46: what became wrong while the job waited is told by the mail, and nothing is imported")
    func failedJob() async throws {
        try await with { site, _ in
            var curator = try await site.site.browser(signedInAs: "curator")
            _ = try await send(file(Array(repeating: gene("GENE2"), count: 201)), &curator)
            let viewer = Viewer.person(id: PersonID(1), role: .curator, isStaff: false)
            try await site.site.curation.setStatus(.deleted, of: site.panel, by: viewer)
            let mails = try await site.site.deliver()
            #expect(mails.map(\.subject) == ["Panel list import failed"])
            #expect(mails.first?.text.contains("[deleted_panel]") == true)
            #expect(try await lists(site).map(\.state) == [.refused])
            #expect(try await site.row(.gene, "GENE2") == nil)
            #expect(try await site.site.deliver() == [])
        }
    }

    @Test("J38: an import that comes again after it was done changes nothing and sends no second mail")
    func again() async throws {
        try await with { site, _ in
            var curator = try await site.site.browser(signedInAs: "curator")
            _ = try await send(file((1...201).map { str("STR\($0)") }), &curator)
            let list = try #require(try await lists(site).first)
            let job = TakenJob(
                id: 1, kind: PanelListTicket.kind,
                arguments: PanelListTicket(person: PersonID(1), list: list.id).job.arguments, attempt: 2,
                created: AccountSite.start)
            let jobs = PanelListJobs(
                site.site.imports, people: site.site.repository, mailer: site.site.mailbox,
                settings: MailSettings(baseURL: "", siteName: "", from: "", curators: "", adminPath: ""))
            // Twice at once, and once more afterwards.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 { group.addTask { try await jobs.handlers[0].run(job) } }
                try await group.waitForAll()
            }
            let state = try await site.state()
            try await jobs.handlers[0].run(job)
            #expect(try await site.site.deliver().map(\.subject) == ["Panel list imported"])
            #expect(try await site.state() == state)
            #expect(try await site.live().statistics?.entities == 201)
        }
    }

    @Test("S22: when the job is given up, the curator and those who run the site get a number and no inner words")
    func givenUp() async throws {
        try await with { site, _ in
            var curator = try await site.site.browser(signedInAs: "curator")
            _ = try await send(file((1...201).map { str("STR\($0)") }), &curator)
            let list = try #require(try await lists(site).first)
            try await site.site.blobs.delete(try #require(BlobKey(list.key)))
            let mails = try await site.site.deliver()
            #expect(Set(mails.flatMap(\.to)) == ["curator@example.org", "curators@example.org"])
            #expect(mails.allSatisfy { $0.subject == "Panel list import failed" && $0.text.contains("as job ") })
            #expect(try await lists(site).map(\.state) == [.failed])
            #expect(try await curator.get("/panels/admin/").body.contains("Failed, nothing was imported"))
        }
    }
}
