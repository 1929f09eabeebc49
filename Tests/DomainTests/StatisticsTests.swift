import Domain
import Testing

@Suite("Panel statistics (domain.md 12)")
struct StatisticsTests {
    private let facts = [
        EntityFacts(kind: .gene, isReady: true, isGreen: true, reviewers: [PersonID(1), PersonID(2)]),
        EntityFacts(kind: .gene, isReady: false, isGreen: false, reviewers: []),
        EntityFacts(kind: .str, isReady: false, isGreen: true, reviewers: [PersonID(2)]),
        EntityFacts(kind: .region, isReady: true, isGreen: false, reviewers: [PersonID(3)]),
    ]

    @Test("D66: all 21 keys exist, also for an empty panel")
    func keys() throws {
        var scanner = JSONScanner(PanelStatistics().document.bytes)
        var keys: Set<String> = []

        try scanner.object { (key, scanner) throws(JSONError) in
            keys.insert(key)
            try scanner.skipValue()
        }

        var expected: Set<String> = [
            "entity_reviewers", "number_of_reviewers", "number_of_evaluated_entities", "number_of_entities",
            "number_of_ready_entities", "number_of_green_entities",
        ]
        for kind in ["gene", "str", "region"] {
            expected.formUnion([
                "\(kind)_reviewers", "number_of_evaluated_\(kind)s", "number_of_\(kind)s", "number_of_ready_\(kind)s",
                "number_of_green_\(kind)s",
            ])
        }
        #expect(keys.count == 21)
        #expect(keys == expected)
    }

    @Test("D66: each total is the sum of its three parts")
    func totals() {
        let statistics = PanelStatistics.compute(facts)
        let parts = EntityKind.allCases.map { statistics[$0] }

        #expect(statistics.entities == 4)
        #expect(parts.map(\.entities) == [2, 1, 1])
        #expect(statistics.evaluated == 3)
        #expect(parts.map(\.evaluated) == [1, 1, 1])
        #expect(statistics.ready == 2)
        #expect(parts.map(\.ready) == [1, 0, 1])
        #expect(statistics.green == 2)
        #expect(parts.map(\.green) == [1, 1, 0])
    }

    @Test("12.1: reviewers are counted once over all kinds")
    func reviewers() {
        let statistics = PanelStatistics.compute(facts)

        #expect(statistics.reviewers == [PersonID(1), PersonID(2), PersonID(3)])
        #expect(statistics.strs.reviewers == [PersonID(2)])
    }

    @Test("12.1: a flagged green entity still counts as green")
    func flaggedCounts() {
        let green = EntityFacts(
            kind: .gene, isReady: false, isGreen: ConfidenceLevel(rawValue: 3) >= .green, reviewers: [])

        #expect(PanelStatistics.compute([green]).green == 1)
    }

    @Test("D67: in a super panel a person counts once and a gene on both children twice")
    func superPanel() {
        let child = [EntityFacts(kind: .gene, isReady: false, isGreen: true, reviewers: [PersonID(9)])]

        let statistics = PanelStatistics.compute([child, child].joined())

        #expect(statistics.reviewers.count == 1)
        #expect(statistics.entities == 2)
        #expect(statistics.genes.green == 2)
    }

    @Test("12.1: stored statistics read back as they were written")
    func roundTrip() throws {
        let statistics = PanelStatistics.compute(facts)

        #expect(try PanelStatistics(document: statistics.document) == statistics)
    }

    @Test("12: {} means never computed; missing keys count as 0 and totals are worked out anew")
    func partial() throws {
        let partial = try JSONText(#"{"number_of_genes":5,"number_of_entities":99,"gene_reviewers":[3,3]}"#)

        let read = try PanelStatistics(document: partial)

        #expect(try PanelStatistics(document: JSONText("{}")) == nil)
        #expect(read?.entities == 5)
        #expect(read?.reviewers == [PersonID(3)])
    }

    @Test("web.md: the share of evaluated entities is whole percent", arguments: [(0, 0, 0), (8, 1, 12), (3, 3, 100)])
    func percent(entities: Int, evaluated: Int, expected: Int) {
        var statistics = PanelStatistics()
        statistics.genes.entities = entities
        statistics.genes.evaluated = evaluated

        #expect(statistics.evaluatedPercent == expected)
    }
}
