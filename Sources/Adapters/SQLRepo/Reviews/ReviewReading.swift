import Domain
import Ports
import SQLCore

extension SQLRepository: ReviewReader {
    public func tallies(of panel: PanelID) async throws -> [EntityID: ReviewTally] {
        let found = try await rows(
            "SELECT \(TallyColumns.selection) FROM evaluation WHERE panel_id = $1 GROUP BY entity_id", [.id(panel)]
        ) { try TallyColumns.tally($0) }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    public func reviewed(by person: PersonID, on panel: PanelID) async throws -> Set<EntityID> {
        Set(
            try await rows(
                """
                SELECT entity_id FROM evaluation
                WHERE panel_id = $1 AND kind IN ('gene', 'str', 'region') AND author_id = $2
                """, [.id(panel), .id(person)]
            ) { EntityID(try $0.int(0)) })
    }

    public func authors(on panel: PanelID) async throws -> [EntityID: [PersonID]] {
        var authors: [EntityID: [PersonID]] = [:]
        let found = try await rows(
            "SELECT entity_id, author_id FROM evaluation WHERE panel_id = $1 ORDER BY created DESC, id DESC",
            [.id(panel)]
        ) { (entity: EntityID(try $0.int(0)), author: PersonID(try $0.int(1))) }
        for review in found { authors[review.entity, default: []].append(review.author) }
        return authors
    }

    public func reviewers(of panel: PanelID) async throws -> [PersonSummary] {
        let people = try await rows(
            """
            SELECT \(SummaryColumns.selection) \(PersonColumns.source)
            WHERE p.id IN (SELECT author_id FROM evaluation WHERE panel_id = $1)
            """, [.id(panel)]
        ) { try SummaryColumns.summary($0) }
        let keyed = people.map { (key: NameOrder.key($0.fullName), person: $0) }
        return keyed.sorted { a, b in
            a.key == b.key ? a.person.id < b.person.id : a.key.utf8.lexicographicallyPrecedes(b.key.utf8)
        }.map(\.person)
    }

    public func dossier(of entity: EntityID) async throws -> EntityDossier {
        try await read { session in
            let evaluations = try session.evaluations(of: entity)
            let evidence = try session.evidence(of: entity)
            let comments = try session.rows(
                """
                SELECT \(CommentColumns.selection) FROM comment c WHERE c.entity_id = $1
                ORDER BY c.created DESC, c.id DESC
                """, [.id(entity)]
            ) { try CommentColumns.comment($0) }
            let track = try session.rows(
                "SELECT \(TrackColumns.selection) FROM track_record WHERE entity_id = $1 ORDER BY created DESC, id DESC",
                [.id(entity)]
            ) { try TrackColumns.record($0) }
            let named =
                evaluations.map(\.author) + evaluations.flatMap(\.comments).compactMap(\.author)
                + evidence.compactMap(\.author) + comments.compactMap(\.author) + track.map(\.author)
            return EntityDossier(
                evaluations: evaluations, evidence: evidence, comments: comments, track: track,
                people: try session.people(Set(named)))
        }
    }

    public func elsewhere(kind: EntityKind, name: String) async throws -> [EntityElsewhere] {
        try await rows(
            """
            SELECT \(EntityRowColumns.selection) FROM entity n
            JOIN entity_revision e ON e.entity_id = n.id AND e.seq_to = \(SchemaStep.live)
            WHERE n.kind = $1 AND n.name = $2 AND n.is_live = 1 ORDER BY n.panel_id, n.occurrence
            """, [.kind(kind), .text(name)]
        ) { row in
            let row = try EntityRowColumns.row(row)
            return EntityElsewhere(panel: row.panel, row: row)
        }
    }

    public func panels(withGene symbol: String) async throws -> Set<PanelID> {
        Set(
            try await rows(
                "SELECT panel_id FROM entity WHERE kind = 'gene' AND name = $1 AND is_live = 1", [.text(symbol)]
            ) { PanelID(try $0.int(0)) })
    }
}

/// What pages show of a person.
private enum SummaryColumns {
    static let selection = "p.id, p.first_name, p.last_name, r.affiliation, r.role"

    static func summary(_ row: SQLRow) throws -> PersonSummary {
        PersonSummary(
            id: PersonID(try row.int(0)),
            fullName: PersonName(first: try row.text(1), last: try row.text(2)).full,
            affiliation: try row.optionalText(3) ?? "", role: try row.optionalRole(4) ?? .external)
    }
}

extension SQLSession {
    fileprivate func people(_ ids: Set<PersonID>) throws -> [PersonID: PersonSummary] {
        if ids.isEmpty { return [:] }
        let found = try rows(
            "SELECT \(SummaryColumns.selection) \(PersonColumns.source) WHERE p.id \(dialect.isAny("$1"))",
            [.integers(ids.map(\.rawValue))]
        ) { try SummaryColumns.summary($0) }
        return Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Reviews of an entity with their comments, newest first.
    func evaluations(of entity: EntityID) throws -> [Evaluation] {
        try evaluations(where: "= $1", .id(entity))[entity] ?? []
    }

    /// The same of many entities.
    func evaluations(of entities: [EntityID]) throws -> [EntityID: [Evaluation]] {
        try evaluations(where: dialect.isAny("$1"), .integers(entities.map(\.rawValue)))
    }

    private func evaluations(where condition: String, _ entities: SQLValue) throws -> [EntityID: [Evaluation]] {
        var comments: [Int: [Comment]] = [:]
        try query(
            """
            SELECT \(CommentColumns.selection), c.evaluation_id
            FROM evaluation v JOIN comment c ON c.evaluation_id = v.id
            WHERE v.entity_id \(condition) ORDER BY c.created DESC, c.id DESC
            """, [entities]
        ) { row in
            comments[try row.int(8), default: []].append(try CommentColumns.comment(row))
        }
        var found: [EntityID: [Evaluation]] = [:]
        try query(
            """
            SELECT \(EvaluationColumns.selection), entity_id FROM evaluation
            WHERE entity_id \(condition) ORDER BY created DESC, id DESC
            """, [entities]
        ) { row in
            let evaluation = try EvaluationColumns.evaluation(row, comments: comments[try row.int(0)] ?? [])
            found[EntityID(try row.int(13)), default: []].append(evaluation)
        }
        return found
    }
}
