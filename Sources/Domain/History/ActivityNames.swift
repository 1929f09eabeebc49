/// What an activity remembers of the moment it was written: names that later changes must not touch (`domain.md 2.8`).
public struct ActivityNames: Hashable, Sendable {
    public var userName: String?
    public var panelName: String?
    public var panelID: Int?
    public var panelVersion: String?

    public init(_ activity: Activity) throws(JSONError) {
        var names = (user: String?.none, panel: String?.none, id: Int?.none, version: String?.none)
        var scanner = JSONScanner(activity.frozen.bytes)
        try scanner.object { (key, scanner) throws(JSONError) in
            switch key {
            case "user_name": names.user = try scanner.optionalString()
            case "panel_name": names.panel = try scanner.optionalString()
            case "panel_id": names.id = try scanner.optionalInt()
            case "panel_version": names.version = try scanner.optionalString()
            default: try scanner.skipValue()
            }
        }
        (userName, panelName, panelID, panelVersion) = names
    }
}
