import Ports

/// A queue as one would write it down: a list that is searched through at every step.
struct QueueModel {
    struct Item {
        let job: Int
        var receives = 0
        /// When its delay or lease ends.
        var until: Int?
        var lease: Lease?
    }

    let maxReceives: Int
    var items: [Item] = []
    var dead: [Int] = []

    init(maxReceives: Int) { self.maxReceives = maxReceives }

    var depth: QueueDepth {
        let leased = items.count { $0.lease != nil }
        return QueueDepth(waiting: items.count - leased, leased: leased, dead: dead.count)
    }

    mutating func add(_ job: Int, until: Int?) { items.append(Item(job: job, until: until)) }

    /// What ends earlier is released earlier; at one moment the older message.
    mutating func settle(_ now: Int) {
        let due = items.filter { ($0.until ?? .max) <= now }
            .sorted { ($0.until ?? 0, $0.job) < ($1.until ?? 0, $1.job) }
        for item in due { release { $0.job == item.job } }
    }

    mutating func take(_ limit: Int, until: Int, leases: [Lease]) -> [Int] {
        let free = items.indices.filter { items[$0].until == nil && items[$0].lease == nil }.prefix(limit)
        for (index, lease) in zip(free, leases) {
            items[index].receives += 1
            items[index].until = until
            items[index].lease = lease
        }
        return free.map { items[$0].job }
    }

    mutating func extend(_ lease: Lease, until: Int?) -> Bool {
        guard let index = items.firstIndex(where: { $0.lease == lease }) else { return false }
        if let until { items[index].until = until } else { release { $0.lease == lease } }
        return true
    }

    mutating func delete(_ lease: Lease) -> Bool {
        guard let index = items.firstIndex(where: { $0.lease == lease }) else { return false }
        items.remove(at: index)
        return true
    }

    private mutating func release(where matches: (Item) -> Bool) {
        guard let index = items.firstIndex(where: matches) else { return }
        items[index].until = nil
        items[index].lease = nil
        if items[index].receives >= maxReceives { dead.append(items.remove(at: index).job) }
    }
}
