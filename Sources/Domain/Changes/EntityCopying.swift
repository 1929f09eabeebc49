/// An entity that is copied to other panels, as its own panel has it.
public struct CopySource: Sendable {
    public var panel: Panel
    public var record: EntityRecord
    /// The base gene as it is now; a gene entity needs one, STRs and regions may have one.
    public var gene: Gene?

    public init(panel: Panel, record: EntityRecord, gene: Gene?) {
        self.panel = panel
        self.record = record
        self.gene = gene
    }
}

/// Copies entities and reviews from one panel to another (`domain.md 10`).
public enum EntityCopying {
    /// Puts an entity with the reviews of these people on a panel. Where the panel has it already, only reviews come, and
    /// its own fields stay (`domain.md` D61, D62). `state` holds the panel's entity of that kind and name, if there is one.
    public static func decide(
        _ source: CopySource, reviewsOf people: Set<PersonID>, on state: PanelState, by act: Act
    ) throws(Refusal) -> PanelOutcome {
        try Policy.demand(.copy, on: source.panel.header, act)
        try Policy.demand(.copy, on: state.panel.header, act)
        try state.refuseSuperPanel()
        let (kind, name) = (source.record.entity.kind, source.record.entity.name)
        var problems = Problems()
        problems.require(state.panel.id != source.panel.id, "target_panels", "A panel cannot be copied onto itself.")
        checkReviews(people, of: source.record, &problems)
        let (what, from) = ("\(kind.title) \(name)", source.panel.header.name)
        var outcome: PanelOutcome
        if let present = state.entity {
            try problems.check()
            outcome = merge(source.record, present, people, from, state, act)
            outcome.activities.append(
                line(.reviewsCopied, "Added reviews for \(what) from panel \(from)", outcome, state, act))
        } else {
            EntityChecks.gene(source.gene, &problems)
            let subject = subject(source)
            // Without its gene it would be another entity there.
            let lost = source.gene == nil ? source.record.entity.geneSymbol : nil
            problems.require(
                subject != nil && lost == nil, "gene",
                "There is no base gene \(lost ?? name) any more, so it cannot be added.")
            try problems.check()
            guard let subject else { throw .notFound("gene") }
            outcome = EntityAddition.carryOut(draft(source.record, subject), on: state, by: act)
            let copies = copies(of: source.record, people, besides: [], from: from, act)
            if !copies.isEmpty { outcome.review = .copy(copies) }
            outcome.activities.append(line(.entityCopied, "Copied \(what) from panel \(from)", outcome, state, act))
        }
        return outcome
    }

    /// Copies the reviews of every gene that both panels have (`domain.md 10.2`). `state.others` are the target's entities.
    /// One minor step and one activity; nothing when there is nothing to copy. Gives the number of copied reviews too.
    public static func copyReviews(
        from panel: Panel, of records: [EntityRecord], on state: PanelState, by act: Act
    ) throws(Refusal) -> (outcome: PanelOutcome, copied: Int) {
        try checkReviewsMayGo(from: panel, to: state.panel, by: act)
        let genes = records.filter { $0.entity.kind == .gene }
        let sources = Dictionary(genes.map { ($0.entity.name, $0) }, uniquingKeysWith: { first, _ in first })
        var outcome = PanelOutcome()
        var copied = 0
        for target in state.others where target.entity.kind == .gene {
            guard let source = sources[target.entity.name] else { continue }
            let people = Set(source.evaluations.map(\.author))
            let one = merge(source, target, people, panel.header.name, state, act)
            guard case .copy(let reviews) = one.review else { continue }
            copied += reviews.count
            (outcome.freeze, outcome.header) = (one.freeze, one.header)
            outcome.others.append(PanelOutcome.Part(target.id, one))
        }
        if copied == 0 { return (PanelOutcome(), 0) }
        let text = "Copied \(copied) \(copied == 1 ? "review" : "reviews") from panel \(panel.header.name)"
        outcome.activities = [line(.reviewsCopied, text, outcome, state, act)]
        return (outcome, copied)
    }

    /// Whether reviews may be copied between two panels at all: for curators, neither of them deleted, a super panel, or the
    /// other one.
    public static func checkReviewsMayGo(from source: Panel, to target: Panel, by act: Act) throws(Refusal) {
        for panel in [source, target] {
            try Policy.demand(.copy, on: panel.header, act)
            if panel.header.isSuperPanel { throw .superPanel }
        }
        if source.id == target.id {
            throw .invalid([FieldProblem("panel_2", "Reviews cannot be copied from a panel to itself.")])
        }
    }

    // MARK: Both present

    /// Reviews, and the evidence of their authors once per name and author, so that level and evidence agree
    /// (`domain.md` BUG-21). What is copied keeps its time, and so its place among what is there.
    private static func merge(
        _ source: EntityRecord, _ target: EntityRecord, _ people: Set<PersonID>, _ from: String, _ state: PanelState,
        _ act: Act
    ) -> PanelOutcome {
        var outcome = PanelOutcome()
        state.raise(&outcome, act)
        let present = Set(target.evaluations.map(\.author))
        let reviews = copies(of: source, people, besides: present, from: from, act)
        if !reviews.isEmpty { outcome.review = .copy(reviews) }
        let authors = Set(reviews.map(\.author))
        var sources = target.evidence
        var added: [Evidence] = []
        for var item in source.evidence.reversed() {
            guard let author = item.author, authors.contains(author),
                !sources.contains(where: { $0.name == item.name && $0.author == author })
            else { continue }
            (item.id, item.modified) = (0, act.moment)
            added.append(item)
            sources.insert(item, at: sources.firstIndex { $0.created <= item.created } ?? sources.endIndex)
        }
        guard !added.isEmpty else { return outcome }
        var entity = target.entity
        entity.evidence = sources.map(\.name)
        entity.confidence = Score.stored(entity.confidence, evidence: sources, flagged: target.flagged)
        outcome.entity = .replace(
            entity, flagged: target.flagged, ready: target.ready, evidence: PanelOutcome.EvidenceChange(added: added))
        let (old, new) = (target.entity.confidence ?? .noList, entity.confidence ?? .noList)
        if old != new {
            var log = ChangeLog()
            log.add(.statusUpdate, "Rating Changed from \(old.choiceText) to \(new.choiceText)")
            outcome.track = [log.record(level: new, by: act)]
        }
        return outcome
    }

    /// Copies of reviews whose authors have none on the target yet (`domain.md 10.3`).
    private static func copies(
        of record: EntityRecord, _ people: Set<PersonID>, besides present: Set<PersonID>, from panel: String, _ act: Act
    ) -> [Evaluation] {
        record.evaluations.filter { people.contains($0.author) && !present.contains($0.author) }.map { review in
            var copy = review
            copy.id = 0
            copy.version = "Imported from \(panel) panel version \(review.version ?? "0")"
            copy.modified = act.moment
            copy.comments = review.comments.map { comment in
                var comment = comment
                comment.id = 0
                return comment
            }
            return copy
        }
    }

    // MARK: Absent

    /// Every source once, oldest first, so that the newest verdict wins again (`domain.md` BUG-34). They are the copying
    /// curator's now; to add those of the copied reviewers once more would count them twice.
    private static func draft(_ record: EntityRecord, _ subject: EntityDraft.Subject) -> EntityDraft {
        let entity = record.entity
        var seen: Set<String> = []
        let newestFirst = record.evidence.map(\.name).filter { seen.insert($0).inserted }
        return EntityDraft(
            subject: subject, sources: newestFirst.reversed(), modeOfInheritance: entity.modeOfInheritance,
            modeOfPathogenicity: entity.modeOfPathogenicity, penetrance: entity.penetrance,
            publications: entity.publications ?? [], phenotypes: entity.phenotypes ?? [], tags: entity.tags)
    }

    private static func subject(_ source: CopySource) -> EntityDraft.Subject? {
        let name = source.record.entity.name
        return switch source.record.entity.specifics {
        case .gene(let transcript): source.gene.map { .gene($0, transcript: transcript) }
        case .str(let facts): .str(name: name, facts, gene: source.gene)
        case .region(let facts): .region(name: name, facts, gene: source.gene)
        }
    }

    // MARK: Words

    static func article(_ kind: EntityKind) -> String {
        kind == .str ? "an STR" : "a \(kind == .gene ? "gene" : kind.title)"
    }

    private static func line(
        _ event: ActivityEvent, _ text: String, _ outcome: PanelOutcome, _ state: PanelState, _ act: Act
    ) -> Activity {
        .line(event, text, on: state.panel, version: outcome.header?.version, by: act)
    }
}
