import Domain
import Ports

/// Fills an empty database with generated panels for measurements: the same for the same seed and size, anywhere.
public struct GenerateDataSet: Sendable {
    public struct Report: Hashable, Sendable {
        public var panels: Int
        public var entities: Int
        public var reviews: Int
    }

    /// Base genes, more than the largest panel may hold.
    static let genes = 6_000
    private static let people = 60

    private let loader: any ArchiveLoader
    private let genes: any GeneRepo

    public init(loader: any ArchiveLoader, genes: any GeneRepo) {
        self.loader = loader
        self.genes = genes
    }

    /// Throws `LoadFailure` when the database holds something else under the same numbers.
    public func run(
        _ size: DataSetSize, seed: UInt64, progress: @escaping ProgressHandler = { _ in }
    ) async throws -> Report {
        var random = SplitMix(seed: seed)
        let genes = (0..<Self.genes).map { GeneratedWords.gene($0, &random) }
        _ = try await loader.load(people: (1...Self.people).map(Self.person), tokens: [], groups: [])
        _ = try await self.genes.upsert(genes)
        _ = try await loader.load(tags: GeneratedWords.tags.enumerated().map { ($0 + 1, $1) }, types: [])
        let sizes = size.sizes(&random)
        let total = sizes.reduce(0, +)
        var report = Report(panels: 0, entities: 0, reviews: 0)
        for (index, count) in sizes.enumerated() {
            var panel = GeneratedPanel(
                id: index + 1, size: count, reviews: size.reviews * count / total, genes: genes, people: Self.people,
                random: SplitMix(seed: random.next()))
            let archive = panel.archive()
            _ = try await loader.load(archive, digest: "generated-\(seed)-\(total)-\(size.reviews)")
            report.panels += 1
            report.entities += archive.entities.count
            report.reviews += archive.entities.reduce(0) { $0 + $1.evaluations.count }
            progress(ImportProgress("panels", done: report.panels, total: size.panels))
        }
        for index in 0..<size.superPanels {
            // Three super panels stand above panel 3, none above the other panels of a fixed size.
            let others = (0..<3).map { PanelID(5 + (index * 3 + $0) % (sizes.count - 4)) }
            let children = (index < 3 ? [PanelID(3)] : []) + others
            _ = try await loader.load(
                superPanel(sizes.count + index + 1, children), digest: "generated-\(seed)")
            report.panels += 1
        }
        try await loader.settle()
        return report
    }

    private func superPanel(_ id: Int, _ children: [PanelID]) -> PanelArchive {
        let moment = Instant(seconds: 1_710_000_000)
        let header = PanelHeader(
            name: "Generated super panel \(1_000 + id)", status: .public, version: Version(major: 1, minor: 0),
            versionCreated: moment, children: Array(Set(children)).sorted())
        return PanelArchive(
            panel: Panel(
                id: PanelID(id), created: moment, modified: moment, header: header, revision: Revision(1)),
            headers: [PanelArchive.Header(header: header, from: Revision(1), to: nil, at: moment)], versions: [],
            rows: [], entities: [])
    }

    private static func person(_ id: Int) -> Person {
        let moment = Instant(seconds: 1_690_000_000)
        return Person(
            id: PersonID(id), username: "generated\(id)", firstName: "Person", lastName: String(id),
            email: "generated\(id)@example.org", passwordHash: "!", isActive: id <= 5, isStaff: false,
            isSuperuser: false,
            profile: ReviewerProfile(
                role: id <= 5 ? .curator : .reviewer, affiliation: "Laboratory \(id % 9)", workplace: "Other",
                position: "Other", group: "Other"), lastLogin: nil, joined: moment, created: moment, modified: moment)
    }
}
