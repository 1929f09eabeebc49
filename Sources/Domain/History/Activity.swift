/// An audit line on a panel, shown in the site-wide feed (`domain.md 2.8`, 16.1).
public struct Activity: Hashable, Sendable {
    public var id: Int
    public var created: Instant
    public var modified: Instant
    public var panel: PanelID?
    public var author: PersonID?
    public var text: String
    /// `panel` or `entity`.
    public var itemType: String?
    public var entityType: String?
    public var entityName: String?
    /// Copies made when the line was written: names and version that later changes must not touch.
    public var frozen: JSONText
    /// What happened, for filters; `imported` for lines that came as text only (decision 8).
    public var event: String

    /// Event of lines that came from an original.
    public static let imported = "imported"

    public init(
        id: Int, created: Instant, modified: Instant, panel: PanelID?, author: PersonID?, text: String,
        itemType: String?, entityType: String?, entityName: String?, frozen: JSONText, event: String
    ) {
        self.id = id
        self.created = created
        self.modified = modified
        self.panel = panel
        self.author = author
        self.text = text
        self.itemType = itemType
        self.entityType = entityType
        self.entityName = entityName
        self.frozen = frozen
        self.event = event
    }
}

/// An audit line on an entity, its history (`domain.md 2.8`, 16.2).
public struct TrackRecord: Hashable, Sendable {
    public var id: Int
    public var created: Instant
    public var modified: Instant
    /// Comma-joined keys of `IssueType`.
    public var issueType: String
    /// One line of text for each key, in the same order.
    public var issueDescription: String
    public var author: PersonID
    public var curatorStatus: Int
    /// Confidence level at that moment.
    public var level: Int

    public init(
        id: Int, created: Instant, modified: Instant, issueType: String, issueDescription: String, author: PersonID,
        curatorStatus: Int = 0, level: Int
    ) {
        self.id = id
        self.created = created
        self.modified = modified
        self.issueType = issueType
        self.issueDescription = issueDescription
        self.author = author
        self.curatorStatus = curatorStatus
        self.level = level
    }

    /// Titles of the keys, comma-joined; unknown keys show as themselves (`domain.md 3.12`).
    public var issueTitle: String {
        issueType.split(separator: ",").map { IssueType.title(String($0)) }.joined(separator: ", ")
    }
}
