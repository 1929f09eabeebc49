import Domain
import Testing

@Suite("Adding an entity (domain.md 6)")
struct EntityAdditionTests {
    private func draft(
        _ symbol: String = "BRCA1", sources: [String] = ["Other"], moi: String = Facts.moi,
        _ change: (inout EntityDraft) -> Void = { _ in }
    ) throws -> EntityDraft {
        var draft = EntityDraft(
            subject: .gene(try .active(symbol), transcript: nil), sources: sources, modeOfInheritance: moi)
        change(&draft)
        return draft
    }

    private func add(_ draft: EntityDraft, by act: Act = .curator) throws -> PanelOutcome {
        try EntityAddition.decide(draft, on: .sample(), by: act)
    }

    private func problems(
        _ draft: EntityDraft, _ choice: SourceChoice = .offered, by act: Act = .curator
    ) -> [String: String] {
        DomainTests.problems {
            try EntityAddition.decide(draft, on: .sample(), sources: choice, by: act)
        }
    }

    @Test("D25: a curator's gene with source Other makes a minor step, is not flagged and red")
    func byCurator() throws {
        let outcome = try add(try draft())
        let added = try #require(outcome.added)

        #expect(outcome.isMinorStep)
        #expect(!added.flagged)
        #expect(!added.ready)
        #expect(added.entity.confidence == .red)
        #expect(added.entity.geneData == (try Gene.active("BRCA1")).entityCopy)
        #expect(outcome.track.map(\.level) == [1])
        #expect(outcome.activities.first?.version == "0.4")
    }

    @Test("D26: a reviewer's gene makes no step, is flagged and grey")
    func byReviewer() throws {
        let outcome = try add(try draft(), by: .reviewer)
        let added = try #require(outcome.added)

        #expect(outcome.leavesVersion)
        #expect(outcome.header == nil)
        #expect(added.flagged)
        #expect(added.entity.confidence == .noList)
        #expect(outcome.track.map(\.level) == [0])
        #expect(outcome.activities.first?.version == "0.3")
    }

    @Test("D28: an entity that is there already is refused in the words of its kind")
    func twice() {
        #expect(
            EntityKind.allCases.map(Refusal.alreadyOnPanel) == [
                .invalid([
                    FieldProblem("gene", "Gene has already been added to the panel", code: "gene_exists_in_panel")
                ]),
                .invalid([FieldProblem("name", "STR has already been added to the panel", code: "str_exists_in_panel")]
                ),
                .invalid([
                    FieldProblem("name", "Region has already been added to the panel", code: "region_exists_in_panel")
                ]),
            ])
    }

    @Test("D29, BUG-4: MT genes are MITOCHONDRIAL whoever adds them, in the review too", arguments: [true, false])
    func mitochondrial(byCurator: Bool) throws {
        let outcome = try add(try draft("MT-ND1") { $0.rating = "RED" }, by: byCurator ? .curator : .reviewer)

        #expect(outcome.added?.entity.modeOfInheritance == "MITOCHONDRIAL")
        #expect(outcome.storedReview?.modeOfInheritance == "MITOCHONDRIAL")
        #expect(outcome.lines.contains("Mode of inheritance for gene: MT-ND1 was set to MITOCHONDRIAL"))
    }

    @Test("D30: a rating makes the first review, its comment names the sources, its version is the panel's")
    func rating() throws {
        let outcome = try add(
            try draft(sources: ["Literature"]) {
                $0.rating = "GREEN"
                $0.currentDiagnostic = true
                $0.publications = ["7"]
            })
        let review = try #require(outcome.storedReview)

        #expect(review.author == Act.curator.person)
        #expect(review.rating == "GREEN")
        #expect(review.currentDiagnostic)
        #expect(review.publications == ["7"])
        #expect(review.clinicallyRelevant == nil)
        #expect(review.comments.map(\.text) == ["Sources: Literature"])
        #expect(review.version == "0.4")
        #expect(outcome.texts.first?.hasSuffix("\nAdded comment: Sources: Literature") == true)
    }

    @Test("D31: a comment stands on the entity, and with the sources on the review")
    func comment() throws {
        let outcome = try add(try draft { $0.comment = "hi" })
        let comments = try #require(outcome.addedComments)

        #expect(comments.map(\.text) == ["hi"])
        #expect(comments.map(\.version) == [nil])
        #expect(outcome.storedReview?.comments.map(\.text) == ["hi \nSources: Other"])
        #expect(outcome.storedReview?.comments.map(\.version) == ["0.4"])
    }

    @Test("BUG-37: without sources a comment stays what it is")
    func commentWithoutSources() throws {
        let outcome = try EntityAddition.decide(
            try draft(sources: []) { $0.comment = "hi" }, on: .sample(), sources: .any, by: .curator)

        #expect(outcome.storedReview?.comments.map(\.text) == ["hi"])
        #expect(outcome.added?.entity.confidence == .noList)
    }

    @Test("D32: neither rating nor comment, no review")
    func noReview() throws {
        let outcome = try add(try draft { $0.currentDiagnostic = true })

        #expect(outcome.review == nil)
        #expect(outcome.lines.last == "gene: BRCA1 was marked as current diagnostic")
        #expect(outcome.texts.first?.contains("Added comment") == false)
    }

    @Test("D33, 6.3: one track record and one activity hold all lines in order")
    func lines() throws {
        let outcome = try add(
            try draft(sources: ["Other", " Literature "]) {
                $0.tags = ["new", "old"]
                $0.publications = ["1", "2"]
                $0.phenotypes = ["A", "B"]
                $0.penetrance = "Complete"
                $0.modeOfPathogenicity = ModeOfPathogenicity.longOther
                $0.rating = "RED"
                $0.currentDiagnostic = true
            })

        #expect(outcome.track.count == 1)
        #expect(outcome.activities.count == 1)
        #expect(outcome.events == ["entity-added"])
        #expect(
            outcome.track.first?.issueType
                == "Created,NewSource,AddedTag,SetModeofInheritance,SetPublications,SetPhenotypes,SetPenetrance,SetModeofPathogenicity"
        )
        #expect(
            outcome.lines == [
                "gene: BRCA1 was added", "gene: BRCA1 was added to Dystonia. Sources: Other,Literature",
                "new, old tags were added to gene: BRCA1.",
                "Mode of inheritance for gene: BRCA1 was set to \(Facts.moi)",
                "Publications for gene: BRCA1 were set to 1; 2", "Phenotypes for gene: BRCA1 were set to A; B",
                "Penetrance for gene: BRCA1 were set to Complete",
                "Mode of pathogenicity for gene: BRCA1 was set to Other", "Review for gene: BRCA1 was set to RED",
                "gene: BRCA1 was marked as current diagnostic",
            ])
        #expect(
            outcome.texts == [outcome.lines.joined(separator: "\n") + "\nAdded comment: Sources: Other, Literature"])
        #expect(outcome.added?.evidence.added.map(\.name) == ["Other", "Literature"])
        #expect(outcome.added?.entity.evidence == ["Literature", "Other"])
    }

    @Test("D34: a source and a mode of inheritance are needed; both are told at once")
    func required() throws {
        let found = problems(try draft(sources: [], moi: ""))

        #expect(found["source"] == "Please select a source")
        #expect(found["moi"] == "Please select a mode of inheritance")
    }

    @Test("6.1: only offered sources, except for imports")
    func sources() throws {
        #expect(
            problems(try draft(sources: ["UKGTN"]))["source"]
                == "Select a valid choice. UKGTN is not one of the available choices.")
        #expect(problems(try draft(sources: ["UKGTN"]), .any).isEmpty)
        #expect(problems(try draft(sources: [], moi: ""), .any).isEmpty)
        #expect(problems(try draft(moi: "sometimes"), .any)["moi"] != nil)
    }

    @Test("D35, D36: sequences and ranges of an STR")
    func repeats() {
        func found(_ change: (inout ShortTandemRepeat) -> Void) -> [String: String] {
            var facts = Facts.str
            change(&facts)
            return problems(
                EntityDraft(
                    subject: .str(name: "X", facts, gene: nil), sources: ["Other"], modeOfInheritance: Facts.moi))
        }
        let backwards = "The start of the range must not exceed the end of the range."

        for text in ["CAGX", "cag", ""] {
            #expect(
                found { $0.repeatedSequence = text }["repeated_sequence"]
                    == "Repeated sequence contains incorrect nucleotides")
        }
        #expect(found { $0.repeatedSequence = "CAGN" }.isEmpty)
        #expect(found { $0.grch37 = Coordinates(start: 5, end: 4) } == ["position_37": backwards])
        #expect(found { $0.grch38 = Coordinates(start: 5, end: 4) } == ["position_38": backwards])
        #expect(found { $0.grch38 = nil }["position_38"] == "This field is required.")
        #expect(found { $0.grch37 = nil }.isEmpty)
        #expect(found { $0.chromosome = "MT" }["chromosome"] != nil)
    }

    @Test("D37, BUG-14: equal bounds are stored, zero repeats too")
    func equalBounds() throws {
        var facts = Facts.str
        facts.grch37 = Coordinates(start: 5, end: 5)
        facts.normalRepeats = 0
        let draft = EntityDraft(
            subject: .str(name: " X ", facts, gene: nil), sources: ["Other"], modeOfInheritance: Facts.moi,
            modeOfPathogenicity: "Other", rating: "RED", clinicallyRelevant: true)

        let outcome = try add(draft)

        #expect(outcome.added?.entity.specifics == .str(facts))
        #expect(outcome.added?.entity.name == "X")
        // STRs and regions have no mode of pathogenicity of their own (domain.md 6.2).
        #expect(outcome.added?.entity.modeOfPathogenicity == nil)
        #expect(outcome.storedReview?.clinicallyRelevant == true)
        #expect(outcome.lines.contains("STR: X was marked as clinically relevant"))
    }

    @Test(
        "6.1: overlap, variants and scores of a region", arguments: [(-1, false), (0, true), (100, true), (101, false)])
    func region(overlap: Int, isFine: Bool) {
        func found(_ change: (inout GenomicRegion) -> Void) -> [String: String] {
            var facts = Facts.region
            change(&facts)
            return problems(
                EntityDraft(
                    subject: .region(name: "X", facts, gene: nil), sources: ["Other"], modeOfInheritance: Facts.moi))
        }

        #expect(found { $0.requiredOverlapPercentage = overlap }.isEmpty == isFine)
        #expect(found { $0.typeOfVariants = "big" }["type_of_variants"] != nil)
        #expect(found { $0.haploinsufficiencyScore = "4" }["haploinsufficiency_score"] != nil)
        #expect(found { $0.triplosensitivityScore = "40" }.isEmpty)
    }

    @Test("D38: an inactive gene is refused, as a link too")
    func inactive() throws {
        let gene = try Gene.sample("OLD", ensembl: "{}", isActive: false)

        for subject in [
            EntityDraft.Subject.gene(gene, transcript: nil), .str(name: "X", Facts.str, gene: gene),
            .region(name: "X", Facts.region, gene: gene),
        ] {
            let draft = EntityDraft(subject: subject, sources: ["Other"], modeOfInheritance: Facts.moi)
            #expect(problems(draft)["gene"] != nil)
        }
    }

    @Test("6.1: tags and transcripts are for curators")
    func curatorsOnly() throws {
        let gene = try Gene.active("BRCA1")
        let draft = try draft {
            $0.subject = .gene(gene, transcript: ["ENST1"])
            $0.tags = ["new"]
        }

        #expect(Set(problems(draft, by: .reviewer).keys) == ["tags", "transcript"])
        #expect(problems(draft).isEmpty)
    }

    @Test("6.1: a list has no empty item, and the place is told", arguments: ["publications", "phenotypes"])
    func emptyItems(field: String) throws {
        let draft = try draft {
            if field == "publications" { $0.publications = ["1", ""] } else { $0.phenotypes = ["1", " "] }
        }

        #expect(problems(draft) == [field: "Make sure there is no ; if no value after: 2 item: "])
    }

    @Test("D76, BUG-10: nothing is added to a super panel", arguments: EntityKind.allCases)
    func superPanel(kind: EntityKind) throws {
        let subject: EntityDraft.Subject =
            switch kind {
            case .gene: .gene(try .active("BRCA1"), transcript: nil)
            case .str: .str(name: "X", Facts.str, gene: nil)
            case .region: .region(name: "X", Facts.region, gene: nil)
            }
        let draft = EntityDraft(subject: subject, sources: ["Other"], modeOfInheritance: Facts.moi)

        #expect(throws: Refusal.superPanel) {
            try EntityAddition.decide(draft, on: .sample(children: [PanelID(2)]), by: .curator)
        }
    }

    @Test("Decision 6: the role stays with the evidence")
    func role() throws {
        #expect(try add(try draft()).added?.evidence.added.map(\.role) == [.curator])
        #expect(try add(try draft(), by: .reviewer).added?.evidence.added.map(\.role) == [.reviewer])
    }
}

extension Activity {
    /// The version that the line keeps.
    var version: String? {
        let text = String(decoding: frozen.bytes, as: UTF8.self)
        return text.split(separator: "\"panel_version\":\"").last?.split(separator: "\"").first.map(String.init)
    }
}
