import Domain

/// A later state of a panel that was loaded before, as a difference: what a mirror stores when its source moved on. The
/// past stays readable.
public struct PanelSuccession: Sendable {
    /// One entity in its new state.
    public struct EntityState: Sendable {
        public var kind: EntityKind
        public var name: String
        public var geneSymbol: String?
        public var confidence: ConfidenceLevel?
        public var document: EntityDocument

        public init(
            kind: EntityKind, name: String, geneSymbol: String?, confidence: ConfidenceLevel?,
            document: EntityDocument
        ) {
            self.kind = kind
            self.name = name
            self.geneSymbol = geneSymbol
            self.confidence = confidence
            self.document = document
        }
    }

    /// The panel with its new header; its `revision` follows `expecting`.
    public var panel: Panel
    /// The revision that the difference starts from.
    public var expecting: Revision
    /// When the new state began.
    public var at: Instant
    /// Versions that become known with it: the superseded one, at revision `expecting`, and older ones that come as
    /// documents. A version that is stored already gets the sign-off date given here, and nothing else.
    public var frozen: [PanelArchive.FrozenPanel]
    /// Live entities that the new state lacks.
    public var gone: [EntityID]
    public var changed: [(id: EntityID, state: EntityState)]
    /// New entities. One whose kind and name lived earlier and is not live now continues that one.
    public var added: [EntityState]

    public init(
        panel: Panel, expecting: Revision, at: Instant, frozen: [PanelArchive.FrozenPanel] = [],
        gone: [EntityID] = [], changed: [(id: EntityID, state: EntityState)] = [], added: [EntityState] = []
    ) {
        self.panel = panel
        self.expecting = expecting
        self.at = at
        self.frozen = frozen
        self.gone = gone
        self.changed = changed
        self.added = added
    }
}
