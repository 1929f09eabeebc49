import Domain
import Synchronization

/// Failures in a row, and the pauses that they call for: 1 s to 60 s. They are told once a minute, and their end is told too
/// (`operations.md` 6.4).
final class Patience: Sendable {
    private struct State {
        var failures = 0
        var told: Instant?
    }

    private let state = Mutex(State())

    /// Seconds.
    private static let tellEvery = 60.0
    private static let longest = 60.0

    /// Something failed. - Returns: seconds to wait, and whether to tell.
    func failed(at now: Instant) -> (pause: Double, isNews: Bool) {
        state.withLock { state in
            state.failures += 1
            let isNews = state.told.map { now >= $0.advanced(bySeconds: Self.tellEvery) } ?? true
            if isNews { state.told = now }
            return (min(Self.longest, Double(1 << min(state.failures - 1, 6))), isNews)
        }
    }

    /// It works. - Returns: whether that is news.
    func worked() -> Bool {
        state.withLock { state in
            defer { state = State() }
            return state.failures > 0
        }
    }
}
