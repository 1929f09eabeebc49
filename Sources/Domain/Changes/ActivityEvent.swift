/// What an activity line is about; stored beside the text, so that filters need not guess from words (decision 8).
public enum ActivityEvent: String, CaseIterable, Sendable {
    case entityAdded = "entity-added"
    case entityEdited = "entity-edited"
    case entityRemoved = "entity-removed"
    case entityCopied = "entity-copied"
    case geneReplaced = "gene-replaced"
    case ratingChanged = "rating-changed"
    case tagsChanged = "tags-changed"
    case sourcesCleared = "sources-cleared"
    case markedReady = "marked-ready"
    case approved = "approved"
    case undone = "undone"
    case reviewed = "reviewed"
    case reviewEdited = "review-edited"
    case reviewDeleted = "review-deleted"
    case reviewsCopied = "reviews-copied"
    case commented = "commented"
    case commentEdited = "comment-edited"
    case commentDeleted = "comment-deleted"
    case panelAdded = "panel-added"
    case panelEdited = "panel-edited"
    case panelStatus = "panel-status"
    case panelDeleted = "panel-deleted"
    case panelPromoted = "panel-promoted"
    case signOff = "sign-off"
}

extension Activity {
    /// A new line about a panel, or about an entity on it, with copies of the names as they are now (`domain.md 2.8`).
    public static func line(
        _ event: ActivityEvent, _ text: String, on panel: Panel, version: Version? = nil,
        kind: EntityKind? = nil, name: String? = nil, by act: Act
    ) -> Activity {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("user_name")
        json.string(act.fullName)
        json.key("panel_name")
        json.string(panel.header.name)
        json.key("panel_id")
        json.int(panel.id.rawValue)
        json.key("panel_version")
        json.string("\(version ?? panel.header.version)")
        json.key("item_type")
        json.string(kind == nil ? "panel" : "entity")
        if let kind, let name {
            json.key("entity_type")
            json.string(kind.rawValue)
            json.key("entity_name")
            json.string(name)
        }
        json.endObject()
        return Activity(
            id: 0, created: act.moment, modified: act.moment, panel: panel.id, author: act.person, text: text,
            itemType: kind == nil ? "panel" : "entity", entityType: kind?.rawValue, entityName: name,
            frozen: JSONText(unchecked: json.bytes), event: event.rawValue)
    }
}
