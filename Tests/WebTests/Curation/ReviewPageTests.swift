import Domain
import Testing

@testable import Pages

@Suite("web.md 8: reviews and comments")
struct ReviewPageTests {
    @Test("D55-D58, W43: A first review, then a changed one; the version stays and there is one review")
    func review() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            let version = try await site.live().header.version
            var reviewer = try await site.site.browser(signedInAs: "reviewer")
            let first = try await reviewer.submit(
                "\(site.gene)review/",
                ["rating": "GREEN", "phenotypes": "a; b", "comments": "seen", "current_diagnostic": "on"])
            #expect(first.status == 303)
            #expect(first.location == "\(site.gene)#your-review")
            let second = try await reviewer.submit("\(site.gene)review/", ["rating": "RED", "comments": "again"])
            #expect(second.status == 303)
            let review = try #require(try await site.dossier().evaluations.first { $0.author == PersonID(2) })
            #expect(review.rating == "RED")
            #expect(review.phenotypes == ["a", "b"])
            #expect(!review.currentDiagnostic)
            #expect(review.comments.map(\.text) == ["again", "seen"])
            #expect(try await site.live().header.version == version)
            #expect(try await site.live().statistics?.reviewers.contains(PersonID(2)) ?? false)
            let lines = try await site.site.repository.activities(of: site.panel, offset: 0, limit: 2).map(\.text)
            #expect(
                lines[0]
                    == "edited their review of gene: GENE1: Added comment: again; Changed rating: RED; Set current diagnostic: no"
            )
            #expect(lines[1].hasPrefix("reviewed gene: GENE1: Rating: GREEN; "))
        }
    }

    @Test("W47: An empty field changes nothing; the box for emptying does")
    func clear() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var reviewer = try await site.site.browser(signedInAs: "reviewer")
            _ = try await reviewer.submit("\(site.gene)review/", ["rating": "GREEN", "phenotypes": "a"])
            _ = try await reviewer.submit(
                "\(site.gene)review/", ["rating": "", "phenotypes": "", "clear": "phenotypes"])
            let review = try #require(try await site.dossier().evaluations.first)
            #expect(review.rating == "GREEN")
            #expect(review.phenotypes == [])
        }
    }

    @Test(
        "BUG-22, W45, W46: A blank review and wrong values are refused with the field named",
        arguments: [
            ("", [:]), ("rating", ["rating": "BLUE"]), ("moi", ["moi": "Sometimes"]),
            ("phenotypes", ["phenotypes": "a;;b"]),
            ("mode_of_pathogenicity", ["mode_of_pathogenicity": "Odd"]),
        ])
    func refused(field: String, fields: [String: String]) async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            let before = try await site.state()
            var reviewer = try await site.site.browser(signedInAs: "reviewer")
            let token = try await reviewer.get("\(site.gene)review/").formToken
            let answer = try await reviewer.post("\(site.gene)review/", fields, token: token)
            #expect(answer.status == 422)
            #expect(field.isEmpty ? answer.body.contains("The review is empty") : answer.marks(field))
            #expect(try await site.state() == before)
        }
    }

    @Test("D59, D60, W50, W52: Words belong to their author: others cannot edit or delete them, a curator can delete")
    func ownWords() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            var curator = try await site.site.browser(signedInAs: "curator")
            var reviewer = try await site.site.browser(signedInAs: "reviewer")
            _ = try await curator.submit("\(site.gene)review/", ["rating": "GREEN", "comments": "mine"])
            let review = try #require(try await site.dossier().evaluations.first)
            let comment = try #require(review.comments.first)
            let token = try await reviewer.get("\(site.gene)review/").formToken
            for path in [
                "delete_evaluation/\(review.id)", "delete_comment/\(comment.id)", "submit_edit_comment/\(comment.id)",
            ] {
                let answer = try await reviewer.post("\(site.gene)\(path)/", ["comment": "theirs"], token: token)
                #expect(answer.status == 403, "\(path)")
            }
            #expect(try await site.dossier().evaluations.first?.comments.first?.text == "mine")
            let own = try await curator.get(site.gene).formToken
            _ = try await curator.post(
                "\(site.gene)submit_edit_comment/\(comment.id)/", ["comment": "better"], token: own)
            #expect(try await site.dossier().evaluations.first?.comments.first?.text == "better")
            _ = try await reviewer.post("\(site.gene)review/", ["rating": "RED"], token: token)
            let theirs = try #require(try await site.dossier().evaluations.first { $0.author == PersonID(2) })
            let deleted = try await curator.post("\(site.gene)delete_evaluation/\(theirs.id)/", [:], token: own)
            #expect(deleted.status == 303)
            #expect(try await site.dossier().evaluations.map(\.author) == [PersonID(1)])
            #expect(try await curator.post("\(site.gene)delete_comment/999999/", [:], token: own).status == 404)
        }
    }

    @Test("Without the secret of forms nothing is changed")
    func forged() async throws {
        try await CurationSite.with { site in
            try await site.addGene()
            let before = try await site.state()
            var curator = try await site.site.browser(signedInAs: "curator")
            #expect(try await curator.post("\(site.gene)review/", ["rating": "RED"], token: "forged").status == 403)
            #expect(try await curator.post("\(site.gene)delete/", [:]).status == 403)
            #expect(try await site.state() == before)
        }
    }
}
