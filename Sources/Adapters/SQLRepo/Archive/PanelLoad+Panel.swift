import Domain
import Ports
import SQLCore

extension PanelLoad {
    /// The panel's row and what its live header links to.
    func storePanel(replacing stored: Stored?, on session: any SQLSession) throws {
        let panel = archive.panel
        let activity = max(panel.activity, stored?.activity ?? 0)
        let values: [SQLValue] = [
            .id(panel.id), SQLValue(panel.oldCode), .instant(panel.created), .instant(panel.modified),
            .text(panel.header.status.rawValue), .revision(live), .int(activity),
            SQLValue(panel.signedOff?.version.major), SQLValue(panel.signedOff?.version.minor),
            .date(panel.signedOff?.date),
        ]
        try session.reserveIDs(upTo: panel.id.rawValue, of: "panel")
        try session.execute(
            """
            INSERT INTO panel (id, old_code, created, modified, status, revision, activity, signed_off_major,
                signed_off_minor, signed_off_on)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (id) DO UPDATE SET old_code = excluded.old_code, created = excluded.created,
                modified = excluded.modified, status = excluded.status, revision = excluded.revision,
                activity = excluded.activity, signed_off_major = excluded.signed_off_major,
                signed_off_minor = excluded.signed_off_minor, signed_off_on = excluded.signed_off_on
            """, values)
        try session.execute(
            """
            INSERT INTO panel_import (panel_id, digest, revision, activity, replaced_before) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (panel_id) DO UPDATE SET digest = excluded.digest, revision = excluded.revision,
                activity = excluded.activity, replaced_before = excluded.replaced_before
            """,
            [.id(panel.id), .text(digest), .revision(live), .int(activity), .int(stored == nil ? 0 : live.rawValue)])
        try session.linkChildren(panel.header.children, of: panel.id)
        if let missing = try session.linkTypes(panel.header.types, of: panel.id) {
            throw LoadFailure.dangling(panel: panel.id, what: "panel type \(missing)")
        }
    }

    func storeHeaders(on session: any SQLSession) throws {
        try session.copy(
            into: "panel_header", columns: ["panel_id", "seq_from", "seq_to"] + HeaderColumns.names,
            rows: archive.headers.lazy.map { header in
                let end = header.to.map { stored($0).rawValue } ?? SchemaStep.live
                return [.id(panel), .revision(stored(header.from)), .int(end)] + HeaderColumns.values(header.header)
            })
    }

    /// The numbers as the source shows them, and as they are.
    func storeNumbers(on session: any SQLSession) throws {
        let facts = archive.rows.lazy.filter { $0.to == nil }.map { row in
            EntityFacts(
                kind: archive.entities[row.entity].kind, isReady: row.ready,
                isGreen: row.confidence.map { $0 >= .green } ?? false,
                reviewers: Set(archive.entities[row.entity].evaluations.map(\.author)))
        }
        try session.storeStatistics(
            shown: archive.panel.statistics, actual: PanelStatistics.compute(facts), of: panel)
    }

    /// When each revision began. Those that were known before keep their place in the feed.
    func storeMoments(on session: any SQLSession) throws {
        var moments = Dictionary(
            archive.headers.map { (stored($0.from), $0.at) }, uniquingKeysWith: { first, _ in first })
        let known = try session.rows("SELECT revision, at FROM panel_change WHERE panel_id = $1", [.id(panel)]) {
            (Revision(try $0.int(0)), try $0.instant(1))
        }
        for (revision, at) in known {
            if moments[revision] == at {
                moments[revision] = nil
            } else {
                try session.execute(
                    "DELETE FROM panel_change WHERE panel_id = $1 AND revision = $2", [.id(panel), .revision(revision)])
            }
        }
        for (revision, at) in moments.sorted(by: { $0.key < $1.key }) {
            try session.insertChange(panel, revision, at: at)
        }
    }
}

extension SQLSession {
    /// Makes the children exactly these.
    func linkChildren(_ children: [PanelID], of panel: PanelID) throws {
        try execute("DELETE FROM panel_child WHERE panel_id = $1", [.id(panel)])
        for (position, child) in children.enumerated() {
            try execute(
                "INSERT INTO panel_child (panel_id, position, child_id) VALUES ($1, $2, $3)",
                [.id(panel), .int(position), .id(child)])
        }
    }

    /// Makes the types exactly these, which are known by their slugs; answers the first that is not stored.
    func linkTypes(_ types: [PanelType], of panel: PanelID) throws -> String? {
        try execute("DELETE FROM panel_type_link WHERE panel_id = $1", [.id(panel)])
        for type in types {
            let added = try execute(
                "INSERT INTO panel_type_link (panel_id, type_id) SELECT $1::bigint, id FROM panel_type WHERE slug = $2",
                [.id(panel), .text(type.slug)])
            if added == 0 { return type.name }
        }
        return nil
    }

    func storeStatistics(shown: PanelStatistics?, actual: PanelStatistics, of panel: PanelID) throws {
        try execute(
            """
            INSERT INTO panel_statistics (panel_id, shown, actual) VALUES ($1, $2, $3)
            ON CONFLICT (panel_id) DO UPDATE SET shown = excluded.shown, actual = excluded.actual
            """,
            [.id(panel), shown.map { .json($0.document) } ?? .null, .json(actual.document)])
    }
}
