/// Turns the frozen documents of one panel, oldest first, and its live content into revisions
/// (docs/architecture.md 3): each document is compared once with the one before.
///
/// Entities are compared as bytes before anything is decoded, so an unchanged one costs a `memcmp`. An entity is the same
/// through time when kind and name are the same; of several with one name, those whose content is equal are paired first,
/// the others in their order. A super panel's entities belong to its children, so they make no rows here, only the list of
/// children shown.
public struct HistoryDecomposition: Sendable {
    private struct Key: Hashable {
        var kind: EntityKind
        var name: String
    }

    /// Where an entity stood in the previous document.
    private struct Slice {
        var range: Range<Int>
        var owner: Owner
    }

    private enum Owner {
        case entity(Int)
        case child(ShownChild)
    }

    private enum Item {
        case same(Range<Int>, Owner)
        case changed(Range<Int>, EntityCut)
    }

    private var history = DecomposedHistory()
    private var index: [Key: [Int]] = [:]
    /// For each entity: its open row, where it stood in the previous document, and when it was last seen.
    private var openRow: [Int?] = []
    private var position: [Int?] = []
    private var lastSeen: [Int] = []
    private var previous: [UInt8] = []
    private var slices: [Slice] = []

    public init() {}

    /// Adds the next document, in compact form. Throws where it cannot be read; then the decomposition is of no more use.
    public mutating func add(_ document: JSONText) throws(JSONError) {
        var parts = PanelHeading.Parts()
        var items: [Item] = []
        items.reserveCapacity(slices.count + 8)
        var cursor = 0
        var scanner = JSONScanner(document.bytes)
        try scanner.object { (key, scanner) throws(JSONError) in
            guard EntityKind.allCases.contains(where: { $0.plural == key }), !scanner.null() else {
                return try parts.take(key, &scanner)
            }
            try scanner.array { (scanner) throws(JSONError) in items.append(try item(&scanner, &cursor)) }
        }
        try scanner.end()
        let heading = try PanelHeading(parts, at: 0)
        begin(heading)
        settle(items, of: document.bytes)
        if !heading.tellsChildren { history.frozen[history.frozen.count - 1].header.children = shownChildren }
    }

    /// Adds the live content and gives the whole history, with the entity of each live one as an index into `entities`.
    public consuming func finish(live: [LiveEntity]) -> (history: DecomposedHistory, entities: [Int]) {
        let revision = history.live
        var owners = [Int?](repeating: nil, count: live.count)
        // Equal content first, then by name: see the type's comment.
        for (at, entity) in live.enumerated() {
            let candidates = index[Key(kind: entity.kind, name: entity.name)] ?? []
            owners[at] = candidates.first { candidate in
                guard lastSeen[candidate] != revision.rawValue, let row = openRow[candidate] else { return false }
                return history.rows[row].document == entity.document
            }
            if let owner = owners[at] { lastSeen[owner] = revision.rawValue }
        }
        var result: [Int] = []
        for (at, entity) in live.enumerated() {
            let owner = owners[at] ?? self.owner(kind: entity.kind, name: entity.name, at: revision)
            history.entities[owner].isLive = true
            let row = openRow[owner].map { history.rows[$0] }
            let isSame =
                row?.document == entity.document && row?.flagged == entity.flagged && row?.ready == entity.ready
            if !isSame {
                replaceRow(
                    of: owner, at: revision, confidence: entity.confidence, flagged: entity.flagged,
                    ready: entity.ready, document: entity.document)
            }
            result.append(owner)
        }
        endUnseen(at: revision)
        return (history, result)
    }

    private var shownChildren: [PanelID] { history.frozen.last?.children.map(\.panel) ?? [] }

    // MARK: Walking a document

    /// Reads one entity: by comparison where it stands unchanged, else by cutting it out.
    private mutating func item(_ scanner: inout JSONScanner, _ cursor: inout Int) throws(JSONError) -> Item {
        let start = scanner.at
        if cursor < slices.count, take(slices[cursor].owner, ifNextIs: previous[slices[cursor].range], &scanner) {
            cursor += 1
            return .same(start..<scanner.at, slices[cursor - 1].owner)
        }
        let range = try scanner.skipValue()
        if let child = try Self.child(scanner.bytes, at: range) {
            cursor += 1
            return .same(range, .child(child))
        }
        let cut = try EntityCut(scanner.bytes, at: range)
        for candidate in index[Key(kind: cut.kind, name: cut.name)] ?? [] {
            guard let at = position[candidate], lastSeen[candidate] != history.live.rawValue else { continue }
            cursor = at + 1
            if previous[slices[at].range].elementsEqual(scanner.bytes[range]) {
                lastSeen[candidate] = history.live.rawValue
                return .same(range, .entity(candidate))
            }
        }
        return .changed(range, cut)
    }

    /// Passes over the next value when it is `value` and its owner was not met in this document yet.
    private mutating func take(_ owner: Owner, ifNextIs value: ArraySlice<UInt8>, _ scanner: inout JSONScanner) -> Bool
    {
        guard case .entity(let entity) = owner else { return scanner.skip(value) }
        guard lastSeen[entity] != history.live.rawValue, scanner.skip(value) else { return false }
        lastSeen[entity] = history.live.rawValue
        return true
    }

    /// The child panel that an entity of a super panel names. In stored key order `panel` comes second, so this is quick.
    private static func child(_ bytes: [UInt8], at range: Range<Int>) throws(JSONError) -> ShownChild? {
        var found: Range<Int>?
        var scanner = JSONScanner(bytes, at: range.lowerBound)
        try scanner.members { (key, scanner) throws(JSONError) in
            let value = try scanner.skipValue()
            if key.elementsEqual("panel".utf8) { found = value }
            return found == nil
        }
        guard let found else { return nil }
        var id: Int?
        var version: Version?
        scanner = JSONScanner(bytes, at: found.lowerBound)
        try scanner.members { (key, scanner) throws(JSONError) in
            if key.elementsEqual("id".utf8) {
                id = try scanner.int()
            } else if key.elementsEqual("version".utf8) {
                version = Version(try scanner.string())
            } else {
                try scanner.skipValue()
            }
            return id == nil || version == nil
        }
        guard let id, let version else {
            throw JSONError("an entity's panel lacks its id or version", at: found.lowerBound)
        }
        return ShownChild(panel: PanelID(id), version: version)
    }

    // MARK: Making revisions

    private mutating func begin(_ heading: PanelHeading) {
        let began = max(heading.header.versionCreated, history.frozen.last?.began ?? heading.header.versionCreated)
        history.frozen.append(
            DecomposedHistory.Frozen(revision: history.live, header: heading.header, children: [], began: began))
    }

    private mutating func settle(_ items: [Item], of bytes: [UInt8]) {
        let revision = Revision(history.frozen.count)
        var children: [ShownChild] = []
        var next: [Slice] = []
        next.reserveCapacity(items.count)
        for item in items {
            switch item {
            case .same(let range, let owner):
                if case .child(let child) = owner, children.last != child, !children.contains(child) {
                    children.append(child)
                }
                next.append(Slice(range: range, owner: owner))
            case .changed(let range, let cut):
                let owner = owner(kind: cut.kind, name: cut.name, at: revision)
                if openRow[owner].map({ history.rows[$0].document }) != cut.document {
                    replaceRow(
                        of: owner, at: revision, confidence: cut.confidence, flagged: false, ready: false,
                        document: cut.document)
                }
                next.append(Slice(range: range, owner: .entity(owner)))
            }
        }
        endUnseen(at: revision)
        history.frozen[history.frozen.count - 1].children = children
        for at in position.indices { position[at] = nil }
        for (at, slice) in next.enumerated() {
            if case .entity(let entity) = slice.owner { position[entity] = at }
        }
        previous = bytes
        slices = next
    }

    /// The entity of this name that is not in this state yet: one that lives, else one that lived, else a new one.
    private mutating func owner(kind: EntityKind, name: String, at revision: Revision) -> Int {
        let known = index[Key(kind: kind, name: name)] ?? []
        let free = known.filter { lastSeen[$0] != revision.rawValue }
        let entity: Int
        if let found = free.first(where: { openRow[$0] != nil }) ?? free.first {
            entity = found
        } else {
            entity = history.entities.count
            history.entities.append(
                DecomposedHistory.Identity(
                    kind: kind, name: name, occurrence: known.count, isLive: false, first: revision))
            index[Key(kind: kind, name: name), default: []].append(entity)
            openRow.append(nil)
            position.append(nil)
            lastSeen.append(0)
        }
        lastSeen[entity] = revision.rawValue
        return entity
    }

    private mutating func replaceRow(
        of entity: Int, at revision: Revision, confidence: ConfidenceLevel?, flagged: Bool, ready: Bool,
        document: EntityDocument
    ) {
        if let open = openRow[entity] { history.rows[open].to = revision }
        openRow[entity] = history.rows.count
        history.rows.append(
            DecomposedHistory.Row(
                entity: entity, confidence: confidence, flagged: flagged, ready: ready, from: revision, to: nil,
                document: document))
    }

    private mutating func endUnseen(at revision: Revision) {
        for entity in openRow.indices where lastSeen[entity] != revision.rawValue {
            guard let open = openRow[entity] else { continue }
            history.rows[open].to = revision
            openRow[entity] = nil
        }
    }
}
