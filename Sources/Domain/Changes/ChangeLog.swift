/// The lines that one operation leaves in the history of an entity: keys of `IssueType` and texts, in order
/// (`domain.md 16.2`).
struct ChangeLog {
    private(set) var keys: [IssueType] = []
    private(set) var lines: [String] = []

    var isEmpty: Bool { lines.isEmpty }
    var text: String { lines.joined(separator: "\n") }

    mutating func add(_ key: IssueType, _ line: String) {
        keys.append(key)
        lines.append(line)
    }

    /// A line without a key, as only adding an entity leaves them.
    mutating func note(_ line: String) { lines.append(line) }

    func record(level: ConfidenceLevel, by act: Act) -> TrackRecord {
        TrackRecord(
            id: 0, created: act.moment, modified: act.moment,
            issueType: keys.map(\.rawValue).joined(separator: ","), issueDescription: text, author: act.person,
            level: level.rawValue)
    }
}

/// How values read in history lines.
enum Wording {
    /// Items joined by a semicolon and a blank.
    static func list(_ items: [String]?) -> String { (items ?? []).joined(separator: "; ") }

    /// Nothing reads as `None`, as it always did in these lines.
    static func value(_ text: String?) -> String { text ?? "None" }

    static func range(_ coordinates: Coordinates?) -> String {
        coordinates.map { "\($0.start)-\($0.end)" } ?? "-"
    }

    /// The label as the beginning of a sentence: `Gene: BRCA1`.
    static func capitalised(_ label: String) -> String { label.prefix(1).uppercased() + label.dropFirst() }
}
