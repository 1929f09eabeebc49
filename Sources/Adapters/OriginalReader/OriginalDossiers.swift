import Domain
import Ports
import SQLCore

/// Reads what hangs on the live entities of one kind on one panel: evidence, reviews, comments, history.
struct OriginalDossiers {
    let session: any SQLSession
    let schema: OriginalSchema
    let entities: OriginalEntities

    private var panel: [SQLValue] { [.int(entities.snapshot)] }

    /// Gives each piece of evidence with its entity, newest first. The author's role moves along (decision 6).
    func evidence(_ each: (Int, Evidence) -> Void) throws {
        let legacy = schema.optional("panels_evidence", "legacy_type", as: "text", alias: "r")
        let role = "(SELECT v.user_type FROM accounts_reviewer v WHERE v.id = r.reviewer_id)"
        let author = "(SELECT v.user_id FROM accounts_reviewer v WHERE v.id = r.reviewer_id)"
        try session.query(
            entities.linked(
                "evidence", "evidence", "evidence_id",
                select: "r.id, r.name, r.rating, r.comment, \(author), \(role), \(legacy), r.created, r.modified",
                order: "r.created DESC, r.id DESC"), panel
        ) { row in
            each(
                try row.int(0),
                Evidence(
                    id: try row.int(1), name: try row.text(2), rating: try row.int(3), comment: try row.text(4),
                    author: try row.optionalInt(5).map { PersonID($0) },
                    role: Evidence.role(
                        authorRole: try row.optionalText(6).flatMap(Role.init(rawValue:)),
                        legacyType: try row.optionalText(7)),
                    created: try row.instant(8), modified: try row.instant(9)))
        }
    }

    /// Reviews by entity, newest first, each with its comments.
    func evaluations() throws -> [Int: [Evaluation]] {
        func later(_ column: String, _ type: String) -> String {
            schema.optional("panels_evaluation", column, as: type, alias: "r")
        }
        let comments = try evaluationComments()
        var evaluations: [Int: [Evaluation]] = [:]
        try session.query(
            entities.linked(
                "evaluation", "evaluation", "evaluation_id",
                select: """
                    r.id, r.user_id, r.rating, r.mode_of_pathogenicity,
                    CAST(array_remove(r.publications, NULL) AS text[]), CAST(array_remove(r.phenotypes, NULL) AS text[]),
                    r.moi, r.current_diagnostic, \(later("clinically_relevant", "boolean")), r.version, r.created,
                    r.modified, \(later("last_updated", "timestamptz"))
                    """,
                order: "r.created DESC, r.id DESC"), panel
        ) { row in
            let id = try row.int(1)
            evaluations[try row.int(0), default: []].append(
                Evaluation(
                    id: id, author: PersonID(try row.int(2)), rating: try row.text(3),
                    modeOfPathogenicity: try row.optionalText(4), publications: try row.optionalTexts(5),
                    phenotypes: try row.optionalTexts(6), modeOfInheritance: try row.optionalText(7),
                    currentDiagnostic: try row.bool(8), clinicallyRelevant: try row.optionalBool(9),
                    version: try row.optionalText(10), created: try row.instant(11), modified: try row.instant(12),
                    lastUpdated: try row.optionalInstant(13), comments: comments[id] ?? []))
        }
        return evaluations
    }

    private func evaluationComments() throws -> [Int: [Comment]] {
        let kind = entities.kind
        return try grouped(
            """
            SELECT y.evaluation_id, \(commentColumns) FROM \(kind.table)_evaluation x
            JOIN \(kind.table) e ON e.id = x.\(kind.key)
            JOIN panels_evaluation_comments y ON y.evaluation_id = x.evaluation_id
            JOIN panels_comment r ON r.id = y.comment_id
            WHERE e.panel_id = $1 ORDER BY r.created DESC, r.id DESC
            """, comment)
    }

    /// Comments of the entities themselves, newest first.
    func comments() throws -> [Int: [Comment]] {
        try grouped(
            entities.linked(
                "comments", "comment", "comment_id", select: commentColumns, order: "r.created DESC, r.id DESC"),
            comment)
    }

    /// Track records by entity, newest first.
    func track() throws -> [Int: [TrackRecord]] {
        try grouped(
            entities.linked(
                "track", "trackrecord", "trackrecord_id",
                select: """
                    r.id, r.created, r.modified, r.issue_type, r.issue_description, r.user_id, r.curator_status,
                    r.gel_status
                    """,
                order: "r.created DESC, r.id DESC")
        ) { row in
            TrackRecord(
                id: try row.int(1), created: try row.instant(2), modified: try row.instant(3),
                issueType: try row.text(4), issueDescription: try row.text(5), author: PersonID(try row.int(6)),
                curatorStatus: try row.int(7), level: try row.int(8))
        }
    }

    private func grouped<T>(_ sql: String, _ decode: (SQLRow) throws -> T) throws -> [Int: [T]] {
        var groups: [Int: [T]] = [:]
        try session.query(sql, panel) { groups[try $0.int(0), default: []].append(try decode($0)) }
        return groups
    }

    private var commentColumns: String {
        let version = schema.optional("panels_comment", "version", as: "text", alias: "r")
        let updated = schema.optional("panels_comment", "last_updated", as: "timestamptz", alias: "r")
        return "r.id, r.user_id, r.comment, r.flagged, \(version), r.created, r.modified, \(updated)"
    }

    private func comment(_ row: SQLRow) throws -> Comment {
        Comment(
            id: try row.int(1), author: try row.optionalInt(2).map { PersonID($0) }, text: try row.text(3),
            flagged: try row.bool(4), version: try row.optionalText(5), created: try row.instant(6),
            modified: try row.instant(7), lastUpdated: try row.optionalInstant(8))
    }
}
