import Domain
import Ports

/// A panel of many genes, written as an import would.
enum LargePanel {
    /// Genes `G00000` and on, rated in turn; each with a review by `reviewer`, where one is given.
    static func archive(_ id: Int, genes count: Int, reviewer: PersonID? = nil) -> PanelArchive {
        let start = AccountSite.start
        let genes = (0..<count).map { index in
            Entity(
                name: "G" + String(String(100_000 + index).dropFirst()),
                confidence: ConfidenceLevel(rawValue: index % 4), evidence: [], modeOfInheritance: "Unknown",
                specifics: .gene(transcript: nil))
        }
        let header = PanelHeader(
            name: "Large \(id)", description: "d", status: .public, version: Version(major: 0, minor: 1),
            versionCreated: start, counts: EntityCounts(genes: count, strs: 0, regions: 0))
        let facts = genes.map { entity in
            EntityFacts(
                kind: .gene, isReady: false, isGreen: entity.confidence.map { $0 >= .green } ?? false,
                reviewers: Set([reviewer].compactMap { $0 }))
        }
        return PanelArchive(
            panel: Panel(
                id: PanelID(id), created: start, modified: start, header: header, revision: Revision(1),
                statistics: PanelStatistics.compute(facts)),
            headers: [PanelArchive.Header(header: header, from: Revision(1), to: nil, at: start)], versions: [],
            rows: genes.enumerated().map { index, entity in
                PanelArchive.Row(
                    entity: index, name: entity.name, confidence: entity.confidence, flagged: false, ready: false,
                    from: Revision(1), to: nil, document: EntityDocument(entity))
            },
            entities: genes.map { entity in
                var archived = ArchivedEntity(
                    kind: .gene, name: entity.name, geneSymbol: nil, isLive: true, created: start, modified: start,
                    tags: [])
                archived.evaluations = reviewer.map { [review(by: $0)] } ?? []
                return archived
            })
    }

    private static func review(by author: PersonID) -> Evaluation {
        Evaluation(
            id: 0, author: author, rating: "GREEN", modeOfPathogenicity: nil, publications: nil, phenotypes: nil,
            modeOfInheritance: nil, currentDiagnostic: false, clinicallyRelevant: nil, version: "0.1",
            created: AccountSite.start, modified: AccountSite.start, lastUpdated: nil, comments: [])
    }
}
