import Compression
import Domain
import Ports
import SQLCore

/// Headers, versions and moments of a panel, and the feed of changes.
extension SQLRepository {
    public func header(of id: PanelID, at revision: Revision) async throws -> PanelHeader? {
        try await read { session in
            guard let panel = try session.panel(id) else { return nil }
            if revision >= panel.revision { return panel.header }
            return try session.header(of: id, at: revision)
        }
    }

    public func versions(of id: PanelID) async throws -> [FrozenVersion] {
        try await rows(
            """
            SELECT \(VersionColumns.selection) FROM panel_version v
            WHERE v.panel_id = $1 ORDER BY v.major DESC, v.minor DESC
            """, [.id(id)]
        ) { try VersionColumns.version($0) }
    }

    public func frozenVersion(of id: PanelID, _ version: Version) async throws -> FrozenVersion? {
        try await row(
            """
            SELECT \(VersionColumns.selection) FROM panel_version v
            WHERE v.panel_id = $1 AND v.major = $2 AND v.minor = $3
            """, [.id(id), .int(version.major), .int(version.minor)]
        ) { try VersionColumns.version($0) }
    }

    public func importedDocument(of id: PanelID, _ version: Version) async throws -> [UInt8]? {
        let packed = try await row(
            "SELECT gzip FROM version_document WHERE panel_id = $1 AND major = $2 AND minor = $3",
            [.id(id), .int(version.major), .int(version.minor)]
        ) { try $0.bytes(0) }
        guard let packed else { return nil }
        do { return try Gzip.decompress(packed) } catch {
            throw RepoFailure.defect("the stored document of version \(version) of panel \(id.rawValue): \(error)")
        }
    }

    public func frozenChildren(of id: PanelID, _ version: Version) async throws -> [FrozenChild] {
        try await rows(
            """
            SELECT child_id, child_revision FROM version_child
            WHERE panel_id = $1 AND major = $2 AND minor = $3 AND child_revision IS NOT NULL ORDER BY position
            """, [.id(id), .int(version.major), .int(version.minor)]
        ) { FrozenChild(panel: PanelID(try $0.int(0)), revision: Revision(try $0.int(1))) }
    }

    public func revision(of id: PanelID, asOf moment: Instant) async throws -> Revision? {
        try await row(
            "SELECT revision FROM panel_change WHERE panel_id = $1 AND at <= $2 ORDER BY at DESC, revision DESC LIMIT 1",
            [.id(id), .instant(moment)]
        ) { Revision(try $0.int(0)) }
    }

    public func changes(after cursor: Int, limit: Int) async throws -> [PanelChangeLine] {
        try await rows(
            "SELECT id, panel_id, revision, at FROM panel_change WHERE id > $1 ORDER BY id LIMIT $2",
            [.int(cursor), .int(limit)]
        ) { row in
            PanelChangeLine(
                cursor: try row.int(0), panel: PanelID(try row.int(1)), revision: Revision(try row.int(2)),
                at: try row.instant(3))
        }
    }

    public func signedOffVersions() async throws -> [(panel: PanelID, version: FrozenVersion)] {
        try await rows(
            """
            SELECT \(VersionColumns.selection), v.panel_id FROM panel_version v
            WHERE v.signed_off_on IS NOT NULL ORDER BY v.panel_id, v.major DESC, v.minor DESC
            """
        ) { (PanelID(try $0.int(8)), try VersionColumns.version($0)) }
    }
}

/// Columns of `panel_version`.
enum VersionColumns {
    /// For a SELECT from `panel_version v`.
    static let selection =
        "v.major, v.minor, v.revision, v.frozen_at, v.reason, v.schema_version, v.signed_off_on, v.is_imported"

    static let stored = [
        "panel_id", "major", "minor", "revision", "frozen_at", "reason", "schema_version", "signed_off_on",
        "is_imported",
    ]

    static func version(_ row: SQLRow) throws -> FrozenVersion {
        FrozenVersion(
            version: Version(major: try row.int(0), minor: try row.int(1)), revision: Revision(try row.int(2)),
            frozenAt: try row.instant(3), reason: try row.optionalText(4), schemaVersion: try row.text(5),
            signedOff: try row.optionalDate(6), isImported: try row.bool(7))
    }

    /// In the order of ``stored``.
    static func values(_ version: FrozenVersion, of panel: PanelID) -> [SQLValue] {
        [
            .id(panel), .int(version.version.major), .int(version.version.minor), .revision(version.revision),
            .instant(version.frozenAt), SQLValue(version.reason), .text(version.schemaVersion),
            .date(version.signedOff), .bool(version.isImported),
        ]
    }
}

extension SQLSession {
    func header(of id: PanelID, at revision: Revision) throws -> PanelHeader? {
        try first(
            """
            SELECT \(HeaderColumns.selection) FROM panel_header h
            WHERE h.panel_id = $1 AND h.seq_from <= $2 AND h.seq_to > $2 ORDER BY h.seq_from DESC LIMIT 1
            """, [.id(id), .revision(revision)]
        ) { try HeaderColumns.header($0, from: 0) }
    }

    /// Adds one step to the feed. The last thing a transaction does: from here on it holds the lock that keeps ids in the
    /// order of commits.
    ///
    /// A caller takes its moment before it waits for the panel, and clocks differ, so the moment may lie before that of the
    /// revision before. Then it counts as that one: moments never fall, or a look back would miss the later revision.
    func insertChange(_ panel: PanelID, _ revision: Revision, at moment: Instant, by author: PersonID? = nil) throws {
        try lock("panel_change")
        try execute(
            """
            INSERT INTO panel_change (panel_id, revision, at, author_id)
            SELECT $1::bigint, $2::bigint, CASE WHEN previous.at > $3::bigint THEN previous.at ELSE $3::bigint END,
                $4::bigint
            FROM (SELECT (SELECT c.at FROM panel_change c WHERE c.panel_id = $1::bigint AND c.revision < $2::bigint
                ORDER BY c.revision DESC LIMIT 1) AS at) previous
            """,
            [.id(panel), .revision(revision), .instant(moment), .id(author)])
    }
}
