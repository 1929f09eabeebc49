/// Carries out the rows of a list that are for one panel, in their order (`accounts-jobs-files.md` 10.3.6). The panel rises once,
/// if anything differs.
public struct PanelListChange {
    /// Names an entity of a panel.
    public struct EntityKey: Hashable, Sendable {
        public var kind: EntityKind
        public var name: String

        public init(_ kind: EntityKind, _ name: String) {
            self.kind = kind
            self.name = name
        }
    }

    /// An entity as the rows so far have left it.
    private struct Entry {
        var record: EntityRecord
        var isNew = false
        /// Nil as long as nothing differs.
        var step: PanelOutcome.EvidenceChange?
        var track: [TrackRecord] = []
        /// When its name was changed, so that names are given up before others take them.
        var renamed = 0
    }

    private let genes: [String: Gene]
    private let act: Act
    private let before: PanelState
    /// The panel under its next number.
    private let panel: Panel
    private var outcome = PanelOutcome()
    private var entries: [EntityKey: Entry] = [:]
    private var activities: [Activity] = []
    /// Numbers of sources that the database has not numbered yet.
    private var lastSource = 0
    private var renames = 0

    /// What is wrong with rows, found by the rules of the entities themselves.
    public private(set) var problems: [PanelListProblem] = []

    /// The entities that rows need to know of.
    public static func entities(of rows: [PanelListRow]) -> Set<EntityKey> {
        var keys: Set<EntityKey> = []
        for row in rows {
            keys.insert(EntityKey(row.kind, row.name))
            // It may become the name of another one.
            if row.kind == .gene { keys.insert(EntityKey(.gene, row.symbol)) }
        }
        return keys
    }

    /// - Parameters:
    ///   - state: the panel with the entities that the rows name as `others`.
    ///   - isNew: whether the panel is made by this list: it stays at its first version.
    public init(on state: PanelState, isNew: Bool, genes: [String: Gene], by act: Act) throws(Refusal) {
        try Policy.demand(.importFiles, on: state.panel.header, act)
        try state.refuseSuperPanel()
        self.genes = genes
        self.act = act
        before = state
        if !isNew { state.raise(&outcome, act) }
        var panel = state.panel
        if let header = outcome.header { panel.header = header }
        self.panel = panel
        for record in state.others {
            entries[EntityKey(record.entity.kind, record.entity.name)] = Entry(record: record)
        }
    }

    public mutating func apply(_ rows: [PanelListRow]) {
        for row in rows {
            do throws(Refusal) {
                if entries[EntityKey(row.kind, row.name)] == nil { try add(row) } else { try update(row) }
            } catch {
                note(error, row)
            }
        }
    }

    /// What the rows have made of the panel; empty where nothing differs.
    public func result() -> PanelOutcome {
        let changed = entries.values.filter { $0.step != nil }.sorted {
            ($0.renamed, $0.record.id, $0.record.entity.name) < ($1.renamed, $1.record.id, $1.record.entity.name)
        }
        if changed.isEmpty { return PanelOutcome() }
        var result = outcome
        result.activities = activities
        let parts = changed.map { entry in
            let (record, evidence) = (entry.record, entry.step ?? PanelOutcome.EvidenceChange())
            let step =
                entry.isNew
                ? PanelOutcome.EntityStep.add(
                    record.entity, flagged: record.flagged, ready: record.ready, evidence: evidence.added)
                : .replace(record.entity, flagged: record.flagged, ready: record.ready, evidence: evidence)
            return (isNew: entry.isNew, part: PanelOutcome.Part(record.id, step: step, track: entry.track))
        }
        // Names are free before they are given anew.
        result.others = parts.filter { !$0.isNew }.map(\.part) + parts.filter(\.isNew).map(\.part)
        return result
    }

    /// Entities that are new, and those that were there and differ.
    public var counts: (added: Int, changed: Int) {
        let changed = entries.values.filter { $0.step != nil }
        let added = changed.filter(\.isNew).count
        return (added, changed.count - added)
    }

    // MARK: Rows

    private mutating func add(_ row: PanelListRow) throws(Refusal) {
        let gene = genes[row.symbol]
        guard let draft = row.draft(gene, &problems) else { return }
        let one = try EntityAddition.decide(
            draft, on: PanelState(panel: panel, entity: nil), sources: .any, raises: false, by: act)
        guard case .add(let entity, let flagged, let ready, let evidence, _) = one.entity else { return }
        let sources = numbered(evidence)
        let record = EntityRecord(
            id: EntityID(0), entity: entity, flagged: flagged, ready: ready, since: panel.revision.next,
            evidence: sources.reversed())
        entries[EntityKey(entity.kind, entity.name)] = Entry(
            record: record, isNew: true, step: PanelOutcome.EvidenceChange(added: sources), track: one.track)
        activities += one.activities
    }

    private mutating func update(_ row: PanelListRow) throws(Refusal) {
        let key = EntityKey(row.kind, row.name)
        guard var entry = entries[key] else { return }
        let gene = genes[row.symbol]
        if row.kind == .gene, row.symbol != entry.record.entity.geneSymbol,
            entries[EntityKey(.gene, row.symbol)] != nil, row.symbol != row.name
        {
            return add(row, .geneSymbol, .nameMismatch, "\(row.symbol) is on this panel already.")
        }
        let one = try EntityEditing.decide(
            row.edit(entry.record.entity, gene), on: PanelState(panel: panel, entity: entry.record), raises: false,
            by: act)
        guard case .replace(let entity, let flagged, let ready, let evidence) = one.entity else { return }
        let added = numbered(evidence.added)
        var step = entry.step ?? PanelOutcome.EvidenceChange()
        // What an earlier row has added and this one takes away was never there.
        step.added = step.added.filter { !evidence.removed.contains($0.id) } + added
        step.removed.formUnion(evidence.removed.filter { $0 > 0 })
        entry.step = step
        entry.track += one.track
        entry.record.evidence = added.reversed() + entry.record.evidence.filter { !evidence.removed.contains($0.id) }
        (entry.record.entity, entry.record.flagged, entry.record.ready) = (entity, flagged, ready)
        if entity.name != key.name {
            renames += 1
            entry.renamed = renames
            entries[key] = nil
        }
        entries[EntityKey(entity.kind, entity.name)] = entry
        activities += one.activities
    }

    /// Sources under numbers below zero, so that later rows can tell them apart.
    private mutating func numbered(_ evidence: [Evidence]) -> [Evidence] {
        evidence.map { item in
            lastSource -= 1
            var item = item
            item.id = lastSource
            return item
        }
    }

    // MARK: Problems

    private mutating func note(_ refusal: Refusal, _ row: PanelListRow) {
        guard case .invalid(let found) = refusal else {
            return add(row, .level4, .badPanel, "Nothing can be imported into this panel.")
        }
        for problem in found {
            let column = PanelListColumn(field: problem.field, of: row.kind)
            let code: PanelListProblem.Code =
                switch column {
                case .geneSymbol: .inactiveGene
                case .modeOfInheritance: .badInheritance
                case .start37, .start38: .badPosition
                case .sources, .phenotypes, .publications, .entityName, .verboseName, nil: .badText
                default: .badChoice
                }
            add(row, column, code, problem.message)
        }
    }

    private mutating func add(
        _ row: PanelListRow, _ column: PanelListColumn?, _ code: PanelListProblem.Code, _ text: String
    ) {
        problems.append(PanelListProblem(line: row.line, column: column, code: code, text: text))
    }
}
