import Synchronization

/// Keeps what was expensive to make, up to a budget; what was not used for longest goes first.
///
/// Keys must name everything the value depends on (such as the revision of a panel), so that an entry is never wrong,
/// only unused: then any number of web processes agree without talking to each other (docs/architecture.md 4).
public final class BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry {
        var value: Value
        var cost: Int
        var used: Int
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var cost = 0
        var tick = 0
    }

    private let state = Mutex(State())
    private let budget: Int

    /// `budget` in the unit of the costs given to `store`, usually bytes.
    public init(budget: Int) { self.budget = budget }

    public func value(for key: Key) -> Value? {
        state.withLock { state in
            guard let index = state.entries.index(forKey: key) else { return nil }
            state.tick += 1
            state.entries.values[index].used = state.tick
            return state.entries.values[index].value
        }
    }

    /// Keeps a value unless it alone is larger than the budget.
    public func store(_ value: Value, for key: Key, cost: Int) {
        guard cost <= budget else { return }
        state.withLock { state in
            state.tick += 1
            if let old = state.entries[key] { state.cost -= old.cost }
            state.entries[key] = Entry(value: value, cost: cost, used: state.tick)
            state.cost += cost
            if state.cost > budget { evict(&state) }
        }
    }

    /// Sum of the costs of what is kept.
    public var cost: Int { state.withLock { $0.cost } }

    /// Frees down to nine tenths of the budget in one sweep, so that a full cache does not sweep at every store.
    private func evict(_ state: inout State) {
        for (key, entry) in state.entries.sorted(by: { $0.value.used < $1.value.used }) {
            if state.cost <= budget - budget / 10 { return }
            state.entries[key] = nil
            state.cost -= entry.cost
        }
    }
}
