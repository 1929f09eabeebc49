/// Makes, changes, promotes and signs off panels (`domain.md` 5.4, 13).
public enum PanelCuration {
    // MARK: Create

    /// Header and activity of a new panel (`domain.md 13.2`, D68-D70).
    public static func create(
        _ draft: PanelDraft, among surroundings: PanelSurroundings, by act: Act
    ) throws(Refusal) -> (header: PanelHeader, line: @Sendable (Panel) -> Activity) {
        try Policy.demand(.curatePanel, on: nil, act)
        try check(draft, of: nil, hasEntities: false, surroundings, old: nil)
        var header = draft.applied(to: PanelHeader(name: draft.name, versionCreated: act.moment))
        header.version = PanelRules.firstVersion(
            children: draft.children.compactMap { surroundings.panels[$0]?.header.version })
        var lines = ["Added Panel \(draft.name)"]
        if !draft.relevantDisorders.isEmpty {
            lines.append("Set list of related panels to \(Wording.list(draft.relevantDisorders))")
        }
        if !draft.children.isEmpty { lines.append("Set child panels to: \(surroundings.names(draft.children))") }
        if !draft.types.isEmpty { lines.append("Set panel types to: \(Wording.list(draft.types.map(\.name)))") }
        let text = lines.joined(separator: "\n")
        return (header, { Activity.line(.panelAdded, text, on: $0, by: act) })
    }

    // MARK: Edit

    /// The panel form: the old content is frozen under the old number, then changes (`domain.md 13.3`, D71). Nothing
    /// happens when nothing differs. A sign-off may name the version that this very edit freezes (`domain.md 13.4`).
    public static func edit(
        _ draft: PanelDraft, signOff: SignOffChange = .unchanged, today: CivilDate, on state: PanelState,
        among surroundings: PanelSurroundings, by act: Act
    ) throws(Refusal) -> PanelOutcome {
        try Policy.demand(.curatePanel, on: state.panel.header, act)
        let old = state.panel.header
        let hasEntities = (state.panel.statistics?.entities ?? 0) > 0 && !old.isSuperPanel
        try check(draft, of: state.panel, hasEntities: hasEntities, surroundings, old: old)
        let signed = try signedOff(signOff, today, state, surroundings)

        var outcome = PanelOutcome()
        var lines = lines(from: old, to: draft, surroundings)
        let new = draft.applied(to: old)
        if let signed {
            outcome.signOff = signed
            lines.append(
                signed == nil ? "Panel signed off version has been removed" : "Panel version has been signed off")
        }
        guard new != old || signed != nil else { return outcome }
        outcome.header = new
        state.raise(&outcome, act)
        if !lines.isEmpty {
            outcome.activities = [
                .line(
                    event(old, draft, signed: signed != nil), lines.joined(separator: "\n"), on: state.panel,
                    version: outcome.header?.version, by: act)
            ]
        }
        return outcome
    }

    private static func event(_ old: PanelHeader, _ draft: PanelDraft, signed: Bool) -> ActivityEvent {
        if draft.status != old.status { return draft.status == .deleted ? .panelDeleted : .panelStatus }
        return signed && draft.applied(to: old) == old ? .signOff : .panelEdited
    }

    private static func lines(
        from old: PanelHeader, to draft: PanelDraft, _ surroundings: PanelSurroundings
    ) -> [String] {
        var lines: [String] = []
        func say(_ differs: Bool, _ line: String) { if differs { lines.append(line) } }
        let disorders = old.relevantDisorders ?? []
        say(draft.name != old.name, "Panel name changed from \(old.name) to \(draft.name)")
        say(
            draft.hpo != old.hpo,
            "HPO terms changed from \(old.hpo.joined(separator: ", ")) to \(draft.hpo.joined(separator: ", "))")
        say(
            draft.relevantDisorders != disorders,
            "List of related panels changed from \(Wording.list(disorders)) to \(Wording.list(draft.relevantDisorders))"
        )
        say(
            draft.status != old.status,
            "Panel status changed from \(old.status.rawValue) to \(draft.status.rawValue)")
        say(Set(draft.children) != Set(old.children), "Changed child panels to: \(surroundings.names(draft.children))")
        say(
            Set(draft.types) != Set(old.types),
            "Panel types changed to \(Wording.list(draft.types.map(\.name)))")
        return lines
    }

    private static func check(
        _ draft: PanelDraft, of panel: Panel?, hasEntities: Bool, _ surroundings: PanelSurroundings, old: PanelHeader?
    ) throws(Refusal) {
        var problems = Problems()
        problems.require(!draft.name.isBlank, "level4", "This field is required.")
        problems.require(!draft.description.isBlank, "description", "This field is required.")
        for (field, text) in [
            ("level4", draft.name), ("level3", draft.diseaseSubGroup), ("level2", draft.diseaseGroup),
        ] {
            problems.require(
                text.unicodeScalars.count <= 255, field, "Ensure this value has at most 255 characters.")
            EntityChecks.line(text, field, &problems)
        }
        for (field, items) in [
            ("omim", draft.omim), ("orphanet", draft.orphanet), ("hpo", draft.hpo),
            ("old_panels", draft.relevantDisorders),
        ] {
            EntityChecks.list(items, field, &problems)
        }
        let comesBack = old?.status == .deleted && draft.status != .deleted
        if draft.name != old?.name || comesBack, !draft.name.isBlank {
            do throws(PanelRefusal) {
                try PanelRules.check(name: draft.name, of: panel?.id, among: surroundings.panels.values)
            } catch { problems.add("level4", "Panel with this name already exists") }
        }
        let new = draft.children.filter { !(old?.children.contains($0) ?? false) }
        do throws(PanelRefusal) {
            try PanelRules.check(children: new, of: panel?.id, among: surroundings.panels)
        } catch { problems.add("child_panels", childProblem(error, surroundings)) }
        problems.require(
            draft.children.isEmpty || !hasEntities, "child_panels",
            "A panel that has entities of its own cannot become a super panel.")
        let parent = surroundings.panels.values.first { other in
            panel.map { other.header.children.contains($0.id) } ?? false
        }
        if !draft.children.isEmpty, let parent {
            problems.add("child_panels", childProblem(.isChild(of: parent.id), surroundings))
        }
        try problems.check()
    }

    /// What the store found out under its locks, at the field of the form that it is about.
    public static func refusal(_ refusal: PanelRefusal, among surroundings: PanelSurroundings) -> Refusal {
        switch refusal {
        case .noName, .nameTaken: .invalid([FieldProblem("level4", "Panel with this name already exists")])
        default: .invalid([FieldProblem("child_panels", childProblem(refusal, surroundings))])
        }
    }

    private static func childProblem(_ refusal: PanelRefusal, _ surroundings: PanelSurroundings) -> String {
        switch refusal {
        case .childNotPublic(let id): "\(surroundings.names([id])) is neither public nor promoted."
        case .childIsSuperPanel(let id): "\(surroundings.names([id])) is a super panel itself."
        case .ownChild: "A panel cannot be part of itself."
        case .isChild: "This panel is part of a super panel, so it cannot become one."
        case .unknownChild(let id): "There is no panel \(id)."
        case .noName, .nameTaken: "Select a valid choice."
        }
    }

    /// Nil where the sign-off stays.
    private static func signedOff(
        _ change: SignOffChange, _ today: CivilDate, _ state: PanelState, _ surroundings: PanelSurroundings
    ) throws(Refusal) -> SignedOff?? {
        switch change {
        case .unchanged: return nil
        case .remove: return state.panel.signedOff == nil ? nil : .some(nil)
        case .sign(let version, let date):
            guard surroundings.versions.contains(version) || version == state.panel.header.version else {
                throw .invalid([FieldProblem("signed_off_version", "Signed off version does not exist")])
            }
            let kept = state.panel.signedOff?.version == version ? state.panel.signedOff?.date : nil
            let signed = SignedOff(version: version, date: date ?? kept ?? today)
            return signed == state.panel.signedOff ? nil : .some(signed)
        }
    }

    // MARK: Promotion and status

    /// The next major version, with a note and without any ready mark (`domain.md 5.4`, D22-D24, decision 7).
    public static func promote(comment: String, on state: PanelState, by act: Act) throws(Refusal) -> PanelOutcome {
        try Policy.demand(.curatePanel, on: state.panel.header, act)
        try state.refuseSuperPanel()
        if state.panel.header.status == .deleted { throw .forbidden }
        var outcome = PanelOutcome(entity: .clearReady)
        do throws(PromotionRefusal) {
            outcome.header = try state.panel.header.promoted(comment: comment, by: act.reviewerName, at: act.moment)
        } catch {
            switch error {
            case .noComment: throw .invalid([FieldProblem("version_comment", "This field is required.")])
            case .superPanel: throw .superPanel
            }
        }
        let version = outcome.header?.version ?? state.panel.header.version
        outcome.freeze = PanelOutcome.Freeze(reason: comment, schemaVersion: act.schemaVersion, parents: .major)
        outcome.activities = [
            .line(.panelPromoted, "promoted panel to version \(version)", on: state.panel, version: version, by: act)
        ]
        return outcome
    }

    /// The shortcuts of the list screen: `public` approves, `internal` rejects, `deleted` deletes (`domain.md 13.5`,
    /// BUG-25). No step of the version.
    public static func setStatus(_ status: PanelStatus, on state: PanelState, by act: Act) throws(Refusal)
        -> PanelOutcome
    {
        try Policy.demand(.curatePanel, on: state.panel.header, act)
        var header = state.panel.header
        if header.status == status { return PanelOutcome() }
        if header.status == .deleted {
            throw .invalid([FieldProblem("status", "A deleted panel is brought back with its form only.")])
        }
        let text =
            status == .deleted
            ? "Panel deleted" : "Panel status changed from \(header.status.rawValue) to \(status.rawValue)"
        header.status = status
        return PanelOutcome(
            header: header,
            activities: [
                .line(status == .deleted ? .panelDeleted : .panelStatus, text, on: state.panel, by: act)
            ])
    }
}
