import Domain
import Ports
import SQLCore

extension SQLRepository {
    public func append(_ succession: PanelSuccession, digest: String) async throws -> LoadResult {
        try await loading(succession.panel.id) { session in
            try PanelAppend(succession: succession, digest: digest).run(on: session)
        }
    }

    public func remember(_ digest: String, of panel: PanelID) async throws {
        _ = try await loading(panel) { session in
            try session.execute(
                "UPDATE panel_import SET digest = $2 WHERE panel_id = $1", [.id(panel), .text(digest)])
        }
    }
}

/// A later state of a loaded panel, stored at the cost of its difference.
private struct PanelAppend {
    let succession: PanelSuccession
    let digest: String
    var id: PanelID { succession.panel.id }
    var revision: Revision { succession.expecting.next }

    func run(on session: any SQLSession) throws -> LoadResult {
        _ = try session.lockPanel(id)
        let known = try session.first(
            """
            SELECT p.revision, i.revision, i.digest FROM panel p JOIN panel_import i ON i.panel_id = p.id
            WHERE p.id = $1
            """, [.id(id)]
        ) { (revision: Revision(try $0.int(0)), loaded: Revision(try $0.int(1)), digest: try $0.text(2)) }
        guard let known else { throw LoadFailure.dangling(panel: id, what: "the panel was never loaded") }
        if known.digest == digest { return .unchanged }
        guard known.revision == succession.expecting, known.loaded == known.revision,
            var stored = try session.storedPanel(id)
        else { throw LoadFailure.changedHere(id) }
        try checkGenes(on: session)
        do {
            for entity in succession.gone { try remove(entity, &stored.actual, on: session) }
            for item in succession.changed { try change(item.id, item.state, &stored.actual, on: session) }
            for state in succession.added { try add(state, &stored.actual, on: session) }
        } catch ChangeConflict.duplicateEntity(let kind, let name) {
            throw LoadFailure.duplicate(panel: id, what: kind.label(name))
        }
        try storePanel(stored, on: session)
        try storeVersions(on: session)
        try session.insertChange(id, revision, at: succession.at)
        return .replaced
    }

    private func checkGenes(on session: any SQLSession) throws {
        let states = succession.changed.map(\.state) + succession.added
        if let missing = try session.unknownGenes(among: Set(states.compactMap(\.geneSymbol))).min() {
            throw LoadFailure.dangling(panel: id, what: "gene \(missing)")
        }
    }

    // MARK: Entities

    /// The live state of an entity of this panel.
    private func live(_ entity: EntityID, on session: any SQLSession) throws -> EntityRow {
        let row = try session.first(
            """
            SELECT \(EntityRowColumns.selection) FROM entity_revision e
            WHERE e.entity_id = $1 AND e.panel_id = $2 AND e.seq_to = \(SchemaStep.live)
            """, [.id(entity), .id(id)]
        ) { try EntityRowColumns.row($0) }
        guard let row else { throw LoadFailure.dangling(panel: id, what: "entity \(entity.rawValue)") }
        return row
    }

    private func remove(_ entity: EntityID, _ numbers: inout PanelStatistics, on session: any SQLSession) throws {
        let row = try live(entity, on: session)
        // A review goes with its entity, and the source knows nothing of those written here.
        let comments = try session.integer("SELECT count(*) FROM comment WHERE entity_id = $1", [.id(entity)])
        guard comments == 0, try session.reviewers(of: entity).isEmpty else { throw LoadFailure.changedHere(id) }
        numbers.replace(
            EntityFacts(row.kind, ready: row.ready, confidence: row.confidence, reviewers: []), by: nil,
            stillReviewing: [])
        try session.removeEntity(entity, at: revision, succession.at)
    }

    private func change(
        _ entity: EntityID, _ state: PanelSuccession.EntityState, _ numbers: inout PanelStatistics,
        on session: any SQLSession
    ) throws {
        let row = try live(entity, on: session)
        let reviewers = try session.reviewers(of: entity)
        if state.name != row.name { try session.checkNoLiveEntity(row.kind, state.name, on: id, but: entity) }
        numbers.replace(
            EntityFacts(row.kind, ready: row.ready, confidence: row.confidence, reviewers: reviewers),
            by: EntityFacts(row.kind, ready: row.ready, confidence: state.confidence, reviewers: reviewers),
            stillReviewing: reviewers)
        try session.endRevision(of: entity, at: revision)
        try session.updateEntity(entity, row.kind, name: state.name, gene: state.geneSymbol, at: succession.at)
        try open(entity, state, flagged: row.flagged, ready: row.ready, on: session)
    }

    private func add(
        _ state: PanelSuccession.EntityState, _ numbers: inout PanelStatistics, on session: any SQLSession
    ) throws {
        let entity = try session.addEntity(state.kind, state.name, gene: state.geneSymbol, on: id, at: succession.at)
        numbers.replace(
            nil, by: EntityFacts(state.kind, ready: false, confidence: state.confidence, reviewers: []),
            stillReviewing: [])
        try open(entity, state, flagged: false, ready: false, on: session)
    }

    private func open(
        _ entity: EntityID, _ state: PanelSuccession.EntityState, flagged: Bool, ready: Bool,
        on session: any SQLSession
    ) throws {
        try session.insertRevision(
            EntityState(
                entity: entity, panel: id, kind: state.kind, name: state.name, confidence: state.confidence,
                flagged: flagged, ready: ready, from: revision, to: nil, document: state.document))
        guard let tags = try? Entity(document: state.document.bytes).tags else { return }
        try session.setTags(tags, of: entity)
    }

    // MARK: Panel

    private func storePanel(_ stored: StoredPanel, on session: any SQLSession) throws {
        let panel = succession.panel
        if panel.header != stored.panel.header { try session.replaceHeader(panel.header, of: id, at: revision) }
        try session.execute(
            """
            UPDATE panel SET old_code = $2, modified = $3, status = $4, revision = $5, signed_off_major = $6,
                signed_off_minor = $7, signed_off_on = $8 WHERE id = $1
            """,
            [
                .id(id), SQLValue(panel.oldCode), .instant(panel.modified), .text(panel.header.status.rawValue),
                .revision(revision), SQLValue(panel.signedOff?.version.major), SQLValue(panel.signedOff?.version.minor),
                .date(panel.signedOff?.date),
            ])
        // Its activity stays that of the load: what people added here since must not pass for part of the source.
        try session.execute(
            "UPDATE panel_import SET digest = $2, revision = $3 WHERE panel_id = $1",
            [.id(id), .text(digest), .revision(revision)])
        let children = panel.header.children
        if let missing = Set(children.map(\.rawValue)).subtracting(
            try session.knownIDs(children.map(\.rawValue), in: "panel")
        ).min() {
            throw LoadFailure.dangling(panel: id, what: "panel \(missing)")
        }
        try session.linkChildren(children, of: id)
        if let missing = try session.linkTypes(panel.header.types, of: id) {
            throw LoadFailure.dangling(panel: id, what: "panel type \(missing)")
        }
        try session.storeStatistics(shown: stored.actual, actual: stored.actual, of: id)
    }

    /// New versions are added; one that is here already only gets its sign-off date.
    private func storeVersions(on session: any SQLSession) throws {
        let here = Set(
            try session.rows("SELECT major, minor FROM panel_version WHERE panel_id = $1", [.id(id)]) {
                Version(major: try $0.int(0), minor: try $0.int(1))
            })
        // At most one version of a panel is signed off, and a sign-off may be taken back.
        let signedOff = succession.panel.signedOff?.version
        try session.execute(
            """
            UPDATE panel_version SET signed_off_on = NULL
            WHERE panel_id = $1 AND signed_off_on IS NOT NULL AND NOT (major = $2 AND minor = $3)
            """, [.id(id), .int(signedOff?.major ?? -1), .int(signedOff?.minor ?? -1)])
        for item in succession.frozen where here.contains(item.version.version) {
            let version = item.version.version
            try session.execute(
                "UPDATE panel_version SET signed_off_on = $4 WHERE panel_id = $1 AND major = $2 AND minor = $3",
                [.id(id), .int(version.major), .int(version.minor), .date(item.version.signedOff)])
        }
        let fresh = succession.frozen.filter { !here.contains($0.version.version) }
        try session.storeVersions(fresh, of: id) { $0 }
        try session.resolveChildVersions(of: id)
    }
}
