import Domain
import SQLCore

/// Columns of `evidence`.
enum EvidenceColumns {
    static let stored = ["id", "entity_id", "name", "rating", "comment", "author_id", "role", "created", "modified"]
    static let selection = "id, name, rating, comment, author_id, role, created, modified"

    static func values(_ evidence: Evidence, of entity: EntityID) -> [SQLValue] {
        [
            .int(evidence.id), .id(entity), .text(evidence.name), .int(evidence.rating), .text(evidence.comment),
            .id(evidence.author), SQLValue(evidence.role?.rawValue), .instant(evidence.created),
            .instant(evidence.modified),
        ]
    }

    static func evidence(_ row: SQLRow) throws -> Evidence {
        Evidence(
            id: try row.int(0), name: try row.text(1), rating: try row.int(2), comment: try row.text(3),
            author: try row.optionalPerson(4), role: try row.optionalRole(5), created: try row.instant(6),
            modified: try row.instant(7))
    }
}

/// Columns of `track_record`.
enum TrackColumns {
    static let stored = [
        "id", "entity_id", "author_id", "issue_type", "issue_description", "curator_status", "level", "created",
        "modified",
    ]
    static let selection = "id, created, modified, issue_type, issue_description, author_id, curator_status, level"

    static func values(_ record: TrackRecord, of entity: EntityID) -> [SQLValue] {
        [
            .int(record.id), .id(entity), .id(record.author), .text(record.issueType), .text(record.issueDescription),
            .int(record.curatorStatus), .int(record.level), .instant(record.created), .instant(record.modified),
        ]
    }

    static func record(_ row: SQLRow) throws -> TrackRecord {
        TrackRecord(
            id: try row.int(0), created: try row.instant(1), modified: try row.instant(2), issueType: try row.text(3),
            issueDescription: try row.text(4), author: PersonID(try row.int(5)), curatorStatus: try row.int(6),
            level: try row.int(7))
    }
}

/// Columns of `evaluation`.
enum EvaluationColumns {
    static let stored = [
        "id", "entity_id", "panel_id", "kind", "author_id", "rating", "mode_of_pathogenicity", "publications",
        "phenotypes", "mode_of_inheritance", "current_diagnostic", "clinically_relevant", "version", "created",
        "modified", "last_updated",
    ]
    static let selection = """
        id, author_id, rating, mode_of_pathogenicity, publications, phenotypes, mode_of_inheritance, \
        current_diagnostic, clinically_relevant, version, created, modified, last_updated
        """

    static func values(_ review: Evaluation, of entity: EntityID, _ kind: EntityKind, on panel: PanelID) -> [SQLValue] {
        [
            .int(review.id), .id(entity), .id(panel), .kind(kind), .id(review.author), .text(review.rating),
            SQLValue(review.modeOfPathogenicity), JSONColumn.strings(review.publications),
            JSONColumn.strings(review.phenotypes), SQLValue(review.modeOfInheritance), .bool(review.currentDiagnostic),
            .bool(review.clinicallyRelevant), SQLValue(review.version), .instant(review.created),
            .instant(review.modified), .instant(review.lastUpdated),
        ]
    }

    static func evaluation(_ row: SQLRow, comments: [Comment]) throws -> Evaluation {
        Evaluation(
            id: try row.int(0), author: PersonID(try row.int(1)), rating: try row.text(2),
            modeOfPathogenicity: try row.optionalText(3), publications: try row.optionalStrings(4),
            phenotypes: try row.optionalStrings(5), modeOfInheritance: try row.optionalText(6),
            currentDiagnostic: try row.bool(7), clinicallyRelevant: try row.optionalBool(8),
            version: try row.optionalText(9), created: try row.instant(10), modified: try row.instant(11),
            lastUpdated: try row.optionalInstant(12), comments: comments)
    }
}

/// Columns of `comment`.
enum CommentColumns {
    static let stored = [
        "id", "evaluation_id", "entity_id", "author_id", "text", "flagged", "version", "created", "modified",
        "last_updated",
    ]
    /// For a SELECT from `comment c`.
    static let selection = "c.id, c.author_id, c.text, c.flagged, c.version, c.created, c.modified, c.last_updated"

    static func values(_ comment: Comment, entity: EntityID?, evaluation: Int?) -> [SQLValue] {
        [
            .int(comment.id), SQLValue(evaluation), SQLValue(entity?.rawValue), .id(comment.author),
            .text(comment.text), .bool(comment.flagged), SQLValue(comment.version), .instant(comment.created),
            .instant(comment.modified), .instant(comment.lastUpdated),
        ]
    }

    static func comment(_ row: SQLRow) throws -> Comment {
        Comment(
            id: try row.int(0), author: try row.optionalPerson(1), text: try row.text(2), flagged: try row.bool(3),
            version: try row.optionalText(4), created: try row.instant(5), modified: try row.instant(6),
            lastUpdated: try row.optionalInstant(7))
    }
}
