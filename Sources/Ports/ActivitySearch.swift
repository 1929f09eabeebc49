import Domain

/// What somebody wants to see of the activities of all panels (`web.md 13`). Conditions combine; what is nil, empty or
/// false asks for nothing.
public struct ActivityQuery: Hashable, Sendable {
    /// Statuses of the panels whose lines the reader may see; see `Visibility.mayViewActivity`.
    public var statuses: Set<PanelStatus>
    /// Also lines of no panel.
    public var includesLinesWithoutPanel: Bool
    public var panel: PanelID?
    /// Of the panel when the line was written, as printed.
    public var version: String?
    /// The name of the entity, or a part of the text.
    public var entity: String?
    public var from: Instant?
    /// The last moment that counts.
    public var through: Instant?
    /// What the author is now.
    public var role: Role?
    /// Authors who are now in the group of people in training.
    public var isTraining = false
    /// Any of these.
    public var topics: Set<ActivityTopic> = []
    /// Lines about genes that are flagged now on a panel of these statuses.
    public var isFlagged = false

    public init(statuses: Set<PanelStatus>, includesLinesWithoutPanel: Bool) {
        self.statuses = statuses
        self.includesLinesWithoutPanel = includesLinesWithoutPanel
    }

    /// Name of the group that ``isTraining`` means.
    public static let trainingGroup = "Training"
}

/// A place in the activities, from the newest to the oldest: behind the line that it was made of.
public struct ActivityCursor: Hashable, Sendable {
    public var created: Instant
    public var id: Int

    public init(_ line: Activity) {
        created = line.created
        id = line.id
    }
}

/// Finds activities of all panels.
public protocol ActivitySearch: Sendable {
    /// Newest first.
    func activities(matching query: ActivityQuery, offset: Int, limit: Int) async throws -> [Activity]
    /// Newest first, behind a line: what walks through all of them at an even pace, whatever is written meanwhile.
    func activities(matching query: ActivityQuery, behind cursor: ActivityCursor?, limit: Int) async throws
        -> [Activity]
    func activityCount(matching query: ActivityQuery) async throws -> Int
}
