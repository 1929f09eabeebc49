import Domain
import Ports

/// Collects the frozen versions of one panel while its documents pass by, and ends as an archive.
struct OriginalPast {
    private struct Document {
        var version: Version
        var reason: String?
        var schemaVersion: String
        var signedOff: CivilDate?
        var packed: PackedDocument
    }

    /// Numbers of panel types by slug: documents tell only slugs.
    private let types: [String: Int]
    private var documents: [Document] = []
    private var decomposition = HistoryDecomposition()

    init(types: [String: Int]) { self.types = types }

    mutating func add(
        _ document: JSONText, version: Version, reason: String?, schemaVersion: String, signedOff: CivilDate?,
        packed: PackedDocument
    ) throws {
        try decomposition.add(document)
        documents.append(
            Document(
                version: version, reason: reason, schemaVersion: schemaVersion, signedOff: signedOff, packed: packed))
    }

    consuming func archive(live: Panel, contents: [OriginalEntity]) -> PanelArchive {
        let types = types
        let documents = documents
        let (history, owners) = decomposition.finish(live: contents.map(\.live))
        var panel = live
        panel.revision = history.live
        let began =
            history.frozen.map(\.began) + [
                max(live.header.versionCreated, history.frozen.last?.began ?? live.header.versionCreated)
            ]
        var headers = history.frozen.enumerated().map { index, state in
            var header = state.header
            header.types = header.types.map {
                PanelType(id: types[$0.slug] ?? 0, name: $0.name, slug: $0.slug, description: $0.description)
            }
            return PanelArchive.Header(
                header: header, from: state.revision, to: state.revision.next, at: began[index])
        }
        headers.append(PanelArchive.Header(header: live.header, from: history.live, to: nil, at: began[headers.count]))
        let versions = history.frozen.enumerated().map { index, state in
            let document = documents[index]
            return PanelArchive.FrozenPanel(
                version: FrozenVersion(
                    version: document.version, revision: state.revision, frozenAt: began[index + 1],
                    reason: document.reason, schemaVersion: document.schemaVersion, signedOff: document.signedOff,
                    isImported: true),
                document: document.packed,
                children: state.children.map { PanelArchive.FrozenPanel.Child(panel: $0.panel, version: $0.version) })
        }
        return PanelArchive(
            panel: panel, headers: headers, versions: versions, rows: history.archiveRows,
            entities: history.archiveEntities(began: began, live: contents.map(\.archived), owners: owners))
    }
}

extension DecomposedHistory {
    var archiveRows: [PanelArchive.Row] {
        rows.map { row in
            PanelArchive.Row(
                entity: row.entity, name: entities[row.entity].name, confidence: row.confidence, flagged: row.flagged,
                ready: row.ready, from: row.from, to: row.to, document: row.document)
        }
    }

    /// Past entities get the moment of the state in which they first appear, live ones what they own. What is past links to
    /// no base gene: that one may be gone.
    func archiveEntities(began: [Instant], live: [ArchivedEntity], owners: [Int]) -> [ArchivedEntity] {
        var result = entities.map { entity in
            let first = began[entity.first.rawValue - 1]
            return ArchivedEntity(
                kind: entity.kind, name: entity.name, occurrence: entity.occurrence, geneSymbol: nil,
                isLive: false, created: first, modified: first)
        }
        for (entity, owner) in zip(live, owners) {
            var entity = entity
            entity.occurrence = entities[owner].occurrence
            result[owner] = entity
        }
        return result
    }
}
