/// Who may see which panel: the one policy for pages, API, downloads, versions, evaluations, activities and jobs
/// (`domain.md 17.2`, 17.3; decisions 4 and 22).
public enum Visibility {
    /// May this viewer read this one panel? What one may not read answers exactly as if it did not exist.
    public static func mayView(_ status: PanelStatus, by viewer: Viewer) -> Bool {
        switch status {
        case .public, .promoted, .retired: true
        case .internal, .deleted: viewer.isCurator
        }
    }

    /// May this viewer read activities of a panel of this status? Nil: the panel is gone, or the line has none.
    public static func mayViewActivity(of status: PanelStatus?, by viewer: Viewer) -> Bool {
        guard let status else { return viewer.isCurator }
        return viewer.isCurator || mayView(status, by: .anonymous)
    }

    /// Statuses of API lists and searches, the same for everybody (decision 22).
    public static func listedByAPI(_ status: PanelStatus, includingRetired: Bool) -> Bool {
        status.isPublic || (includingRetired && status == .retired)
    }

    /// Statuses of lists on pages; `deleted` stands in none.
    public static func listedOnPages(_ status: PanelStatus, for viewer: Viewer) -> Bool {
        switch status {
        case .public, .promoted: true
        case .retired, .internal: viewer.isCurator
        case .deleted: false
        }
    }

    /// Whether a page about the panel says which status it has.
    public static func showsBanner(_ status: PanelStatus) -> Bool { !status.isPublic }
}
