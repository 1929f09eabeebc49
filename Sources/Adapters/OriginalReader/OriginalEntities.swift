import Domain
import Ports
import SQLCore

/// A live entity of an original: its document and marks, and what it owns.
struct OriginalEntity {
    var live: LiveEntity
    var archived: ArchivedEntity
}

/// Reads the live entities of one kind on one panel, with a fixed number of statements however many there are.
struct OriginalEntities {
    let session: any SQLSession
    let schema: OriginalSchema
    let kind: OriginalKind
    /// Number of the panel's live content.
    let snapshot: Int

    func read() throws -> [OriginalEntity] {
        var tags: [Int: [String]] = [:]
        var evidence: [Int: [Evidence]] = [:]
        let rows = try session.rows(statement, [.int(snapshot)]) { try row($0) }
        if rows.isEmpty { return [] }
        try session.query(
            // As the original lists them: in the order in which they were attached.
            linked("tags", "tag", "tag_id", select: "r.name", order: "x.id"), [.int(snapshot)]
        ) { tags[try $0.int(0), default: []].append(try $0.text(1)) }
        let dossiers = OriginalDossiers(session: session, schema: schema, entities: self)
        try dossiers.evidence { evidence[$0, default: []].append($1) }
        let evaluations = try dossiers.evaluations()
        let comments = try dossiers.comments()
        let track = try dossiers.track()
        return rows.map { row in
            let own = evidence[row.id] ?? []
            var entity = row.entity
            entity.evidence = own.map(\.name)
            entity.tags = tags[row.id] ?? []
            // Stored when it is first asked for (`domain.md 4.3`).
            if entity.confidence == nil { entity.confidence = Score.level(evidence: own, flagged: row.flagged) }
            return OriginalEntity(
                live: LiveEntity(
                    kind: kind.kind, name: entity.name, confidence: entity.confidence, flagged: row.flagged,
                    ready: row.ready, document: EntityDocument(entity)),
                archived: ArchivedEntity(
                    kind: kind.kind, name: entity.name, geneSymbol: row.geneSymbol, isLive: true,
                    created: row.created, modified: row.modified, tags: entity.tags, evidence: own,
                    evaluations: evaluations[row.id] ?? [], comments: comments[row.id] ?? [],
                    track: track[row.id] ?? []))
        }
    }

    /// A statement over what one relation links to the panel's entities; its first column is the entity's number.
    func linked(_ relation: String, _ record: String, _ column: String, select: String, order: String) -> String {
        """
        SELECT x.\(kind.key), \(select) FROM \(kind.table)_\(relation) x
        JOIN \(kind.table) e ON e.id = x.\(kind.key) JOIN panels_\(record) r ON r.id = x.\(column)
        WHERE e.panel_id = $1 ORDER BY \(order)
        """
    }

    // MARK: Entities

    private struct Row {
        var id: Int
        var geneSymbol: String?
        var flagged: Bool
        var ready: Bool
        var created: Instant
        var modified: Instant
        var entity: Entity
    }

    private var statement: String {
        let located =
            "e.name, e.chromosome, lower(e.position_37), upper(e.position_37), lower(e.position_38), upper(e.position_38)"
        let specifics =
            switch kind.kind {
            case .gene:
                "CAST(array_remove(\(schema.optional(kind.table, "transcript", as: "text[]", alias: "e")), NULL) AS text[])"
            case .str: "\(located), e.repeated_sequence, e.normal_repeats, e.pathogenic_repeats"
            case .region:
                "\(located), e.verbose_name, e.haploinsufficiency_score, e.triplosensitivity_score, "
                    + "e.required_overlap_percentage, e.type_of_variants"
            }
        return """
            SELECT e.id, e.gene_core_id, CAST(e.gene AS text), e.moi, e.penetrance,
                CAST(array_remove(e.publications, NULL) AS text[]), CAST(array_remove(e.phenotypes, NULL) AS text[]),
                e.flagged, e.ready, e.mode_of_pathogenicity, e.saved_gel_status, e.created, e.modified, \(specifics)
            FROM \(kind.table) e WHERE e.panel_id = $1 ORDER BY e.saved_gel_status DESC NULLS FIRST, e.id
            """
    }

    private func row(_ row: SQLRow) throws -> Row {
        let symbol = try row.optionalText(1)
        let entity = Entity(
            name: try kind.kind == .gene ? row.text(1) : row.text(13),
            geneData: row.isNull(2) ? nil : try row.json(2),
            confidence: try row.optionalInt(10).map { ConfidenceLevel(rawValue: $0) },
            penetrance: try row.optionalText(4), modeOfPathogenicity: try row.optionalText(9),
            publications: try published(row, 5), phenotypes: try published(row, 6),
            modeOfInheritance: try row.text(3), specifics: try specifics(row))
        return Row(
            id: try row.int(0), geneSymbol: symbol, flagged: try row.bool(7), ready: try row.bool(8),
            created: try row.instant(11), modified: try row.instant(12), entity: entity)
    }

    private func specifics(_ row: SQLRow) throws -> Entity.Specifics {
        switch kind.kind {
        case .gene: .gene(transcript: try published(row, 13))
        case .str:
            .str(
                ShortTandemRepeat(
                    repeatedSequence: try row.text(19), chromosome: try row.text(14),
                    grch37: try coordinates(row, 15), grch38: try coordinates(row, 17),
                    normalRepeats: try row.int(20), pathogenicRepeats: try row.int(21)))
        case .region:
            .region(
                GenomicRegion(
                    verboseName: try row.optionalText(19), chromosome: try row.text(14),
                    grch37: try coordinates(row, 15), grch38: try coordinates(row, 17),
                    haploinsufficiencyScore: try row.optionalText(20),
                    triplosensitivityScore: try row.optionalText(21),
                    requiredOverlapPercentage: try row.int(22), typeOfVariants: try row.text(23)))
        }
    }

    /// Stored lists are raw; documents show them cleaned (`api.md 5`).
    private func published(_ row: SQLRow, _ column: Int) throws -> [String]? {
        try row.optionalTexts(column).map(EntityDocument.cleaned)
    }

    /// The bounds as they were given. A range of equal bounds was stored empty and has lost them (`domain.md 2.5`).
    private func coordinates(_ row: SQLRow, _ column: Int) throws -> Coordinates? {
        guard let start = try row.optionalInt(column), let end = try row.optionalInt(column + 1) else { return nil }
        return Coordinates(start: start, end: end)
    }
}
