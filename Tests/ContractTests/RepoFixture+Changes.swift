import Domain
import Ports
import SQLRepo
import Testing

extension RepoFixture {
    /// A change with a new minor version: of one live entity, where a name is given, else of the panel alone.
    @discardableResult
    static func bump(
        _ repo: SQLRepository, _ panel: Int, _ name: String? = nil, kind: EntityKind = .gene,
        expecting: Revision? = nil, at moment: Instant = start, by author: Int = 1, parents: VersionBump? = nil,
        step: @escaping @Sendable (EntityRecord?) throws -> PanelOutcome.EntityStep? = { _ in nil }
    ) async throws -> Panel {
        try await repo.change(
            PanelID(panel), entity: try await id(repo, panel, name, kind: kind), expecting: expecting, at: moment,
            by: PersonID(author)
        ) { state in
            var header = state.panel.header
            header.version = header.version.nextMinor
            header.versionCreated = moment
            return PanelOutcome(
                freeze: PanelOutcome.Freeze(schemaVersion: "test", parents: parents), header: header,
                entity: try step(state.entity),
                activities: [activity("done", at: moment)])
        }
    }

    /// A change without a new version.
    @discardableResult
    static func change(
        _ repo: SQLRepository, _ panel: Int, _ name: String? = nil, kind: EntityKind = .gene,
        expecting: Revision? = nil, at moment: Instant = start,
        _ decide: @escaping @Sendable (PanelState) throws -> PanelOutcome
    ) async throws -> Panel {
        try await repo.change(
            PanelID(panel), entity: try await id(repo, panel, name, kind: kind), expecting: expecting, at: moment,
            by: PersonID(1), decide: decide)
    }

    /// A change of several panels, each with a new minor version and its parents with it; says how many were changed.
    @discardableResult
    static func raise(
        _ repo: SQLRepository, _ panels: [Int], selecting selection: EntitySelection = .named(.gene, "G00001"),
        once: String? = nil, at moment: Instant = start,
        step: @escaping @Sendable (PanelState) throws -> PanelOutcome.EntityStep? = { _ in nil }
    ) async throws -> Int {
        try await repo.change(
            panels.map { PanelID($0) }, selecting: selection, once: once, at: moment, by: PersonID(1)
        ) { states in
            let outcomes = try states.mapValues { state in
                var header = state.panel.header
                header.version = header.version.nextMinor
                header.versionCreated = moment
                return PanelOutcome(
                    freeze: PanelOutcome.Freeze(schemaVersion: "test", parents: .minor), header: header,
                    entity: try step(state), activities: [activity("done", at: moment)])
            }
            let jobs = once.map { [NewJob("told", arguments: "{}", onceKey: $0)] } ?? []
            return GroupOutcome(outcomes, jobs: jobs, value: outcomes.count)
        }
    }

    @discardableResult
    static func rename(_ repo: SQLRepository, _ panel: Int, to name: String) async throws -> Panel {
        try await change(repo, panel) { state in
            var header = state.panel.header
            header.name = name
            return PanelOutcome(header: header)
        }
    }

    @discardableResult
    static func setStatus(_ repo: SQLRepository, _ panel: Int, _ status: PanelStatus) async throws -> Panel {
        try await change(repo, panel) { state in
            var header = state.panel.header
            header.status = status
            return PanelOutcome(header: header)
        }
    }

    /// Stores a review of a live entity.
    @discardableResult
    static func review(
        _ repo: SQLRepository, _ panel: Int, _ name: String, kind: EntityKind = .gene, by author: Int,
        rating: String = "GREEN", comments: [Domain.Comment] = []
    ) async throws -> Panel {
        try await change(repo, panel, name, kind: kind) { _ in
            PanelOutcome(review: .store(evaluation(0, by: author, rating: rating, comments: comments)))
        }
    }

    @discardableResult
    static func removeReview(_ repo: SQLRepository, _ panel: Int, _ name: String, by author: Int) async throws -> Panel
    {
        try await change(repo, panel, name) { _ in PanelOutcome(review: .remove(author: PersonID(author))) }
    }

    /// The state of a live entity.
    static func row(_ repo: SQLRepository, _ panel: Int, _ name: String, kind: EntityKind = .gene) async throws
        -> EntityRow
    {
        try #require(try await repo.entity(of: PanelID(panel), kind: kind, name: name))
    }

    private static func id(_ repo: SQLRepository, _ panel: Int, _ name: String?, kind: EntityKind) async throws
        -> EntityID?
    {
        guard let name else { return nil }
        return try await row(repo, panel, name, kind: kind).id
    }

    /// A panel on which every gene has a tag, a source, a line of history, and a review with a comment by person 4.
    static func usedArchive(_ id: Int, genes count: Int) -> PanelArchive {
        var archive = archive(id, genes: count)
        for index in archive.entities.indices {
            archive.entities[index].evidence = [evidence(0, "Expert Review Green")]
            archive.entities[index].evaluations = [evaluation(0, by: 4, comments: [comment(0, by: 4, "text")])]
            archive.entities[index].track = [track("Created")]
            archive.entities[index].tags = ["t"]
        }
        return archive
    }

    /// A super panel of these children.
    static func superArchive(_ id: Int, children: [Int]) -> PanelArchive {
        var archive = archive(id, genes: [])
        archive.panel.header.children = children.map { PanelID($0) }
        archive.headers[0].header = archive.panel.header
        return archive
    }

    static func str(_ name: String, level: Int? = 3) -> Entity {
        Entity(
            name: name, confidence: level.map(ConfidenceLevel.init(rawValue:)),
            specifics: .str(
                ShortTandemRepeat(
                    repeatedSequence: "CAG", chromosome: "4", grch37: nil, grch38: Coordinates(start: 1, end: 9),
                    normalRepeats: 20, pathogenicRepeats: 40)))
    }

    static func region(_ name: String, level: Int? = 3) -> Entity {
        Entity(
            name: name, confidence: level.map(ConfidenceLevel.init(rawValue:)),
            specifics: .region(
                GenomicRegion(
                    verboseName: "Loss of \(name)", chromosome: "22", grch37: nil,
                    grch38: Coordinates(start: 100, end: 900), haploinsufficiencyScore: "3",
                    triplosensitivityScore: nil, requiredOverlapPercentage: 60, typeOfVariants: "cnv_loss")))
    }

    static func baseGene(_ symbol: String) -> Gene {
        Gene(
            symbol: symbol, name: nil, ensembl: JSONText(unchecked: Array("{}".utf8)), omim: nil, alias: nil,
            aliasName: nil, biotype: nil, hgncSymbol: nil, hgncID: nil, hgncDateSymbolChanged: nil, hgncRelease: nil,
            isActive: true)
    }

    /// The numbers of live entities, counted one by one.
    static func recounted(_ repo: SQLRepository, _ rows: [EntityRow]) async throws -> PanelStatistics {
        var facts: [EntityFacts] = []
        for row in rows {
            let reviewers = try await repo.dossier(of: row.id).evaluations.map(\.author)
            facts.append(
                EntityFacts(
                    kind: row.kind, isReady: row.ready, isGreen: row.confidence.map { $0 >= .green } ?? false,
                    reviewers: Set(reviewers)))
        }
        return PanelStatistics.compute(facts)
    }
}
