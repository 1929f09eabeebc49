/// Everything a person can do to panels, for the one policy that commands and pages ask (`domain.md 17.1`).
public enum Permission: CaseIterable, Sendable {
    case addEntity
    case review
    /// Edit, rate, tag, clear, mark, approve, undo or remove an entity; bulk changes.
    case curateEntity
    /// Create, edit, approve, reject, delete, promote or sign off a panel.
    case curatePanel
    case copy
    case importFiles
    case downloadEverything
    /// Hand out and skip genes of literature reports.
    case workThroughLiterature
    case seeHiddenPanels
    case seeAllActivity

    /// Whether somebody of this role may do it, on whatever panel.
    public func isGranted(to role: Role?) -> Bool {
        switch self {
        case .addEntity, .review: role?.isVerified ?? false
        case .curateEntity, .curatePanel, .copy, .importFiles, .downloadEverything, .workThroughLiterature,
            .seeHiddenPanels,
            .seeAllActivity:
            role == .curator
        }
    }
}

/// The policy of commands: who may do what on a panel of which status.
public enum Policy {
    /// A panel that the person may not see is not there for them; nothing but its status changes on a deleted one.
    public static func may(_ permission: Permission, on panel: PanelHeader?, _ viewer: Viewer) -> Bool {
        guard permission.isGranted(to: viewer.role) else { return false }
        guard let panel else { return true }
        return Visibility.mayView(panel.status, by: viewer) && (permission == .curatePanel || panel.status != .deleted)
    }

    /// Refuses who may not. A panel that the person may not see answers as one that does not exist (decision 22).
    static func demand(_ permission: Permission, on panel: PanelHeader?, _ act: Act) throws(Refusal) {
        if let panel, !Visibility.mayView(panel.status, by: act.viewer) { throw .notFound("panel") }
        guard may(permission, on: panel, act.viewer) else { throw .forbidden }
    }

    /// Reviews and comments belong to who wrote them; curators may take them away (`domain.md D59`).
    public static func mayDelete(by author: PersonID?, _ viewer: Viewer) -> Bool {
        viewer.isCurator || (viewer.isVerified && author != nil && author == viewer.personID)
    }

    /// Nobody puts words into another's mouth: only the author changes a comment (`domain.md 11.5`).
    public static func mayEditComment(by author: PersonID?, _ viewer: Viewer) -> Bool {
        viewer.isVerified && author != nil && author == viewer.personID
    }

    /// The vocabulary belongs to those who look after the site; being a curator is not enough (`domain.md 8.2`).
    public static func mayAddTags(_ person: Person) -> Bool {
        person.isActive && (person.isStaff || person.isSuperuser)
    }
}
