import Domain

/// What a reader wants to see of one entity's panels: the query of its page. The page's script filters by the same rules.
struct EntityPanelsFilter: Hashable, Sendable {
    enum Order: String, CaseIterable, Sendable {
        case name
        /// By rating.
        case list
        case reviews
        case inheritance = "moi"
    }

    var text = ""
    var colours: Set<Colour> = []
    var tag: String?
    var order = Order.name
    var isReversed = false

    init(_ query: PageQuery) {
        text = query["q"]?.trimmingText ?? ""
        for word in query.list("rating") { if let colour = Colour(rawValue: word) { colours.insert(colour) } }
        tag = EntityListFilter.tag(query)
        guard let sort = query["sort"] else { return }
        let isTurned = sort.hasPrefix("-")
        guard let order = Order(rawValue: String(isTurned ? sort.dropFirst() : sort[...])) else { return }
        self.order = order
        isReversed = isTurned
    }

    init() {}

    var isDefault: Bool { self == EntityPanelsFilter() }

    var sort: String? { order == .name && !isReversed ? nil : (isReversed ? "-" : "") + order.rawValue }

    var pairs: [(name: String, value: String?)] {
        let ratings = Colour.allCases.filter(colours.contains).map(\.rawValue).joined(separator: ",")
        return [
            ("q", text.isEmpty ? nil : text), ("rating", ratings.isEmpty ? nil : ratings), ("tag", tag), ("sort", sort),
        ]
    }

    func admits(_ line: EntityPanelLine) -> Bool {
        (colours.isEmpty || colours.contains(line.colour))
            && text.lowercased().split(separator: " ").allSatisfy { line.text.contains($0) }
    }

    /// `lines` are by panel name already; equal ones stay so, either way round.
    func sorted(_ lines: [EntityPanelLine]) -> [EntityPanelLine] {
        let rank = Dictionary(uniqueKeysWithValues: Colour.allCases.enumerated().map { ($1, $0) })
        func precedes(_ a: EntityPanelLine, _ b: EntityPanelLine) -> Bool {
            switch order {
            case .name: NameOrder.precedes(a.panelName, b.panelName)
            case .list: (rank[a.colour] ?? 0) < (rank[b.colour] ?? 0)
            case .reviews: a.tally.reviews < b.tally.reviews
            case .inheritance: a.inheritance < b.inheritance
            }
        }
        if order == .name, !isReversed { return lines }
        return lines.indices.sorted { i, j in
            let (a, b) = isReversed ? (lines[j], lines[i]) : (lines[i], lines[j])
            return precedes(a, b) ? true : precedes(b, a) ? false : i < j
        }.map { lines[$0] }
    }
}
