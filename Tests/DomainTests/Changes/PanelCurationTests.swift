import Domain
import Testing

@Suite("Making and changing panels (domain.md 5.4, 13)")
struct PanelCurationTests {
    private static let type = PanelType(id: 1, name: "Actionable", slug: "actionable", description: "")

    private let others: [PanelID: Panel] = [
        PanelID(5): .sample(5), PanelID(6): .sample(6, name: "Ataxia", status: .internal),
        PanelID(7): .sample(7, name: "Old", status: .deleted),
        PanelID(8): .sample(8, name: "Deep", version: Version(major: 3, minor: 2)),
        PanelID(9): .sample(9, name: "Flat", version: Version(major: 1, minor: 0)),
        PanelID(10): .sample(10, name: "Super", children: [PanelID(9)]),
    ]
    private let today = CivilDate(year: 2026, month: 1, day: 2)

    private func surroundings(_ versions: Set<Version> = []) -> PanelSurroundings {
        PanelSurroundings(panels: others, versions: versions)
    }

    private func create(_ draft: PanelDraft) throws(Refusal) -> (header: PanelHeader, text: String) {
        let made = try PanelCuration.create(draft, among: surroundings(), by: .curator)
        return (made.header, made.line(.sample(77, name: draft.name)).text)
    }

    private func edit(
        _ state: PanelState = .sample(), signOff: SignOffChange = .unchanged, versions: Set<Version> = [],
        _ change: (inout PanelDraft) -> Void = { _ in }
    ) throws(Refusal) -> PanelOutcome {
        var draft = PanelDraft(state.panel.header)
        if draft.description.isEmpty { draft.description = "text" }
        var state = state
        state.panel.header.description = draft.description
        change(&draft)
        return try PanelCuration.edit(
            draft, signOff: signOff, today: today, on: state, among: surroundings(versions), by: .curator)
    }

    // MARK: Create

    @Test("13.2: a new panel is 0.0; the activity tells what was given")
    func created() throws {
        let plain = try create(PanelDraft(name: "New", description: "text"))
        let full = try create(
            PanelDraft(
                name: "New", description: "text", relevantDisorders: ["A", "B"], status: .public, types: [Self.type],
                children: [PanelID(8), PanelID(9)]))

        #expect(plain.header.version == Version(major: 0, minor: 0))
        #expect(plain.header.status == .internal)
        #expect(plain.header.versionCreated == start)
        #expect(plain.text == "Added Panel New")
        #expect(
            full.text
                == "Added Panel New\nSet list of related panels to A; B\nSet child panels to: Deep; Flat\nSet panel types to: Actionable"
        )
    }

    @Test("D68: a name in use is refused, whatever the status; a deleted panel's is free")
    func names() throws {
        for name in ["Dystonia", "Ataxia"] {
            #expect(
                problems { try create(PanelDraft(name: name, description: "text")) } == [
                    "level4": "Panel with this name already exists"
                ])
        }
        #expect(try create(PanelDraft(name: "Old", description: "text")).header.name == "Old")
        #expect(
            problems { try create(PanelDraft(name: " ", description: "")) }.keys.sorted() == [
                "description", "level4",
            ])
    }

    @Test("D69: a super panel starts at the highest major number of its children")
    func superPanelVersion() throws {
        let draft = PanelDraft(name: "New", description: "text", children: [PanelID(8), PanelID(9)])

        #expect(try create(draft).header.version == Version(major: 3, minor: 0))
    }

    @Test("D70, BUG-11: hidden panels, super panels, unknown ones and the panel itself are no children")
    func children() {
        func found(_ id: Int) -> [String: String] {
            problems { try edit { $0.children = [PanelID(id)] } }
        }

        #expect(found(6) == ["child_panels": "Ataxia is neither public nor promoted."])
        #expect(found(10) == ["child_panels": "Super is a super panel itself."])
        #expect(found(5) == ["child_panels": "A panel cannot be part of itself."])
        #expect(found(99) == ["child_panels": "There is no panel 99."])
        #expect(found(8).isEmpty)
    }

    @Test("BUG-11: neither a panel with entities nor a child of another becomes a super panel")
    func noSuperPanel() {
        var full = PanelState.sample()
        full.panel.statistics = PanelStatistics.compute([
            EntityFacts(kind: .str, isReady: false, isGreen: false, reviewers: [])
        ])
        let child = PanelState(panel: .sample(9, name: "Flat"), entity: nil)

        #expect(
            problems { try edit(full) { $0.children = [PanelID(8)] } }.keys.sorted() == [
                "child_panels"
            ])
        #expect(
            problems { try edit(child) { $0.children = [PanelID(8)] } }.keys.sorted() == [
                "child_panels"
            ])
    }

    @Test("13.1: children that became hidden stay until they are taken out")
    func staleChildren() throws {
        let state = PanelState.sample(children: [PanelID(6), PanelID(8)])

        #expect(try edit(state) { $0.name = "Other" }.header?.children == [PanelID(6), PanelID(8)])
    }

    // MARK: Edit

    @Test("D71, BUG-5: a renamed panel is frozen as it was and lives on under the next number")
    func renamed() throws {
        let outcome = try edit { $0.name = "B" }

        #expect(outcome.isMinorStep)
        #expect(outcome.header?.name == "B")
        #expect(outcome.freeze?.reason == nil)
        #expect(outcome.texts == ["Panel name changed from Dystonia to B"])
        #expect(outcome.events == ["panel-edited"])
    }

    @Test("D71, BUG-7: without a difference nothing happens, whatever the order of types and children")
    func same() throws {
        var state = PanelState.sample(children: [PanelID(8), PanelID(9)])
        let other = PanelType(id: 2, name: "B", slug: "b", description: "")
        state.panel.header.types = [Self.type, other]
        state.panel.header.relevantDisorders = nil

        let outcome = try edit(state) {
            $0.types = [other, Self.type]
            $0.children = [PanelID(9), PanelID(8)]
            $0.relevantDisorders = []
        }

        #expect(outcome.isEmpty)
    }

    @Test("13.3: the lines of an edit, in order")
    func lines() throws {
        var state = PanelState.sample()
        state.panel.header.hpo = ["HP:1"]
        state.panel.header.relevantDisorders = ["R1"]

        let outcome = try edit(
            state, signOff: .sign(Version(major: 0, minor: 1), nil), versions: [Version(major: 0, minor: 1)]
        ) {
            $0.name = "B"
            $0.hpo = ["HP:1", "HP:2"]
            $0.relevantDisorders = ["R1", "R2"]
            $0.status = .promoted
            $0.children = [PanelID(8), PanelID(9)]
            $0.types = [Self.type]
            $0.description = "other"
        }

        #expect(
            outcome.texts.first?.split(separator: "\n").map(String.init) == [
                "Panel name changed from Dystonia to B", "HPO terms changed from HP:1 to HP:1, HP:2",
                "List of related panels changed from R1 to R1; R2", "Panel status changed from public to promoted",
                "Changed child panels to: Deep; Flat", "Panel types changed to Actionable",
                "Panel version has been signed off",
            ])
        #expect(outcome.texts.count == 1)
    }

    @Test("13.3: changes of descriptions and levels make a step, but no line")
    func silent() throws {
        let outcome = try edit {
            $0.description = "other"
            $0.diseaseGroup = "group"
            $0.omim = ["1"]
        }

        #expect(outcome.isMinorStep)
        #expect(outcome.activities.isEmpty)
        #expect(outcome.header?.diseaseGroup == "group")
    }

    @Test("D18: what raises a child takes its parents along; a super panel has nobody above")
    func parents() throws {
        #expect(try edit { $0.name = "B" }.freeze?.parents == .minor)
        #expect(try edit(.sample(children: [PanelID(8)])) { $0.name = "B" }.freeze?.parents == nil)
    }

    // MARK: Sign-off

    @Test("D72: one version is signed off, today if no date is given")
    func signOff() throws {
        var state = PanelState.sample()
        state.panel.signedOff = SignedOff(version: Version(major: 0, minor: 1), date: today)
        let second = Version(major: 0, minor: 2)

        let outcome = try edit(state, signOff: .sign(second, nil), versions: [Version(major: 0, minor: 1), second])

        #expect(outcome.signOff == .some(SignedOff(version: second, date: today)))
        #expect(outcome.texts == ["Panel version has been signed off"])
        #expect(outcome.events == ["sign-off"])
        #expect(outcome.isMinorStep)
    }

    @Test("13.4: the live version can be signed off, as saving freezes it first; a sign-off can be taken back")
    func liveVersion() throws {
        let live = Version(major: 0, minor: 3)
        let day = CivilDate(year: 2025, month: 6, day: 1)
        var signed = PanelState.sample()
        signed.panel.signedOff = SignedOff(version: live, date: day)

        let outcome = try edit(signOff: .sign(live, day))
        let removed = try edit(signed, signOff: .remove)

        #expect(outcome.signOff == .some(SignedOff(version: live, date: day)))
        #expect(removed.signOff == .some(nil))
        #expect(removed.texts == ["Panel signed off version has been removed"])
        #expect(try edit(signed, signOff: .sign(live, nil)).isEmpty)
        #expect(try edit(signOff: .remove).isEmpty)
    }

    @Test("D73, BUG-27: a version that never was is refused before anything is raised")
    func unknownVersion() {
        #expect(
            problems {
                try edit(signOff: .sign(Version(major: 9, minor: 9), nil)) { $0.name = "B" }
            } == ["signed_off_version": "Signed off version does not exist"])
    }

    @Test("BUG-27: the two fields are read first; a date without a version is a problem of the date")
    func reading() throws {
        func found(_ version: String, _ date: String) -> [String: String] {
            problems { try SignOffChange(version: version, date: date) }
        }

        #expect(try SignOffChange(version: " 0.2 ", date: "2026-01-02") == .sign(Version(major: 0, minor: 2), today))
        #expect(try SignOffChange(version: "0.2", date: "") == .sign(Version(major: 0, minor: 2), nil))
        #expect(try SignOffChange(version: "", date: " ") == .remove)
        #expect(found("1", "") == ["signed_off_version": "Signed off version incorrect format"])
        #expect(found("", "2026-01-02").keys.sorted() == ["signed_off_date"])
        #expect(found("0.2", "2026-02-30").keys.sorted() == ["signed_off_date"])
    }

    // MARK: Promotion

    @Test("D22: the note, and the comment as the reason of the outgoing version")
    func promoted() throws {
        let outcome = try PanelCuration.promote(comment: "C", on: .sample(), by: .curator)

        #expect(outcome.header?.versionComment == "2026-01-02 03:04 Ann Lee (KCL) promoted panel to 1.0\nC\n\n")
        #expect(outcome.freeze?.reason == "C")
        #expect(outcome.freeze?.schemaVersion == "test")
        #expect(outcome.header?.version == Version(major: 1, minor: 0))
        #expect(outcome.header?.versionCreated == start)
    }

    @Test(
        "D23, BUG-8: the status stays, one activity, no entity is ready any more",
        arguments: [PanelStatus.public, .promoted, .internal, .retired])
    func promotion(status: PanelStatus) throws {
        let outcome = try PanelCuration.promote(comment: "C", on: .sample(status: status), by: .curator)

        #expect(outcome.clearsReady)
        #expect(outcome.header?.status == status)
        #expect(outcome.texts == ["promoted panel to version 1.0"])
        #expect(outcome.activities.map(\.itemType) == ["panel"])
        #expect(outcome.activities.first?.version == "1.0")
    }

    @Test("17.1: a deleted panel is not promoted")
    func promotionOfDeleted() {
        #expect(throws: Refusal.forbidden) {
            try PanelCuration.promote(comment: "C", on: .sample(status: .deleted), by: .curator)
        }
    }

    @Test("D19: a promotion raises parents by a major step")
    func promotedParents() throws {
        #expect(try PanelCuration.promote(comment: "C", on: .sample(), by: .curator).freeze?.parents == .major)
    }

    @Test("D24, BUG-11: no promotion without a comment, none of a super panel")
    func noPromotion() {
        #expect(
            problems { try PanelCuration.promote(comment: " ", on: .sample(), by: .curator) }.keys
                .sorted() == ["version_comment"])
        #expect(throws: Refusal.superPanel) {
            try PanelCuration.promote(comment: "C", on: .sample(children: [PanelID(8)]), by: .curator)
        }
    }

    // MARK: Status

    @Test("BUG-25: approving and rejecting are told and raise nothing; BUG-41: deleting keeps its own text")
    func status() throws {
        func set(_ status: PanelStatus, from old: PanelStatus) throws -> PanelOutcome {
            try PanelCuration.setStatus(status, on: .sample(status: old), by: .curator)
        }

        #expect(try set(.public, from: .internal).texts == ["Panel status changed from internal to public"])
        #expect(try set(.internal, from: .promoted).texts == ["Panel status changed from promoted to internal"])
        #expect(try set(.deleted, from: .public).texts == ["Panel deleted"])
        #expect(try set(.deleted, from: .public).events == ["panel-deleted"])
        #expect(try set(.public, from: .internal).header?.status == .public)
        #expect(try set(.public, from: .internal).leavesVersion)
        #expect(try set(.public, from: .public).isEmpty)
        #expect(
            problems {
                try PanelCuration.setStatus(.public, on: .sample(status: .deleted), by: .curator)
            }.keys.sorted() == ["status"])
    }

    @Test("BUG-41: the form's change to deleted keeps its line and has the same event")
    func deletedByForm() throws {
        let outcome = try edit { $0.status = .deleted }

        #expect(outcome.texts == ["Panel status changed from public to deleted"])
        #expect(outcome.events == ["panel-deleted"])
    }

    @Test("13.5: a panel comes back only under a name that is free")
    func comesBack() {
        let taken = PanelState(panel: .sample(7, name: "Dystonia", status: .deleted), entity: nil)
        let free = PanelState(panel: .sample(7, name: "Old", status: .deleted), entity: nil)

        #expect(
            problems { try edit(taken) { $0.status = .public } } == [
                "level4": "Panel with this name already exists"
            ])
        #expect(problems { try edit(free) { $0.status = .public } }.isEmpty)
    }

    @Test("17.1: panels are made and changed by curators")
    func forbidden() {
        let draft = PanelDraft(name: "New", description: "text")
        for act in [Act.reviewer, .external] {
            let found = [
                refusal { try PanelCuration.create(draft, among: surroundings(), by: act) },
                refusal {
                    try PanelCuration.edit(draft, today: today, on: .sample(), among: surroundings(), by: act)
                },
                refusal { try PanelCuration.promote(comment: "C", on: .sample(), by: act) },
                refusal { try PanelCuration.setStatus(.deleted, on: .sample(), by: act) },
            ]
            #expect(found == Array(repeating: .forbidden, count: 4))
        }
    }
}
