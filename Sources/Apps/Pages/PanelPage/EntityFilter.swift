import Domain

/// What a reader wants to see of an entity table: the query of a panel's address (`web.md 22.2`). The page's script
/// filters by the same rules, so a filtered address shows the same with and without it.
struct EntityFilter: Hashable, Sendable {
    /// Orders of the table; a leading `-` in the address turns them round.
    enum Order: String, CaseIterable, Sendable {
        /// As in documents: rating, then name.
        case list
        case name
        case inheritance = "moi"
        case reviews
    }

    var text = ""
    var colours: Set<Colour> = []
    var kinds: Set<EntityKind> = []
    var tag: String?
    var order = Order.list
    var isReversed = false

    static let all = EntityFilter()

    /// Reads `q`, `rating`, `type`, `tag` and `sort`; what it does not know counts as not given.
    init(_ query: PageQuery) {
        text = query["q"]?.trimmingText ?? ""
        for word in query.list("rating") {
            if let colour = Colour(rawValue: word) { colours.insert(colour) }
        }
        for word in query.list("type") {
            if let kind = EntityKind(rawValue: word) { kinds.insert(kind) }
        }
        if let tag = query["tag"], !tag.isEmpty { self.tag = tag }
        guard let sort = query["sort"] else { return }
        let isTurned = sort.hasPrefix("-")
        guard let order = Order(rawValue: String(isTurned ? sort.dropFirst() : sort[...])) else { return }
        self.order = order
        isReversed = isTurned
    }

    init() {}

    /// Whether any row might be left out.
    var isFiltering: Bool { !text.isEmpty || !colours.isEmpty || !kinds.isEmpty || tag != nil }
    var isDefault: Bool { self == .all }

    /// The query that says the same, in one fixed form.
    var pairs: [(name: String, value: String?)] {
        let ratings = Colour.allCases.filter(colours.contains).map(\.rawValue).joined(separator: ",")
        let types = EntityKind.allCases.filter(kinds.contains).map(\.rawValue).joined(separator: ",")
        let sort = order == .list && !isReversed ? nil : (isReversed ? "-" : "") + order.rawValue
        return [
            ("q", text.isEmpty ? nil : text), ("rating", ratings.isEmpty ? nil : ratings),
            ("type", types.isEmpty ? nil : types), ("tag", tag), ("sort", sort),
        ]
    }

    /// The words that a row must hold, every one of them.
    var words: [[UInt8]] { text.lowercased().split(separator: " ").map { Array($0.utf8) } }
}

extension EntityTable {
    /// Positions of the rows in the order of the filter, and whether each is shown.
    func arranged(_ filter: EntityFilter) -> [(row: Int, isShown: Bool)] {
        let words = filter.words
        return ordered(filter).map { ($0, admits(rows[$0], filter, words)) }
    }

    /// Positions of the shown rows.
    func shown(_ filter: EntityFilter) -> [Int] { arranged(filter).filter(\.isShown).map(\.row) }

    private func admits(_ row: Row, _ filter: EntityFilter, _ words: [[UInt8]]) -> Bool {
        (filter.colours.isEmpty || filter.colours.contains(row.colour))
            && (filter.kinds.isEmpty || filter.kinds.contains(row.kind))
            && (filter.tag.map(row.tags.contains) ?? true)
            && words.allSatisfy { texts[row.textRange].firstRange(of: $0) != nil }
    }

    /// Equal rows stay in the order of documents, either way round.
    private func ordered(_ filter: EntityFilter) -> [Int] {
        let positions = Array(rows.indices)
        let isReversed = filter.isReversed
        switch filter.order {
        case .list:
            // The rows are in this order already.
            if !isReversed { return positions }
            return Colour.allCases.reversed().flatMap { colour in positions.filter { rows[$0].colour == colour } }
        case .name:
            let keys = rows.map { NameOrder.key($0.name) }
            return sorted(positions, isReversed) { keys[$0].utf8.lexicographicallyPrecedes(keys[$1].utf8) }
        case .inheritance:
            return sorted(positions, isReversed) { rows[$0].inheritance < rows[$1].inheritance }
        case .reviews:
            return sorted(positions, isReversed) { rows[$0].reviews < rows[$1].reviews }
        }
    }

    private func sorted(_ positions: [Int], _ isReversed: Bool, by precedes: (Int, Int) -> Bool) -> [Int] {
        positions.sorted { a, b in
            let (first, second) = isReversed ? (b, a) : (a, b)
            if precedes(first, second) { return true }
            return precedes(second, first) ? false : a < b
        }
    }
}
