import Domain
import Ports
import SQLCore

extension PanelLoad {
    func storeVersions(on session: any SQLSession) throws {
        try session.storeVersions(archive.versions, of: panel) { stored($0) }
        try session.resolveChildVersions(of: panel)
    }
}

extension SQLSession {
    /// Adds frozen versions with their documents and children.
    func storeVersions(
        _ versions: [PanelArchive.FrozenPanel], of panel: PanelID, revision: (Revision) -> Revision
    ) throws {
        try copy(
            into: "panel_version", columns: VersionColumns.stored,
            rows: versions.map { item in
                var version = item.version
                version.revision = revision(version.revision)
                return VersionColumns.values(version, of: panel)
            })
        try copy(
            into: "version_document", columns: ["panel_id", "major", "minor", "gzip", "size"],
            rows: versions.lazy.compactMap { item -> [SQLValue]? in
                guard let document = item.document else { return nil }
                let version = item.version.version
                return [
                    .id(panel), .int(version.major), .int(version.minor), .bytes(document.gzip), .int(document.size),
                ]
            })
        let children = versions.flatMap { item in
            item.children.enumerated().map { (version: item.version.version, position: $0, child: $1) }
        }
        let known = try knownIDs(children.map(\.child.panel.rawValue), in: "panel")
        // A child that is not stored at all cannot be read either.
        let readable = children.filter { known.contains($0.child.panel.rawValue) }
        try copy(
            into: "version_child",
            columns: ["panel_id", "major", "minor", "position", "child_id", "child_major", "child_minor"],
            rows: readable.lazy.map { item in
                [
                    .id(panel), .int(item.version.major), .int(item.version.minor), .int(item.position),
                    .id(item.child.panel), .int(item.child.version.major), .int(item.child.version.minor),
                ]
            })
    }

    /// Finds the revisions of children's versions, both those that this panel shows and those that others show of it:
    /// panels may be loaded in any order and again. What was found when a version was frozen here stays.
    func resolveChildVersions(of panel: PanelID) throws {
        try execute(
            """
            UPDATE version_child SET child_revision = COALESCE(
                (SELECT v.revision FROM panel_version v WHERE v.panel_id = version_child.child_id
                    AND v.major = version_child.child_major AND v.minor = version_child.child_minor),
                (SELECT p.revision FROM panel_header h JOIN panel p ON p.id = h.panel_id
                    WHERE h.panel_id = version_child.child_id AND h.seq_to = \(SchemaStep.live)
                    AND h.major = version_child.child_major AND h.minor = version_child.child_minor))
            WHERE (panel_id = $1 OR child_id = $1) AND (child_revision IS NULL OR EXISTS (
                SELECT 1 FROM panel_version f WHERE f.panel_id = version_child.panel_id
                    AND f.major = version_child.major AND f.minor = version_child.minor AND f.is_imported = 1))
            """, [.id(panel)])
    }
}
