import Domain
import Ports
import SQLCore

/// A record with the entity that owns it.
struct Owned<Value: Sendable>: Sendable {
    var owner: EntityID
    var value: Value
}

extension PanelLoad {
    /// Evidence, history and tags.
    func storeSources(_ entities: [EntityID], on session: any SQLSession) throws {
        var evidence = owned(entities, \.evidence)
        try session.number(&evidence, \.value.id, of: "evidence")
        try session.copy(
            into: "evidence", columns: EvidenceColumns.stored,
            rows: evidence.lazy.map { EvidenceColumns.values($0.value, of: $0.owner) })
        var track = owned(entities, \.track)
        try session.number(&track, \.value.id, of: "track_record")
        try session.copy(
            into: "track_record", columns: TrackColumns.stored,
            rows: track.lazy.map { TrackColumns.values($0.value, of: $0.owner) })
        let names = Set(archive.entities.flatMap(\.tags))
        let tags = try session.tagIDs(names)
        try session.copy(
            into: "entity_tag", columns: ["entity_id", "tag_id"],
            rows: zip(entities, archive.entities).flatMap { id, entity in
                Set(entity.tags).compactMap { tags[$0] }.sorted().map { [.id(id), .int($0)] }
            })
    }

    /// Reviews and comments.
    func storeReviews(_ entities: [EntityID], on session: any SQLSession) throws {
        var evaluations = owned(entities, \.evaluations)
        try session.number(&evaluations, \.value.id, of: "evaluation")
        let kinds = Dictionary(
            zip(entities, archive.entities.map(\.kind)).map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
        try session.copy(
            into: "evaluation", columns: EvaluationColumns.stored,
            rows: evaluations.lazy.map { item in
                EvaluationColumns.values(item.value, of: item.owner, kinds[item.owner] ?? .gene, on: panel)
            })
        var comments = owned(entities, \.comments).map { CommentOwner(entity: $0.owner, comment: $0.value) }
        for item in evaluations {
            comments += item.value.comments.map { CommentOwner(evaluation: item.value.id, comment: $0) }
        }
        try session.number(&comments, \.comment.id, of: "comment")
        try session.copy(
            into: "comment", columns: CommentColumns.stored,
            rows: comments.lazy.map { CommentColumns.values($0.comment, entity: $0.entity, evaluation: $0.evaluation) })
    }

    private struct CommentOwner {
        var entity: EntityID?
        var evaluation: Int?
        var comment: Comment
    }

    private func owned<Value>(
        _ entities: [EntityID], _ part: KeyPath<ArchivedEntity, [Value]> & Sendable
    ) -> [Owned<Value>] {
        zip(entities, archive.entities).flatMap { id, entity in
            entity[keyPath: part].map { Owned(owner: id, value: $0) }
        }
    }
}

extension SQLSession {
    /// Numbers of tags by name; tags that are new are made.
    func tagIDs(_ names: Set<String>) throws -> [String: Int] {
        if names.isEmpty { return [:] }
        var found: [String: Int] = [:]
        try query("SELECT name, id FROM tag WHERE name \(dialect.isAny("$1"))", [.texts(names.sorted())]) { row in
            found[try row.text(0)] = try row.int(1)
        }
        for name in names.sorted() where found[name] == nil {
            // Somebody else may make the same tag at this moment; then it is there after the conflict.
            try execute("INSERT INTO tag (name) VALUES ($1) ON CONFLICT (name) DO NOTHING", [.text(name)])
            found[name] = try integer("SELECT id FROM tag WHERE name = $1", [.text(name)])
        }
        return found
    }
}
