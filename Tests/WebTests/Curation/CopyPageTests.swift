import Domain
import Ports
import Testing

@testable import Pages

@Suite("web.md 11.5: copy an entity to other panels")
struct CopyPageTests {
    private typealias Field = (key: String, value: String)

    /// A site with GENE1 on panel 1, reviewed by both people, and panels Beta (internal), Gone (deleted), Third.
    private struct World {
        let site: CurationSite
        let beta: PanelID
        let gone: PanelID
        let third: PanelID

        var page: String { "\(site.gene)copy/" }

        func gene(on panel: PanelID) async throws -> EntityRow? {
            try await site.site.repository.entity(of: panel, kind: .gene, name: "GENE1")
        }

        func reviewers(on panel: PanelID) async throws -> [Int] {
            guard let row = try await gene(on: panel) else { return [] }
            return try await site.site.repository.dossier(of: row.id).evaluations.map(\.author.rawValue).sorted()
        }
    }

    private func with(reviewed: Bool = true, _ body: (World) async throws -> Void) async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var made: [PanelID] = []
            for (name, status) in [("Beta", PanelStatus.internal), ("Gone", .deleted), ("Third", .public)] {
                made.append(
                    try await site.site.repository.create(
                        PanelHeader(name: name, description: "d", status: status, versionCreated: AccountSite.start),
                        oldCode: nil, at: AccountSite.start, by: nil
                    ).id)
            }
            if reviewed {
                for person in ["curator", "reviewer"] {
                    var browser = try await site.site.browser(signedInAs: person)
                    _ = try await browser.submit(
                        "\(site.gene)review/", ["rating": "GREEN", "comments": "by \(person)"])
                }
            }
            try await body(World(site: site, beta: made[0], gone: made[1], third: made[2]))
        }
    }

    private func boxes(_ page: String, _ field: String) throws -> (values: [String], ticked: [String]) {
        let pattern = try Regex(
            "name=\"\(field)\" value=\"(\\d+)\"( checked)?", as: (Substring, Substring, Substring?).self)
        let found = page.matches(of: pattern).map { (value: String($0.output.1), ticked: $0.output.2 != nil) }
        return (found.map(\.value), found.filter(\.ticked).map(\.value))
    }

    @Test("11.5: All reviews ticked, no panel; internal panels offered, deleted and super panels and its own not")
    func shown() async throws {
        try await with { world in
            var curator = try await world.site.site.browser(signedInAs: "curator")
            let page = try await curator.get(world.page)
            let targets = try boxes(page.body, "target_panels")
            #expect(Set(targets.values) == ["\(world.beta)", "\(world.third)"])
            #expect(targets.ticked == [])
            #expect(try boxes(page.body, "reviews_to_copy").ticked.sorted() == ["1", "2"])
            #expect(page.body.contains("<title>Copy gene: GENE1"))
            #expect(page.body.contains(">Copy gene</button>"))
            #expect(page.body.contains("by reviewer"))
            #expect(page.body.contains("Heart v0."))
            #expect(try await curator.get(world.site.gene).body.contains("href=\"\(world.page)\""))
            // A comparison leads here with the panel that lacks the gene.
            let led = try await curator.get("\(world.page)?target_panels=\(world.third)")
            #expect(try boxes(led.body, "target_panels").ticked == ["\(world.third)"])
        }
    }

    @Test("W76: A gene is copied to an internal panel; the answer leads to the gene over all panels and says so")
    func copied() async throws {
        try await with { world in
            var curator = try await world.site.site.browser(signedInAs: "curator")
            let fields: [Field] = [
                ("target_panels", "\(world.beta)"), ("target_panels", "\(world.third)"), ("reviews_to_copy", "2"),
            ]
            let answer = try await curator.submit(world.page, fields)
            #expect(answer.status == 303)
            #expect(answer.location == "/panels/entities/GENE1")
            let next = try await curator.get("/panels/")
            #expect(next.body.contains("gene: GENE1 is copied to 2 panels, with 2 reviews."))
            for panel in [world.beta, world.third] {
                #expect(try await world.gene(on: panel)?.confidence == .red)
                #expect(try await world.reviewers(on: panel) == [2])
                let header = try #require(try await world.site.site.repository.panel(panel)?.header)
                #expect(header.version == Version(major: 0, minor: 1))
            }
        }
    }

    @Test("W75: Without target or review: problems at the fields, and what was ticked stays ticked")
    func nothingChosen() async throws {
        try await with { world in
            var curator = try await world.site.site.browser(signedInAs: "curator")
            let token = try await curator.get(world.page).formToken
            let before = try await world.site.state()

            let none = try await curator.post(world.page, [], token: token)
            #expect(none.status == 422)
            #expect(none.marks("target_panels"))
            #expect(none.marks("reviews_to_copy"))
            #expect(none.body.contains("href=\"#id_target_panels\""))
            #expect(none.body.contains("Please select at least one target panel to copy the gene to."))

            let noReview = try await curator.post(world.page, ["target_panels": "\(world.beta)"], token: token)
            #expect(!noReview.marks("target_panels"))
            #expect(noReview.marks("reviews_to_copy"))
            #expect(try boxes(noReview.body, "target_panels").ticked == ["\(world.beta)"])
            #expect(try boxes(noReview.body, "reviews_to_copy").ticked == [])

            let noTarget = try await curator.post(world.page, ["reviews_to_copy": "2"], token: token)
            #expect(noTarget.marks("target_panels"))
            #expect(try boxes(noTarget.body, "reviews_to_copy").ticked == ["2"])
            #expect(try await world.site.state() == before)
        }
    }

    @Test(
        "D63: A choice that was not offered is refused at its field, and none of the others is carried out",
        arguments: ["gone", "super", "own", "no panel", "no number", "no review"])
    func refused(what: String) async throws {
        try await with { world in
            var curator = try await world.site.site.browser(signedInAs: "curator")
            let token = try await curator.get(world.page).formToken
            let before = try await world.site.state()
            var fields: [Field] = [("target_panels", "\(world.third)"), ("reviews_to_copy", "1")]
            switch what {
            case "gone": fields.append(("target_panels", "\(world.gone)"))
            case "super": fields.append(("target_panels", "\(world.site.parent)"))
            case "own": fields.append(("target_panels", "\(world.site.panel)"))
            case "no panel": fields.append(("target_panels", "4711"))
            case "no number": fields.append(("target_panels", "99999999999999999999"))
            default: fields.append(("reviews_to_copy", "3"))
            }
            let answer = try await curator.post(world.page, fields, token: token)
            #expect(answer.status == 422)
            #expect(answer.marks(what == "no review" ? "reviews_to_copy" : "target_panels"))
            #expect(try boxes(answer.body, "target_panels").ticked == ["\(world.third)"])
            #expect(try await world.site.state() == before)
            #expect(try await world.gene(on: world.third) == nil)
        }
    }

    @Test("11.5, S: An entity that nobody reviewed is copied with its values alone")
    func unreviewed() async throws {
        try await with(reviewed: false) { world in
            var curator = try await world.site.site.browser(signedInAs: "curator")
            let answer = try await curator.submit(world.page, ["target_panels": "\(world.beta)"])
            #expect(answer.status == 303)
            #expect(try await world.gene(on: world.beta) != nil)
        }
    }

    @Test("Without a script, many panels are found by name and reviews ticked all or none; nothing ticked is lost")
    func withoutScript() async throws {
        try await with { world in
            var curator = try await world.site.site.browser(signedInAs: "curator")
            let token = try await curator.get(world.page).formToken
            let before = try await world.site.state()
            let ticked: [Field] = [
                ("target_panels", "\(world.beta)"), ("reviews_to_copy", "2"), ("find", " THIRD "), ("step", "find"),
            ]
            let found = try await curator.post(world.page, ticked, token: token)
            #expect(found.status == 200)
            let targets = try boxes(found.body, "target_panels")
            #expect(Set(targets.values) == ["\(world.beta)", "\(world.third)"])
            #expect(targets.ticked == ["\(world.beta)"])
            #expect(try boxes(found.body, "reviews_to_copy").ticked == ["2"])
            let nothing = try await curator.post(
                world.page, [("find", "zzz"), ("step", "find")] as [Field], token: token)
            #expect(try boxes(nothing.body, "target_panels").values == [])
            let all = try await curator.post(world.page, ["step": "all"], token: token)
            #expect(try boxes(all.body, "reviews_to_copy").ticked.count == 2)
            let none = try await curator.post(
                world.page, [("reviews_to_copy", "1"), ("step", "none")] as [Field], token: token)
            #expect(try boxes(none.body, "reviews_to_copy").ticked == [])
            #expect(try await world.site.state() == before)
        }
    }

    @Test("W71: Only curators: a reviewer is refused, a stranger signs in first, and nothing is told of panels")
    func forbidden() async throws {
        try await with { world in
            var reviewer = try await world.site.site.browser(signedInAs: "reviewer")
            let token = try await reviewer.get("\(world.site.gene)review/").formToken
            for path in [world.page, "/panels/copy/1/2", "/panels/4711/gene/X/copy/", "/panels/copy/4711/4712"] {
                #expect(try await reviewer.get(path).status == 403, "\(path)")
                #expect(try await reviewer.post(path, ["target_panels": "3"], token: token).status == 403, "\(path)")
            }
            let page = try await reviewer.get(world.site.gene).body
            #expect(!page.contains("Copy to other panels"))
            var stranger = try world.site.site.browser()
            for path in [world.page, "/panels/copy/1/2"] {
                let answer = try await stranger.get(path)
                #expect(answer.status == 302)
                #expect(answer.location?.hasPrefix("/accounts/login/?next=/panels/") == true)
            }
        }
    }

    @Test("D76: A super panel gives and takes nothing: 409 with words; what is not there is 404, what is deleted 403")
    func superPanel() async throws {
        try await with { world in
            var curator = try await world.site.site.browser(signedInAs: "curator")
            let (one, parent) = (world.site.panel, world.site.parent)
            for path in [
                "/panels/\(parent)/gene/GENE1/copy/", "/panels/copy/\(one)/\(parent)", "/panels/copy/\(parent)/\(one)",
            ] {
                let answer = try await curator.get(path)
                #expect(answer.status == 409, "\(path)")
                #expect(answer.body.contains("A super panel has no entities of its own"))
            }
            for path in [
                "\(world.site.page)gene/NOBODY/copy/", "/panels/copy/1/4711", "\(world.site.page)odd/GENE1/copy/",
            ] {
                #expect(try await curator.get(path).status == 404, "\(path)")
            }
            #expect(try await curator.get("/panels/copy/\(one)/\(world.gone)").status == 403)
        }
    }
}
