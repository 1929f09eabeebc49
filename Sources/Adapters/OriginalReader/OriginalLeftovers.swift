import Domain
import Ports
import SQLCore

/// Records that nothing shown refers to any more (`domain.md 5.5`: deleting an entity leaves its reviews unreachable).
enum OriginalLeftovers {
    /// Kinds that can have such records.
    static func read(
        _ session: any SQLSession, _ kind: ArchiveCount, after id: Int, limit: Int
    ) throws -> [UnattachedRecord] {
        guard let sql = statement(kind) else { return [] }
        return try session.rows(sql, [.int(id), .int(limit)]) { row in
            UnattachedRecord(
                kind: kind, id: try row.int(0), record: try row.withBytes(1) { JSONText(jsonb: $0) })
        }
    }

    private static func statement(_ kind: ArchiveCount) -> String? {
        switch kind {
        case .evidence: unlinked("panels_evidence", "evidence", "evidence_id")
        case .evaluations: unlinked("panels_evaluation", "evaluation", "evaluation_id")
        case .trackRecords: unlinked("panels_trackrecord", "track", "trackrecord_id")
        case .entityComments: looseComments
        case .evaluationComments: commentsOfLooseReviews
        case .historicalDocuments: surplusDocuments
        default: nil
        }
    }

    private static func unlinked(_ table: String, _ relation: String, _ column: String) -> String {
        """
        SELECT r.id, CAST(to_jsonb(r) AS text) FROM \(table) r
        WHERE r.id > $1 AND NOT EXISTS (
            SELECT 1 FROM (\(OriginalKind.links(relation, column))) AS links WHERE links.record = r.id)
        ORDER BY r.id LIMIT $2
        """
    }

    private static let looseComments = """
        SELECT r.id, CAST(to_jsonb(r) AS text) FROM panels_comment r
        WHERE r.id > $1
        AND NOT EXISTS (SELECT 1 FROM panels_evaluation_comments x WHERE x.comment_id = r.id)
        AND NOT EXISTS (
            SELECT 1 FROM (\(OriginalKind.links("comments", "comment_id"))) AS links WHERE links.record = r.id)
        ORDER BY r.id LIMIT $2
        """

    private static let commentsOfLooseReviews = """
        SELECT r.id, CAST(to_jsonb(r) || jsonb_build_object('evaluation_id', x.evaluation_id) AS text)
        FROM panels_comment r JOIN panels_evaluation_comments x ON x.comment_id = r.id
        WHERE r.id > $1 AND NOT EXISTS (
            SELECT 1 FROM (\(OriginalKind.links("evaluation", "evaluation_id"))) AS links
            WHERE links.record = x.evaluation_id)
        ORDER BY r.id LIMIT $2
        """

    /// Documents that no request could reach: an older one of a version that was frozen twice (BUG-16), or one of the
    /// version that is live.
    private static let surplusDocuments = """
        SELECT r.id, CAST(to_jsonb(r) AS text) FROM panels_historicalsnapshot r
        WHERE r.id > $1 AND NOT \(served("r"))
        ORDER BY r.id LIMIT $2
        """

    /// Whether a document is the one that its version number means.
    static func served(_ alias: String) -> String {
        """
        (NOT EXISTS (
            SELECT 1 FROM panels_historicalsnapshot o WHERE o.panel_id = \(alias).panel_id AND o.id > \(alias).id
            AND o.major_version = \(alias).major_version AND o.minor_version = \(alias).minor_version)
        AND NOT EXISTS (
            SELECT 1 FROM panels_genepanelsnapshot s WHERE s.panel_id = \(alias).panel_id
            AND s.major_version = \(alias).major_version AND s.minor_version = \(alias).minor_version))
        """
    }
}
