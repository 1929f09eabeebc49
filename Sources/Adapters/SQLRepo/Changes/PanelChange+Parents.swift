import Domain
import Ports
import SQLCore

extension PanelChange {
    /// Raises every super panel that has this panel as a child: frozen as it is, then the next number, once and no further
    /// up (`domain.md` 5.7, D18-D21). Costs the same whatever the children hold.
    func raiseParents(by bump: VersionBump, _ freeze: PanelOutcome.Freeze, on session: any SQLSession) throws -> [Step]
    {
        // In the order of their numbers, so that two children of the same parents cannot wait for each other.
        let parents = try session.rows(
            """
            SELECT c.panel_id FROM panel_child c JOIN panel p ON p.id = c.panel_id
            WHERE c.child_id = $1 AND p.status <> 'deleted' ORDER BY c.panel_id
            """, [.id(id)]
        ) { PanelID(try $0.int(0)) }
        var steps: [Step] = []
        for parent in parents {
            guard try session.lockPanel(parent), let stored = try session.storedPanel(parent) else { continue }
            let panel = try session.resolved(stored)
            // It may have lost the child while its lock was awaited.
            guard panel.header.children.contains(id) else { continue }
            let outcome = PanelOutcome(
                freeze: PanelOutcome.Freeze(schemaVersion: freeze.schemaVersion),
                header: panel.header.raised(by: bump, at: moment))
            steps += try PanelChange(
                stored: stored, state: PanelState(panel: panel, entity: nil), outcome: outcome, moment: moment,
                author: author
            ).apply(on: session)
        }
        return steps
    }

    /// One version of a panel is signed off at most (`domain.md 13.4`, D72).
    func storeSignOff(_ signed: SignedOff?, on session: any SQLSession) throws {
        try session.execute("UPDATE panel_version SET signed_off_on = NULL WHERE panel_id = $1", [.id(id)])
        if let signed {
            let found = try session.first(
                """
                UPDATE panel_version SET signed_off_on = $4 WHERE panel_id = $1 AND major = $2 AND minor = $3
                RETURNING major
                """, [.id(id), .int(signed.version.major), .int(signed.version.minor), .date(signed.date)]
            ) { try $0.int(0) }
            if found == nil { throw ChangeConflict.noSuchVersion(signed.version) }
        }
        try session.execute(
            "UPDATE panel SET signed_off_major = $2, signed_off_minor = $3, signed_off_on = $4 WHERE id = $1",
            [
                .id(id), SQLValue(signed?.version.major), SQLValue(signed?.version.minor), .date(signed?.date),
            ])
    }
}
