import Domain

/// What a reader wants to see of the list of panels: the query of `/panels/` (`web.md 4`, 22.4).
struct PanelFilter: Hashable, Sendable {
    enum Order: String, CaseIterable, Sendable {
        case name, updated, entities, reviewed, reviewers

        /// Direction of the first click: A to Z for names, most or newest first for the rest.
        var startsReversed: Bool { self != .name }
    }

    var text = ""
    /// Slug of a panel type.
    var type: String?
    var status: PanelStatus?
    var isSignedOff = false
    /// Only panels with this gene, by its exact symbol.
    var gene: String?
    var order = Order.name
    var isReversed = false

    init() {}

    init(_ query: PageQuery) {
        text = query["q"]?.trimmingText ?? ""
        if let slug = query["type"], !slug.isEmpty { type = slug }
        status = query["status"].flatMap { PanelStatus(rawValue: $0) }
        isSignedOff = query["signed_off"] == "1"
        if let symbol = query["gene"]?.trimmingText, !symbol.isEmpty { gene = symbol }
        guard let sort = query["sort"] else { return }
        let isTurned = sort.hasPrefix("-")
        guard let order = Order(rawValue: String(isTurned ? sort.dropFirst() : sort[...])) else { return }
        self.order = order
        isReversed = isTurned
    }

    var isDefault: Bool { self == PanelFilter() }

    var pairs: [(name: String, value: String?)] {
        let sort = order == .name && !isReversed ? nil : (isReversed ? "-" : "") + order.rawValue
        return [
            ("q", text.isEmpty ? nil : text), ("type", type), ("status", status?.rawValue),
            ("signed_off", isSignedOff ? "1" : nil), ("gene", gene), ("sort", sort),
        ]
    }

    var link: Link { Link.panels.query(pairs) }

    func without(_ change: (inout PanelFilter) -> Void) -> Link {
        var other = self
        change(&other)
        return other.link
    }

    /// Whether a line is shown. The gene is not asked here: it decides which panels are lines at all.
    func admits(_ line: PanelLine) -> Bool {
        let words = text.lowercased().split(separator: " ")
        let haystack = words.isEmpty ? "" : line.text
        return (type.map { slug in line.types.contains { $0.slug == slug } } ?? true)
            && (status.map { $0 == line.status } ?? true) && (!isSignedOff || line.signedOff != nil)
            && words.allSatisfy { haystack.contains($0) }
    }

    func sorted(_ lines: [PanelLine]) -> [PanelLine] {
        guard !(order == .name && !isReversed) else { return lines }
        let positions = lines.indices.sorted { a, b in
            let (first, second) = isReversed ? (b, a) : (a, b)
            if precedes(lines[first], lines[second]) { return true }
            return precedes(lines[second], lines[first]) ? false : a < b
        }
        return positions.map { lines[$0] }
    }

    private func precedes(_ a: PanelLine, _ b: PanelLine) -> Bool {
        switch order {
        case .name: NameOrder.precedes(a.name, b.name)
        case .updated: a.versionCreated < b.versionCreated
        case .entities: a.entities < b.entities
        case .reviewed: a.reviewedPercent < b.reviewedPercent
        case .reviewers: a.reviewers < b.reviewers
        }
    }
}
