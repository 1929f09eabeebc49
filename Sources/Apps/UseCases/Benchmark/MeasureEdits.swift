import Domain
import Ports

/// Measures what one edit costs: the phenotypes of one gene change, the version rises, history is written.
public struct MeasureEdits: Sendable {
    public struct Report: Hashable, Sendable {
        public var panel: PanelID
        public var entities: Int
        public var count: Int
        /// Microseconds.
        public var median: Int
        public var slowestOfTen: Int
    }

    public struct NothingToEdit: Error { public let panel: PanelID }

    private let reader: any PanelReader
    private let writer: any PanelWriter
    private let clock: any Clock

    public init(reader: any PanelReader, writer: any PanelWriter, clock: any Clock) {
        self.reader = reader
        self.writer = writer
        self.clock = clock
    }

    /// Edits entities of the panel in turn, `count` times, one after the other.
    public func run(_ id: PanelID, count: Int) async throws -> Report {
        guard let panel = try await reader.panel(id) else { throw NothingToEdit(panel: id) }
        let rows = try await reader.entities(of: id, at: panel.revision)
        guard !rows.isEmpty else { throw NothingToEdit(panel: id) }
        var times: [Int] = []
        for index in 0..<count {
            let row = rows[index * 37 % rows.count]
            let start = ContinuousClock.now
            try await edit(id, row.id, "Edited \(index)")
            let (seconds, attoseconds) = (ContinuousClock.now - start).components
            times.append(Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
        }
        times.sort()
        return Report(
            panel: id, entities: rows.count, count: count, median: times[times.count / 2],
            slowestOfTen: times[times.count * 9 / 10])
    }

    private func edit(_ id: PanelID, _ entity: EntityID, _ phenotype: String) async throws {
        let now = clock.now()
        _ = try await writer.change(id, entity: entity, expecting: nil, at: now, by: PersonID(1)) { state in
            guard let record = state.entity else { throw NothingToEdit(panel: id) }
            var header = state.panel.header
            header.version = header.version.nextMinor
            header.versionCreated = now
            var entity = record.entity
            entity.phenotypes = [phenotype]
            let line = "Phenotypes for \(entity.label) were changed to \(phenotype)"
            return PanelOutcome(
                freeze: PanelOutcome.Freeze(schemaVersion: "benchmark"), header: header,
                entity: .replace(entity, flagged: record.flagged, ready: record.ready),
                activities: [
                    Activity(
                        id: 0, created: now, modified: now, panel: id, author: PersonID(1), text: line,
                        itemType: "entity", entityType: entity.kind.rawValue, entityName: entity.name,
                        frozen: JSONText(unchecked: Array("{}".utf8)), event: "phenotypes")
                ],
                track: [
                    TrackRecord(
                        id: 0, created: now, modified: now, issueType: IssueType.setPhenotypes.rawValue,
                        issueDescription: line, author: PersonID(1), level: entity.confidence?.rawValue ?? 0)
                ])
        }
    }
}
