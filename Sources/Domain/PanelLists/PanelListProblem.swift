/// What is wrong with one place of a panel list (`accounts-jobs-files.md` 10.3.3).
public struct PanelListProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of mistake it is; texts may change, these stay.
    public enum Code: String, CaseIterable, Sendable {
        case badEncoding = "bad_encoding"
        case badColumns = "bad_columns"
        case badInteger = "bad_integer"
        case badType = "bad_type"
        case badInheritance = "bad_moi"
        case badPosition = "bad_position"
        case badChoice = "bad_choice"
        /// A text that is missing or longer than it may be.
        case badText = "bad_text"
        case unknownGene = "unknown_gene"
        case inactiveGene = "inactive_gene"
        case nameMismatch = "name_mismatch"
        case superPanel = "super_panel"
        case deletedPanel = "deleted_panel"
        /// A panel that cannot be told, or of which two lines say different things.
        case badPanel = "bad_panel"
    }

    /// As an editor counts lines: the headings stand in 1.
    public var line: Int
    /// Nil: the line as a whole.
    public var column: PanelListColumn?
    public var code: Code
    public var text: String

    public init(line: Int, column: PanelListColumn?, code: Code, text: String) {
        self.line = line
        self.column = column
        self.code = code
        self.text = text
    }

    /// `Line 5, column 5 (Level4): There is no ... [deleted_panel]`
    public var description: String {
        let place = column.map { ", column \($0.rawValue + 1) (\($0.heading))" } ?? ""
        return "Line \(line)\(place): \(text) [\(code.rawValue)]"
    }
}

/// All that is wrong with a panel list, by line and column. Nothing of it is stored.
public struct PanelListRefusal: Error, Hashable, Sendable {
    public var problems: [PanelListProblem]

    public init(_ problems: [PanelListProblem]) {
        self.problems = problems.sorted {
            ($0.line, $0.column?.rawValue ?? -1) < ($1.line, $1.column?.rawValue ?? -1)
        }
    }

    /// The numbers of the lines, each once.
    public var lines: [Int] { problems.map(\.line).once() }
}
