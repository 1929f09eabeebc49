/// What readers filter activities by: several kinds of events at a time (`web.md 13`). The raw value is the value of
/// `event_type` in addresses; the first two are the original's.
public enum ActivityTopic: String, CaseIterable, Sendable {
    case addition = "gene_addition"
    case rating = "rating_change"
    case edit
    case review
    case panel

    /// The kinds of events of lines that were written here.
    public var events: [ActivityEvent] {
        switch self {
        case .addition: [.entityAdded, .entityCopied]
        case .rating: [.ratingChanged, .approved]
        case .edit:
            [.entityEdited, .entityRemoved, .geneReplaced, .tagsChanged, .sourcesCleared, .markedReady, .undone]
        case .review:
            [
                .reviewed, .reviewEdited, .reviewDeleted, .reviewsCopied, .commented, .commentEdited, .commentDeleted,
            ]
        case .panel: [.panelAdded, .panelEdited, .panelStatus, .panelDeleted, .panelPromoted, .signOff]
        }
    }

    /// Lines that came as text only are judged by their wording, as the original judges all (`domain.md 16.1`): any of these
    /// parts, in the case in which they were written.
    public var wordings: [String] {
        switch self {
        case .addition: ["was added"]
        case .rating: ["has been classified as", "Classified ", "Rating Changed from"]
        case .edit:
            [
                "was changed to", "was set to", "were set to", "were changed", "was removed from", "were removed",
                "removed gene:", "removed STR:", "removed region:", "has been removed from the panel", "tag was ",
                "Marked ",
            ]
        case .review:
            [
                "reviewed ", "edited their review of", "commented on", "Added comment:", "changed review comment from",
                "Deleted their review", "Deleted their comment", "Added reviews for", "Copied ",
            ]
        case .panel:
            [
                "promoted panel to version", "Added Panel", "Added panel", "Panel deleted", "Panel name changed",
                "Panel status changed", "Panel types changed", "HPO terms changed", "List of related panels changed",
                "Changed child panels", "signed off",
            ]
        }
    }

    /// Of the lines above those that hold one of these parts are about something else.
    public var exceptions: [String] {
        switch self {
        case .addition: ["tag was added"]
        case .edit: ["was added\n"]
        case .rating, .review, .panel: []
        }
    }

    /// For people.
    public var title: String {
        switch self {
        case .addition: "Additions"
        case .rating: "Rating changes"
        case .edit: "Edits"
        case .review: "Reviews"
        case .panel: "Panel changes"
        }
    }
}
