import Domain
import Ports
import UseCases

/// What two panels have in common and where they differ: every entity of either, by name.
struct PanelComparison: Sendable {
    /// What is asked about one panel; a super panel brings the union of its children.
    struct Side {
        var content: PanelContent
        var tallies: [EntityID: ReviewTally]
    }

    /// One of the two panels.
    struct Head: Sendable {
        var id: PanelID
        var header: PanelHeader
        var isSuperPanel: Bool { header.isSuperPanel }
    }

    /// An entity as it stands on a panel.
    struct Mark: Sendable {
        /// The panel itself, or the child that has it.
        var panel: PanelID
        /// The child's name; nil where the panel is no super panel.
        var owner: String?
        var colour: Colour
        /// In short.
        var inheritance: String
        var reviews: Int
    }

    /// An entity of either panel. On a super panel several children may have it.
    struct Item: Sendable {
        var kind: EntityKind
        var name: String
        var shownName: String
        var first: [Mark] = []
        var second: [Mark] = []

        var isOnBoth: Bool { !first.isEmpty && !second.isEmpty }
        var differsInRating: Bool { isOnBoth && Set(first.map(\.colour)) != Set(second.map(\.colour)) }
        var differsInInheritance: Bool { isOnBoth && Set(first.map(\.inheritance)) != Set(second.map(\.inheritance)) }

        /// The words of the filter that show it, beside "all".
        var groups: [ComparisonFilter.Show] {
            if first.isEmpty { return [.onlySecond] }
            if second.isEmpty { return [.onlyFirst] }
            var groups: [ComparisonFilter.Show] = []
            if differsInRating { groups.append(.rating) }
            if differsInInheritance { groups.append(.inheritance) }
            return groups.isEmpty ? [.same] : [.differing] + groups
        }
    }

    let first: Head
    let second: Head
    /// By name, then kind.
    let items: [Item]
    let counts: [ComparisonFilter.Show: Int]
    let kinds: [EntityKind: Int]

    init(_ a: Side, _ b: Side) throws(JSONError) {
        first = Head(id: a.content.panel.id, header: a.content.header)
        second = Head(id: b.content.panel.id, header: b.content.header)
        var items: [Key: Item] = [:]
        try Self.add(a, to: &items) { $0.first.append($1) }
        try Self.add(b, to: &items) { $0.second.append($1) }
        let byKind = EntityKind.allCases.flatMap { kind in items.values.filter { $0.kind == kind } }
        self.items = NameOrder.sorted(byKind) { $0.name }
        var counts: [ComparisonFilter.Show: Int] = [:]
        var kinds: [EntityKind: Int] = [:]
        for item in self.items {
            for group in item.groups { counts[group, default: 0] += 1 }
            kinds[item.kind, default: 0] += 1
        }
        self.counts = counts
        self.kinds = kinds
    }

    /// Entities on both.
    var common: Int { items.count { $0.isOnBoth } }

    private struct Key: Hashable {
        var kind: EntityKind
        var name: String
    }

    private static func add(
        _ side: Side, to items: inout [Key: Item], _ add: (inout Item, Mark) -> Void
    ) throws(JSONError) {
        let content = side.content
        for row in content.rows {
            let line = try EntityLine(row, tally: nil, owner: nil)
            let owner = content.isSuperPanel ? content.owners[row.panel]?.header.name : nil
            let mark = Mark(
                panel: row.panel, owner: owner, colour: row.colour, inheritance: line.inheritance,
                reviews: side.tallies[row.id]?.reviews ?? 0)
            add(
                &items[
                    Key(kind: row.kind, name: row.name),
                    default: Item(kind: row.kind, name: row.name, shownName: line.shownName)], mark)
        }
    }
}

/// What a reader wants to see of a comparison: its query. The page's script filters by the same rules.
struct ComparisonFilter: Hashable, Sendable {
    /// Which entities; the raw value stands in addresses.
    enum Show: String, CaseIterable, Sendable {
        case differing
        case rating
        case inheritance = "moi"
        case same
        case onlyFirst = "a"
        case onlySecond = "b"
    }

    var text = ""
    var show: Show?
    var kinds: Set<EntityKind> = []

    init(_ query: PageQuery) {
        text = query["q"]?.trimmingText ?? ""
        show = query["show"].flatMap { Show(rawValue: $0) }
        for word in query.list("type") { if let kind = EntityKind(rawValue: word) { kinds.insert(kind) } }
    }

    init() {}

    var isDefault: Bool { self == ComparisonFilter() }

    /// `text` is what the row shows, in lower case.
    func admits(_ item: PanelComparison.Item, text: String) -> Bool {
        (show.map { item.groups.contains($0) } ?? true) && (kinds.isEmpty || kinds.contains(item.kind))
            && self.text.lowercased().split(separator: " ").allSatisfy { text.contains($0) }
    }
}
