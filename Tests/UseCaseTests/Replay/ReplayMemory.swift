import Domain
import Ports

/// Panels as plain values: every revision is a copy of all that a panel holds, numbers are counted anew, nothing is moved
/// by differences. Slow, simple, and right; what the databases say is held against it.
struct ReplayMemory: Sendable {
    /// A live entity with everything it owns.
    struct Item: Sendable {
        var record: EntityRecord {
            didSet { if record.entity != oldValue.entity { document = EntityDocument(record.entity) } }
        }
        /// Newest first.
        var comments: [Domain.Comment] = []
        /// Newest first.
        var track: [TrackRecord] = []
        private var document: EntityDocument

        init(_ record: EntityRecord) {
            self.record = record
            document = EntityDocument(record.entity)
        }

        func row(on panel: PanelID) -> EntityRow {
            EntityRow(
                id: record.id, panel: panel, kind: record.entity.kind, name: record.entity.name,
                confidence: record.entity.confidence, flagged: record.flagged, ready: record.ready,
                since: record.since, document: document)
        }

        var facts: EntityFacts {
            EntityFacts(
                kind: record.entity.kind, isReady: record.ready,
                isGreen: record.entity.confidence.map { $0 >= .green } ?? false,
                reviewers: Set(record.evaluations.map(\.author)))
        }
    }

    /// A panel as it was at one revision.
    struct Moment: Sendable {
        var header: PanelHeader
        var rows: [EntityRow]
        var at: Instant
    }

    /// An entity that was removed, and may come back.
    struct Former: Sendable {
        var id: EntityID
        var kind: EntityKind
        var name: String
    }

    struct Stored: Sendable {
        /// A super panel's numbers are not in it: see ``ReplayMemory/panel(_:)``.
        var panel: Panel
        var items: [EntityID: Item] = [:]
        var past: [Revision: Moment] = [:]
        /// Oldest first.
        var versions: [FrozenVersion] = []
        var children: [Version: [FrozenChild]] = [:]
        /// Oldest first.
        var formers: [Former] = []

        var numbers: PanelStatistics { PanelStatistics.compute(items.values.map(\.facts)) }

        /// Live entities in document order.
        var rows: [EntityRow] {
            let keyed = items.values.map { item in
                let row = item.row(on: panel.id)
                return (level: row.confidence?.rawValue ?? -1, key: NameOrder.key(row.name), row: row)
            }
            return keyed.sorted { a, b in
                if a.level != b.level { return a.level > b.level }
                if a.key != b.key { return a.key.utf8.lexicographicallyPrecedes(b.key.utf8) }
                return a.row.kind.rawValue < b.row.kind.rawValue
            }.map(\.row)
        }

        /// Keeps the live state as that of its revision.
        mutating func remember(at moment: Instant) {
            let before = past[Revision(panel.revision.rawValue - 1)]?.at ?? moment
            past[panel.revision] = Moment(header: panel.header, rows: rows, at: max(before, moment))
        }
    }

    var panels: [PanelID: Stored] = [:]
    /// By moment, then in the order in which they came.
    private(set) var activities: [Activity] = []
    private(set) var numberOfLines: [PanelID: Int] = [:]
    /// Panel, revision and moment of every step, oldest first.
    var feed: [PanelChangeLine] = []
    /// Keys of jobs that were written.
    var jobs: Set<String> = []
    private var serial = 0

    /// The next number of any record.
    mutating func next() -> Int {
        serial += 1
        return serial
    }

    /// A panel as readers see it: a super panel's numbers are those of its children together.
    func panel(_ id: PanelID) -> Panel? {
        guard var panel = panels[id]?.panel else { return nil }
        guard panel.header.isSuperPanel else { return panel }
        let items = panel.header.children.flatMap { panels[$0]?.items.values.map(\.facts) ?? [] }
        let numbers = PanelStatistics.compute(items)
        panel.statistics = numbers
        panel.header.counts = numbers.counts
        return panel
    }

    /// Ends a step of a panel: its next revision and the line of the feed.
    mutating func rise(_ id: PanelID, at moment: Instant) {
        guard var stored = panels[id] else { return }
        stored.panel.revision = stored.panel.revision.next
        stored.panel.modified = moment
        stored.remember(at: moment)
        panels[id] = stored
    }

    /// The lines of a change, in order.
    mutating func write(_ lines: [Activity], of id: PanelID) {
        for var line in lines {
            line.id = next()
            line.panel = line.panel ?? id
            let later = activities.reversed().prefix { $0.created > line.created }.count
            activities.insert(line, at: activities.count - later)
            numberOfLines[line.panel ?? id, default: 0] += 1
        }
    }

    mutating func announce(_ id: PanelID, _ revision: Revision) {
        guard let moment = panels[id]?.past[revision] else { return }
        feed.append(PanelChangeLine(cursor: feed.count + 1, panel: id, revision: revision, at: moment.at))
    }

    /// Refuses a name that a panel which is not deleted has.
    func checkFree(_ name: String, for id: PanelID) throws {
        let others = panels.values.filter {
            $0.panel.id != id && $0.panel.header.name == name && $0.panel.header.status != .deleted
        }
        if let other = others.map(\.panel.id).min() { throw PanelRefusal.nameTaken(by: other) }
    }
}
