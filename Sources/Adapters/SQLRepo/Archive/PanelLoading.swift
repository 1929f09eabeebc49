import Domain
import Ports
import SQLCore

/// Whole panels with their past; ``ArchiveLoader`` continues with other records.
extension SQLRepository: ArchiveLoader {
    public func load(_ archive: PanelArchive, digest: String) async throws -> LoadResult {
        let plan = try PanelLoad(archive, digest: digest)
        return try await loading(archive.panel.id) { try plan.run(on: $0) }
    }

    public func digests() async throws -> [PanelID: String] {
        let found = try await rows("SELECT panel_id, digest FROM panel_import") {
            (PanelID(try $0.int(0)), try $0.text(1))
        }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    public func editedPanels() async throws -> [PanelID] {
        try await rows(
            """
            SELECT p.id FROM panel p JOIN panel_import i ON i.panel_id = p.id
            WHERE p.revision <> i.revision OR p.activity <> i.activity ORDER BY p.id
            """
        ) { PanelID(try $0.int(0)) }
    }

    /// A transaction whose refusals by the database say what they mean to an import.
    func loading<T: Sendable>(
        _ panel: PanelID, _ body: @escaping @Sendable (any SQLSession) throws -> T
    ) async throws -> T {
        do { return try await database.write(body) } catch SQLError.uniqueViolation(let constraint) {
            throw LoadFailure.taken("panel \(panel.rawValue): \(Self.subject(of: constraint))")
        } catch SQLError.foreignKeyViolation {
            throw LoadFailure.dangling(panel: panel, what: "a record refers to one that is not stored")
        } catch {
            throw Failures.typed(error)
        }
    }

    /// What a unique rule is about, in words.
    static func subject(of constraint: String) -> String {
        switch constraint {
        case "panel_old_code": "its old code belongs to another panel"
        case "evaluation_pkey": "the number of a review belongs to another"
        case "evidence_pkey": "the number of a source belongs to another"
        case "comment_pkey": "the number of a comment belongs to another"
        case "track_record_pkey": "the number of a track record belongs to another"
        default: "something with the same key is stored already (\(constraint))"
        }
    }
}

/// The load of one panel: everything about it that the archive says, in one transaction.
struct PanelLoad: Sendable {
    let archive: PanelArchive
    let digest: String
    /// Revision that the live content gets.
    var live: Revision
    var panel: PanelID { archive.panel.id }

    /// Checks what needs no database: one live header, and no two entities or reviews where one may be.
    init(_ archive: PanelArchive, digest: String) throws(LoadFailure) {
        self.archive = archive
        self.digest = digest
        live = archive.panel.revision
        guard archive.headers.count(where: { $0.to == nil }) == 1 else {
            throw .dangling(panel: archive.panel.id, what: "not exactly one live header")
        }
        var names: Set<EntityKey> = []
        for entity in archive.entities {
            guard names.insert(EntityKey(entity)).inserted else {
                throw .duplicate(panel: archive.panel.id, what: entity.kind.label(entity.name))
            }
            var authors: Set<PersonID> = []
            for evaluation in entity.evaluations where !authors.insert(evaluation.author).inserted {
                let author = "person \(evaluation.author.rawValue)"
                throw .duplicate(
                    panel: archive.panel.id, what: "reviews of \(entity.kind.label(entity.name)) by \(author)")
            }
        }
    }

    func run(on session: any SQLSession) throws -> LoadResult {
        var load = self
        let stored = try load.stored(on: session)
        if stored?.digest == digest { return .unchanged }
        try load.checkReferences(on: session)
        if let stored {
            guard stored.isUntouched else { throw LoadFailure.changedHere(panel) }
            // The live content of another state must not pass for that of the earlier one under the same number.
            load.live = max(archive.panel.revision, stored.revision.next)
            try load.checkNoFreezeHere(on: session)
            try load.clear(on: session)
        }
        try load.storePanel(replacing: stored, on: session)
        let entities = try load.storeEntities(on: session)
        try load.storeRevisions(entities, on: session)
        try load.storeSources(entities, on: session)
        try load.storeReviews(entities, on: session)
        try load.storeHeaders(on: session)
        try load.storeVersions(on: session)
        try load.storeNumbers(on: session)
        try load.storeMoments(on: session)
        return stored == nil ? .inserted : .replaced
    }

    /// Versions keep the numbers that they have in the archive; only the live content may have to move on.
    func stored(_ revision: Revision) -> Revision { revision < archive.panel.revision ? revision : live }

    // MARK: What is here already

    struct Stored {
        var revision: Revision
        var activity: Int
        /// Nil for a panel that was not loaded but made here.
        var digest: String?
        var isUntouched: Bool
    }

    private func stored(on session: any SQLSession) throws -> Stored? {
        guard try session.lockPanel(panel) else { return nil }
        return try session.first(
            """
            SELECT p.revision, p.activity, i.digest, i.revision, i.activity
            FROM panel p LEFT JOIN panel_import i ON i.panel_id = p.id WHERE p.id = $1
            """, [.id(panel)]
        ) { row in
            let revision = Revision(try row.int(0))
            let activity = try row.int(1)
            return Stored(
                revision: revision, activity: activity, digest: try row.optionalText(2),
                isUntouched: try row.optionalInt(3) == revision.rawValue && (try row.optionalInt(4)) == activity)
        }
    }

    /// A super panel frozen here shows a state of this panel that the archive does not know: it must stay.
    private func checkNoFreezeHere(on session: any SQLSession) throws {
        let frozen = try session.integer(
            """
            SELECT count(*) FROM version_child c JOIN panel_version v
            ON v.panel_id = c.panel_id AND v.major = c.major AND v.minor = c.minor
            WHERE c.child_id = $1 AND v.is_imported = 0
            """, [.id(panel)])
        if frozen > 0 { throw LoadFailure.changedHere(panel) }
    }

    /// Removes what belongs to the panel, its row and the identities of its entities excepted.
    private func clear(on session: any SQLSession) throws {
        let owned = "(SELECT id FROM entity WHERE panel_id = $1)"
        for statement in [
            "DELETE FROM comment WHERE entity_id IN \(owned)",
            "DELETE FROM comment WHERE evaluation_id IN (SELECT id FROM evaluation WHERE panel_id = $1)",
            "DELETE FROM evaluation WHERE panel_id = $1",
            "DELETE FROM evidence WHERE entity_id IN \(owned)",
            "DELETE FROM track_record WHERE entity_id IN \(owned)",
            "DELETE FROM entity_tag WHERE entity_id IN \(owned)",
            "DELETE FROM entity_revision WHERE panel_id = $1",
            "UPDATE entity SET is_live = 0 WHERE panel_id = $1",
            "DELETE FROM version_child WHERE panel_id = $1",
            "DELETE FROM version_document WHERE panel_id = $1",
            "DELETE FROM panel_version WHERE panel_id = $1",
            "DELETE FROM panel_header WHERE panel_id = $1",
            "DELETE FROM panel_child WHERE panel_id = $1",
            "DELETE FROM panel_type_link WHERE panel_id = $1",
            "DELETE FROM panel_statistics WHERE panel_id = $1",
        ] {
            try session.execute(statement, [.id(panel)])
        }
    }
}

/// What tells entities of one panel apart.
struct EntityKey: Hashable {
    var kind: EntityKind
    var name: String
    var occurrence: Int

    init(kind: EntityKind, name: String, occurrence: Int = 0) {
        self.kind = kind
        self.name = name
        self.occurrence = occurrence
    }

    init(_ entity: ArchivedEntity) {
        self.init(kind: entity.kind, name: entity.name, occurrence: entity.occurrence)
    }
}
