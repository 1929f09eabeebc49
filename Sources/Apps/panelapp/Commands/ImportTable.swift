import UseCases

/// The counts of an import for a person at a terminal: one line for each table, in columns.
enum ImportTable {
    static func text(_ report: ImportReport) -> String {
        let head = ["", "source", "here", "kept aside", ""]
        let rows = [head] + report.lines.filter { $0.source > 0 || !$0.agrees }.map(cells)
        let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            row.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                return column == 0 || column == row.count - 1 ? row[column] + padding : padding + row[column]
            }
            .joined(separator: "  ")
        }
        return lines.map(trimmed).joined(separator: "\n")
            + "\nKept aside is what nothing refers to, such as the reviews of an entity that was deleted.\n"
    }

    private static func cells(_ line: ImportReport.Line) -> [String] {
        [
            line.kind.title, grouped(line.source), grouped(line.attached),
            line.unattached > 0 ? grouped(line.unattached) : "", line.agrees ? "" : "THEY DIFFER",
        ]
    }

    /// With a comma before every three digits.
    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.enumerated().map { index, digit in
            index > 0 && (digits.count - index).isMultiple(of: 3) ? ",\(digit)" : String(digit)
        }
        .joined()
    }

    private static func trimmed(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }
}
