import Domain
import Synchronization

/// Failures in a row, and the pauses that they call for: 1 s to 60 s. They are told once a minute, also when it works between them,
/// and their end is told when they were (`operations.md` 6.4).
public final class Patience: Sendable {
    private struct State {
        var failures = 0
        /// When it was told last.
        var told: Instant?
        /// Whether its end is yet to be told.
        var isOpen = false
    }

    private let state = Mutex(State())

    /// Seconds.
    private static let tellEvery = 60.0
    private static let longest = 60.0

    public init() {}

    /// Something failed. - Returns: seconds to wait, and whether to tell.
    public func failed(at now: Instant) -> (pause: Double, isNews: Bool) {
        state.withLock { state in
            state.failures += 1
            let isNews = state.told.map { now >= $0.advanced(bySeconds: Self.tellEvery) } ?? true
            if isNews {
                state.told = now
                state.isOpen = true
            }
            return (min(Self.longest, Double(1 << min(state.failures - 1, 6))), isNews)
        }
    }

    /// It works. - Returns: whether that is news.
    public func worked() -> Bool {
        state.withLock { state in
            defer {
                state.failures = 0
                state.isOpen = false
            }
            return state.isOpen
        }
    }
}
