import Domain
import Ports

/// Stores what a peer publishes: a panel that is new here as an archive, one that moved on as a difference to the state
/// stored before, whose version stays readable.
struct PeerStore {
    let source: any PeerSource
    let loader: any ArchiveLoader
    let reader: any PanelReader
    let packing: DocumentPacking
    let clock: any Clock
    /// What earlier runs saw; nil for panels of another import.
    let known: [PanelID: PeerState?]
    var vocabulary: PeerVocabulary

    /// Stores a panel in the state that the peer shows. `past` names older versions that the peer may have documents of.
    mutating func store(_ document: PeerDocument, as state: PeerState, past: [Version] = []) async throws -> LoadResult
    {
        for child in document.children where known[child.heading.id] == nil {
            // Made here, under the same number by chance: not what the super panel means.
            if try await reader.panel(child.heading.id) != nil, !stored.contains(child.heading.id) {
                throw LoadFailure.changedHere(child.heading.id)
            }
        }
        let versions = Set(past + [state.signedOff?.version].compactMap { $0 }).sorted()
            .filter { $0 < document.heading.header.version }
        let result =
            if let panel = try await reader.panel(document.id) {
                try await update(panel, to: document, as: state, versions: versions)
            } else {
                try await insert(document, as: state, versions: versions)
            }
        stored.insert(document.id)
        return result
    }

    /// Stores the children of a super panel that come with its document only. Answers how many were new or changed.
    mutating func storeChildren(of document: PeerDocument, listed: Set<PanelID>) async throws -> Int {
        var count = 0
        for child in document.children where !listed.contains(child.heading.id) {
            let state = PeerState(child.heading.header, .parent)
            if let known = known[child.heading.id] {
                // Super panels may be older than what is here; a document of the child's own is better than either.
                guard let known, known.origin == .parent else { continue }
            }
            if let here = try await reader.panel(child.heading.id), here.header.version > state.version { continue }
            if try await store(PeerDocument(child), as: state) != .unchanged { count += 1 }
        }
        return count
    }

    /// Panels stored by this run.
    private var stored: Set<PanelID> = []

    init(
        source: any PeerSource, loader: any ArchiveLoader, reader: any PanelReader, packing: DocumentPacking,
        clock: any Clock, known: [PanelID: PeerState?], vocabulary: PeerVocabulary
    ) {
        self.source = source
        self.loader = loader
        self.reader = reader
        self.packing = packing
        self.clock = clock
        self.known = known
        self.vocabulary = vocabulary
    }

    // MARK: New here

    private mutating func insert(
        _ document: PeerDocument, as state: PeerState, versions: [Version]
    ) async throws -> LoadResult {
        let genes = try await linkedGenes(document.entities, of: document.id)
        var header = document.heading.header
        header.types = try await vocabulary.numbered(header.types)
        var past = PanelPast(types: vocabulary.typeNumbers)
        var signedOff: SignedOff?
        for version in versions {
            guard let frozen = try await frozen(document.id, version) else { continue }
            if state.signedOff?.version == version { signedOff = state.signedOff }
            do throws(JSONError) {
                try past.add(
                    frozen.text, version: version, reason: nil, schemaVersion: "",
                    signedOff: state.signedOff?.version == version ? state.signedOff?.date : nil,
                    packed: frozen.packed)
            } catch {
                throw PeerFault.broken(Self.fault(error, document.id, version))
            }
        }
        let began = header.versionCreated
        let facts = document.entities.map { cut in
            EntityFacts(
                kind: cut.kind, isReady: false, isGreen: cut.confidence.map { $0 >= .green } ?? false, reviewers: [])
        }
        let panel = Panel(
            id: document.id, oldCode: document.heading.oldCode, created: began, modified: began, header: header,
            revision: Revision(1), statistics: PanelStatistics.compute(facts), signedOff: signedOff)
        let contents = zip(document.entities, genes).map { cut, gene in
            (
                entity: LiveEntity(kind: cut.kind, name: cut.name, confidence: cut.confidence, document: cut.document),
                archived: ArchivedEntity(
                    kind: cut.kind, name: cut.name, geneSymbol: gene, isLive: true, created: began, modified: began,
                    tags: cut.tags)
            )
        }
        let archive = past.archive(live: panel, contents: contents)
        var state = state
        state.revision = archive.panel.revision
        return try await loader.load(archive, digest: state.digest)
    }

    // MARK: Known here

    private mutating func update(
        _ panel: Panel, to document: PeerDocument, as state: PeerState, versions: [Version]
    ) async throws -> LoadResult {
        guard let before = known[document.id] ?? (stored.contains(document.id) ? .some(nil) : nil) else {
            throw LoadFailure.changedHere(document.id)
        }
        let version = document.heading.header.version
        guard version >= panel.header.version else {
            throw PeerConflict.wentBack(document.id, from: panel.header.version, to: version)
        }
        var current = panel
        var children = before?.children ?? []
        var result = LoadResult.unchanged
        // States between the stored one and the peer's that the peer still has: one after the other, so each keeps its content.
        for version in versions where version > panel.header.version {
            guard let frozen = try await frozen(document.id, version) else { continue }
            let step = try PeerDocument(frozen.text.bytes, of: document.id, name: Self.name(document.id, version))
            var seen = PeerState(step.heading.header, .own)
            seen.children = step.shownChildren
            seen.signedOff = current.signedOff
            result = try await append(step, to: current, showing: children, as: seen)
            children = seen.children
            current = try await reader.panel(document.id) ?? current
        }
        let last = try await append(document, to: current, showing: children, as: state)
        return last == .unchanged ? result : last
    }

    /// One step: from the stored state to the next one.
    private mutating func append(
        _ document: PeerDocument, to panel: Panel, showing children: [ShownChild], as state: PeerState
    ) async throws -> LoadResult {
        let rows = try await reader.entities(of: panel.id, at: panel.revision)
        let difference = ContentDifference(
            from: rows.map { .init(id: $0.id, kind: $0.kind, name: $0.name, document: $0.document) },
            to: document.entities)
        var next = panel
        next.oldCode = document.heading.oldCode
        next.header = try await header(document.heading.header, after: panel.header)
        let frozen = try await frozenVersions(from: panel, to: next.header, showing: children, as: state)
        next.signedOff = frozen.contains { $0.version.signedOff != nil } ? state.signedOff : nil
        var state = state
        if difference.isEmpty, next == panel {
            state.revision = panel.revision
            if known[panel.id].flatMap({ $0 })?.digest != state.digest {
                try await loader.remember(state.digest, of: panel.id)
            }
            return .unchanged
        }
        let isNewVersion = next.header.version != panel.header.version
        next.modified = max(panel.modified, isNewVersion ? next.header.versionCreated : clock.now())
        next.revision = panel.revision.next
        state.revision = next.revision
        let cuts = difference.changed.map(\.cut) + difference.added
        let states = zip(cuts, try await linkedGenes(cuts, of: panel.id)).map { cut, gene in
            PanelSuccession.EntityState(
                kind: cut.kind, name: cut.name, geneSymbol: gene, confidence: cut.confidence, document: cut.document)
        }
        return try await loader.append(
            PanelSuccession(
                panel: next, expecting: panel.revision, at: next.modified, frozen: frozen, gone: difference.gone,
                changed: zip(difference.changed, states).map { ($0.id, $1) },
                added: Array(states.dropFirst(difference.changed.count))),
            digest: state.digest)
    }

    /// What no document tells stays; a super panel's counts follow from its children.
    private mutating func header(_ published: PanelHeader, after stored: PanelHeader) async throws -> PanelHeader {
        var header = published
        header.types = try await vocabulary.numbered(published.types)
        header.versionComment = stored.versionComment
        header.omim = stored.omim
        header.orphanet = stored.orphanet
        header.hpo = stored.hpo
        if header.isSuperPanel, stored.isSuperPanel { header.counts = stored.counts }
        return header
    }

    /// Versions that become known with a step: the superseded one, and the signed-off one.
    private func frozenVersions(
        from panel: Panel, to header: PanelHeader, showing children: [ShownChild], as state: PeerState
    ) async throws -> [PanelArchive.FrozenPanel] {
        var result: [PanelArchive.FrozenPanel] = []
        let approved = state.signedOff
        if header.version != panel.header.version {
            let own = panel.header.version
            // As the peer froze it: it may have changed after it was last seen here. Else it is rebuilt from revisions.
            let document = try await frozen(panel.id, own)
            result.append(
                PanelArchive.FrozenPanel(
                    version: FrozenVersion(
                        version: own, revision: panel.revision, frozenAt: header.versionCreated, reason: nil,
                        schemaVersion: "", signedOff: approved?.version == own ? approved?.date : nil,
                        isImported: document != nil),
                    document: document?.packed,
                    children: children.map { PanelArchive.FrozenPanel.Child(panel: $0.panel, version: $0.version) }))
        }
        guard let approved, approved.version < header.version, result.allSatisfy({ $0.version.signedOff == nil }) else {
            return result
        }
        if var known = try await reader.frozenVersion(of: panel.id, approved.version) {
            known.signedOff = approved.date
            result.append(PanelArchive.FrozenPanel(version: known, document: nil))
        } else if let document = try await frozen(panel.id, approved.version) {
            // Older than anything stored here: there is its document, but no revision that holds its content.
            result.append(
                PanelArchive.FrozenPanel(
                    version: FrozenVersion(
                        version: approved.version, revision: Revision(0), frozenAt: header.versionCreated, reason: nil,
                        schemaVersion: "", signedOff: approved.date, isImported: true),
                    document: document.packed))
        }
        return result
    }

    // MARK: Parts

    /// The document of an older version as it is stored, where the peer has it.
    private func frozen(_ id: PanelID, _ version: Version) async throws -> (text: JSONText, packed: PackedDocument)? {
        guard let bytes = try await source.frozen(id, version) else { return nil }
        let text: JSONText
        do throws(JSONError) {
            text = try FrozenDocument.withoutSignedOff(try JSONText(bytes))
            let heading = try PanelHeading(text)
            guard heading.id == id, heading.header.version == version else {
                throw JSONError("the document is of version \(heading.header.version) of panel \(heading.id)", at: 0)
            }
        } catch {
            throw PeerFault.broken(Self.fault(error, id, version))
        }
        return (text, try packing.pack(text.bytes))
    }

    private static func name(_ id: PanelID, _ version: Version) -> String { "version \(version) of panel \(id)" }

    private static func fault(_ error: JSONError, _ id: PanelID, _ version: Version) -> FileFault {
        FileFault(file: name(id, version), reason: error.description)
    }

    /// Symbols of the base genes, entity by entity, after making sure that they are known.
    private mutating func linkedGenes(_ cuts: [EntityCut], of panel: PanelID) async throws -> [String?] {
        var genes: [Gene?] = []
        genes.reserveCapacity(cuts.count)
        for cut in cuts {
            do throws(JSONError) { genes.append(try cut.linkedGene()) } catch {
                throw PeerFault.broken(
                    FileFault(file: "\(cut.kind.label(cut.name)) of panel \(panel)", reason: error.reason))
            }
        }
        try await vocabulary.add(genes.compactMap { $0 })
        return genes.map { $0?.symbol }
    }
}

extension EntityCut {
    /// Names of the tags; a document whose tags cannot be read keeps them as they are, without links.
    fileprivate var tags: [String] { (try? Entity(document: document.bytes).tags) ?? [] }
}
