import Domain
import Testing

@Suite("Curating an entity (domain.md 8)")
struct EntityCurationTests {
    private func set(
        _ field: EntityCuration.Field, comment: String = "", _ record: EntityRecord = .sample()
    ) throws -> PanelOutcome {
        try EntityCuration.set(field, comment: comment, on: .sample(record), by: .curator)
    }

    // MARK: In place

    @Test("D51: fields changed in place and ratings make one minor step each")
    func steps() throws {
        for field: EntityCuration.Field in [
            .modeOfInheritance(Facts.otherMOI), .modeOfPathogenicity("Other"), .phenotypes(["A"]), .publications(["1"]),
        ] {
            #expect(try set(field).isMinorStep)
        }
        #expect(try EntityCuration.rate(2, on: .sample(.sample()), by: .curator).isMinorStep)
    }

    @Test("8.1, BUG-12: the lines of fields changed in place")
    func lines() throws {
        let moi = try set(.modeOfInheritance(Facts.otherMOI))
        let mop = try set(.modeOfPathogenicity(ModeOfPathogenicity.longOther))
        let phenotypes = try set(.phenotypes([" A ", "B"]))
        let publications = try set(.publications(["2", "3"]))

        #expect(
            moi.lines == ["Mode of inheritance for gene: BRCA1 was changed from \(Facts.moi) to \(Facts.otherMOI)"])
        #expect(mop.lines == ["Mode of pathogenicity for gene: BRCA1 was changed from None to Other"])
        #expect(phenotypes.lines == ["Phenotypes for gene: BRCA1 were changed from Fever to A; B"])
        #expect(publications.lines == ["Publications for gene: BRCA1 were changed from 111 to 2; 3"])
        #expect(
            [moi, mop, phenotypes, publications].map(\.keys) == [
                ["SetModeofInheritance"], ["SetModeofPathogenicity"], ["SetPhenotypes"], ["SetPublications"],
            ])
        #expect([moi, mop, phenotypes, publications].allSatisfy { $0.texts == $0.lines })
        #expect(phenotypes.replaced?.entity.phenotypes == ["A", "B"])
    }

    @Test("8.1: the same value again is told all the same; an empty mode of pathogenicity is none")
    func sameValue() throws {
        #expect(try set(.modeOfInheritance(Facts.moi)).lines.count == 1)
        #expect(try set(.modeOfPathogenicity("")).replaced?.entity.modeOfPathogenicity == nil)
    }

    @Test("8.1: the rule of mitochondrial genes is not one of changes in place")
    func mitochondrial() throws {
        #expect(
            try set(.modeOfInheritance(Facts.otherMOI), .sample("MT-ND1")).replaced?.entity.modeOfInheritance
                == Facts.otherMOI)
    }

    @Test(
        "8.1, 11.4: a comment joins the curator's review, which is made if need be",
        arguments: [
            (EntityCuration.Field.modeOfInheritance(Facts.moi), "Comment on mode of inheritance: why"),
            (.modeOfPathogenicity("Other"), "Comment on mode of pathogenicity: why"),
            (.phenotypes(["A"]), "Comment on phenotypes: why"), (.publications(["1"]), "Comment on publications: why"),
        ])
    func comments(field: EntityCuration.Field, text: String) throws {
        let outcome = try set(field, comment: "why")
        let review = try #require(outcome.storedReview)

        #expect(review.author == Act.curator.person)
        #expect(review.rating.isEmpty)
        #expect(review.comments.map(\.text) == [text])
        #expect(review.comments.map(\.version) == ["0.4"])
        #expect(outcome.texts.last == "Added comment: \(text)")
        #expect(outcome.texts.count == 2)
    }

    @Test("11.4: a curator's comment leaves the opinion of their review")
    func commentOnReview() throws {
        let mine = Evaluation.sample(by: 1, comments: [.sample(4, by: 1, "old")])

        let review = try set(.phenotypes(["A"]), comment: "why", .sample(evaluations: [mine])).storedReview

        #expect(review?.rating == "GREEN")
        #expect(review?.id == mine.id)
        #expect(review?.comments.map(\.text) == ["Comment on phenotypes: why", "old"])
        #expect(review?.created == mine.created)
    }

    @Test("8.1: invalid input changes nothing; only genes have a mode of pathogenicity")
    func invalid() {
        func found(_ field: EntityCuration.Field, _ record: EntityRecord = .sample()) -> [String] {
            problems { try EntityCuration.set(field, on: .sample(record), by: .curator) }.keys
                .sorted()
        }

        #expect(found(.modeOfInheritance("")) == ["moi"])
        #expect(found(.modeOfInheritance("AD")) == ["moi"])
        #expect(found(.modeOfPathogenicity("x")) == ["mode_of_pathogenicity"])
        #expect(found(.modeOfPathogenicity("Other"), .sample(specifics: .str(Facts.str))) == ["mode_of_pathogenicity"])
        #expect(found(.phenotypes([])) == ["phenotypes"])
        #expect(found(.publications(["1", ""])) == ["publications"])
        #expect(found(.publications([String(repeating: "x", count: 256)])) == ["publications"])
    }

    // MARK: Tags

    @Test("D50, BUG-12: tags raise no version; what goes is told before what comes")
    func tags() throws {
        let outcome = try EntityCuration.setTags(
            ["stays", "new"], on: .sample(.sample(level: 2, tags: ["old", "stays"])), by: .curator)

        #expect(outcome.leavesVersion)
        #expect(outcome.keys == ["RemovedTag", "AddedTag"])
        #expect(outcome.lines == ["Tag old was removed from gene: BRCA1.", "Tag new was added to gene: BRCA1."])
        #expect(outcome.track.map(\.level) == [2])
        #expect(outcome.texts == [outcome.lines.joined(separator: "\n")])
        #expect(outcome.events == ["tags-changed"])
        #expect(outcome.replaced?.entity.tags == ["stays", "new"])
    }

    @Test("8.2: the same tags are no change; a tag has a name")
    func sameTags() throws {
        let state = PanelState.sample(.sample(tags: ["a", "b"]))

        #expect(try EntityCuration.setTags(["b", "a"], on: state, by: .curator).isEmpty)
        #expect(
            problems { try EntityCuration.setTags([" "], on: state, by: .curator) }.keys.sorted()
                == ["tags"])
    }

    // MARK: Rating

    @Test("D48: rated 0, it is flagged, on no list, and still on the panel")
    func removed() throws {
        let record = EntityRecord.sample(
            level: 3,
            evidence: [
                .numbered(3, "Expert Review Green"), .numbered(2, "Expert Review Red", by: 2, .reviewer),
                .numbered(1, "Other"),
            ])

        let outcome = try EntityCuration.rate(0, on: .sample(record), by: .curator)
        let stored = try #require(outcome.replaced)

        #expect(stored.entity.evidence == ["Expert Review Removed", "Other"])
        #expect(stored.evidence.removed == [2, 3])
        #expect(stored.flagged)
        #expect(stored.entity.confidence == .noList)
        #expect(
            outcome.texts == ["Gene: BRCA1 has been removed from the panel.", "Classified gene: BRCA1 as No list"])
    }

    @Test("D49: rated 2, a flagged entity is flagged no more and has one amber verdict by the curator")
    func amber() throws {
        let record = EntityRecord.sample(level: 0, evidence: [.numbered(1, "Other", by: 2, .reviewer)], flagged: true)

        let stored = try #require(try EntityCuration.rate(2, on: .sample(record), by: .curator).replaced)

        #expect(!stored.flagged)
        #expect(stored.entity.confidence == .amber)
        #expect(stored.evidence.added.map(\.name) == ["Expert Review Amber"])
        #expect(stored.evidence.added.map(\.author) == [Act.curator.person])
        #expect(stored.evidence.added.map(\.rating) == [5])
        #expect(stored.evidence.added.map(\.role) == [.curator])
    }

    @Test(
        "8.3: record and activities of a rating",
        arguments: [
            (3, "has been classified as Green List (High Evidence).", "Green List (high evidence)"),
            (2, "has been classified as Amber List (Moderate Evidence).", "Amber List (moderate evidence)"),
            (1, "has been classified as Red List (Low Evidence).", "Red List (low evidence)"),
            (0, "has been removed from the panel.", "No list"),
        ])
    func words(level: Int, line: String, name: String) throws {
        let outcome = try EntityCuration.rate(level, comment: "why", on: .sample(.sample()), by: .curator)

        #expect(outcome.track.map(\.issueType) == ["EntityClassifiedbyGenomicsEnglandCurator"])
        #expect(outcome.track.map(\.level) == [level])
        #expect(outcome.lines == ["Gene: BRCA1 \(line)"])
        #expect(
            outcome.texts == [
                "Gene: BRCA1 \(line)", "Added comment: Comment on list classification: why",
                "Classified gene: BRCA1 as \(name)",
            ])
    }

    @Test("BUG-12: names keep their letter case in classifications")
    func capitals() throws {
        let str = EntityRecord.sample("aB_C", specifics: .str(Facts.str))
        let region = EntityRecord.sample("ISCA-37478", specifics: .region(Facts.region))

        #expect(
            try EntityCuration.rate(1, on: .sample(str), by: .curator).lines.first?.hasPrefix("STR: aB_C has") == true)
        #expect(
            try EntityCuration.rate(1, on: .sample(region), by: .curator).lines.first?
                .hasPrefix("Region: ISCA-37478 has") == true)
    }

    @Test("BUG-36: an invalid rating is refused before anything goes", arguments: [-1, 4, 99])
    func invalidRating(level: Int) {
        #expect(
            problems { try EntityCuration.rate(level, on: .sample(.sample()), by: .curator) }
                == ["status": "Select a valid choice. \(level) is not one of the available choices."])
    }
}
