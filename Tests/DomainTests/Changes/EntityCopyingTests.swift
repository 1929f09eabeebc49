import Domain
import Testing

@Suite("Copying entities and reviews (domain.md 10)")
struct EntityCopyingTests {
    private let panel = Panel.sample(3, name: "Source")

    private func source(_ record: EntityRecord, gene: String? = "BRCA1") throws -> CopySource {
        CopySource(panel: panel, record: record, gene: try gene.map { try .active($0) })
    }

    private func copy(
        _ source: CopySource, _ people: Set<Int> = [1, 2], onto record: EntityRecord? = nil, by act: Act = .curator
    ) throws -> PanelOutcome {
        try EntityCopying.decide(
            source, reviewsOf: Set(people.map { PersonID($0) }), on: .sample(record), by: act)
    }

    // MARK: Where it is absent

    @Test("10.1: an absent entity is added with its fields, its reviews, and a line about the panel")
    func absent() throws {
        let record = EntityRecord.sample(
            evidence: [.numbered(2, "UKGTN"), .numbered(1, "Expert list", by: 2, .reviewer)], flagged: true,
            ready: true, tags: ["t"], evaluations: [.sample(by: 2), .sample(by: 4)],
            specifics: .gene(transcript: ["T1"])
        ) { $0.modeOfPathogenicity = "Other" }

        let outcome = try copy(try source(record), [2])
        let added = try #require(outcome.added)
        var expected = record.entity
        expected.geneData = try Gene.active("BRCA1").entityCopy

        #expect(outcome.isMinorStep)
        #expect(added.entity == expected)
        #expect(!added.flagged)
        #expect(!added.ready)
        #expect(added.evidence.added.map(\.author) == [PersonID(1), PersonID(1)])
        #expect(outcome.copied.map(\.author) == [PersonID(2)])
        #expect(outcome.events == ["entity-added", "entity-copied"])
        #expect(outcome.texts.last == "Copied Gene BRCA1 from panel Source")
        #expect(outcome.activities.map(\.itemType) == ["entity", "panel"])
        #expect(outcome.track.count == 1)
        #expect(outcome.keys.starts(with: ["Created", "NewSource"]))
    }

    @Test("BUG-34: the newest verdict of the source is the newest of the copy")
    func order() throws {
        let record = EntityRecord.sample(
            level: 1,
            evidence: [.numbered(3, "Expert Review Red"), .numbered(2, "UKGTN"), .numbered(1, "Expert Review Green")])

        let added = try #require(try copy(try source(record)).added)

        #expect(added.evidence.added.map(\.name) == ["Expert Review Green", "UKGTN", "Expert Review Red"])
        #expect(added.entity.evidence == record.entity.evidence)
        #expect(added.entity.confidence == .red)
    }

    @Test("BUG-21: a source that several gave is copied once, where its newest stood")
    func once() throws {
        let record = EntityRecord.sample(
            evidence: [.numbered(3, "UKGTN"), .numbered(2, "Other"), .numbered(1, "UKGTN", by: 2)])

        #expect(try copy(try source(record)).added?.entity.evidence == ["UKGTN", "Other"])
    }

    @Test("10.1: values of an older vocabulary, STRs and regions are copied as they are")
    func asItIs() throws {
        for specifics in [Entity.Specifics.str(Facts.str), .region(Facts.region)] {
            let record = EntityRecord.sample("X", evidence: [], specifics: specifics) { $0.modeOfInheritance = "AD" }

            let added = try copy(try source(record, gene: nil)).added

            #expect(added?.entity.specifics == specifics)
            #expect(added?.entity.modeOfInheritance == "AD")
            #expect(added?.entity.geneData == nil)
        }
    }

    @Test("D38: an entity whose gene is inactive or gone is not added")
    func inactive() throws {
        let inactive = CopySource(
            panel: panel, record: .sample(), gene: try Gene.sample("BRCA1", ensembl: "{}", isActive: false))
        let gone = try source(.sample(), gene: nil)

        #expect(problems { try copy(inactive) }.keys.sorted() == ["gene"])
        #expect(problems { try copy(gone) }.keys.sorted() == ["gene"])
        #expect(try copy(inactive, onto: .sample()).isMinorStep)
    }

    // MARK: Where it is present

    @Test("D61: people with a review there are skipped; the others' keep all, with a note of where they are from")
    func skipped() throws {
        var unversioned = Evaluation.sample(by: 2, rating: "RED", comments: [.sample(5, by: 2, "words")])
        unversioned.version = nil
        let record = EntityRecord.sample(evaluations: [.sample(by: 1), unversioned, .sample(by: 4)])

        let copied = try copy(try source(record), [1, 2, 4], onto: .sample(evaluations: [.sample(by: 1)])).copied
        var (second, third) = (unversioned, Evaluation.sample(by: 4))
        (second.id, third.id) = (0, 0)
        second.version = "Imported from Source panel version 0"
        third.version = "Imported from Source panel version 0.1"
        (second.modified, third.modified) = (start, start)
        second.comments[0].id = 0

        #expect(copied == [second, third])
    }

    @Test("D62: the entity's own fields stay; one minor step, one line about the panel")
    func present() throws {
        let record = EntityRecord.sample(evaluations: [.sample(by: 2)]) { $0.phenotypes = ["Other"] }

        let outcome = try copy(try source(record), [2], onto: .sample())
        let none = try copy(try source(record), [9], onto: .sample())

        #expect(outcome.isMinorStep)
        #expect(outcome.entity == nil)
        #expect(outcome.texts == ["Added reviews for Gene BRCA1 from panel Source"])
        #expect(outcome.activities.map(\.itemType) == ["panel"])
        #expect(outcome.track.isEmpty)
        #expect(none.isMinorStep)
        #expect(none.review == nil)
    }

    @Test("BUG-21: evidence of the reviewers comes once per name and author, in its time, and the level follows")
    func evidence() throws {
        let record = EntityRecord.sample(
            evidence: [
                .numbered(9, "Expert Review Green", by: 4), .numbered(8, "UKGTN", by: 4), .numbered(7, "Other", by: 5),
                .numbered(3, "Literature", by: 4),
            ],
            evaluations: [.sample(by: 4)])
        let target = EntityRecord.sample(level: 1, evidence: [.numbered(6, "UKGTN", by: 4), .numbered(5, "Other")])

        let outcome = try copy(try source(record), [4], onto: target)
        let stored = try #require(outcome.replaced)

        #expect(stored.evidence.added.map(\.name) == ["Literature", "Expert Review Green"])
        #expect(stored.evidence.added.allSatisfy { $0.author == PersonID(4) && $0.id == 0 })
        #expect(stored.entity.evidence == ["Expert Review Green", "UKGTN", "Other", "Literature"])
        #expect(stored.entity.confidence == .green)
        #expect(
            outcome.lines == ["Rating Changed from Red List (low evidence) to Green List (high evidence)"])
    }

    @Test("D62: an older verdict does not overrule a newer one, nor does any on a flagged entity")
    func olderVerdict() throws {
        let record = EntityRecord.sample(
            evidence: [.numbered(1, "Expert Review Green", by: 4)], evaluations: [.sample(by: 4)])
        let target = EntityRecord.sample(level: 1, evidence: [.numbered(2, "Expert Review Red")])
        let flagged = EntityRecord.sample(level: 2, evidence: [], flagged: true)

        #expect(try copy(try source(record), [4], onto: target).replaced?.entity.confidence == .red)
        #expect(try copy(try source(record), [4], onto: flagged).replaced?.entity.confidence == .amber)
    }

    // MARK: Who and where

    @Test("10.1, D76: for curators, of at least one review, not onto itself, not onto a super panel")
    func refused() throws {
        let source = try source(.sample(evaluations: [.sample(by: 1)]))
        var same = PanelState.sample(.sample())
        same.panel.id = panel.id

        #expect(refusal { try copy(source, by: .reviewer) } == .forbidden)
        #expect(
            problems { try copy(source, []) } == [
                "reviews_to_copy":
                    "Please select at least one review to copy. You must copy at least one review when copying a gene."
            ])
        #expect(
            problems { try EntityCopying.decide(source, reviewsOf: [PersonID(1)], on: same, by: .curator) }.keys
                .sorted()
                == ["target_panels"])
        #expect(
            refusal {
                try EntityCopying.decide(
                    source, reviewsOf: [PersonID(1)], on: .sample(children: [PanelID(8)]), by: .curator)
            } == .superPanel)
    }

    // MARK: Between two panels

    private func record(_ id: Int, _ name: String, _ reviewers: [Int]) -> EntityRecord {
        var record = EntityRecord.sample(name, evaluations: reviewers.map { .sample(by: $0) })
        record.id = EntityID(id)
        return record
    }

    @Test("10.2: reviews of every gene that both have, one step, one line, and how many they were")
    func between() throws {
        var str = record(4, "D", [1])
        str.entity.specifics = .str(Facts.str)
        var state = PanelState.sample()
        state.others = [record(11, "A", [1]), record(12, "B", []), record(13, "X", [])]

        let (outcome, copied) = try EntityCopying.copyReviews(
            from: panel, of: [record(1, "A", [1, 2]), record(2, "B", [2, 4]), record(3, "C", [1]), str], on: state,
            by: .curator)

        #expect(copied == 3)
        #expect(outcome.isMinorStep)
        #expect(outcome.texts == ["Copied 3 reviews from panel Source"])
        #expect(outcome.others.map(\.entity) == [EntityID(11), EntityID(12)])
        #expect(outcome.others.map { $0.review?.copied.map(\.author) } == [[PersonID(2)], [PersonID(2), PersonID(4)]])
    }

    @Test("10.2: nothing to copy, nothing raised")
    func nothingBetween() throws {
        var state = PanelState.sample()
        state.others = [record(11, "A", [1])]

        let (outcome, copied) = try EntityCopying.copyReviews(
            from: panel, of: [record(1, "A", [1])], on: state, by: .curator)

        #expect(copied == 0)
        #expect(outcome.isEmpty)
        #expect(refusal { try EntityCopying.copyReviews(from: panel, of: [], on: state, by: .reviewer) } == .forbidden)
    }
}

extension PanelOutcome {
    fileprivate var copied: [Evaluation] { review?.copied ?? [] }
}

extension PanelOutcome.ReviewStep {
    fileprivate var copied: [Evaluation] {
        if case .copy(let reviews) = self { reviews } else { [] }
    }
}
