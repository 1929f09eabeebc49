/// Cells of downloads that people open in a spreadsheet program, which would take some texts for formulas (decision 16).
public enum SpreadsheetCell {
    /// The text with an apostrophe before it where a program could take it for a formula. Numbers and a lone `-` stay.
    public static func guarded(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, dangerous.contains(first), text != "-", !isNumber(text) else {
            return text
        }
        return "'" + text
    }

    /// The text without the apostrophe that `guarded` has put before it.
    public static func unguarded(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard scalars.first == "'", let second = scalars.dropFirst().first, dangerous.contains(second) else {
            return text
        }
        return String(text.dropFirst())
    }

    private static let dangerous: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r"]

    /// A sign, digits and at most one point.
    private static func isNumber(_ text: String) -> Bool {
        let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count <= 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    }

    /// A line of a file of comma-separated values (RFC 4180), its cells guarded.
    public static func line(_ cells: [String]) -> String {
        cells.map { quoted(guarded($0)) }.joined(separator: ",") + "\r\n"
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = !text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        return isPlain ? text : "\"\(text.replacing("\"", with: "\"\""))\""
    }
}
