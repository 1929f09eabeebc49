import Domain
import Ports
import SQLCore

/// An outcome on its way into the database: the rows of what it changes, and no others.
struct PanelChange {
    let stored: StoredPanel
    /// As the decision saw it.
    let state: PanelState
    let outcome: PanelOutcome
    let moment: Instant
    let author: PersonID?

    var panel: Panel { state.panel }
    var id: PanelID { panel.id }
    var next: Revision { panel.revision.next }

    /// Stores it all. The feed is last: from its first line on the transaction holds a lock that everybody needs.
    func store(on session: any SQLSession) throws {
        for step in try apply(on: session) {
            try session.insertChange(step.panel, step.revision, at: moment, by: author)
        }
    }

    /// A panel that rose, and the revision it has now.
    typealias Step = (panel: PanelID, revision: Revision)

    /// Stores everything but the lines of the feed, which it gives back.
    func apply(on session: any SQLSession) throws -> [Step] {
        let parts = try parts
        let changes = parts.contains { changesContent($0) } || headerChanges || outcome.freeze != nil
        var numbers = stored.actual
        var steps: [Step] = []
        if let freeze = outcome.freeze {
            // Parents keep this panel as it was, so they are frozen before anything of it changes (`domain.md` D21).
            if let bump = freeze.parents { steps = try raiseParents(by: bump, freeze, on: session) }
            try self.freeze(on: session)
        }
        for part in parts { try store(part, &numbers, on: session) }
        if let signOff = outcome.signOff { try storeSignOff(signOff, on: session) }
        for var line in outcome.activities {
            line.panel = line.panel ?? id
            try session.insert(line)
        }
        guard changes else {
            try storeActivity(numbers, on: session)
            return steps
        }
        let header = try storeHeader(numbers, on: session)
        try session.execute(
            "UPDATE panel SET modified = $2, status = $3, revision = $4, activity = activity + $5 WHERE id = $1",
            [
                .id(id), .instant(moment), .text(header.status.rawValue), .revision(next), .int(showsOnPages ? 1 : 0),
            ])
        let shown = showsNumbers(header) ? numbers : nil
        if numbers != stored.actual || shown != stored.panel.statistics {
            try session.storeStatistics(shown: shown, actual: numbers, of: id)
        }
        return steps + [(id, next)]
    }

    // MARK: What changes

    private var headerChanges: Bool {
        guard var header = outcome.header else { return false }
        header.counts = panel.header.counts
        return header != panel.header
    }

    /// Whether anything but the content changes: reviews, lines, sources.
    private var showsOnPages: Bool {
        if !outcome.activities.isEmpty || outcome.signOff != nil { return true }
        let parts = [outcome.ownPart] + outcome.others
        return parts.contains { part in
            if part.review != nil || !part.track.isEmpty { return true }
            if case .replace(_, _, _, let evidence) = part.step {
                return !evidence.removed.isEmpty || !evidence.added.isEmpty
            }
            return false
        }
    }

    // MARK: Header and versions

    /// Keeps the content as it was under its old number. Nothing is copied: the version is a revision.
    private func freeze(on session: any SQLSession) throws {
        guard let freeze = outcome.freeze else { return }
        let header = panel.header
        if let version = outcome.header?.version, version != header.version {
            try checkUnused(version, on: session)
        } else {
            // The live content would go on under the number of the frozen one.
            throw ChangeConflict.duplicateVersion(header.version)
        }
        let version = FrozenVersion(
            version: header.version, revision: panel.revision, frozenAt: moment, reason: freeze.reason,
            schemaVersion: freeze.schemaVersion, signedOff: nil, isImported: false)
        try checkUnused(header.version, on: session)
        let places = VersionColumns.stored.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        try session.execute(
            "INSERT INTO panel_version (\(VersionColumns.stored.joined(separator: ", "))) VALUES (\(places))",
            VersionColumns.values(version, of: id))
        if header.isSuperPanel { try freezeChildren(of: header.version, on: session) }
    }

    /// Keeps which revisions of its children a super panel shows, and their numbers. Both are read at once: children that do
    /// not rise may change in between.
    private func freezeChildren(of version: Version, on session: any SQLSession) throws {
        var numbers = PanelStatistics()
        let children = try session.rows(
            """
            SELECT c.position, c.child_id, h.major, h.minor, p.revision, s.actual
            FROM panel_child c JOIN panel p ON p.id = c.child_id
                JOIN panel_header h ON h.panel_id = c.child_id AND h.seq_to = \(SchemaStep.live)
                LEFT JOIN panel_statistics s ON s.panel_id = c.child_id
            WHERE c.panel_id = $1
            """, [.id(id)]
        ) { row in
            let own = row.isNull(5) ? nil : try PanelStatistics(document: try row.json(5))
            return (columns: try (0..<5).map { SQLValue.int(try row.int($0)) }, numbers: own ?? PanelStatistics())
        }
        for child in children {
            numbers.add(child.numbers)
            try session.execute(
                """
                INSERT INTO version_child (panel_id, major, minor, position, child_id, child_major, child_minor,
                    child_revision)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """, [.id(id), .int(version.major), .int(version.minor)] + child.columns)
        }
        // A super panel's own row knows its children's numbers only from when it was opened.
        let counts = numbers.counts
        try session.execute(
            """
            UPDATE panel_header SET genes = $2, strs = $3, regions = $4
            WHERE panel_id = $1 AND seq_to = \(SchemaStep.live)
            """, [.id(id), SQLValue(counts.genes), SQLValue(counts.strs), SQLValue(counts.regions)])
    }

    private func checkUnused(_ version: Version, on session: any SQLSession) throws {
        let used = try session.first(
            "SELECT 1 FROM panel_version WHERE panel_id = $1 AND major = $2 AND minor = $3",
            [.id(id), .int(version.major), .int(version.minor)]
        ) { try $0.int(0) }
        if used != nil { throw ChangeConflict.duplicateVersion(version) }
    }

    private func storeHeader(_ numbers: PanelStatistics, on session: any SQLSession) throws -> PanelHeader {
        var header = outcome.header ?? panel.header
        if !header.isSuperPanel, showsNumbers(header) { header.counts = numbers.counts }
        guard header != stored.panel.header else { return header }
        let isNamed = header.name != panel.header.name || panel.header.status == .deleted
        if isNamed, header.status != .deleted { try session.checkFreeName(header.name, of: id) }
        let children = Set(header.children).subtracting(panel.header.children)
        if !children.isEmpty { try session.checkChildren(children, of: id) }
        try session.replaceHeader(header, of: id, at: next)
        if header.children != panel.header.children || header.types != panel.header.types {
            try session.link(header, of: id)
        }
        return header
    }

    /// A panel without entities that was only renamed still has no numbers to show; one that was a super panel has shown its
    /// children's, and goes on with its own.
    private func showsNumbers(_ header: PanelHeader) -> Bool {
        let isOnlyHeader = outcome.entity == nil && outcome.review == nil && outcome.others.isEmpty
        let wasSuperPanel = stored.panel.header.isSuperPanel && !header.isSuperPanel
        return !isOnlyHeader || stored.panel.statistics != nil || wasSuperPanel
    }

    /// A change that shows on pages only.
    private func storeActivity(_ numbers: PanelStatistics, on session: any SQLSession) throws {
        guard showsOnPages else { return }
        try session.execute("UPDATE panel SET activity = activity + 1 WHERE id = $1", [.id(id)])
        if numbers != stored.actual { try session.storeStatistics(shown: numbers, actual: numbers, of: id) }
    }
}
