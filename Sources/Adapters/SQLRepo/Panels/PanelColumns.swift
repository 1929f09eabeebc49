import Domain
import SQLCore

/// A panel with its live header as it is read from the database, before a super panel's numbers are put together.
struct StoredPanel {
    var panel: Panel
    /// The true numbers of the panel's own entities.
    var actual: PanelStatistics

    /// Columns for a SELECT that ``source`` follows.
    static let selection = """
        p.id, p.old_code, p.created, p.modified, p.revision, p.activity, p.signed_off_major, p.signed_off_minor, \
        p.signed_off_on, s.shown, s.actual, \(HeaderColumns.selection)
        """
    static let source = """
        FROM panel p JOIN panel_header h ON h.panel_id = p.id AND h.seq_to = \(SchemaStep.live) \
        LEFT JOIN panel_statistics s ON s.panel_id = p.id
        """

    init(_ row: SQLRow) throws {
        var signedOff: SignedOff?
        if let date = try row.optionalDate(8) {
            signedOff = SignedOff(version: Version(major: try row.int(6), minor: try row.int(7)), date: date)
        }
        panel = Panel(
            id: PanelID(try row.int(0)), oldCode: try row.optionalText(1), created: try row.instant(2),
            modified: try row.instant(3), header: try HeaderColumns.header(row, from: 11),
            revision: Revision(try row.int(4)), activity: try row.int(5),
            statistics: row.isNull(9) ? nil : try PanelStatistics(document: try row.json(9)), signedOff: signedOff)
        actual =
            row.isNull(10) ? PanelStatistics() : try PanelStatistics(document: try row.json(10)) ?? PanelStatistics()
    }

    /// A super panel stores no numbers: they follow from its children's whenever it is read, so that a change of a child
    /// writes nothing to its parents (`domain.md` 12.2, D67).
    static func resolved(_ panel: Panel, children: [PanelStatistics]) -> Panel {
        guard panel.header.isSuperPanel else { return panel }
        var panel = panel
        let numbers = children.reduce(into: PanelStatistics()) { $0.add($1) }
        panel.statistics = numbers
        panel.header.counts = numbers.counts
        return panel
    }
}

extension PanelStatistics {
    /// Numbers of two panels together: an item on both counts twice, a person once.
    mutating func add(_ other: PanelStatistics) {
        for kind in EntityKind.allCases {
            self[kind].reviewers.formUnion(other[kind].reviewers)
            self[kind].evaluated += other[kind].evaluated
            self[kind].entities += other[kind].entities
            self[kind].ready += other[kind].ready
            self[kind].green += other[kind].green
        }
    }
}

extension SQLSession {
    /// Makes this transaction the only one that changes the panel; false when there is none. Stands alone, because only
    /// a statement that begins after the lock sees what the holder before has written.
    func lockPanel(_ id: PanelID) throws -> Bool {
        try first("SELECT id FROM panel WHERE id = $1 \(dialect.forUpdate)", [.id(id)]) { try $0.int(0) } != nil
    }

    /// One panel with its live header.
    func storedPanel(_ id: PanelID) throws -> StoredPanel? {
        try first("SELECT \(StoredPanel.selection) \(StoredPanel.source) WHERE p.id = $1", [.id(id)]) {
            try StoredPanel($0)
        }
    }

    /// The true numbers of a super panel's children.
    func childStatistics(of id: PanelID) throws -> [PanelStatistics] {
        try rows(
            """
            SELECT s.actual FROM panel_child c JOIN panel_statistics s ON s.panel_id = c.child_id
            WHERE c.panel_id = $1
            """, [.id(id)]
        ) { try PanelStatistics(document: try $0.json(0)) ?? PanelStatistics() }
    }

    /// One panel as readers see it.
    func panel(_ id: PanelID) throws -> Panel? {
        guard let stored = try storedPanel(id) else { return nil }
        guard stored.panel.header.isSuperPanel else { return stored.panel }
        return StoredPanel.resolved(stored.panel, children: try childStatistics(of: id))
    }
}
