/// Why a panel cannot have this name or these children (`domain.md 13.1`).
public enum PanelRefusal: Error, Hashable, Sendable {
    case noName
    /// A panel that is not deleted has this name already.
    case nameTaken(by: PanelID)
    case unknownChild(PanelID)
    /// Only `public` and `promoted` panels can be children.
    case childNotPublic(PanelID)
    case childIsSuperPanel(PanelID)
    case ownChild
    /// A panel that is part of a super panel cannot become one (`domain.md` BUG-11).
    case isChild(of: PanelID)
}

/// What panels may be called and what super panels may be made of.
public enum PanelRules {
    /// Refuses a name that another panel has, letter by letter; the name of a deleted panel is free (`domain.md D68`).
    /// `id` is the panel that is being renamed, nil for a new one.
    public static func check(
        name: String, of id: PanelID?, among panels: some Sequence<Panel>
    ) throws(PanelRefusal) {
        if name.allSatisfy(\.isWhitespace) { throw .noName }
        for panel in panels where panel.id != id && panel.header.status != .deleted && panel.header.name == name {
            throw .nameTaken(by: panel.id)
        }
    }

    /// Refuses children that are hidden, super panels themselves, or the panel itself (`domain.md D70`).
    public static func check(
        children: [PanelID], of id: PanelID?, among panels: [PanelID: Panel]
    ) throws(PanelRefusal) {
        for child in children {
            if child == id { throw .ownChild }
            guard let panel = panels[child] else { throw .unknownChild(child) }
            if !panel.header.status.isPublic { throw .childNotPublic(child) }
            if panel.header.isSuperPanel { throw .childIsSuperPanel(child) }
        }
    }

    /// Version of a new panel: 0.0, or the highest major number of its children (`domain.md D69`).
    public static func firstVersion(children: some Sequence<Version>) -> Version {
        Version(major: children.map(\.major).max() ?? 0, minor: 0)
    }
}
