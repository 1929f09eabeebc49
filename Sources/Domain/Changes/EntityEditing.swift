/// Carries out an edit of an entity (`domain.md 7`, 9).
public struct EntityEditing {
    let edit: EntityEdit
    let state: PanelState
    let record: EntityRecord
    let act: Act
    var entity: Entity
    var evidence: PanelOutcome.EvidenceChange
    /// Newest first, as it will be.
    var sources: [Evidence]
    var log = ChangeLog()
    /// Whether the mode of inheritance follows from the new gene.
    private var isMovedToMitochondria = false

    init(_ edit: EntityEdit, _ state: PanelState, _ record: EntityRecord, _ act: Act) {
        self.edit = edit
        self.state = state
        self.record = record
        self.act = act
        entity = record.entity
        evidence = PanelOutcome.EvidenceChange()
        sources = record.evidence
    }

    /// One minor step, one track record and one activity; nothing at all when nothing differs (`domain.md` D41, D42).
    /// `raises` is false where the version rises once for many edits, as in an import.
    public static func decide(
        _ edit: EntityEdit, on state: PanelState, raises: Bool = true, by act: Act
    ) throws(Refusal) -> PanelOutcome {
        try Policy.demand(.curateEntity, on: state.panel.header, act)
        try state.refuseSuperPanel()
        let record = try state.entityRecord()
        var editing = EntityEditing(edit, state, record, act)
        try editing.check()
        return editing.run(raises: raises)
    }

    /// What differs between words of gene entities and the others: genes are named, others labelled.
    var name: String { record.entity.name }
    var label: String { record.entity.label }
    var called: String { record.entity.kind == .gene ? name : label }

    private mutating func run(raises: Bool) -> PanelOutcome {
        editSpecifics()
        editSources()
        editCommon()
        editTags()
        let renamed = editGene()
        let flagged = edit.flagged.applied(to: record.flagged)
        if record.flagged, !flagged { log.add(.approvedEntity, "\(Wording.capitalised(label)) was approved") }
        if !log.isEmpty { score(flagged: flagged) }

        var outcome = PanelOutcome()
        let changes = !log.isEmpty || renamed != nil || flagged != record.flagged || entity != record.entity
        guard changes else { return outcome }
        if raises { state.raise(&outcome, act) }
        outcome.entity = .replace(entity, flagged: flagged, ready: record.ready, evidence: evidence)
        note(renamed, &outcome)
        return outcome
    }

    private func note(_ renamed: String?, _ outcome: inout PanelOutcome) {
        let version = outcome.header?.version
        let level = entity.confidence ?? .noList
        if !log.isEmpty {
            outcome.track.append(log.record(level: level, by: act))
            outcome.activities.append(
                .line(
                    .entityEdited, log.text, on: state.panel, version: version, kind: entity.kind, name: entity.name,
                    by: act))
        }
        // A replaced gene has a record of its own (`domain.md 9.1`).
        if let renamed {
            var own = ChangeLog()
            own.add(.changedGeneName, renamed)
            outcome.track.append(own.record(level: level, by: act))
            if isMovedToMitochondria {
                var forced = ChangeLog()
                forced.add(
                    .setModeOfInheritance,
                    "Mode of inheritance for gene \(entity.name) was set to \(entity.modeOfInheritance)")
                outcome.track.append(forced.record(level: level, by: act))
            }
            outcome.activities.append(
                .line(
                    .geneReplaced, renamed, on: state.panel, version: version, kind: entity.kind, name: entity.name,
                    by: act))
        }
    }

    /// A flagged entity keeps its stored level (`domain.md D9`).
    private mutating func score(flagged: Bool) {
        guard !flagged else { return }
        let level = Score.level(evidence: sources, flagged: false)
        let old = entity.confidence ?? .noList
        entity.confidence = level
        if level != old {
            log.add(.statusUpdate, "Rating Changed from \(old.choiceText) to \(level.choiceText)")
        }
    }

    // MARK: Sources and tags

    private mutating func editSources() {
        guard case .set(let names) = edit.sources, !names.isEmpty else { return }
        let given = names.map { $0.trimmingWhitespace() }
        let bringsVerdict = given.contains { ExpertReview(rawValue: $0) != nil }
        switch edit.mode {
        case .replace:
            for item in record.evidence {
                let isVerdict = ExpertReview(rawValue: item.name) != nil
                let goes = isVerdict ? bringsVerdict : edit.visibleSources.contains(item.name)
                if goes, !given.contains(item.name) { remove(item, saying: true) }
            }
        case .append:
            let news = given.contains { name in
                ExpertReview(rawValue: name) != nil && !record.evidence.contains { $0.name == name }
            }
            if news {
                for item in record.evidence where ExpertReview(rawValue: item.name) != nil {
                    remove(item, saying: false)
                }
            }
        }
        for name in given where !sources.contains(where: { $0.name == name }) {
            let item = Evidence.given(name, by: act)
            evidence.added.append(item)
            sources.insert(item, at: 0)
            log.add(.newSource, "Source \(name) was added to \(called).")
        }
        entity.evidence = sources.map(\.name)
    }

    private mutating func remove(_ item: Evidence, saying: Bool) {
        evidence.removed.insert(item.id)
        sources.removeAll { $0.id == item.id }
        // Several people may have given it: one line tells.
        let line = "Source \(item.name) was removed from \(called)."
        if saying, !log.lines.contains(line) { log.add(.removedSource, line) }
    }

    mutating func editTags() {
        guard case .set(let tags) = edit.tags else { return }
        Self.change(&entity.tags, to: tags, mode: edit.mode, of: called, &log)
    }

    /// Tags go before tags come (`domain.md D50`).
    static func change(
        _ tags: inout [String], to wanted: [String], mode: EntityEdit.Mode, of called: String, _ log: inout ChangeLog
    ) {
        if mode == .replace {
            for tag in tags where !wanted.contains(tag) {
                log.add(.removedTag, "Tag \(tag) was removed from \(called).")
            }
            tags.removeAll { !wanted.contains($0) }
        }
        for tag in wanted where !tags.contains(tag) {
            log.add(.addedTag, "Tag \(tag) was added to \(called).")
            tags.append(tag)
        }
    }

    // MARK: The gene

    /// Re-points the gene; gives back the line of a replaced gene entity.
    private mutating func editGene() -> String? {
        guard case .set(let gene) = edit.gene else { return nil }
        let old = record.entity.geneSymbol
        guard gene?.symbol != old else { return nil }
        entity.geneData = gene?.entityCopy
        guard record.entity.kind == .gene else {
            sayLink(from: old, to: gene?.symbol)
            return nil
        }
        guard let gene else { return nil }
        entity.name = gene.symbol
        // The new symbol counts, not the old one (`domain.md` BUG-4).
        let chosen = entity.modeOfInheritance
        entity.modeOfInheritance = ModeOfInheritance.stored(chosen, for: gene.symbol, kind: .gene)
        isMovedToMitochondria = entity.modeOfInheritance != chosen
        return "\(old ?? name) was changed to \(gene.symbol)"
    }

    /// The line of the gene that an STR or region is linked to.
    mutating func sayLink(from old: String?, to new: String?) {
        switch (old, new) {
        case (let old?, nil): log.add(.removedGene, "Gene: \(old) was removed.")
        case (let old?, let new?): log.add(.changedGeneName, "Gene: \(old) was changed to \(new).")
        case (nil, let new?):
            let panel = record.entity.kind == .region ? " Panel: \(state.panel.header.name)" : ""
            log.add(.changedGeneName, "Gene was set to \(new).\(panel)")
        case (nil, nil): break
        }
    }
}

extension ConfidenceLevel {
    /// Text of the choice, as lines about changed ratings have it (`domain.md 3.1`).
    public var choiceText: String { colour == .grey ? "No List (delete)" : colour.longName }
}
