import Domain

/// Which entities of several panels one decision is made on.
public enum EntitySelection: Hashable, Sendable {
    /// The one of this kind and name, on panels that have it: `PanelState.entity`.
    case named(EntityKind, String)
    /// Those of a kind that every one of the panels has by the same name: `PanelState.others`.
    case common(EntityKind)
}

/// What a decision about several panels changes, and what it has to tell.
public struct GroupOutcome<Value: Sendable>: Sendable {
    /// A panel without an outcome stays as it is.
    public var panels: [PanelID: PanelOutcome]
    /// Work that follows from the change, and is written with it.
    public var jobs: [NewJob]
    public var value: Value

    public init(_ panels: [PanelID: PanelOutcome], jobs: [NewJob] = [], value: Value) {
        self.panels = panels
        self.jobs = jobs
        self.value = value
    }
}
