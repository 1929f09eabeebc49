/// The current version of a panel as another PanelApp publishes it, cut into its parts.
public struct PublishedPanel: Hashable, Sendable {
    /// A child of a super panel: its own panel object, and what the document shows of its content.
    public struct Child: Hashable, Sendable {
        public var heading: PanelHeading
        public var entities: [EntityCut]
    }

    /// A super panel's header names its children, also where the document has no key for them.
    public var heading: PanelHeading
    /// The panel's own entities in document order; empty for a super panel.
    public var entities: [EntityCut]
    /// Highest version first, as `child_panel_ids` has them (`api.md 5.1`).
    public var children: [Child]

    /// Reads a whole document, in compact form.
    public init(_ document: JSONText) throws(JSONError) {
        var parts = PanelHeading.Parts()
        var cuts: [EntityCut] = []
        var lists: Set<String> = []
        var scanner = JSONScanner(document.bytes)
        try scanner.object { (key, scanner) throws(JSONError) in
            guard EntityKind.allCases.contains(where: { $0.plural == key }) else {
                return try parts.take(key, &scanner)
            }
            lists.insert(key)
            if scanner.null() { return }
            try scanner.array { (scanner) throws(JSONError) in
                let range = try scanner.skipValue()
                cuts.append(try EntityCut(scanner.bytes, at: range))
            }
        }
        try scanner.end()
        guard lists.contains(EntityKind.gene.plural) else {
            throw JSONError("the document has no list of genes", at: 0)
        }
        heading = try PanelHeading(parts, at: 0)
        entities = cuts.filter { $0.panel == nil }
        children = try Self.children(of: cuts)
        if !heading.tellsChildren { heading.header.children = children.map(\.heading.id) }
    }

    public init(_ child: Child) {
        heading = child.heading
        entities = child.entities
        children = []
    }

    private static func children(of cuts: [EntityCut]) throws(JSONError) -> [Child] {
        var children: [Child] = []
        var places: [JSONText: Int] = [:]
        for cut in cuts {
            guard let panel = cut.panel else { continue }
            var own = cut
            own.panel = nil
            if let place = places[panel] {
                children[place].entities.append(own)
            } else {
                places[panel] = children.count
                children.append(Child(heading: try PanelHeading(panel), entities: [own]))
            }
        }
        return children.enumerated()
            .sorted { a, b in
                let (x, y) = (a.element.heading.header.version, b.element.heading.header.version)
                return x != y ? x > y : a.offset < b.offset
            }
            .map(\.element)
    }
}
