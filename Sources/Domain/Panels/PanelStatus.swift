/// Where a panel stands in its life (`domain.md 3.8`).
public enum PanelStatus: String, CaseIterable, Sendable {
    case `public`
    case promoted
    case `internal`
    case retired
    case deleted

    /// `public` or `promoted`: what "public" means everywhere outside this type.
    public var isPublic: Bool { self == .public || self == .promoted }

    /// Word for people.
    public var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}
