import Domain
import Ports

/// One generated panel with its past: four versions, a few entities changed at each step.
struct GeneratedPanel {
    let id: Int
    let size: Int
    let reviews: Int
    let genes: [Gene]
    let people: Int
    var random: SplitMix

    /// Versions before the live one.
    private static let frozen = 4
    private static let start: Int64 = 1_700_000_000

    mutating func archive() -> PanelArchive {
        let chosen = Array(genes.shuffled(using: &random).prefix(size))
        var entities: [ArchivedEntity] = []
        var rows: [PanelArchive.Row] = []
        var facts: [EntityFacts] = []
        for (index, gene) in chosen.enumerated() {
            let states = states(gene)
            for state in states {
                rows.append(
                    PanelArchive.Row(
                        entity: index, name: gene.symbol, confidence: state.entity.confidence, flagged: false,
                        ready: false, from: state.from, to: state.to, document: EntityDocument(state.entity)))
            }
            let live = states[states.count - 1].entity
            let evaluations = evaluations(entity: index)
            entities.append(
                ArchivedEntity(
                    kind: .gene, name: gene.symbol, geneSymbol: gene.symbol, isLive: true, created: moment(0),
                    modified: moment(0), tags: live.tags, evidence: evidence(live, index), evaluations: evaluations,
                    track: [track(index, live)]))
            facts.append(
                EntityFacts(
                    kind: .gene, isReady: false, isGreen: (live.confidence ?? .noList) >= .green,
                    reviewers: Set(evaluations.map(\.author))))
        }
        return archive(rows, entities, PanelStatistics.compute(facts))
    }

    private func archive(
        _ rows: [PanelArchive.Row], _ entities: [ArchivedEntity], _ statistics: PanelStatistics
    ) -> PanelArchive {
        let headers = (0...Self.frozen).map { step in
            PanelArchive.Header(
                header: header(step, statistics), from: Revision(step + 1),
                to: step == Self.frozen ? nil : Revision(step + 2), at: moment(step))
        }
        let versions = (0..<Self.frozen).map { step in
            PanelArchive.FrozenPanel(
                version: FrozenVersion(
                    version: Version(major: 1, minor: step), revision: Revision(step + 1), frozenAt: moment(step + 1),
                    reason: nil, schemaVersion: "generated", signedOff: nil, isImported: false), document: nil)
        }
        return PanelArchive(
            panel: Panel(
                id: PanelID(id), created: moment(0), modified: moment(Self.frozen), header: headers[Self.frozen].header,
                revision: Revision(Self.frozen + 1), statistics: statistics),
            headers: headers, versions: versions, rows: rows, entities: entities)
    }

    private func header(_ step: Int, _ statistics: PanelStatistics) -> PanelHeader {
        PanelHeader(
            name: "Generated panel \(1_000 + id)", diseaseGroup: "Group \(id % 12)",
            diseaseSubGroup: "Sub-group \(id % 40)",
            description: "A panel made by a generator for measurements; nothing in it is true.", status: .public,
            version: Version(major: 1, minor: step), versionCreated: moment(step),
            relevantDisorders: ["R\(id)", "Generated disorder \(id % 50)"], counts: statistics.counts)
    }

    private func moment(_ step: Int) -> Instant {
        Instant(seconds: Self.start + Int64(id) * 3_600 + Int64(step) * 604_800)
    }

    private typealias State = (entity: Entity, from: Revision, to: Revision?)

    /// Six in a hundred entities changed once in the panel's past.
    private mutating func states(_ gene: Gene) -> [State] {
        let first = GeneratedWords.entity(gene, &random)
        guard random.chance(6) else { return [(first, Revision(1), nil)] }
        let change = Revision(random.int(2...(Self.frozen + 1)))
        return [(first, Revision(1), change), (GeneratedWords.entity(gene, &random), change, nil)]
    }

    /// Numbers that no other panel uses.
    private func number(_ entity: Int, _ index: Int) -> Int { id * 1_000_000 + entity * 100 + index }

    private func evidence(_ entity: Entity, _ index: Int) -> [Evidence] {
        entity.evidence.enumerated().map { position, name in
            let created = moment(0).advanced(bySeconds: Double(entity.evidence.count - position))
            return Evidence(
                id: number(index, position), name: name, author: PersonID(1), role: .curator, created: created,
                modified: created)
        }
    }

    private func track(_ index: Int, _ entity: Entity) -> TrackRecord {
        TrackRecord(
            id: number(index, 0), created: moment(0), modified: moment(0), issueType: "Created,NewSource",
            issueDescription: "\(entity.label) was added\nSources: \(entity.evidence.joined(separator: ", "))",
            author: PersonID(1), level: entity.confidence?.rawValue ?? 0)
    }

    /// The panel's reviews are spread evenly, each by another person.
    private mutating func evaluations(entity index: Int) -> [Evaluation] {
        let count = min(people, reviews * (index + 1) / size - reviews * index / size)
        let first = random.int(0...(people - 1))
        return (0..<count).map { offset in
            let created = moment(1).advanced(bySeconds: Double(index * 60 + offset))
            let author = PersonID((first + offset) % people + 1)
            let comment = Comment(
                id: number(index, offset), author: author,
                text: "\(GeneratedWords.phenotype(&random)): reported in \(random.int(1...9)) families.",
                version: "1.1",
                created: created, modified: created, lastUpdated: nil)
            return Evaluation(
                id: number(index, offset), author: author, rating: random.pick(ReviewRating.allCases).rawValue,
                modeOfPathogenicity: "", publications: [GeneratedWords.publication(&random)],
                phenotypes: [GeneratedWords.phenotype(&random)],
                modeOfInheritance: random.pick(ModeOfInheritance.allCases).rawValue,
                currentDiagnostic: random.chance(30),
                clinicallyRelevant: nil, version: "1.1", created: created, modified: created, lastUpdated: created,
                comments: [comment])
        }
    }
}
