import Domain
import Ports
import SQLCore

/// Single records that a change adds; the database numbers them.
extension SQLSession {
    /// Adds a row without its number and answers the number.
    private func insert(into table: String, _ columns: [String], _ values: [SQLValue]) throws -> Int {
        let names = columns.dropFirst().joined(separator: ", ")
        let places = (1..<columns.count).map { "$\($0)" }.joined(separator: ", ")
        return try integer("INSERT INTO \(table) (\(names)) VALUES (\(places)) RETURNING id", Array(values.dropFirst()))
    }

    func insert(_ line: Activity) throws {
        _ = try insert(into: "activity", ActivityColumns.stored, ActivityColumns.values(line))
    }

    func insert(_ record: TrackRecord, of entity: EntityID) throws {
        _ = try insert(into: "track_record", TrackColumns.stored, TrackColumns.values(record, of: entity))
    }

    func insert(_ comment: Comment, onEntity entity: EntityID) throws {
        _ = try insert(
            into: "comment", CommentColumns.stored, CommentColumns.values(comment, entity: entity, evaluation: nil))
    }

    func change(_ evidence: PanelOutcome.EvidenceChange, of entity: EntityID) throws {
        for number in evidence.removed.sorted() {
            try execute("DELETE FROM evidence WHERE id = $1 AND entity_id = $2", [.int(number), .id(entity)])
        }
        for item in evidence.added {
            _ = try insert(into: "evidence", EvidenceColumns.stored, EvidenceColumns.values(item, of: entity))
        }
    }

    /// The base gene that an entity names, where it is known here.
    func linkedGene(of entity: Entity) throws -> String? {
        guard let symbol = entity.geneSymbol else { return nil }
        return try first("SELECT symbol FROM gene WHERE symbol = $1", [.text(symbol)]) { try $0.text(0) }
    }

    /// Stores the only review of an entity by its author. A review that is there keeps its number.
    func store(_ review: Evaluation, of entity: EntityID, _ kind: EntityKind, on panel: PanelID) throws {
        let values = EvaluationColumns.values(review, of: entity, kind, on: panel)
        let present = try first(
            "SELECT id FROM evaluation WHERE entity_id = $1 AND author_id = $2", [.id(entity), .id(review.author)]
        ) { try $0.int(0) }
        let id: Int
        if let present {
            id = present
            let names = EvaluationColumns.stored.dropFirst()
            let assignments = zip(names, 2...).map { "\($0) = $\($1)" }.joined(separator: ", ")
            try execute(
                "UPDATE evaluation SET \(assignments) WHERE id = $1", [.int(present)] + Array(values.dropFirst()))
        } else {
            id = try insert(into: "evaluation", EvaluationColumns.stored, values)
        }
        // Newest first in the review; numbers rise with age.
        for comment in review.comments.reversed() where comment.id <= 0 {
            _ = try insert(
                into: "comment", CommentColumns.stored,
                CommentColumns.values(comment, entity: nil, evaluation: id))
        }
    }

    /// New words of a comment on a review of the entity; the review moves with it (`domain.md 11.5`).
    func change(_ comment: Comment, of entity: EntityID) throws {
        try execute(
            """
            UPDATE comment SET text = $3, version = $4, modified = $5, last_updated = $6
            WHERE id = $1 AND evaluation_id IN (SELECT id FROM evaluation WHERE entity_id = $2)
            """,
            [
                .int(comment.id), .id(entity), .text(comment.text), SQLValue(comment.version),
                .instant(comment.modified),
                .instant(comment.lastUpdated),
            ])
        try execute(
            """
            UPDATE evaluation SET modified = $3, last_updated = $4
            WHERE entity_id = $2 AND id = (SELECT evaluation_id FROM comment WHERE id = $1)
            """, [.int(comment.id), .id(entity), .instant(comment.modified), .instant(comment.lastUpdated)])
    }

    func removeComment(_ id: Int, of entity: EntityID) throws {
        try execute(
            """
            DELETE FROM comment WHERE id = $1
                AND evaluation_id IN (SELECT id FROM evaluation WHERE entity_id = $2)
            """, [.int(id), .id(entity)])
    }

    func removeReview(of entity: EntityID, by author: PersonID) throws {
        let arguments: [SQLValue] = [.id(entity), .id(author)]
        try execute(
            """
            DELETE FROM comment WHERE evaluation_id IN
                (SELECT id FROM evaluation WHERE entity_id = $1 AND author_id = $2)
            """, arguments)
        try execute("DELETE FROM evaluation WHERE entity_id = $1 AND author_id = $2", arguments)
    }
}
