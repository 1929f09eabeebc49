private struct Key: Hashable {
    var kind: EntityKind
    var name: String
}

/// What to do with stored entities to come to a newer state of the same panel.
public struct ContentDifference<ID: Hashable & Sendable>: Sendable {
    /// A stored live entity, by what tells entities apart.
    public struct Stored: Sendable {
        public var id: ID
        public var kind: EntityKind
        public var name: String
        public var document: EntityDocument

        public init(id: ID, kind: EntityKind, name: String, document: EntityDocument) {
            self.id = id
            self.kind = kind
            self.name = name
            self.document = document
        }
    }

    public var gone: [ID] = []
    public var changed: [(id: ID, cut: EntityCut)] = []
    public var added: [EntityCut] = []

    public var isEmpty: Bool { gone.isEmpty && changed.isEmpty && added.isEmpty }

    /// Compares by kind and name; of several with one name, those with equal content are paired first.
    public init(from stored: [Stored], to new: [EntityCut]) {
        var open = Dictionary(grouping: stored) { Key(kind: $0.kind, name: $0.name) }
        var rest: [EntityCut] = []
        for cut in new {
            let key = Key(kind: cut.kind, name: cut.name)
            if let same = open[key]?.firstIndex(where: { $0.document == cut.document }) {
                open[key]?.remove(at: same)
            } else {
                rest.append(cut)
            }
        }
        for cut in rest {
            let key = Key(kind: cut.kind, name: cut.name)
            if let former = open[key]?.first {
                open[key]?.removeFirst()
                changed.append((former.id, cut))
            } else {
                added.append(cut)
            }
        }
        let left = Set(open.values.joined().map(\.id))
        gone = stored.map(\.id).filter(left.contains)
    }
}
