/// Reviews and their comments (`domain.md 11`). They never raise a version and never change a verdict (D11, D55).
public enum Reviewing {
    /// Stores somebody's review, or changes the one they have (`domain.md 11.2`, 11.3; D56-D58).
    public static func submit(_ draft: ReviewDraft, on state: PanelState, by act: Act) throws(Refusal) -> PanelOutcome {
        try Policy.demand(.review, on: state.panel.header, act)
        try state.refuseSuperPanel()
        let record = try state.entityRecord()
        let existing = record.evaluation(by: act.person)
        var draft = draft
        if record.entity.kind != .str { draft.clinicallyRelevant = false }
        try check(draft, record.entity.kind, existing)
        return if let existing {
            change(existing, by: draft, record, state, act)
        } else {
            try first(draft, record, state, act)
        }
    }

    /// What is stored and sent again as it is may be of an older vocabulary.
    private static func check(
        _ draft: ReviewDraft, _ kind: EntityKind, _ existing: Evaluation?
    ) throws(Refusal) {
        var problems = Problems()
        if draft.rating != existing?.rating { EntityChecks.rating(draft.rating, &problems) }
        if !draft.modeOfInheritance.isEmpty, draft.modeOfInheritance != existing?.modeOfInheritance {
            EntityChecks.modeOfInheritance(draft.modeOfInheritance, &problems)
        }
        if draft.modeOfPathogenicity != existing?.modeOfPathogenicity {
            EntityChecks.modeOfPathogenicity(draft.modeOfPathogenicity, &problems)
        }
        let hasNone = draft.modeOfPathogenicity.isEmpty && !draft.cleared.contains(.modeOfPathogenicity)
        problems.require(
            kind == .gene || hasNone, "mode_of_pathogenicity", "Only genes have a mode of pathogenicity.")
        EntityChecks.list(draft.publications, "publications", &problems)
        EntityChecks.list(draft.phenotypes, "phenotypes", &problems)
        try problems.check()
    }

    // MARK: The first one

    private static func first(
        _ draft: ReviewDraft, _ record: EntityRecord, _ state: PanelState, _ act: Act
    ) throws(Refusal) -> PanelOutcome {
        if draft.isBlank {
            throw .invalid([FieldProblem("", "The review is empty: give a rating, a comment or another field.")])
        }
        let (kind, version) = (record.entity.kind, state.panel.header.version)
        var evaluation = Evaluation.empty(kind, by: act)
        evaluation.rating = draft.rating
        evaluation.modeOfPathogenicity = ModeOfPathogenicity.canonical(draft.modeOfPathogenicity)
        evaluation.publications = draft.publications
        evaluation.phenotypes = draft.cleanedPhenotypes(kind)
        evaluation.modeOfInheritance = draft.modeOfInheritance.isEmpty ? nil : draft.modeOfInheritance
        evaluation.currentDiagnostic = draft.currentDiagnostic
        if kind == .str { evaluation.clinicallyRelevant = draft.clinicallyRelevant }
        if !draft.comment.isBlank { evaluation.comments = [.onReview(draft.comment, version, by: act)] }
        evaluation.touch(version, act)

        let label = record.entity.label
        let text: String
        if draft.hasNoOpinion {
            text = "commented on \(label)"
        } else {
            var parts = [
                "Rating: \(draft.rating)", "Mode of pathogenicity: \(Wording.value(evaluation.modeOfPathogenicity))",
                "Publications: \(draft.publications.joined(separator: ", "))",
                "Phenotypes: \((evaluation.phenotypes ?? []).joined(separator: ", "))",
                "Mode of inheritance: \(draft.modeOfInheritance)",
            ]
            if draft.currentDiagnostic { parts.append("Current diagnostic: yes") }
            if draft.clinicallyRelevant, kind == .str { parts.append("Clinically relevant: yes") }
            text = "reviewed \(label): \(parts.joined(separator: "; "))"
        }
        return outcome(evaluation, draft.hasNoOpinion ? .commented : .reviewed, text, record, state, act)
    }

    // MARK: Later ones

    private static func change(
        _ existing: Evaluation, by draft: ReviewDraft, _ record: EntityRecord, _ state: PanelState, _ act: Act
    ) -> PanelOutcome {
        let (kind, version) = (record.entity.kind, state.panel.header.version)
        var evaluation = existing
        var parts = ReviewChange(draft: draft, kind: kind).apply(to: &evaluation)
        let changed = !parts.isEmpty
        if !draft.comment.isBlank {
            evaluation.comments.insert(.onReview(draft.comment, version, by: act), at: 0)
            parts.insert("Added comment: \(draft.comment)", at: 0)
        }
        evaluation.touch(version, act)
        let label = record.entity.label
        if changed {
            let text = "edited their review of \(label): \(parts.joined(separator: "; "))"
            return outcome(evaluation, .reviewEdited, text, record, state, act)
        }
        if !draft.comment.isBlank {
            return outcome(evaluation, .commented, "commented on \(label): \(draft.comment)", record, state, act)
        }
        // Sent again as it was: its time and version move, and nobody is told.
        return PanelOutcome(review: .store(evaluation))
    }

    private static func outcome(
        _ evaluation: Evaluation, _ event: ActivityEvent, _ text: String, _ record: EntityRecord, _ state: PanelState,
        _ act: Act
    ) -> PanelOutcome {
        PanelOutcome(review: .store(evaluation), activities: [line(event, text, record, state, act)])
    }

    private static func line(
        _ event: ActivityEvent, _ text: String, _ record: EntityRecord, _ state: PanelState, _ act: Act
    ) -> Activity {
        .line(event, text, on: state.panel, kind: record.entity.kind, name: record.entity.name, by: act)
    }

    // MARK: Taking back

    /// Removes a review with its comments: its author's right, or a curator's (`domain.md` D59).
    public static func deleteReview(of author: PersonID, on state: PanelState, by act: Act) throws(Refusal)
        -> PanelOutcome
    {
        let record = try reviewed(state, act)
        guard let evaluation = record.evaluation(by: author) else { throw .notFound("review") }
        guard Policy.mayDelete(by: evaluation.author, act.viewer) else { throw .forbidden }
        return PanelOutcome(
            review: .remove(author: author),
            activities: [line(.reviewDeleted, "Deleted their review", record, state, act)])
    }

    /// Changes the words of one's own comment (`domain.md 11.5`, D60).
    public static func editComment(
        _ id: Int, to text: String, on state: PanelState, by act: Act
    ) throws(Refusal) -> PanelOutcome {
        let record = try reviewed(state, act)
        guard var comment = record.comment(id) else { throw .notFound("comment") }
        guard Policy.mayEditComment(by: comment.author, act.viewer) else { throw .forbidden }
        if text.isBlank { throw .invalid([FieldProblem("comment", "This field is required.")]) }
        let old = comment.text
        comment.text = text
        comment.version = "\(state.panel.header.version)"
        comment.modified = act.moment
        comment.lastUpdated = act.moment
        return PanelOutcome(
            review: .changeComment(comment),
            activities: [line(.commentEdited, "changed review comment from: \(old); to: \(text)", record, state, act)])
    }

    public static func deleteComment(_ id: Int, on state: PanelState, by act: Act) throws(Refusal) -> PanelOutcome {
        let record = try reviewed(state, act)
        guard let comment = record.comment(id) else { throw .notFound("comment") }
        guard Policy.mayDelete(by: comment.author, act.viewer) else { throw .forbidden }
        return PanelOutcome(
            review: .removeComment(id),
            activities: [line(.commentDeleted, "Deleted their comment", record, state, act)])
    }

    private static func reviewed(_ state: PanelState, _ act: Act) throws(Refusal) -> EntityRecord {
        try Policy.demand(.review, on: state.panel.header, act)
        try state.refuseSuperPanel()
        return try state.entityRecord()
    }
}

extension EntityRecord {
    func comment(_ id: Int) -> Comment? { evaluations.lazy.flatMap(\.comments).first { $0.id == id } }
}

extension ReviewDraft {
    /// Gene reviews never keep tabs, which would break the columns of exports (`domain.md 11.1`).
    func cleanedPhenotypes(_ kind: EntityKind) -> [String] {
        kind == .gene ? phenotypes.map { String($0.map { $0 == "\t" ? " " : $0 }) } : phenotypes
    }
}
