import Domain
import Testing

@Suite("Scoring (domain.md 4)")
struct ScoringTests {
    private func level(_ newestFirst: Evidence..., flagged: Bool = false) -> Int {
        Score.level(evidence: newestFirst, flagged: flagged).rawValue
    }

    @Test("D1: no evidence scores 0")
    func noEvidence() { #expect(level() == 0) }

    @Test(
        "D2: one curator's source without a score of its own makes 1", arguments: SourceName.legacy + SourceName.offered
    )
    func plainSource(name: String) { #expect(level(.given(name)) == 1) }

    @Test("D3: sources of others than curators do not count", arguments: [Role.reviewer, .external, nil])
    func othersDoNotCount(role: Role?) {
        let names = SourceName.highConfidence + ExpertReview.allCases.map(\.rawValue) + SourceName.offered

        let level = Score.level(evidence: names.map { .given($0, by: role) }, flagged: false)

        #expect(level == .noList)
    }

    @Test("D4: high-confidence sources count one each, up to 3", arguments: [(1, 1), (2, 2), (3, 3), (4, 3)])
    func highConfidence(sources: Int, expected: Int) {
        let evidence = SourceName.highConfidence.prefix(sources).map { Evidence.given($0) }

        #expect(Score.level(evidence: evidence, flagged: false).rawValue == expected)
    }

    @Test("D5: the same high-confidence source twice counts twice")
    func twice() { #expect(level(.given("UKGTN"), .given("UKGTN")) == 2) }

    @Test("D6: a high-confidence source rated 3 is a plain one, rated 4 it counts", arguments: [(3, 1), (4, 2)])
    func lowRating(rating: Int, expected: Int) {
        #expect(level(.given("UKGTN", rating: rating), .given("UKGTN", rating: rating)) == expected)
    }

    @Test("D7: the newest expert review decides")
    func newestReviewDecides() {
        #expect(level(.given("Expert Review Red"), .given("UKGTN"), .given("Expert Review Green")) == 1)
        #expect(level(.given("UKGTN"), .given("UKGTN"), .given("UKGTN"), .given("Expert Review Green")) == 3)
    }

    @Test("D8: a removal outweighs every source")
    func removal() {
        let evidence = [.given("Expert Review Removed")] + SourceName.highConfidence.map { Evidence.given($0) }

        #expect(Score.level(evidence: evidence, flagged: false) == .noList)
    }

    @Test("D9: a flagged entity scores 0 and keeps its stored level")
    func flagged() {
        let evidence = [Evidence.given("Expert Review Green")]

        #expect(Score.level(evidence: evidence, flagged: true) == .noList)
        #expect(Score.stored(.green, evidence: [], flagged: true) == .green)
        #expect(Score.stored(.red, evidence: evidence, flagged: false) == .green)
    }

    @Test("D10: evidence without author counts by its legacy type")
    func legacyType() {
        let role = Evidence.role(authorRole: nil, legacyType: "GEL")

        #expect(level(.given("Other", by: role)) == 1)
        #expect(Evidence.role(authorRole: nil, legacyType: "something") == nil)
        #expect(Evidence.role(authorRole: nil, legacyType: nil) == nil)
    }

    @Test("D10: an author's role when giving evidence goes before the legacy type, and stays")
    func roleStays() {
        let given = Evidence.role(authorRole: .curator, legacyType: "REVIEWER")

        #expect(given == .curator)
        #expect(level(.given("Other", by: given)) == 1)
    }

    @Test("D11: the level comes from evidence alone; reviews move the statistics, not the level")
    func reviewsDoNotCount() {
        let evidence = [Evidence.given("UKGTN")]
        let before = Score.stored(.red, evidence: evidence, flagged: false)

        let reviewed = EntityFacts(kind: .gene, isReady: false, isGreen: false, reviewers: [PersonID(1), PersonID(2)])
        let statistics = PanelStatistics.compute([reviewed])

        #expect(Score.stored(before, evidence: evidence, flagged: false) == before)
        #expect(statistics.evaluated == 1)
        #expect(statistics.green == 0)
    }

    @Test("4.2: the worked examples that no rule repeats")
    func workedExamples() {
        #expect(level(.given("UKGTN", by: .reviewer)) == 0)
        #expect(level(.given("Emory Genetics Laboratory"), .given("UKGTN")) == 2)
        #expect(level(.given("Expert Review Red"), .given("UKGTN"), .given("Expert Review Green")) == 1)
        #expect(level(.given("Expert Review Removed")) == 0)
        #expect(level(.given("Expert Review Green"), flagged: true) == 0)
    }

    @Test("3.5: plain 'Expert Review' decides nothing")
    func plainExpertReview() { #expect(level(.given("Expert Review"), .given("UKGTN")) == 1) }
}
