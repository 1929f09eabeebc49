import Domain
import Testing

@Suite("Editing STRs, regions and the gene of an entity (domain.md 7.4, 9)")
struct EntityEditingFactsTests {
    private let str = EntityRecord.sample("X", tags: ["t"], specifics: .str(Facts.str))
    private let region = EntityRecord.sample("R", tags: ["t"], specifics: .region(Facts.region))

    private func edit(_ record: EntityRecord, _ change: (inout EntityEdit) -> Void) throws -> PanelOutcome {
        var edit = EntityEdit()
        change(&edit)
        return try EntityEditing.decide(edit, on: .sample(record), by: .curator)
    }

    private func problems(_ record: EntityRecord, _ change: (inout EntityEdit) -> Void) -> [String: String] {
        var edit = EntityEdit()
        change(&edit)
        return DomainTests.problems {
            try EntityEditing.decide(edit, on: .sample(record), by: .curator)
        }
    }

    @Test("7.4: lines of an STR in their order")
    func strLines() throws {
        let outcome = try edit(str) {
            $0.name = .set("Y")
            $0.chromosome = .set("X")
            $0.grch37 = .set(Coordinates(start: 11, end: 21))
            $0.grch38 = .set(Coordinates(start: 31, end: 41))
            $0.repeatedSequence = .set("CAGN")
            $0.normalRepeats = .set(27)
            $0.pathogenicRepeats = .set(41)
            $0.modeOfInheritance = .set(Facts.otherMOI)
            $0.penetrance = .set("Incomplete")
            $0.publications = .set(["2"])
            $0.tags = .set(["u"])
        }

        #expect(
            outcome.lines == [
                "X was changed to Y", "Chromosome for X was changed from 4 to X. Panel: Dystonia",
                "GRCh37 position for X was changed from 10-20 to 11-21.",
                "GRCh38 position for X was changed from 30-40 to 31-41.",
                "Repeated Sequence for X was changed from CAG to CAGN.",
                "Normal Number of Repeats for X was changed from 26 to 27.",
                "Pathogenic Number of Repeats for X was changed from 40 to 41.",
                "Mode of inheritance for STR: X was changed from \(Facts.moi) to \(Facts.otherMOI)",
                "Penetrance for X were changed from Complete to Incomplete",
                "Publications for STR: X were changed from 111 to 2", "Tag t was removed from STR: X.",
                "Tag u was added to STR: X.",
            ])
        #expect(
            outcome.keys.prefix(7) == [
                "ChangedSTRName", "ChangedChromosome", "ChangedPosition37", "ChangedPosition38",
                "ChangedRepeatedSequence", "ChangedNormalRepeats", "ChangedPathogenicRepeats",
            ])
        // The line belongs to the entity under the name that it has now.
        #expect(outcome.activities.map(\.entityName) == ["Y"])
    }

    @Test("7.4, BUG-12: lines of a region in their order")
    func regionLines() throws {
        let outcome = try edit(region) {
            $0.verboseName = .set("Other name")
            $0.chromosome = .set("21")
            $0.typeOfVariants = .set("cnv_gain")
            $0.haploinsufficiencyScore = .set(nil)
            $0.triplosensitivityScore = .set("40")
            $0.requiredOverlapPercentage = .set(0)
            $0.modeOfInheritance = .set(Facts.otherMOI)
            $0.penetrance = .set(nil)
        }

        #expect(
            outcome.lines == [
                "Long name was changed to Other name", "Chromosome for R was changed from 22 to 21.",
                "Variant type for R was changed from cnv_loss to cnv_gain.",
                "Haploinsufficiency Score for R was changed from 3 to None.",
                "Triplosensitivity Score for R was changed from 0 to 40.",
                "Required Overlap Percentage for R was changed from 60 to 0.",
                "Mode of inheritance for Region: R was changed from \(Facts.moi) to \(Facts.otherMOI)",
                "Penetrance for Region: R was changed from Complete to None",
            ])
        #expect(
            outcome.keys == [
                "ChangedName", "ChangedChromosome", "ChangedVariantType", "ChangedHaploinsufficiencyScore",
                "ChangedTriplosensitivityScore", "ChangedRequiredOverlapPercentage", "SetModeofInheritance",
                "SetPenetrance",
            ])
    }

    @Test("7.4: a GRCh37 position is taken away on request, and set where there was none")
    func grch37() throws {
        let removed = try edit(str) { $0.grch37 = .set(nil) }
        var facts = Facts.str
        facts.grch37 = nil
        let set = try edit(.sample("X", specifics: .str(facts))) { $0.grch37 = .set(Coordinates(start: 1, end: 1)) }

        #expect(removed.lines == ["GRCh37 position for STR: X was removed."])
        #expect(set.lines == ["GRCh37 position for X was changed from - to 1-1."])
    }

    @Test("BUG-13: zero is a number")
    func zero() throws {
        let outcome = try edit(str) {
            $0.normalRepeats = .set(0)
            $0.pathogenicRepeats = .set(0)
        }
        var facts = Facts.str
        facts.normalRepeats = 0
        facts.pathogenicRepeats = 0

        #expect(outcome.replaced?.entity.specifics == .str(facts))
    }

    @Test("D44, BUG-2: an edit of the gene link alone leaves tags, positions and all else")
    func linkOnly() throws {
        let outcome = try edit(str) { $0.gene = .set(try? .active("HTT")) }
        var expected = str.entity
        expected.geneData = try Gene.active("HTT").entityCopy

        #expect(outcome.replaced?.entity == expected)
        #expect(outcome.replaced?.evidence.removed.isEmpty == true)
        #expect(outcome.lines == ["Gene was set to HTT."])
        #expect(outcome.keys == ["ChangedGeneName"])
    }

    @Test("BUG-2: what an edit does not name stays, tags and scores of a region included")
    func unnamed() throws {
        let outcome = try edit(region) { $0.penetrance = .set("Incomplete") }
        var expected = region.entity
        expected.penetrance = "Incomplete"

        #expect(outcome.replaced?.entity == expected)
    }

    @Test("7.4, BUG-12: a changed or removed gene link has a key of its own")
    func links() throws {
        let linked = EntityRecord.sample("R", specifics: .region(Facts.region)) {
            $0.geneData = try? Gene.active("OLD").entityCopy
        }

        let changed = try edit(linked) { $0.gene = .set(try? .active("NEW")) }
        let removed = try edit(linked) { $0.gene = .set(nil) }
        let set = try edit(region) { $0.gene = .set(try? .active("NEW")) }

        #expect(changed.lines == ["Gene: OLD was changed to NEW."])
        #expect(changed.keys == ["ChangedGeneName"])
        #expect(removed.lines == ["Gene: OLD was removed."])
        #expect(removed.keys == ["RemovedGene"])
        #expect(removed.replaced?.entity.geneData == nil)
        #expect(set.lines == ["Gene was set to NEW. Panel: Dystonia"])
    }

    @Test("D45, 9.1: a replaced gene keeps everything and has a record and an activity of its own")
    func replacedGene() throws {
        let record = EntityRecord.sample(
            "A", level: 3, evidence: [.numbered(1, "Expert Review Green")], ready: true, tags: ["t"],
            evaluations: [.sample(by: 2)])

        let outcome = try edit(record) { $0.gene = .set(try? .active("B")) }
        let stored = try #require(outcome.replaced)
        var expected = record.entity
        expected.name = "B"
        expected.geneData = try Gene.active("B").entityCopy

        #expect(stored.entity == expected)
        #expect(stored.ready)
        #expect(stored.evidence.removed.isEmpty)
        #expect(stored.evidence.added.isEmpty)
        #expect(outcome.review == nil)
        #expect(outcome.keys == ["ChangedGeneName"])
        #expect(outcome.texts == ["A was changed to B"])
        #expect(outcome.events == ["gene-replaced"])
        #expect(outcome.isMinorStep)
    }

    @Test("9.1: other lines of the same edit stand in a record before that of the gene")
    func replacedGeneAndMore() throws {
        let outcome = try edit(.sample("A")) {
            $0.gene = .set(try? .active("B"))
            $0.penetrance = .set(nil)
        }

        #expect(outcome.track.map(\.issueType) == ["SetPenetrance", "ChangedGeneName"])
        #expect(outcome.events == ["entity-edited", "gene-replaced"])
    }

    @Test("BUG-4: the new symbol makes a gene mitochondrial, not the old one")
    func replacedByMitochondrial() throws {
        let into = try edit(.sample("A")) { $0.gene = .set(try? .active("MT-ND1")) }
        let away = try edit(.sample("MT-ND1") { $0.modeOfInheritance = "MITOCHONDRIAL" }) {
            $0.gene = .set(try? .active("A"))
        }

        #expect(into.replaced?.entity.modeOfInheritance == "MITOCHONDRIAL")
        #expect(into.keys == ["ChangedGeneName", "SetModeofInheritance"])
        #expect(into.lines.last == "Mode of inheritance for gene MT-ND1 was set to MITOCHONDRIAL")
        #expect(away.keys == ["ChangedGeneName"])
    }

    @Test("D47: a renamed STR keeps its reviews and sources; a name is needed")
    func renamed() throws {
        let record = EntityRecord.sample("X", evaluations: [.sample(by: 2)], specifics: .str(Facts.str))

        let outcome = try edit(record) { $0.name = .set(" Y ") }

        #expect(outcome.replaced?.entity.name == "Y")
        #expect(outcome.review == nil)
        #expect(outcome.replaced?.evidence.removed.isEmpty == true)
        #expect(outcome.lines == ["X was changed to Y"])
        #expect(problems(record) { $0.name = .set(" ") } == ["name": "This field is required."])
    }

    @Test("D35, D36, D38: edits obey the rules of what they change")
    func checks() throws {
        let inactive = try Gene.sample("OLD", ensembl: "{}", isActive: false)

        #expect(problems(str) { $0.repeatedSequence = .set("CAGX") }.keys.sorted() == ["repeated_sequence"])
        #expect(problems(str) { $0.grch37 = .set(Coordinates(start: 2, end: 1)) }.keys.sorted() == ["position_37"])
        #expect(problems(str) { $0.grch38 = .set(nil) }.keys.sorted() == ["position_38"])
        #expect(
            problems(region) { $0.requiredOverlapPercentage = .set(101) }.keys.sorted() == [
                "required_overlap_percentage"
            ])
        #expect(problems(str) { $0.gene = .set(inactive) }.keys.sorted() == ["gene"])
        #expect(problems(.sample()) { $0.gene = .set(inactive) }.keys.sorted() == ["gene"])
        #expect(problems(.sample()) { $0.gene = .set(nil) } == ["gene": "This field is required."])
    }

    @Test("D38: an entity whose gene became inactive can still be edited")
    func inactiveStays() throws {
        let record = EntityRecord.sample("OLD")
        let inactive = try Gene.sample("OLD", ensembl: "{}", isActive: false)

        let outcome = try edit(record) {
            $0.gene = .set(inactive)
            $0.penetrance = .set(nil)
        }

        #expect(outcome.keys == ["SetPenetrance"])
    }
}
