import Domain
import Testing

@Suite("Marking, approving, clearing and removing an entity (domain.md 8.4-8.7)")
struct EntityMarkingTests {
    // MARK: Ready

    @Test("D54: marked ready, the level becomes a verdict; no step of the version")
    func ready() throws {
        let record = EntityRecord.sample(level: 2, evidence: [.numbered(2, "UKGTN"), .numbered(1, "UKGTN")])

        let outcome = try EntityCuration.markReady(comment: "done", on: .sample(record), by: .curator)
        let stored = try #require(outcome.replaced)

        #expect(outcome.leavesVersion)
        #expect(stored.ready)
        #expect(stored.entity.evidence == ["Expert Review Amber", "UKGTN", "UKGTN"])
        #expect(stored.entity.confidence == .amber)
        #expect(
            outcome.texts == [
                "Gene: BRCA1 has been classified as Amber List (Moderate Evidence).",
                "Added comment: Comment when marking as ready: done", "Marked gene: BRCA1 as ready",
            ])
        #expect(outcome.keys == ["EntityClassifiedbyGenomicsEnglandCurator"])
    }

    @Test("8.5: a flagged entity with a level is flagged no more")
    func readyUnflags() throws {
        let stored = try EntityCuration.markReady(on: .sample(.sample(level: 3, flagged: true)), by: .curator).replaced

        #expect(stored?.flagged == false)
        #expect(stored?.entity.confidence == .green)
    }

    @Test("8.5: level 4 of old data becomes green")
    func oldLevel() throws {
        let stored = try EntityCuration.markReady(on: .sample(.sample(level: 4)), by: .curator).replaced

        #expect(stored?.entity.confidence == .green)
        #expect(stored?.evidence.added.map(\.name) == ["Expert Review Green"])
    }

    @Test("BUG-18: without a level it is ready, and its evidence and flag stay", arguments: [true, false])
    func readyWithoutLevel(flagged: Bool) throws {
        let record = EntityRecord.sample(
            level: 0, evidence: [.numbered(1, "Other", by: 2, .reviewer)], flagged: flagged)

        let outcome = try EntityCuration.markReady(on: .sample(record), by: .curator)
        let stored = try #require(outcome.replaced)

        #expect(stored.ready)
        #expect(stored.flagged == flagged)
        #expect(stored.entity == record.entity)
        #expect(stored.evidence.added.isEmpty)
        #expect(stored.evidence.removed.isEmpty)
        #expect(outcome.texts == ["Marked gene: BRCA1 as ready"])
    }

    @Test("8.5: not ready takes the mark only")
    func notReady() throws {
        let record = EntityRecord.sample(level: 3, ready: true)

        let outcome = try EntityCuration.markNotReady(on: .sample(record), by: .curator)

        #expect(outcome.replaced?.ready == false)
        #expect(outcome.replaced?.entity == record.entity)
        #expect(outcome.leavesVersion)
        #expect(outcome.activities.isEmpty)
        #expect(outcome.track.isEmpty)
        #expect(try EntityCuration.markNotReady(on: .sample(.sample()), by: .curator).isEmpty)
    }

    @Test("8.5: all of a panel can be marked not ready, but not of a super panel")
    func allNotReady() throws {
        #expect(try EntityCuration.markAllNotReady(on: .sample(), by: .curator).clearsReady)
        #expect(throws: Refusal.superPanel) {
            try EntityCuration.markAllNotReady(on: .sample(children: [PanelID(2)]), by: .curator)
        }
    }

    // MARK: Approval

    @Test("BUG-19: approved, the flag is gone, the level follows from the evidence, and it is told")
    func approved() throws {
        let record = EntityRecord.sample(level: 0, evidence: [.numbered(1, "UKGTN")], flagged: true)

        let outcome = try EntityCuration.approve(on: .sample(record), by: .curator)

        #expect(outcome.replaced?.flagged == false)
        #expect(outcome.replaced?.entity.confidence == .red)
        #expect(outcome.leavesVersion)
        #expect(outcome.keys == ["ApprovedEntity"])
        #expect(outcome.track.map(\.level) == [1])
        #expect(outcome.events == ["approved"])
        #expect(try EntityCuration.approve(on: .sample(.sample()), by: .curator).isEmpty)
    }

    // MARK: Clearing

    @Test("D52: curators' sources go, others stay, the level follows")
    func allSources() throws {
        let record = EntityRecord.sample(
            level: 3,
            evidence: [
                .numbered(3, "Expert Review Green"), .numbered(2, "Literature", by: 2, .reviewer),
                .numbered(1, "UKGTN"),
            ])

        let outcome = try EntityCuration.clearSources(on: .sample(record), by: .curator)
        let stored = try #require(outcome.replaced)

        #expect(outcome.isMinorStep)
        #expect(stored.entity.evidence == ["Literature"])
        #expect(stored.evidence.removed == [1, 3])
        #expect(stored.entity.confidence == .noList)
        #expect(outcome.keys == ["ClearSources"])
        #expect(outcome.track.map(\.level) == [0])
        #expect(outcome.texts == ["All sources for gene: BRCA1 were removed"])
    }

    @Test("D53: a cleared high-confidence source leaves the level of a verdict")
    func oneSource() throws {
        let record = EntityRecord.sample(
            level: 3,
            evidence: [
                .numbered(3, "UKGTN", by: 2, .reviewer), .numbered(2, "Expert Review Green"), .numbered(1, "UKGTN"),
            ])

        let outcome = try EntityCuration.clearSources(named: "UKGTN", on: .sample(record), by: .curator)

        #expect(outcome.replaced?.entity.confidence == .green)
        #expect(outcome.replaced?.evidence.removed == [1])
        #expect(outcome.texts == ["Source: UKGTN was removed from gene: BRCA1"])
        #expect(outcome.isMinorStep)
    }

    @Test("8.4: a name that nobody gave steps the version and nothing else; one that no curator gave sets the level")
    func noSource() throws {
        let record = EntityRecord.sample(level: 3, evidence: [.numbered(1, "UKGTN", by: 2, .reviewer)])

        let unknown = try EntityCuration.clearSources(named: "Other", on: .sample(record), by: .curator)
        let others = try EntityCuration.clearSources(named: "UKGTN", on: .sample(record), by: .curator)

        #expect(unknown.isMinorStep)
        #expect(unknown.replaced?.entity == record.entity)
        #expect(others.replaced?.entity.evidence == ["UKGTN"])
        #expect(others.replaced?.entity.confidence == .noList)
        #expect((unknown.track + others.track).isEmpty)
        #expect((unknown.activities + others.activities).isEmpty)
    }

    @Test("BUG-26: clearing a field is a minor step that leaves a trace")
    func fields() throws {
        let record = EntityRecord.sample(specifics: .gene(transcript: ["T1"])) { $0.modeOfPathogenicity = "Other" }
        func clear(_ what: EntityCuration.Clearing) throws -> PanelOutcome {
            try EntityCuration.clear(what, on: .sample(record), by: .curator)
        }

        #expect(try clear(.publications).lines == ["Publications for gene: BRCA1 were changed from 111 to "])
        #expect(try clear(.phenotypes).lines == ["Phenotypes for gene: BRCA1 were changed from Fever to "])
        #expect(try clear(.transcript).lines == ["Transcript for gene: BRCA1 was changed from T1 to "])
        #expect(
            try clear(.modeOfPathogenicity).lines == [
                "Mode of pathogenicity for gene: BRCA1 was changed from Other to "
            ])
        for what: EntityCuration.Clearing in [.publications, .phenotypes, .transcript, .modeOfPathogenicity] {
            let outcome = try clear(what)
            #expect(outcome.isMinorStep)
            #expect(outcome.track.count == 1)
            #expect(outcome.texts == outcome.lines)
        }
        #expect(try clear(.publications).replaced?.entity.publications == [])
        #expect(try clear(.transcript).replaced?.entity.specifics == .gene(transcript: []))
        #expect(try clear(.modeOfPathogenicity).replaced?.entity.modeOfPathogenicity == "")
    }

    // MARK: Removing

    @Test(
        "8.7: a removal is a minor step and a line about the panel",
        arguments: [
            (Entity.Specifics.gene(transcript: nil), "removed gene:X from the panel"),
            (.str(Facts.str), "removed STR:X from the panel"),
            (.region(Facts.region), "removed region:X from the panel"),
        ])
    func removed(specifics: Entity.Specifics, text: String) throws {
        let outcome = try EntityCuration.remove(on: .sample(.sample("X", specifics: specifics)), by: .curator)

        #expect(outcome.isRemoval)
        #expect(outcome.isMinorStep)
        #expect(outcome.texts == [text])
        #expect(outcome.activities.map(\.itemType) == ["panel"])
        #expect(outcome.activities.map(\.entityName) == [nil])
        #expect(outcome.track.isEmpty)
    }

    // MARK: Who and where

    private static let actions: [@Sendable (PanelState, Act) throws -> PanelOutcome] = [
        { state, act in try EntityCuration.set(.phenotypes(["A"]), on: state, by: act) },
        { state, act in try EntityCuration.setTags(["a"], on: state, by: act) },
        { state, act in try EntityCuration.rate(1, on: state, by: act) },
        { state, act in try EntityCuration.markReady(on: state, by: act) },
        { state, act in try EntityCuration.markNotReady(on: state, by: act) },
        { state, act in try EntityCuration.approve(on: state, by: act) },
        { state, act in try EntityCuration.clear(.phenotypes, on: state, by: act) },
        { state, act in try EntityCuration.clearSources(on: state, by: act) },
        { state, act in try EntityCuration.remove(on: state, by: act) },
    ]

    @Test("17.1: all of it is for curators")
    func forbidden() {
        for action in Self.actions {
            for act in [Act.reviewer, .external] {
                #expect(refusal { try action(.sample(.sample()), act) } == .forbidden)
            }
        }
    }

    @Test("D76, BUG-10: none of it on a super panel, for no kind")
    func superPanel() {
        for action in Self.actions {
            for specifics in [Entity.Specifics.gene(transcript: nil), .str(Facts.str), .region(Facts.region)] {
                let state = PanelState.sample(.sample(specifics: specifics), children: [PanelID(2)])
                #expect(refusal { try action(state, .curator) } == .superPanel)
            }
        }
    }

    @Test("BUG-15: what is gone is not found, whatever its kind")
    func gone() {
        for action in Self.actions {
            #expect(refusal { try action(.sample(nil), .curator) } == .notFound("entity"))
        }
    }
}
