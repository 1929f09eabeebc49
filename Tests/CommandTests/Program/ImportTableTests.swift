import Ports
import Testing
import UseCases

@testable import panelapp

@Suite("Counts of an import at a terminal")
struct ImportTableTests {
    private static func report(_ lines: ImportReport.Line...) -> ImportReport {
        ImportReport(lines: lines, insertedPanels: 1, replacedPanels: 0, unchangedPanels: 0)
    }

    @Test("columns stand under each other; empty tables are left out; a difference is told in its line")
    func columns() {
        let text = ImportTable.text(
            Self.report(
                .init(kind: .people, source: 15, attached: 15), .init(kind: .files, source: 0, attached: 0),
                .init(kind: .evaluations, source: 1_234_567, attached: 1_234_000, unattached: 567),
                .init(kind: .trackRecords, source: 999, attached: 998)))

        #expect(
            text.hasPrefix(
                """
                                  source       here  kept aside
                accounts              15         15
                reviews        1,234,567  1,234,000         567
                track records        999        998              THEY DIFFER

                """))
        #expect(!text.contains("files"))
    }
}
