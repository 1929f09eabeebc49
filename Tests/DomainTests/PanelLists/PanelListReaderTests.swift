import Domain
import Testing

@Suite("accounts-jobs-files.md 10.3.1: reading a panel list")
struct PanelListReaderTests {
    private func lines(_ bytes: [UInt8], cut: Int? = nil) -> [PanelListLine] {
        var reader = PanelListReader()
        for start in stride(from: 0, to: bytes.count, by: cut ?? bytes.count) {
            reader.read(bytes[start..<min(start + (cut ?? bytes.count), bytes.count)])
        }
        reader.finish()
        #expect(reader.problems == [])
        return reader.lines
    }

    @Test(
        "J59: a file with a byte-order mark and CRLF is read like one without", arguments: ["", "\u{FEFF}"],
        ["\n", "\r\n"])
    func marks(mark: String, end: String) {
        let file =
            Array(mark.utf8) + ListSample.file([ListSample.gene("BRCA1"), "", ListSample.gene("TP53")], end: end)
        let read = lines(file)
        #expect(read.map(\.number) == [2, 4])
        #expect(read.map { $0.cells.count } == [36, 36])
        #expect(read.map { $0.cells[0] } == ["BRCA1", "TP53"])
        #expect(
            lines(Array(mark.utf8) + Array(ListSample.headings.replacing("Entity Name", with: "\"Entity Name\"").utf8))
                == [])
    }

    @Test(
        "J59: quoted cells keep tabs, quotes and line breaks, wherever the bytes are cut", arguments: [1, 2, 7, 4_096])
    func quoted(cut: Int) {
        let file = ListSample.file(
            [
                ListSample.gene("BRCA1", [.description: "\"a\tb \"\"c\"\"\nd\r\ne\""]), ListSample.gene("TP53"),
                " \t \t", ListSample.gene("PTEN", [.description: "5\" long"]),
            ])
        let read = lines(file, cut: cut)
        #expect(read.map(\.number) == [2, 5, 7])
        #expect(read[0].cells[PanelListColumn.description.rawValue] == "a\tb \"c\"\nd\r\ne")
        #expect(read[2].cells[PanelListColumn.description.rawValue] == "5\" long")
    }

    @Test("J59: bytes that are no UTF-8 are told with their line and column, and so are control characters")
    func encoding() {
        var file = ListSample.file([ListSample.gene("BRCA1"), ListSample.gene("TP53", [.phenotypes: "caf@"])])
        file = file.map { $0 == UInt8(ascii: "@") ? 0xE9 : $0 }
        let problem = ListSample.read(file).problems
        #expect(problem.map(\.line) == [3])
        #expect(problem.map(\.column) == [.phenotypes])
        #expect(problem.map(\.code) == [.badEncoding])
        #expect(ListSample.faults(ListSample.gene("BRCA1", [.phenotypes: "a\u{0}b"])) == ["2 bad_encoding"])
    }

    @Test("The headings are checked, whatever their case; a file with others, too few or none is refused")
    func headings() {
        let good = ListSample.headings
        func faults(_ headings: String) -> [String] {
            ListSample.read(ListSample.file([ListSample.gene("BRCA1")], headings: headings)).problems.map {
                "\($0.line) \($0.column?.rawValue ?? -1) \($0.code.rawValue)"
            }
        }
        #expect(faults(good.uppercased()) == [])
        #expect(faults("\n" + good) == [])
        #expect(
            faults(good.replacing("Level3\tLevel2", with: "Level2\tLevel3")) == ["1 5 bad_columns", "1 6 bad_columns"])
        #expect(faults(good + "\tMore") == ["1 -1 bad_columns"])
        #expect(faults(good.split(separator: "\t").prefix(14).joined(separator: "\t")) == ["1 -1 bad_columns"])
        #expect(ListSample.read([]).problems.map(\.code) == [.badColumns])
    }

    @Test("S25: a quotation mark that is never closed, a cell above 32 KB and a line too many end the reading")
    func limits() {
        #expect(ListSample.faults(ListSample.gene("BRCA1", [.description: "\"open"])) == ["2 bad_columns"])
        let long = String(repeating: "x", count: PanelListReader.longestCell + 1)
        #expect(ListSample.faults(ListSample.gene("BRCA1", [.description: long])) == ["2 bad_text"])
        let line = "a\n"
        let many = ListSample.file([]) + Array(String(repeating: line, count: PanelListReader.mostLines + 1).utf8)
        var reader = PanelListReader()
        reader.read(many)
        #expect(reader.problems.map(\.line) == [PanelListReader.mostLines + 2])
        #expect(reader.lines.count == PanelListReader.mostLines)
    }
}
