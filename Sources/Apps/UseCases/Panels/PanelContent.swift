import Domain
import Ports
import Synchronization

/// A panel's live content at the revisions of one moment, as one reader may see it.
public final class PanelContent: Sendable {
    public let panel: Panel
    /// The header with only those children that the reader may read.
    public let header: PanelHeader
    /// In document order; for a super panel the union over its children.
    public let rows: [EntityRow]
    /// The panels that own rows: the panel itself, or its children.
    public let owners: [PanelID: Panel]
    private let named = Mutex<[Int]?>(nil)

    init(panel: Panel, header: PanelHeader, rows: [EntityRow], owners: [PanelID: Panel]) {
        self.panel = panel
        self.header = header
        self.rows = rows
        self.owners = owners
    }

    public var isSuperPanel: Bool { panel.header.isSuperPanel }

    /// Rows by name (`NameOrder`), as the entity lists of the API show them; worked out once.
    public var rowsByName: [EntityRow] {
        let order = named.withLock { kept in
            if let kept { return kept }
            let keys = rows.map { NameOrder.key($0.name) }
            let order = rows.indices.sorted { a, b in
                keys[a] == keys[b] ? a < b : keys[a].utf8.lexicographicallyPrecedes(keys[b].utf8)
            }
            kept = order
            return order
        }
        return order.map { rows[$0] }
    }

    /// Bytes it keeps in memory, roughly.
    var cost: Int { rows.reduce(2_048) { $0 + $1.document.bytes.count + 160 } }
}

extension EntityCounts {
    /// Counts rows of each kind.
    init(_ rows: [EntityRow]) {
        self.init(
            genes: rows.count { $0.kind == .gene }, strs: rows.count { $0.kind == .str },
            regions: rows.count { $0.kind == .region })
    }
}

/// The order of entities in a panel's document: level descending, then name (`api.md 7.4`).
enum DocumentOrder {
    static func precedes(_ a: EntityRow, _ b: EntityRow) -> Bool {
        let (x, y) = (a.confidence?.rawValue ?? -1, b.confidence?.rawValue ?? -1)
        return x != y ? x > y : NameOrder.precedes(a.name, b.name)
    }

    /// Merges lists that are in order already; equal names keep the order of the lists.
    static func merge(_ lists: [[EntityRow]]) -> [EntityRow] {
        if lists.count == 1 { return lists[0] }
        let keyed = lists.joined().map { (row: $0, level: $0.confidence?.rawValue ?? -1, key: NameOrder.key($0.name)) }
        let order = keyed.indices.sorted { a, b in
            if keyed[a].level != keyed[b].level { return keyed[a].level > keyed[b].level }
            if keyed[a].key != keyed[b].key { return keyed[a].key.utf8.lexicographicallyPrecedes(keyed[b].key.utf8) }
            return a < b
        }
        return order.map { keyed[$0].row }
    }

    /// Puts changed rows into a list that is in order.
    static func apply(_ changes: EntityChanges, to rows: [EntityRow]) -> [EntityRow] {
        let replaced = changes.gone.union(changes.current.map(\.id))
        var result = rows.filter { !replaced.contains($0.id) }
        for row in changes.current {
            var low = 0
            var high = result.count
            while low < high {
                let middle = (low + high) / 2
                if precedes(result[middle], row) { low = middle + 1 } else { high = middle }
            }
            result.insert(row, at: low)
        }
        return result
    }
}
