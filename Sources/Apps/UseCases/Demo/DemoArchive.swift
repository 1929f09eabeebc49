import Domain
import Ports

/// Turns a demo panel into an archive: every version a revision, rows only where something changed.
struct DemoArchive {
    let panel: DemoPanel
    let types: [PanelType]
    /// Numbers for evidence, reviews and comments of all panels.
    private var nextID: Int

    init(_ panel: DemoPanel, types: [PanelType]) {
        self.panel = panel
        self.types = types
        nextID = panel.id * 10_000
    }

    private struct Key: Hashable {
        var kind: EntityKind
        var name: String
    }

    mutating func archive() -> PanelArchive {
        let keys = Self.keys(panel)
        let headers = panel.states.enumerated().map { index, state in self.archivedHeader(index, state) }
        let live = Revision(panel.states.count)
        let entities = keys.map { archived($0) }
        var header = headers[headers.count - 1].header
        let facts = zip(keys, entities).filter { $1.isLive }.map { key, entity in
            EntityFacts(
                kind: key.kind, isReady: false,
                isGreen: (state(of: key, at: panel.states.count - 1)?.confidence ?? .noList) >= .green,
                reviewers: Set(entity.evaluations.map(\.author)))
        }
        let statistics = PanelStatistics.compute(facts)
        header.counts = statistics.counts
        let first = panel.states[0]
        return PanelArchive(
            panel: Panel(
                id: PanelID(panel.id), created: DemoTime.day(first.day), modified: header.versionCreated,
                header: header, revision: live, statistics: statistics, signedOff: signedOff),
            headers: headers, versions: versions, rows: rows(keys), entities: entities)
    }

    private static func keys(_ panel: DemoPanel) -> [Key] {
        var seen: Set<Key> = []
        return panel.states.flatMap { $0.entities.map { Key(kind: $0.kind, name: $0.name) } }
            .filter { seen.insert($0).inserted }
    }

    private func state(of key: Key, at index: Int) -> Entity? {
        panel.states[index].entities.first { $0.kind == key.kind && $0.name == key.name }
    }

    private var signedOff: SignedOff? {
        panel.signedOff.map { index in
            SignedOff(version: panel.states[index].version, date: frozenAt(index).day(in: .gmt))
        }
    }

    /// A version is superseded when the next one begins.
    private func frozenAt(_ index: Int) -> Instant { DemoTime.day(panel.states[index + 1].day) }

    private func archivedHeader(_ index: Int, _ state: DemoPanel.State) -> PanelArchive.Header {
        let counts = PanelStatistics.compute(
            state.entities.map { EntityFacts(kind: $0.kind, isReady: false, isGreen: false, reviewers: []) }
        ).counts
        let header = PanelHeader(
            name: panel.name, diseaseGroup: panel.group, diseaseSubGroup: panel.subGroup,
            description: panel.description, status: panel.status, version: state.version,
            versionCreated: DemoTime.day(state.day), versionComment: note(before: index),
            relevantDisorders: panel.disorders, types: types.filter { panel.types.contains($0.slug) },
            children: panel.children.map { PanelID($0) }, counts: counts)
        let isLive = index == panel.states.count - 1
        return PanelArchive.Header(
            header: header, from: Revision(index + 1), to: isLive ? nil : Revision(index + 2),
            at: DemoTime.day(state.day))
    }

    /// Promotion notes up to this version, newest first (`domain.md 5.4`).
    private func note(before index: Int) -> String? {
        let notes = (0..<index).reversed().compactMap { earlier in
            panel.states[earlier].reason.map { reason in
                "\(frozenAt(earlier).minuteUTC) Carla Curator (PanelApp team) promoted panel to "
                    + "\(panel.states[earlier + 1].version)\n\(reason)\n\n"
            }
        }
        return notes.isEmpty ? nil : notes.joined()
    }

    private var versions: [PanelArchive.FrozenPanel] {
        panel.states.indices.dropLast().map { index in
            PanelArchive.FrozenPanel(
                version: FrozenVersion(
                    version: panel.states[index].version, revision: Revision(index + 1), frozenAt: frozenAt(index),
                    reason: panel.states[index].reason, schemaVersion: "demo",
                    signedOff: panel.signedOff == index ? frozenAt(index).day(in: .gmt) : nil, isImported: false),
                document: nil)
        }
    }

    private func rows(_ keys: [Key]) -> [PanelArchive.Row] {
        keys.enumerated().flatMap { position, key in
            var rows: [PanelArchive.Row] = []
            for index in panel.states.indices {
                guard let entity = state(of: key, at: index) else { continue }
                let revision = Revision(index + 1)
                if let last = rows.last, last.to == revision, last.document == EntityDocument(entity) {
                    rows[rows.count - 1].to = revision.next
                } else {
                    rows.append(
                        PanelArchive.Row(
                            entity: position, name: entity.name, confidence: entity.confidence, flagged: false,
                            ready: false, from: revision, to: revision.next, document: EntityDocument(entity)))
                }
            }
            if let last = rows.last, last.to == Revision(panel.states.count + 1) { rows[rows.count - 1].to = nil }
            return rows
        }
    }

    private mutating func archived(_ key: Key) -> ArchivedEntity {
        let created = DemoTime.day(
            panel.states.first { $0.entities.contains { $0.kind == key.kind && $0.name == key.name } }?.day ?? 0)
        guard let live = state(of: key, at: panel.states.count - 1) else {
            return ArchivedEntity(
                kind: key.kind, name: key.name, geneSymbol: nil, isLive: false, created: created, modified: created)
        }
        let symbol: String? = key.kind == .region ? nil : String(key.name.prefix { $0 != "_" })
        return ArchivedEntity(
            kind: key.kind, name: key.name, geneSymbol: symbol, isLive: true, created: created, modified: created,
            tags: live.tags, evidence: evidence(live, created), evaluations: reviews(of: key.name), comments: [],
            track: [track(live, created)])
    }

    private mutating func number() -> Int {
        nextID += 1
        return nextID
    }

    /// Newest first in the document, so the oldest gets the earliest moment.
    private mutating func evidence(_ entity: Entity, _ created: Instant) -> [Evidence] {
        entity.evidence.enumerated().map { index, name in
            let moment = created.advanced(bySeconds: Double(entity.evidence.count - index))
            return Evidence(
                id: number(), name: name, author: DemoPeople.curator, role: .curator, created: moment, modified: moment)
        }
    }

    private mutating func reviews(of name: String) -> [Evaluation] {
        let own = panel.reviews.filter { $0.entity == name }.sorted { $0.day > $1.day }
        return own.map { review in
            let moment = DemoTime.day(review.day)
            let version = panel.states.last { $0.day <= review.day }?.version.description
            let comment = Comment(
                id: number(), author: review.by, text: review.comment, version: version, created: moment,
                modified: moment, lastUpdated: nil)
            return Evaluation(
                id: number(), author: review.by, rating: review.rating.rawValue, modeOfPathogenicity: "",
                publications: review.publications, phenotypes: [], modeOfInheritance: "", currentDiagnostic: false,
                clinicallyRelevant: nil, version: version, created: moment, modified: moment, lastUpdated: moment,
                comments: [comment])
        }
    }

    private mutating func track(_ entity: Entity, _ created: Instant) -> TrackRecord {
        TrackRecord(
            id: number(), created: created, modified: created,
            issueType: "\(IssueType.created.rawValue),\(IssueType.newSource.rawValue)",
            issueDescription: "\(entity.label) was added\nSources: \(entity.evidence.joined(separator: ", "))",
            author: DemoPeople.curator, level: entity.confidence?.rawValue ?? 0)
    }
}
