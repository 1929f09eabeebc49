import Domain
import FileBlobStore
import Foundation
import Ports
import TestSupport
import Testing

@testable import Pages
@testable import UseCases
@testable import Web

@Suite("web.md 15.1: import of panel lists")
struct ImportPageTests: ImportSteps {
    @Test("J45: the page is there for curators, and linked for them only; it has no link to what is not there")
    func page() async throws {
        try await with { site, _ in
            var curator = try await site.site.browser(signedInAs: "curator")
            let page = try await curator.get("/panels/admin/")
            #expect(page.status == 200)
            #expect(page.body.contains("Import Gene Panel"))
            #expect(page.body.contains("enctype=\"multipart/form-data\""))
            #expect(page.body.contains("name=\"panel_list\" type=\"file\""))
            #expect(page.body.contains("up to 20 MiB"))
            #expect(!page.body.contains("upload_genes") && !page.body.contains("upload_reviews"))
            #expect(try await curator.get("/panels/").body.contains("href=\"/panels/admin/\""))
            #expect(try await curator.get(uploadPath).location == "/panels/admin/")
            for name in ["reviewer", "external"] {
                var other = try await site.site.browser(signedInAs: name)
                #expect(try await !other.get("/panels/").body.contains("/panels/admin/"))
                #expect(try await other.get("/panels/admin/").status == 403)
                let token = try await other.get("/accounts/profile/edit/").formToken
                let sent = try await other.upload(
                    "l.tsv", file([gene("GENE1")]), to: uploadPath, field: "panel_list", token: token)
                #expect(sent.status == 403)
            }
            #expect(try await lists(site) == [])
        }
    }

    @Test("O31: an uploaded panel list lies under panels/<unique>, and the database holds that key without a prefix")
    func stored() async throws {
        try await with { site, folder in
            var curator = try await site.site.browser(signedInAs: "curator")
            let (one, two) = (file([gene("GENE1")]), file([gene("GENE2")]))
            for bytes in [one, two] {
                let answer = try await send(bytes, &curator, name: "C:\\lists\\Herz & Niere.tsv")
                #expect(answer.status == 303)
                #expect(answer.location == "/panels/admin/")
            }
            let lists = try await lists(site)
            #expect(lists.count == 2)
            #expect(Set(lists.map(\.key)) == Set(try ScratchFolder.files(in: folder)))
            for list in lists {
                #expect(list.key.wholeMatch(of: /panels\/Herz___Niere_[a-z0-9]{7}\.tsv/) != nil)
                #expect(list.name == "Herz & Niere.tsv")
                #expect(list.uploader == PersonID(1))
                #expect(list.state == .imported)
                let bytes = try await site.site.blobs.get(try #require(BlobKey(list.key)))
                #expect(list.size == bytes.count)
                #expect([one, two].contains(bytes))
            }
            #expect(Set(lists.map(\.sha256)).count == 2)
            // Nobody gets it back.
            #expect(try await curator.get("/media/\(lists[0].key)").status == 404)
        }
    }

    @Test("O35: an upload above MAX_UPLOAD_SIZE is answered 413, and no object is left")
    func tooLarge() async throws {
        try await with { base, folder in
            var site = base
            var small = base.site
            small.maxUploadSize = 1_500
            site = CurationSite(site: small, panel: base.panel, parent: base.parent)
            var curator = try await site.site.browser(signedInAs: "curator")
            let fits = file([gene("GENE1")])
            #expect(fits.count < 1_500)
            // By the announced length, and by counting.
            for size in [1_501, 1_000_000] {
                let bytes = fits + [UInt8](repeating: UInt8(ascii: "\n"), count: size - fits.count)
                let answer = try await send(bytes, &curator)
                #expect(answer.status == 413)
                #expect(answer.body.contains("larger than 1500 bytes"))
            }
            #expect(try ScratchFolder.files(in: folder) == [])
            #expect(try await lists(site) == [])
            #expect(try await send(fits, &curator).status == 303)
        }
    }

    @Test("W86: a list with broken lines redirects with their numbers, and nothing of it is stored")
    func broken() async throws {
        try await with { site, _ in
            var curator = try await site.site.browser(signedInAs: "curator")
            let before = try await site.state()
            let lines = [
                gene("GENE1"), gene("GENE2", "Heart", [.modeOfInheritance: "None"]), gene("NO<1>"), gene("OLD1"),
            ]
            let answer = try await send(file(lines), &curator)
            #expect(answer.status == 303)
            #expect(answer.location == "/panels/admin/")
            let page = try await curator.get("/panels/admin/")
            #expect(page.body.contains("Nothing was imported: something is wrong in lines 3, 4, 5."))
            #expect(page.body.contains("3 problems"))
            #expect(page.body.contains("There is no gene NO&lt;1&gt;. [unknown_gene]"))
            #expect(try await site.state() == before)
            #expect(try await lists(site).map(\.state) == [.refused])

            curator.headers[.accept] = "application/json"
            let script = try await send(file(lines), &curator)
            #expect(script.status == 422)
            #expect(script.body.contains("Line 3, column 8 (Model_Of_Inheritance)"))
        }
    }

    @Test("J47, J48: two unknown panels are made at 0.0, a known one rises by one and takes its super panel along")
    func imported() async throws {
        try await with { site, _ in
            var curator = try await site.site.browser(signedInAs: "curator")
            let before = try await site.live().header.version
            let parent = try #require(try await site.site.repository.panel(site.parent)).header.version
            let facts: [PanelListColumn: String] = [.level2: "L2", .description: "About", .omim: "1;2"]
            let answer = try await send(
                file([
                    gene("GENE1"), gene("GENE2"), gene("GENE1", "New A", facts), gene("GENE2", "New A", facts),
                    gene("GENE1", "New B"),
                ]), &curator)
            #expect(answer.status == 303)
            let page = try await curator.get("/panels/admin/")
            #expect(
                page.body.contains(
                    "The panel list is imported. 5 lines imported: 1 panel changed, 2 made; 5 entities added, 0 changed."
                ))
            let panels = try await site.site.repository.catalogue()
            for name in ["New A", "New B"] {
                let panel = try #require(panels.first { $0.header.name == name })
                #expect(panel.header.status == .internal)
                #expect(panel.header.version == Version(major: 0, minor: 0))
                let lines = try await site.site.repository.activities(of: panel.id, offset: 0, limit: 10)
                #expect(lines.filter { $0.text == "Added panel \(name)" }.count == 1)
            }
            let new = try #require(panels.first { $0.header.name == "New A" })
            #expect(new.header.omim == ["1", "2"])
            #expect(new.header.diseaseGroup == "L2")
            #expect(new.statistics?.entities == 2)
            #expect(try await site.live().header.version == before.nextMinor)
            #expect(try await site.site.repository.panel(site.parent)?.header.version == parent.nextMinor)
            #expect(try await site.site.repository.versions(of: site.panel).map(\.version) == [before])
            #expect(try await site.entity().confidence == .green)
            // A change of some of it reaches what is there.
            let again = try await send(file([gene("GENE1", "New A", [.phenotypes: "Cough"])]), &curator)
            #expect(again.status == 303)
            let row = try #require(try await site.site.repository.entity(of: new.id, kind: .gene, name: "GENE1"))
            #expect(try Entity(document: row.document.bytes).phenotypes == ["Fever", "Cough"])
        }
    }

    @Test("10.3.7: a file that was imported before needs a tick; a list that changes nothing raises nothing")
    func repeated() async throws {
        try await with { site, _ in
            var curator = try await site.site.browser(signedInAs: "curator")
            let bytes = file([gene("GENE1")])
            _ = try await send(bytes, &curator, name: "first.tsv")
            let version = try await site.live().header.version
            _ = try await send(bytes, &curator)
            #expect(try await curator.get("/panels/admin/").body.contains("as “first.tsv”"))
            _ = try await send(bytes, &curator, again: true)
            #expect(try await lists(site).map(\.state) == [.imported, .refused, .imported])
            #expect(try await site.live().header.version == version)
        }
    }

    @Test(
        "A form without a file, with one of another kind, in another field or empty is told at the field; nothing is kept"
    )
    func wrongFiles() async throws {
        try await with { site, folder in
            var curator = try await site.site.browser(signedInAs: "curator")
            let bytes = file([gene("GENE1")])
            let token = try await curator.get("/panels/admin/").formToken
            var answers = [
                try await send(bytes, &curator, name: ""), try await send(bytes, &curator, name: "list.xlsx"),
                try await send([], &curator),
            ]
            answers.append(try await curator.upload("list.tsv", bytes, to: uploadPath, field: "file"))
            answers.append(try await curator.post(uploadPath, [], token: token))
            for answer in answers {
                #expect(answer.status == 422)
                #expect(answer.marks("panel_list"))
            }
            #expect(try ScratchFolder.files(in: folder) == [])
            #expect(try await lists(site) == [])
        }
    }

    @Test("W92: without the secret of forms nothing of a file is taken")
    func forged() async throws {
        try await with { site, folder in
            var curator = try await site.site.browser(signedInAs: "curator")
            for token in ["", String(repeating: "b", count: 32)] {
                let answer = try await curator.upload(
                    "list.tsv", file([gene("GENE1")]), to: uploadPath, field: "panel_list", token: token)
                #expect(answer.status == 403)
            }
            #expect(try ScratchFolder.files(in: folder) == [])
        }
    }

    @Test("10.1: what is older than a year goes with the next upload, record and file")
    func old() async throws {
        try await with { site, folder in
            var curator = try await site.site.browser(signedInAs: "curator")
            _ = try await send(file([gene("GENE1")]), &curator)
            site.site.clock.advance(bySeconds: 366 * 86_400)
            curator = try await site.site.browser(signedInAs: "curator")
            _ = try await send(file([gene("GENE2")]), &curator)
            #expect(try await lists(site).count == 1)
            #expect(try ScratchFolder.files(in: folder) == [try #require(try await lists(site).first).key])
        }
    }

    @Test("O33, O35: over a socket a file larger than any form is read as it comes; one above the limit is 413")
    func socket() async throws {
        try await with { site, folder in
            var curator = try await site.site.browser(signedInAs: "curator")
            curator.isLive = true
            let token = try await curator.get("/panels/admin/").formToken
            let rest = { (size: Int) in [UInt8](repeating: UInt8(ascii: "\n"), count: size) }
            let fits = file([gene("GENE1")]) + rest(5 << 20)
            let answer = try await curator.upload("l.tsv", fits, to: uploadPath, field: "panel_list", token: token)
            #expect(answer.status == 303)
            let list = try #require(try await lists(site).first)
            #expect(list.state == .imported && list.size == fits.count)
            #expect(try await site.site.blobs.get(try #require(BlobKey(list.key))) == fits)
            // Seen by counting, and by the announced length.
            for size in [20 << 20, 21 << 20] {
                let large = file([gene("GENE1")]) + rest(size)
                let refused = try await curator.upload(
                    "l.tsv", large, to: uploadPath, field: "panel_list", token: token)
                #expect(refused.status == 413)
            }
            #expect(try ScratchFolder.files(in: folder) == [list.key])
        }
    }
}
