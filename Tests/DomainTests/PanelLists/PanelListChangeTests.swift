import Domain
import Testing

@Suite("accounts-jobs-files.md 10.3.6: what the lines of a panel list do")
struct PanelListChangeTests {
    /// What the lines make of panel 0.3 with these entities.
    private func change(_ records: [EntityRecord] = [], isNew: Bool = false, _ lines: String...) throws
        -> PanelListChange
    {
        let read = ListSample.read(ListSample.file(lines))
        #expect(read.problems == [])
        var genes: [String: Gene] = [:]
        for symbol in PanelListPlan.symbols(of: read.rows) { genes[symbol] = try .active(symbol) }
        var change = try PanelListChange(
            on: PanelState(panel: .sample(5), entity: nil, others: records), isNew: isNew, genes: genes, by: .curator)
        change.apply(read.rows)
        return change
    }

    private func added(_ outcome: PanelOutcome, _ index: Int = 0) throws -> StoredEntity {
        guard case .add(let entity, let flagged, let ready, let evidence, _) = outcome.others[index].step else {
            throw NotThere()
        }
        return StoredEntity(
            entity: entity, flagged: flagged, ready: ready, evidence: PanelOutcome.EvidenceChange(added: evidence))
    }

    private func replaced(_ outcome: PanelOutcome, _ index: Int = 0) throws -> StoredEntity {
        guard case .replace(let entity, let flagged, let ready, let evidence) = outcome.others[index].step else {
            throw NotThere()
        }
        return StoredEntity(entity: entity, flagged: flagged, ready: ready, evidence: evidence)
    }

    private struct NotThere: Error {}

    @Test(
        "J48: any number of lines raise the panel once; each leaves a track record and an activity of the new version")
    func oneStep() throws {
        let outcome = try change([], ListSample.gene("BRCA1"), ListSample.gene("TP53")).result()
        #expect(outcome.isMinorStep)
        #expect(outcome.others.count == 2)
        #expect(outcome.others.allSatisfy { $0.track.count == 1 })
        #expect(outcome.activities.map(\.entityName) == ["BRCA1", "TP53"])
        #expect(
            outcome.activities.allSatisfy {
                String(decoding: $0.frozen.bytes, as: UTF8.self).contains("\"0.4\"")
            })
        #expect(outcome.others.allSatisfy { $0.review == nil })
    }

    @Test("J49: Two rows for one gene give one entry with both phenotypes")
    func twice() throws {
        let outcome = try change(
            [], ListSample.gene("BRCA1", [.phenotypes: "57h"]), ListSample.gene("BRCA1", [.phenotypes: "wef"])
        ).result()
        #expect(outcome.others.count == 1)
        #expect(try added(outcome).entity.phenotypes == ["57h", "wef"])
        #expect(try added(outcome).evidence.added.map(\.name) == ["Other"])
        #expect(outcome.others[0].track.count == 2)
    }

    @Test("J50: a newly given expert review takes the place of all that are there; a second time adds nothing")
    func verdict() throws {
        let amber = EntityRecord.sample(
            level: 2, evidence: [.numbered(2, "Expert Review Amber"), .numbered(1, "Other")])
        let line = ListSample.gene("BRCA1", [.sources: "Expert Review Green"])
        let outcome = try change([amber], line, line).result()
        let stored = try replaced(outcome)
        #expect(stored.evidence.removed == [2])
        #expect(stored.evidence.added.map(\.name) == ["Expert Review Green"])
        #expect(stored.entity.confidence == .green)
        #expect(stored.entity.evidence == ["Expert Review Green", "Other"])
        #expect(outcome.others[0].track.count == 1)
        // What one line gives another takes away: it never was.
        let both = try change([amber], line, ListSample.gene("BRCA1", [.sources: "Expert Review Red"])).result()
        #expect(try replaced(both).evidence.added.map(\.name) == ["Expert Review Red"])
        #expect(try replaced(both).entity.confidence == .red)
    }

    @Test("J51: a new gene with source Other is red, with two high-confidence sources amber")
    func levels() throws {
        let outcome = try change(
            [], ListSample.gene("BRCA1"), ListSample.gene("TP53", [.sources: "UKGTN;Emory Genetics Laboratory"])
        ).result()
        #expect(try added(outcome, 0).entity.confidence == .red)
        #expect(try added(outcome, 1).entity.confidence == .amber)
        #expect(try !added(outcome, 0).flagged)
    }

    @Test("J52: an STR row without a gene takes the link away; coordinates and repeats that are given are replaced")
    func links() throws {
        let outcome = try change(
            [], ListSample.str("ATXN", [.geneSymbol: "ATXN1"]),
            ListSample.str("ATXN", [.end38: "41", .normalRepeats: ""])
        ).result()
        let entity = try added(outcome).entity
        #expect(entity.geneSymbol == nil)
        guard case .str(let facts) = entity.specifics else { throw NotThere() }
        #expect(facts.grch38 == Coordinates(start: 30, end: 41))
        #expect(facts.normalRepeats == 26)
    }

    @Test("An update replaces GRCh37 and scores also by nothing, and leaves what the line does not name")
    func regions() throws {
        let record = EntityRecord.sample("R", evidence: [], specifics: .region(Facts.region))
        let outcome = try change([record], ListSample.region("R", [.variantType: ""])).result()
        guard case .region(let facts) = try replaced(outcome).entity.specifics else { throw NotThere() }
        #expect(facts.grch37 == nil)
        #expect(facts.haploinsufficiencyScore == nil)
        #expect(facts.typeOfVariants == "cnv_loss")
        #expect(facts.verboseName == "Long name")
    }

    @Test("J58: a mitochondrial gene ends with inheritance MITOCHONDRIAL whatever the file says")
    func mitochondria() throws {
        let outcome = try change([], ListSample.gene("MT-ND1", [.modeOfInheritance: Facts.moi])).result()
        #expect(try added(outcome).entity.modeOfInheritance == "MITOCHONDRIAL")
    }

    @Test("10.3.7: lines that change nothing leave no track record, and the panel does not rise")
    func nothing() throws {
        let record = EntityRecord.sample()
        let same = ListSample.gene(
            "BRCA1", [.phenotypes: "Fever", .publications: "111", .modeOfInheritance: Facts.moi])
        let outcome = try change([record], same).result()
        #expect(outcome.isEmpty)
        let counts = try change([record], same).counts
        #expect(counts.added == 0 && counts.changed == 0)
    }

    @Test("A line with another gene renames the entry; one that would double a gene is refused")
    func renames() throws {
        let record = EntityRecord.sample()
        let renamed = try change([record], ListSample.gene("BRCA1", [.geneSymbol: "BRCA2"])).result()
        #expect(try replaced(renamed).entity.name == "BRCA2")
        var other = EntityRecord.sample("BRCA2")
        other.id = EntityID(10)
        let doubled = try change([record, other], ListSample.gene("BRCA1", [.geneSymbol: "BRCA2"]))
        #expect(doubled.problems.map(\.code) == [.nameMismatch])
        // Names are given up before others take them.
        let chain = try change(
            [record, other], ListSample.gene("BRCA2", [.geneSymbol: "TP53"]),
            ListSample.gene("BRCA1", [.geneSymbol: "BRCA2"])
        ).result()
        #expect(try replaced(chain, 0).entity.name == "TP53")
        #expect(try replaced(chain, 1).entity.name == "BRCA2")
    }

    @Test("What only a new entity needs is told at its column; a new gene has the name of its symbol")
    func needs() throws {
        let wrong = try change(
            [], ListSample.str("A", [.normalRepeats: "", .repeatedSequence: ""]),
            ListSample.region("B", [.requiredOverlap: ""]),
            ListSample.gene("BRCA1", [.entityName: "BRCA9"]))
        #expect(
            wrong.problems.map { "\($0.line) \($0.column?.heading ?? "") \($0.code.rawValue)" } == [
                "2 STR Repeated Sequence bad_choice", "2 STR Normal Repeats bad_integer",
                "3 Region Required Overlap Percentage bad_integer", "4 Entity Name name_mismatch",
            ])
    }

    @Test("J47: a panel that the list makes stays at version 0.0")
    func newPanel() throws {
        let outcome = try change([], isNew: true, ListSample.gene("BRCA1")).result()
        #expect(outcome.leavesVersion)
        #expect(outcome.others.count == 1)
    }

    @Test("J45: who is no curator imports nothing; super and deleted panels take nothing")
    func refused() {
        func refused(_ state: PanelState, _ act: Act) -> Refusal? {
            refusal { try PanelListChange(on: state, isNew: false, genes: [:], by: act) }
        }
        #expect(refused(.sample(), .reviewer) == .forbidden)
        #expect(refused(.sample(children: [PanelID(1)]), .curator) == .superPanel)
        #expect(refused(.sample(status: .deleted), .curator) == .forbidden)
    }
}
