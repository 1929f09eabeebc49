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
    private let people: any PeopleReader
    private let genes: any GeneRepo
    private let curation: Curation

    /// Promotions and additions are dearer and rarer: this share of the count.
    private static let share = 4
    /// Where a curator is looked for.
    private static let searched = 1...10_000

    public init(
        reader: any PanelReader, people: any PeopleReader, genes: any GeneRepo, curation: Curation
    ) {
        self.reader = reader
        self.people = people
        self.genes = genes
        self.curation = curation
    }

    /// Does each operation `count` times, one after the other, on genes in turn.
    public func run(_ id: PanelID, count: Int, _ operations: [Operation]) async throws -> Report {
        guard let panel = try await reader.panel(id), let curator = try await curator() else {
            throw NothingToEdit(panel: id)
        }
        let rows = try await reader.entities(of: id, at: panel.revision)
        let names = rows.filter { $0.kind == .gene }.map(\.name)
        guard !names.isEmpty else { throw NothingToEdit(panel: id) }
        let additions = max(count / Self.share, 1)
        var absent = operations.contains(.add) ? try await genesElsewhere(additions, besides: id, Set(names)) : []
        var report = Report(panel: id, entities: rows.count, median: [:])
        for operation in operations {
            let isRare = operation == .add || operation == .promote
            var times: [Int] = []
            for index in 0..<(isRare ? additions : count) {
                let address = EntityAddress(panel: id, kind: .gene, name: names[index * 37 % names.count])
                let gene = operation == .add ? absent.popLast() : nil
                let start = ContinuousClock.now
                try await perform(operation, address, gene, index, curator)
                let (seconds, attoseconds) = (ContinuousClock.now - start).components
                times.append(Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
            }
            report.median[operation] = times.sorted()[times.count / 2]
        }
        return report
    }

    /// Somebody who may do all this.
    private func curator() async throws -> Viewer? {
        for number in Self.searched {
            if let person = try await people.person(PersonID(number)), person.role == .curator, person.isActive {
                return person.viewer
            }
        }
        return nil
    }

    /// Genes that other panels have and this one has not.
    private func genesElsewhere(_ count: Int, besides id: PanelID, _ present: Set<String>) async throws -> [Gene] {
        var found: [Gene] = []
        var seen = present
        for panel in try await reader.catalogue() where panel.id != id {
            for row in try await reader.entities(of: panel.id, at: panel.revision) where row.kind == .gene {
                if found.count >= count { return found }
                guard seen.insert(row.name).inserted, let gene = try await genes.gene(row.name), gene.isActive else {
                    continue
                }
                found.append(gene)
            }
        }
        return found
    }

    private func perform(
        _ operation: Operation, _ address: EntityAddress, _ gene: Gene?, _ index: Int, _ curator: Viewer
    ) async throws {
        switch operation {
        case .edit:
            try await curation.perform(
                .set(.phenotypes(["Edited \(index)"]), comment: ""), on: address, by: curator)
        case .rate:
            try await curation.perform(.rate(1 + index % 3, comment: ""), on: address, by: curator)
        case .review:
            let rating = ReviewRating.allCases[index % 3].rawValue
            try await curation.perform(
                .review(ReviewDraft(rating: rating, comment: "Measured \(index)")), on: address, by: curator)
        case .add:
            guard let gene else { throw NothingToEdit(panel: address.panel) }
            try await curation.add(
                EntityDraft(
                    subject: .gene(gene, transcript: nil), sources: ["Literature"],
                    modeOfInheritance: ModeOfInheritance.unknown.rawValue), to: address.panel, by: curator)
        case .promote: try await curation.promote(address.panel, comment: "Measured \(index)", by: curator)
        }
    }
}
