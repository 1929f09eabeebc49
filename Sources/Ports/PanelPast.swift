import Domain

/// Collects the frozen versions of one panel while its documents pass by, oldest first, and ends as an archive.
public struct PanelPast: Sendable {
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

    public init(types: [String: Int] = [:]) { self.types = types }

    /// Adds the next document, in compact form, and how it is to be stored. Throws `JSONError` where it cannot be read.
    public mutating func add(
        _ document: JSONText, version: Version, reason: String?, schemaVersion: String, signedOff: CivilDate?,
        packed: PackedDocument
    ) throws(JSONError) {
        try decomposition.add(document)
        documents.append(
            Document(
                version: version, reason: reason, schemaVersion: schemaVersion, signedOff: signedOff, packed: packed))
    }

    /// Ends with the live state: the panel and its entities in document order.
    public consuming func archive(
        live: Panel, contents: [(entity: LiveEntity, archived: ArchivedEntity)]
    ) -> PanelArchive {
        let types = types
        let documents = documents
        let (history, owners) = decomposition.finish(live: contents.map(\.entity))
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
    fileprivate var archiveRows: [PanelArchive.Row] {
        rows.map { row in
            PanelArchive.Row(
                entity: row.entity, name: entities[row.entity].name, confidence: row.confidence, flagged: row.flagged,
                ready: row.ready, from: row.from, to: row.to, document: row.document)
        }
    }

    /// Past entities get the moment of the state in which they first appear, live ones what they own. What is past links to
    /// no base gene: that one may be gone.
    fileprivate func archiveEntities(began: [Instant], live: [ArchivedEntity], owners: [Int]) -> [ArchivedEntity] {
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
