import Domain

/// Panel lists as people write them.
enum ListSample {
    static let headings = PanelListColumn.allCases.map(\.heading).joined(separator: "\t")

    /// A line of so many cells with these values.
    static func line(_ values: [PanelListColumn: String], cells: Int = 36) -> String {
        (0..<cells).map { index in PanelListColumn(rawValue: index).flatMap { values[$0] } ?? "" }.joined(
            separator: "\t")
    }

    static func gene(
        _ symbol: String, panel: String = "Dystonia", _ more: [PanelListColumn: String] = [:], cells: Int = 36
    ) -> String {
        let values: [PanelListColumn: String] = [
            .entityName: symbol, .entityType: "gene", .geneSymbol: symbol, .sources: "Other", .level4: panel,
        ]
        return line(values.merging(more) { $1 }, cells: cells)
    }

    static func str(_ name: String, _ more: [PanelListColumn: String] = [:], cells: Int = 36) -> String {
        let values: [PanelListColumn: String] = [
            .entityName: name, .entityType: "STR", .level4: "Dystonia", .chromosome: "4", .start38: "30", .end38: "40",
            .repeatedSequence: "CAG", .normalRepeats: "26", .pathogenicRepeats: "40",
        ]
        return line(values.merging(more) { $1 }, cells: cells)
    }

    static func region(_ name: String, _ more: [PanelListColumn: String] = [:], cells: Int = 36) -> String {
        let values: [PanelListColumn: String] = [
            .entityName: name, .entityType: "region", .level4: "Dystonia", .chromosome: "22", .start38: "30",
            .end38: "40", .requiredOverlap: "60", .variantType: "cnv_loss",
        ]
        return line(values.merging(more) { $1 }, cells: cells)
    }

    static func file(_ lines: [String], headings: String = headings, end: String = "\n") -> [UInt8] {
        Array(([headings] + lines).map { $0 + end }.joined().utf8)
    }

    /// The rows of a file, and everything that is wrong with its lines.
    static func read(_ bytes: [UInt8]) -> (rows: [PanelListRow], problems: [PanelListProblem]) {
        var reader = PanelListReader()
        reader.read(bytes)
        reader.finish()
        var problems = reader.problems
        let rows = PanelListRow.rows(reader.lines, &problems)
        return (rows, problems)
    }

    static func rows(_ lines: String...) -> [PanelListRow] { read(file(lines)).rows }

    /// Line and code of what is wrong.
    static func faults(_ lines: String...) -> [String] {
        read(file(lines)).problems.map { "\($0.line) \($0.code.rawValue)" }
    }
}
