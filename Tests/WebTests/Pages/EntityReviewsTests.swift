import Domain
import Foundation
import Ports
import Testing

@testable import Pages

/// The dossier of an entity: sources, reviews and history.
@Suite struct EntityReviewsTests {
    private static let noon = Instant(seconds: 1_741_521_600)
    private static let people = [
        PersonID(1): PersonSummary(id: PersonID(1), fullName: "Ann Lee", affiliation: "KCL", role: .curator),
        PersonID(2): PersonSummary(id: PersonID(2), fullName: "Bo Day", affiliation: "", role: .reviewer),
    ]

    private func comment(_ id: Int, _ text: String) -> Domain.Comment {
        Domain.Comment(
            id: id, author: PersonID(2), text: text, version: "1.1", created: Self.noon, modified: Self.noon,
            lastUpdated: nil)
    }

    private func review(
        _ id: Int, by author: Int, _ rating: String, comments: [Domain.Comment] = [], publications: [String]? = nil
    ) -> Evaluation {
        Evaluation(
            id: id, author: PersonID(author), rating: rating, modeOfPathogenicity: nil, publications: publications,
            phenotypes: nil, modeOfInheritance: nil, currentDiagnostic: true, clinicallyRelevant: nil, version: "1.1",
            created: Self.noon, modified: Self.noon, lastUpdated: nil, comments: comments)
    }

    private func page(
        evaluations: [Evaluation] = [], evidence: [Evidence] = [], track: [TrackRecord] = []
    ) async throws -> String {
        var site = PagesSite()
        site.dossiers[site.entity("BRCA1", on: 1)] = EntityDossier(
            evaluations: evaluations, evidence: evidence, comments: [], track: track, people: Self.people)
        return try await site.get("/panels/1/gene/BRCA1/").body
    }

    private func evidence(_ name: String, _ role: Role) -> Evidence {
        Evidence(
            id: 1, name: name, author: PersonID(role == .curator ? 1 : 2), role: role, created: Self.noon,
            modified: Self.noon)
    }

    @Test("W38: reviews and their comments stand in the order given, newest first, with their shares")
    func order() async throws {
        let page = try await page(evaluations: [
            review(2, by: 2, "RED", comments: [comment(2, "Second thought"), comment(1, "First thought")]),
            review(1, by: 1, "GREEN"),
        ])
        let places = ["Bo Day", "Second thought", "First thought", "Ann Lee"].map {
            page.firstRange(of: $0)?.lowerBound
        }
        #expect(!places.contains(nil))
        #expect(places.compactMap { $0 }.sorted() == places.compactMap { $0 })
        #expect(page.contains("1 green, 50\u{A0}%"))
        #expect(page.contains("Reviews (2)"))
        #expect(page.contains("<small> (KCL)</small>"))
    }

    @Test("W41: a comment is escaped, its address linked without being followed, its line break kept")
    func commentText() async throws {
        let page = try await page(evaluations: [
            review(1, by: 2, "", comments: [comment(1, "<b>bold</b>\nsee https://example.org/a?b=1&c=2.")])
        ])
        #expect(
            page.contains(
                "&lt;b&gt;bold&lt;/b&gt;<br>see <a href=\"https://example.org/a?b=1&amp;c=2\" rel=\"nofollow noopener\">"
            ))
        #expect(page.contains("https://example.org/a?b=1&amp;c=2</a>."))
    }

    @Test("W42: only runs of 7 or 8 digits are PubMed ids")
    func publications() async throws {
        let page = try await page(evaluations: [
            review(1, by: 2, "", publications: ["PMID: 12345678", "123456", "123456789"])
        ])
        #expect(page.contains("PMID: <a href=\"https://pubmed.ncbi.nlm.nih.gov/12345678/\""))
        #expect(page.components(separatedBy: "pubmed.ncbi").count == 2)
        #expect(page.contains("<li>123456789</li>"))
    }

    @Test("Amber reviews say \"I don't know\", an empty rating says nothing")
    func ratings() async throws {
        let page = try await page(evaluations: [review(1, by: 2, "AMBER"), review(2, by: 1, "")])
        #expect(page.contains("<span class=\"badge a\">I don&#39;t know</span>"))
        #expect(page.contains("Variants in this gene are reported as part of current diagnostic practice."))
    }

    @Test("The sixth review and those behind it fold, with their number")
    func folding() async throws {
        let page = try await page(evaluations: (1...9).map { review($0, by: 1, "GREEN") })
        #expect(page.contains("<summary>4 more reviews</summary>"))
    }

    @Test("The badge says why: the expert review that decided, or what the sources are")
    func reason() async throws {
        let decided = try await page(evidence: [
            evidence("Expert Review Green", .curator), evidence("UKGTN", .curator), evidence("Other", .reviewer),
        ])
        let counted = try await page(evidence: [evidence("UKGTN", .curator), evidence("Other", .curator)])
        #expect(decided.contains("Expert Review Green by Ann Lee (KCL), 9 Mar 2025; 3 sources"))
        #expect(decided.contains("<dt>Sources given by reviewers</dt>"))
        #expect(counted.contains("1 high-confidence source of 2 sources"))
    }

    @Test("History is grouped by day, keys in words, unknown ones as they are, line breaks kept")
    func history() async throws {
        func record(_ id: Int, _ type: String, daysAgo: Int) -> TrackRecord {
            TrackRecord(
                id: id, created: Self.noon.advanced(bySeconds: Double(-86_400 * daysAgo)), modified: Self.noon,
                issueType: type, issueDescription: "line one\nline two", author: PersonID(1), level: 3)
        }
        let page = try await page(track: [
            record(3, "NewSource,AddedTag", daysAgo: 0), record(2, "SetPhenotypes", daysAgo: 0),
            record(1, "Mystery", daysAgo: 1),
        ])
        #expect(page.components(separatedBy: "<section class=\"day\">").count == 3)
        #expect(page.contains("Added New Source, Added Tag"))
        #expect(page.contains("<strong>Mystery</strong>"))
        #expect(page.contains("line one<br>line two"))
        #expect(page.contains("Gel status: 3"))
        #expect(page.contains("Ann Lee (KCL), noon"))
    }
}
