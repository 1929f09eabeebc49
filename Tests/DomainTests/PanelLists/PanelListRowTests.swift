import Domain
import TestSupport
import Testing

@Suite("accounts-jobs-files.md 10.3.2, 10.3.3: the lines of a panel list")
struct PanelListRowTests {
    @Test("J57: 15 to 36 cells for a gene, from 31 for an STR, from 35 for a region")
    func cells() {
        #expect(ListSample.faults(ListSample.gene("BRCA1", cells: 20)) == [])
        #expect(ListSample.faults(ListSample.gene("BRCA1", cells: 15)) == [])
        #expect(
            ListSample.faults(
                ListSample.gene("BRCA1", cells: 14), ListSample.str("ATXN", cells: 30),
                ListSample.region("R", cells: 34),
                ListSample.gene("BRCA1", cells: 37))
                == ["2 bad_columns", "3 bad_columns", "4 bad_columns", "5 bad_columns"])
        #expect(ListSample.faults(ListSample.str("ATXN", cells: 31), ListSample.region("R", cells: 35)) == [])
    }

    @Test("J53: wrong ranges, a missing position and an unknown inheritance are told with their lines")
    func places() {
        #expect(
            ListSample.faults(
                ListSample.str("A", [.start38: "40"]), ListSample.str("B", [.start37: "20", .end37: "10"]),
                ListSample.region("C", [.end38: ""]), ListSample.region("D", [.start37: "5"]),
                ListSample.gene("BRCA1", [.modeOfInheritance: "None"]), ListSample.gene("TP53"))
                == ["2 bad_position", "3 bad_position", "4 bad_position", "5 bad_position", "6 bad_moi"])
    }

    @Test("Each kind of mistake has its code and its column; all those of a line are told")
    func codes() {
        let wrong: [(String, [String])] = [
            (ListSample.gene("A", [.entityType: "exon"]), ["Entity type bad_type"]),
            (ListSample.gene("A", [.entityName: ""]), ["Entity Name bad_text"]),
            (ListSample.gene("A", [.geneSymbol: ""]), ["Gene Symbol unknown_gene"]),
            (ListSample.gene("A", panel: " "), ["Level4 bad_text"]),
            (ListSample.gene("A", panel: String(repeating: "x", count: 256)), ["Level4 bad_text"]),
            (ListSample.gene("A", [.modeOfPathogenicity: "Gain"]), ["Mode of pathogenicity bad_choice"]),
            (ListSample.gene("A", [.phenotypes: String(repeating: "x", count: 256)]), ["Phenotypes bad_text"]),
            (
                ListSample.str("A", [.chromosome: "23", .repeatedSequence: "CAU", .normalRepeats: "many"]),
                [
                    "Position Chromosome bad_choice", "STR Repeated Sequence bad_choice",
                    "STR Normal Repeats bad_integer",
                ]
            ),
            (ListSample.str("A", [.start38: "-1"]), ["Position GRCh38 Start bad_integer"]),
            (
                ListSample.region("A", [.haploinsufficiency: "4", .variantType: "big", .requiredOverlap: "101"]),
                [
                    "Region Haploinsufficiency Score bad_choice", "Region Variant Type bad_choice",
                    "Region Required Overlap Percentage bad_choice",
                ]
            ),
        ]
        for (line, expected) in wrong {
            let found = ListSample.read(ListSample.file([line])).problems.map {
                "\($0.column?.heading ?? "") \($0.code.rawValue)"
            }
            #expect(Set(found) == Set(expected))
        }
    }

    @Test("Lists keep the order of the file without empty and double items; text is trimmed")
    func lists() throws {
        let row = try #require(
            ListSample.rows(
                ListSample.gene(
                    " BRCA1 ", panel: " Dystonia ",
                    [.phenotypes: "b; a ;;b", .flagged: "TRUE", .modeOfPathogenicity: ModeOfPathogenicity.longOther])
            ).first)
        #expect(row.name == "BRCA1")
        #expect(row.panel.name == "Dystonia")
        #expect(row.phenotypes == ["b", "a"])
        #expect(row.isFlagged)
    }

    @Test("J73: the apostrophe that a download puts before a formula is taken off again")
    func formulas() throws {
        for text in ["=HYPERLINK(\"x\")", "+a", "@b", "-c", "plain", "'quoted'", "-", "-5"] {
            #expect(SpreadsheetCell.unguarded(SpreadsheetCell.guarded(text)) == text)
        }
        let row = try #require(ListSample.rows(ListSample.gene("BRCA1", [.phenotypes: "'=HYPERLINK(x)"])).first)
        #expect(row.phenotypes == ["=HYPERLINK(x)"])
    }

    @Test(
        "Downloads of both live services are read without a problem",
        .enabled(if: SharedData.has("data/tsv"), "\(sharedDataAbsent)"),
        arguments: ["uk_Autism", "au_Dystonia_complex"])
    func downloads(name: String) throws {
        let read = ListSample.read(try SharedData.bytes("data/tsv/\(name).tsv"))
        #expect(read.problems.map(\.description) == [])
        #expect(read.rows.count > 50)
    }

    @Test("J54: all unknown and inactive genes are told at once; J55: a symbol may have a dot")
    func genes() throws {
        let rows = ListSample.rows(
            ListSample.gene("NO1"), ListSample.gene("AC1.2"), ListSample.gene("OLD1"),
            ListSample.str("A", [.geneSymbol: "NO2"]))
        let genes = [try Gene.active("AC1.2"), try Gene.sample("OLD1", ensembl: "{}", isActive: false)]
        let found = problems(rows, [.sample(5)], genes)
        #expect(found == ["2 unknown_gene", "4 inactive_gene", "5 unknown_gene"])
        let text = refusal(rows, [.sample(5)], genes)?.problems.first?.description
        #expect(text == "Line 2, column 3 (Gene Symbol): There is no gene NO1. [unknown_gene]")
    }

    @Test("J56: super panels, deleted panels and names of several panels are refused, line by line")
    func panels() throws {
        let rows = ListSample.rows(
            ListSample.gene("BRCA1", panel: "All"), ListSample.gene("BRCA1", panel: "Gone"),
            ListSample.gene("BRCA1", panel: "Twice"), ListSample.gene("BRCA1", panel: "Back"), ListSample.gene("BRCA1"))
        let panels: [Panel] = [
            .sample(1, name: "All", children: [PanelID(5)]), .sample(2, name: "Gone", status: .deleted),
            .sample(3, name: "Twice"), .sample(4, name: "Twice"), .sample(5),
            .sample(6, name: "Back", status: .deleted),
            .sample(7, name: "Back"),
        ]
        let genes = [try Gene.active("BRCA1")]
        #expect(problems(rows, panels, genes) == ["2 super_panel", "3 deleted_panel", "4 bad_panel"])
        let plan = try PanelListPlan(Array(rows.suffix(2)), problems: [], panels: panels, genes: genes)
        #expect(plan.present.keys.sorted() == [PanelID(5), PanelID(7)])
        #expect(plan.new.isEmpty)
    }

    @Test("10.3.5: All lines of a new panel say the same of it; OMIM, Orphanet and HPO are those of the last")
    func newPanels() throws {
        let genes = [try Gene.active("BRCA1"), try Gene.active("TP53")]
        let first = ListSample.gene(
            "BRCA1", panel: "New", [.level2: "L2", .level3: "L3", .description: "d", .hpo: "HP:1"])
        let rows = ListSample.rows(
            first, ListSample.gene("TP53", panel: "New", [.level2: "L2", .level3: "Other", .description: "d"]))
        #expect(problems(rows, [], genes) == ["3 bad_panel"])
        let agreeing = ListSample.rows(
            first,
            ListSample.gene("TP53", panel: "New", [.level2: "L2", .level3: "L3", .description: "d", .hpo: "HP:2"]))
        let plan = try PanelListPlan(agreeing, problems: [], panels: [], genes: genes)
        let header = try #require(PanelListPlan.header(of: plan.new[0].rows, by: .curator))
        #expect(header.status == .internal)
        #expect(header.version == Version(major: 0, minor: 0))
        #expect([header.diseaseGroup, header.diseaseSubGroup, header.description] == ["L2", "L3", "d"])
        #expect(header.hpo == ["HP:2"])
    }

    @Test("A file with headings only is refused")
    func empty() { #expect(problems([], [], []) == ["1 bad_columns"]) }

    private func refusal(_ rows: [PanelListRow], _ panels: [Panel], _ genes: [Gene]) -> PanelListRefusal? {
        do {
            _ = try PanelListPlan(rows, problems: [], panels: panels, genes: genes)
            return nil
        } catch { return error }
    }

    private func problems(_ rows: [PanelListRow], _ panels: [Panel], _ genes: [Gene]) -> [String] {
        refusal(rows, panels, genes)?.problems.map { "\($0.line) \($0.code.rawValue)" } ?? []
    }
}
