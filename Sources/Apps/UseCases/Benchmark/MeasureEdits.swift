import Domain
import Ports

/// Measures what commands of curators and reviewers cost, through the same use case that pages call.
public struct MeasureEdits: Sendable {
    public enum Operation: String, CaseIterable, Sendable {
        /// The phenotypes of one gene change.
        case edit
        case rate
        case review
        /// A gene joins the panel.
        case add
        case promote
    }

    public struct Report: Hashable, Sendable {
        public var panel: PanelID
        public var entities: Int
        /// Microseconds.
        public var median: [Operation: Int]
    }

    public struct NothingToEdit: Error { public let panel: PanelID }

    private let reader: any PanelReader
    private let genes: any GeneRepo
    private let curation: Curation

    /// Who acts: the first generated curator.
    private static let curator = Viewer.person(id: PersonID(1), role: .curator, isStaff: false)
    /// Promotions and additions are dearer and rarer: this share of the count.
    private static let share = 4

    public init(reader: any PanelReader, genes: any GeneRepo, curation: Curation) {
        self.reader = reader
        self.genes = genes
        self.curation = curation
    }

    /// Does each operation `count` times, one after the other, on entities in turn.
    public func run(_ id: PanelID, count: Int, _ operations: [Operation]) async throws -> Report {
        guard let panel = try await reader.panel(id) else { throw NothingToEdit(panel: id) }
        let rows = try await reader.entities(of: id, at: panel.revision)
        guard !rows.isEmpty else { throw NothingToEdit(panel: id) }
        var report = Report(panel: id, entities: rows.count, median: [:])
        for operation in operations {
            let isRare = operation == .add || operation == .promote
            var times: [Int] = []
            for index in 0..<max(isRare ? count / Self.share : count, 1) {
                let address = EntityAddress(panel: id, kind: .gene, name: rows[index * 37 % rows.count].name)
                let gene = try await fresh(operation, Set(rows.map(\.name)), index)
                let start = ContinuousClock.now
                try await perform(operation, address, gene, index)
                let (seconds, attoseconds) = (ContinuousClock.now - start).components
                times.append(Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
            }
            report.median[operation] = times.sorted()[times.count / 2]
        }
        return report
    }

    /// A gene that the panel does not have, where one is to be added.
    private func fresh(_ operation: Operation, _ present: Set<String>, _ index: Int) async throws -> Gene? {
        guard operation == .add else { return nil }
        var number = index
        var random = SplitMix(seed: 1)
        let symbols = (0..<GenerateDataSet.genes).map { GeneratedWords.gene($0, &random).symbol }
        for symbol in symbols where !present.contains(symbol) {
            if number == 0 { return try await genes.gene(symbol) }
            number -= 1
        }
        return nil
    }

    private func perform(
        _ operation: Operation, _ address: EntityAddress, _ gene: Gene?, _ index: Int
    ) async throws {
        switch operation {
        case .edit:
            try await curation.perform(
                .set(.phenotypes(["Edited \(index)"]), comment: ""), on: address, by: Self.curator)
        case .rate:
            try await curation.perform(.rate(1 + index % 3, comment: ""), on: address, by: Self.curator)
        case .review:
            let rating = ReviewRating.allCases[index % 3].rawValue
            try await curation.perform(
                .review(ReviewDraft(rating: rating, comment: "Measured \(index)")), on: address, by: Self.curator)
        case .add:
            guard let gene else { throw NothingToEdit(panel: address.panel) }
            try await curation.add(
                EntityDraft(
                    subject: .gene(gene, transcript: nil), sources: ["Literature"],
                    modeOfInheritance: ModeOfInheritance.unknown.rawValue), to: address.panel, by: Self.curator)
        case .promote: try await curation.promote(address.panel, comment: "Measured \(index)", by: Self.curator)
        }
    }
}
