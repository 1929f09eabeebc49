import Domain

extension Act {
    static let curator = Act(
        person: PersonID(1), role: .curator, fullName: "Ann Lee", reviewerName: "Ann Lee (KCL)", moment: start,
        schemaVersion: "test")
    static let reviewer = Act(
        person: PersonID(2), role: .reviewer, fullName: "Bo Ray", reviewerName: "Bo Ray", moment: start,
        schemaVersion: "test")
    static let external = Act(
        person: PersonID(3), role: .external, fullName: "Cy Fox", reviewerName: "Cy Fox", moment: start,
        schemaVersion: "test")
}

extension Gene {
    /// An active base gene.
    static func active(_ symbol: String) throws -> Gene { try sample(symbol, ensembl: "{}") }
}

extension Evidence {
    /// A numbered source; the higher the number the newer it is.
    static func numbered(
        _ id: Int, _ name: String, by author: Int = 1, _ role: Role? = .curator, rating: Int = 5
    ) -> Evidence {
        let then = start.advanced(bySeconds: Double(id) - 1_000)
        return Evidence(
            id: id, name: name, rating: rating, author: PersonID(author), role: role, created: then, modified: then)
    }
}

extension Evaluation {
    static func sample(by author: Int, rating: String = "GREEN", comments: [Comment] = []) -> Evaluation {
        let then = start.advanced(bySeconds: -500)
        return Evaluation(
            id: 70 + author, author: PersonID(author), rating: rating, modeOfPathogenicity: nil, publications: ["1"],
            phenotypes: ["Fever"], modeOfInheritance: "Unknown", currentDiagnostic: true, clinicallyRelevant: nil,
            version: "0.1", created: then, modified: then, lastUpdated: then, comments: comments)
    }
}

extension Comment {
    static func sample(_ id: Int, by author: Int?, _ text: String) -> Comment {
        let then = start.advanced(bySeconds: -400)
        return Comment(
            id: id, author: author.map { PersonID($0) }, text: text, version: "0.1", created: then, modified: then,
            lastUpdated: then)
    }
}

enum Facts {
    static let moi = ModeOfInheritance.biallelic.rawValue
    static let otherMOI = ModeOfInheritance.monoallelic.rawValue

    static let str = ShortTandemRepeat(
        repeatedSequence: "CAG", chromosome: "4", grch37: Coordinates(start: 10, end: 20),
        grch38: Coordinates(start: 30, end: 40), normalRepeats: 26, pathogenicRepeats: 40)

    static let region = GenomicRegion(
        verboseName: "Long name", chromosome: "22", grch37: Coordinates(start: 10, end: 20),
        grch38: Coordinates(start: 30, end: 40), haploinsufficiencyScore: "3", triplosensitivityScore: "0",
        requiredOverlapPercentage: 60, typeOfVariants: "cnv_loss")
}

extension EntityRecord {
    /// A loaded entity whose published source names are those of its evidence (newest first).
    static func sample(
        _ name: String = "BRCA1", level: Int? = 1, evidence: [Evidence] = [.numbered(1, "Other")],
        flagged: Bool = false, ready: Bool = false, tags: [String] = [], evaluations: [Evaluation] = [],
        specifics: Entity.Specifics = .gene(transcript: nil), change: (inout Entity) -> Void = { _ in }
    ) -> EntityRecord {
        var entity = Entity(
            name: name, confidence: level.map(ConfidenceLevel.init(rawValue:)), penetrance: "Complete",
            publications: ["111"], evidence: evidence.map(\.name), phenotypes: ["Fever"],
            modeOfInheritance: Facts.moi, tags: tags, specifics: specifics)
        change(&entity)
        return EntityRecord(
            id: EntityID(9), entity: entity, flagged: flagged, ready: ready, since: Revision(1), evidence: evidence,
            evaluations: evaluations)
    }
}

extension PanelState {
    /// A public panel 0.3 of name Dystonia with this entity loaded.
    static func sample(
        _ entity: EntityRecord? = nil, status: PanelStatus = .public, children: [PanelID] = []
    ) -> PanelState {
        PanelState(panel: .sample(5, status: status, children: children), entity: entity)
    }
}

/// What a decision would store of the loaded entity.
struct StoredEntity {
    var entity: Entity
    var flagged: Bool
    var ready: Bool
    var evidence: PanelOutcome.EvidenceChange
}

extension PanelOutcome {
    var replaced: StoredEntity? {
        guard case .replace(let entity, let flagged, let ready, let evidence) = entity else { return nil }
        return StoredEntity(entity: entity, flagged: flagged, ready: ready, evidence: evidence)
    }

    var added: StoredEntity? {
        guard case .add(let entity, let flagged, let ready, let evidence, _) = entity else { return nil }
        return StoredEntity(
            entity: entity, flagged: flagged, ready: ready, evidence: EvidenceChange(added: evidence))
    }

    var storedReview: Evaluation? {
        if case .store(let evaluation) = review { evaluation } else { nil }
    }

    /// Comments on an added entity.
    var addedComments: [Comment]? {
        if case .add(_, _, _, _, let comments) = entity { comments } else { nil }
    }

    var isRemoval: Bool {
        if case .remove = entity { true } else { false }
    }

    var clearsReady: Bool {
        if case .clearReady = entity { true } else { false }
    }

    var removedReview: PersonID? {
        if case .remove(let author) = review { author } else { nil }
    }

    var changedComment: Comment? {
        if case .changeComment(let comment) = review { comment } else { nil }
    }

    /// Keys of all track records, and their lines.
    var keys: [String] { track.flatMap { $0.issueType.split(separator: ",").map(String.init) } }
    var lines: [String] { track.flatMap { $0.issueDescription.split(separator: "\n").map(String.init) } }
    var texts: [String] { activities.map(\.text) }
    var events: [String] { activities.map(\.event) }

    /// Whether this is exactly one minor step of panel 0.3, which takes parents along.
    var isMinorStep: Bool {
        freeze != nil && freeze?.parents == .minor && header?.version == Version(major: 0, minor: 4)
            && header?.versionCreated == start
    }

    var leavesVersion: Bool { freeze == nil && (header == nil || header?.version == Version(major: 0, minor: 3)) }
}

/// What a command is refused with; nil when it is carried out.
func refusal<T>(_ body: () throws -> T) -> Refusal? {
    do {
        _ = try body()
        return nil
    } catch {
        // Decisions throw nothing else.
        return error as? Refusal
    }
}

/// Messages by field of a refused form.
func problems<T>(_ body: () throws -> T) -> [String: String] {
    guard case .invalid(let list) = refusal(body) else { return [:] }
    return Dictionary(list.map { ($0.field, $0.message) }, uniquingKeysWith: { first, _ in first })
}
