import Ports
import Synchronization

/// What this process has leased until when, and what it knows of the queue.
final class LeaseBook: Sendable {
    private struct State {
        var ends: [Lease: ContinuousClock.Instant] = [:]
        var address: String?
        var mostReceives: Int?
    }

    private let state = Mutex(State())

    var address: String? {
        get { state.withLock { $0.address } }
        set { state.withLock { $0.address = newValue } }
    }

    /// After how many receives the queue gives a message up; nil: never, or nobody has asked yet.
    var mostReceives: Int? {
        get { state.withLock { $0.mostReceives } }
        set { state.withLock { $0.mostReceives = newValue } }
    }

    func hold(_ lease: Lease, until end: ContinuousClock.Instant) {
        state.withLock { state in
            // Leases of jobs that were cut off are never ended by anybody.
            if state.ends.count > 1_000 { state.ends = state.ends.filter { $0.value > .now } }
            state.ends[lease] = end
        }
    }

    func holds(_ lease: Lease) -> Bool { state.withLock { $0.ends[lease].map { $0 > .now } ?? false } }

    func end(_ lease: Lease) { state.withLock { _ = $0.ends.removeValue(forKey: lease) } }
}
