import Domain
import Ports

/// The order of the entity table: green, amber, red, grey, and by name within each (`web.md 5.2`, W9).
enum TableOrder {
    /// Documents are ordered by stored level, which is the same but for flagged entities, which are grey whatever their
    /// level, and for levels above 3. So only groups that hold such an entity are sorted anew.
    static func arrange(_ rows: [EntityRow]) -> [EntityRow] {
        var groups: [Colour: [EntityRow]] = [:]
        for row in rows { groups[row.colour, default: []].append(row) }
        return Colour.allCases.flatMap { colour in
            let group = groups[colour] ?? []
            return isMixed(group) ? byName(group) : group
        }
    }

    private static func isMixed(_ group: [EntityRow]) -> Bool {
        guard let first = group.first else { return false }
        return group.contains { $0.confidence != first.confidence }
    }

    private static func byName(_ group: [EntityRow]) -> [EntityRow] {
        let keyed = group.map { (row: $0, key: NameOrder.key($0.name)) }
        let order = keyed.indices.sorted { a, b in
            keyed[a].key == keyed[b].key ? a < b : keyed[a].key.utf8.lexicographicallyPrecedes(keyed[b].key.utf8)
        }
        return order.map { keyed[$0].row }
    }
}
