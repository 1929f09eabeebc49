import Domain
import Testing

@Suite("Editing an entity (domain.md 7)")
struct EntityEditingTests {
    private func edit(
        _ record: EntityRecord = .sample(), mode: EntityEdit.Mode = .replace, raises: Bool = true,
        _ change: (inout EntityEdit) -> Void
    ) throws -> PanelOutcome {
        var edit = EntityEdit(mode: mode)
        change(&edit)
        return try EntityEditing.decide(edit, on: .sample(record), raises: raises, by: .curator)
    }

    private func problems(_ record: EntityRecord = .sample(), _ change: (inout EntityEdit) -> Void) -> [String: String]
    {
        var edit = EntityEdit()
        change(&edit)
        return DomainTests.problems {
            try EntityEditing.decide(edit, on: .sample(record), by: .curator)
        }
    }

    // MARK: Sources

    @Test("D39: replaced sources lose what is missing, keep the verdict and gain what is new")
    func replacedSources() throws {
        let record = EntityRecord.sample(
            level: 3,
            evidence: [
                .numbered(3, "Expert Review Green"), .numbered(2, "Literature"),
                .numbered(1, "Other", by: 2, .reviewer),
            ])

        let outcome = try edit(record) { $0.sources = .set(["Other", "ClinGen"]) }
        let stored = try #require(outcome.replaced)

        #expect(stored.evidence.removed == [2])
        #expect(stored.evidence.added.map(\.name) == ["ClinGen"])
        #expect(stored.evidence.added.map(\.author) == [Act.curator.person])
        #expect(stored.entity.evidence == ["ClinGen", "Expert Review Green", "Other"])
        #expect(stored.entity.confidence == .green)
        #expect(outcome.keys == ["RemovedSource", "NewSource"])
        #expect(
            outcome.lines == ["Source Literature was removed from BRCA1.", "Source ClinGen was added to BRCA1."])
    }

    @Test("D39: a new verdict drives out the old one")
    func replacedVerdict() throws {
        let record = EntityRecord.sample(level: 3, evidence: [.numbered(1, "Expert Review Green")])

        let outcome = try edit(record) {
            $0.sourceChoice = .any
            $0.sources = .set(["Expert Review Red"])
        }

        #expect(outcome.replaced?.entity.evidence == ["Expert Review Red"])
        #expect(outcome.replaced?.entity.confidence == .red)
    }

    @Test("BUG-3: sources that the form did not show stay, whoever gave them")
    func hiddenSources() throws {
        let record = EntityRecord.sample(
            level: 1,
            evidence: [
                .numbered(3, "Other"), .numbered(2, "UKGTN"), .numbered(1, "Expert list", by: 2, .reviewer),
            ])

        let outcome = try edit(record) { $0.sources = .set(["Literature"]) }

        #expect(outcome.replaced?.evidence.removed == [3])
        #expect(outcome.replaced?.entity.evidence == ["Literature", "UKGTN", "Expert list"])
    }

    @Test("BUG-3: stored sources that are sent back need not be offered; new ones must be")
    func offered() {
        let record = EntityRecord.sample(evidence: [.numbered(1, "UKGTN")])

        #expect(problems(record) { $0.sources = .set(["UKGTN", "Other"]) }.isEmpty)
        #expect(
            problems(record) { $0.sources = .set(["UKGTN", "NHS GMS"]) } == [
                "source": "Select a valid choice. NHS GMS is not one of the available choices."
            ])
        #expect(problems(record) { $0.sources = .set([]) } == ["source": "Please select a source"])
    }

    @Test("D40: an appended verdict replaces the other verdicts without a line; other sources stay")
    func appendedVerdict() throws {
        let record = EntityRecord.sample(
            level: 2, evidence: [.numbered(2, "Expert Review Amber"), .numbered(1, "Other")])

        let outcome = try edit(record, mode: .append) {
            $0.sourceChoice = .any
            $0.sources = .set(["Expert Review Green", "Other"])
        }

        #expect(outcome.replaced?.entity.evidence == ["Expert Review Green", "Other"])
        #expect(outcome.replaced?.evidence.removed == [2])
        #expect(
            outcome.lines == [
                "Source Expert Review Green was added to BRCA1.",
                "Rating Changed from Amber List (moderate evidence) to Green List (high evidence)",
            ])
    }

    // MARK: What changes and what does not

    @Test("D41: an edit that changes nothing stores and says nothing")
    func nothing() throws {
        let record = EntityRecord.sample(tags: ["a"])

        let outcome = try edit(record) {
            $0.sources = .set(["Other"])
            $0.modeOfInheritance = .set(Facts.moi)
            $0.phenotypes = .set(["Fever"])
            $0.publications = .set(["111"])
            $0.transcript = .set([])
            $0.penetrance = .set("Complete")
            $0.modeOfPathogenicity = .set("")
            $0.tags = .set(["a"])
            $0.flagged = .set(false)
        }

        #expect(outcome.isEmpty)
    }

    @Test("D42: a changed level is told last, in one record and one activity, with one minor step")
    func level() throws {
        let record = EntityRecord.sample(level: 1, evidence: [.numbered(1, "Other")])

        let outcome = try edit(record) {
            $0.sourceChoice = .any
            $0.sources = .set(["Other", "Expert Review Green"])
            $0.penetrance = .set("Incomplete")
            $0.tags = .set(["a"])
        }

        #expect(outcome.isMinorStep)
        #expect(outcome.track.count == 1)
        #expect(outcome.track.first?.level == 3)
        #expect(outcome.keys == ["NewSource", "SetPenetrance", "AddedTag", "GelStatusUpdate"])
        #expect(
            outcome.lines.last == "Rating Changed from Red List (low evidence) to Green List (high evidence)")
        #expect(outcome.texts == [outcome.lines.joined(separator: "\n")])
        #expect(outcome.activities.first?.version == "0.4")
    }

    @Test("D42: the level of no list reads No List (delete)")
    func noList() throws {
        let record = EntityRecord.sample(level: 0, evidence: [])

        let outcome = try edit(record) { $0.sources = .set(["Other"]) }

        #expect(
            outcome.lines.last == "Rating Changed from No List (delete) to Red List (low evidence)")
    }

    @Test("D9: an edit of a flagged entity leaves its stored level")
    func flagged() throws {
        let record = EntityRecord.sample(level: 3, evidence: [], flagged: true)

        let outcome = try edit(record) { $0.sources = .set(["Other"]) }

        #expect(outcome.replaced?.entity.confidence == .green)
        #expect(outcome.replaced?.flagged == true)
        #expect(outcome.keys == ["NewSource"])
    }

    @Test("7.2: an edit that takes the flag away says so and gives the level of the evidence")
    func unflagged() throws {
        let record = EntityRecord.sample(level: 0, evidence: [.numbered(1, "UKGTN")], flagged: true)

        let outcome = try edit(record, mode: .append) { $0.flagged = .set(false) }

        #expect(outcome.replaced?.flagged == false)
        #expect(outcome.replaced?.entity.confidence == .red)
        #expect(outcome.keys == ["ApprovedEntity", "GelStatusUpdate"])
    }

    @Test("15.1: edits of one import raise the version once for all")
    func withoutStep() throws {
        let outcome = try edit(raises: false) { $0.penetrance = .set(nil) }

        #expect(outcome.leavesVersion)
        #expect(outcome.lines == ["Penetrance for gene BRCA1 was changed from Complete to None"])
    }

    // MARK: Lines

    @Test("7.3, BUG-12: lines of a gene say from what to what")
    func geneLines() throws {
        let record = EntityRecord.sample(tags: ["old", "stays"], specifics: .gene(transcript: nil))

        let outcome = try edit(record) {
            $0.modeOfInheritance = .set(Facts.otherMOI)
            $0.modeOfPathogenicity = .set(ModeOfPathogenicity.longOther)
            $0.phenotypes = .set(["Cough", "Cold"])
            $0.penetrance = .set("Incomplete")
            $0.publications = .set(["222", "333"])
            $0.transcript = .set(["ENST1"])
            $0.tags = .set(["stays", "new"])
        }

        #expect(
            outcome.lines == [
                "Mode of inheritance for gene BRCA1 was changed from \(Facts.moi) to \(Facts.otherMOI)",
                "Mode of pathogenicity for gene BRCA1 was changed from None to Other",
                "Phenotypes for gene: BRCA1 were changed from Fever to Cough; Cold",
                "Penetrance for gene BRCA1 was changed from Complete to Incomplete",
                "Publications for gene BRCA1 were changed from 111 to 222; 333",
                "Transcript for gene BRCA1 was changed from None to ENST1", "Tag old was removed from BRCA1.",
                "Tag new was added to BRCA1.",
            ])
        #expect(
            outcome.keys == [
                "SetModeofInheritance", "SetModeofPathogenicity", "SetPhenotypes", "SetPenetrance", "SetPublications",
                "SetTranscript", "RemovedTag", "AddedTag",
            ])
        #expect(outcome.replaced?.entity.tags == ["stays", "new"])
        // BUG-33: the long form of imports is stored as the short one.
        #expect(outcome.replaced?.entity.modeOfPathogenicity == "Other")
    }

    @Test("D43: appended lists are a union, existing first, without duplicates")
    func union() throws {
        let record = EntityRecord.sample(tags: ["old"], specifics: .gene(transcript: ["T1"]))

        let outcome = try edit(record, mode: .append) {
            $0.phenotypes = .set(["Cough", "Fever", " Cough "])
            $0.publications = .set(["222", "111"])
            $0.transcript = .set(["T2"])
            $0.tags = .set(["new"])
        }
        let entity = try #require(outcome.replaced?.entity)

        #expect(entity.phenotypes == ["Fever", "Cough"])
        #expect(entity.publications == ["111", "222"])
        #expect(entity.specifics == .gene(transcript: ["T1", "T2"]))
        #expect(entity.tags == ["old", "new"])
        #expect(
            outcome.lines == [
                "Added phenotypes Cough for gene: BRCA1",
                "Publications for gene BRCA1 were updated from 111 to 111; 222",
                "Transcript for gene BRCA1 was updated from T1 to T1; T2", "Tag new was added to BRCA1.",
            ])
    }

    @Test("D41, D43: appending what is there changes nothing; nothing given leaves all alone")
    func appendNothing() throws {
        #expect(
            try edit(mode: .append) {
                $0.phenotypes = .set(["Fever"])
                $0.sources = .set([])
            }.isEmpty)
    }

    @Test("7.2: an import replaces the publications of STRs and regions")
    func appendedPublications() throws {
        let outcome = try edit(.sample("X", specifics: .str(Facts.str)), mode: .append) {
            $0.publications = .set(["222"])
        }

        #expect(outcome.replaced?.entity.publications == ["222"])
        #expect(outcome.lines == ["Publications for STR: X were changed from 111 to 222"])
    }

    @Test("D29, 7.2: an edited MT gene is MITOCHONDRIAL; the line says from what")
    func mitochondrial() throws {
        let outcome = try edit(.sample("MT-ND1")) { $0.modeOfInheritance = .set(Facts.otherMOI) }

        #expect(outcome.replaced?.entity.modeOfInheritance == "MITOCHONDRIAL")
        #expect(
            outcome.lines == [
                "Mode of inheritance for gene MT-ND1 was changed from \(Facts.moi) to MITOCHONDRIAL"
            ])
    }

    // MARK: Checks

    @Test("7.1: values of an older vocabulary may stay, but are not given anew")
    func oldVocabulary() throws {
        let record = EntityRecord.sample { $0.modeOfInheritance = "AD" }

        #expect(problems(record) { $0.modeOfInheritance = .set("AD") }.isEmpty)
        #expect(problems { $0.modeOfInheritance = .set("AD") }.keys.sorted() == ["moi"])
        #expect(problems { $0.penetrance = .set("full") }.keys.sorted() == ["penetrance"])
        #expect(problems { $0.modeOfPathogenicity = .set("no") }.keys.sorted() == ["mode_of_pathogenicity"])
        #expect(problems { $0.tags = .set([" "]) }.keys.sorted() == ["tags"])
        #expect(problems { $0.phenotypes = .set([String(repeating: "x", count: 256)]) }.keys.sorted() == ["phenotypes"])
    }

    @Test("17.1: only curators edit; an entity that is gone is not found; none on a super panel (D76)")
    func refused() {
        let edit = EntityEdit()
        func refusal(_ state: PanelState, _ act: Act) -> Refusal? {
            DomainTests.refusal { try EntityEditing.decide(edit, on: state, by: act) }
        }

        #expect(refusal(.sample(.sample()), .reviewer) == .forbidden)
        #expect(refusal(.sample(nil), .curator) == .notFound("entity"))
        #expect(refusal(.sample(.sample(), children: [PanelID(2)]), .curator) == .superPanel)
    }
}
