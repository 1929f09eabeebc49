import Domain

/// What a run of ``ImportPeer`` did.
public struct PeerReport: Hashable, Sendable {
    public var inserted = 0
    /// Panels that got a new state.
    public var replaced = 0
    /// Panels that are as they were, whether the peer was asked for them or its list said so.
    public var unchanged = 0
    /// Children of super panels that the peer does not list, made from the documents of their super panels; not counted in
    /// the three numbers above.
    public var children = 0
    /// Base genes that were not known here and came with the panels.
    public var genes = 0
    /// Panels that could not be stored; each was told as it happened.
    public var failed: [PanelID] = []
    /// Panels that the peer lists but does not give.
    public var gone: [PanelID] = []
    /// Panels mirrored before that the peer does not list any more. They stay as they are.
    public var unlisted: [PanelID] = []
    /// Panels on the lists of a folder that holds no document of them.
    public var withoutDocument = 0

    public init() {}
}

/// A state of a peer's panel that cannot follow the one stored here.
public enum PeerConflict: Error, Hashable, Sendable {
    /// Version numbers only rise, so this is another history.
    case wentBack(PanelID, from: Version, to: Version)
}
