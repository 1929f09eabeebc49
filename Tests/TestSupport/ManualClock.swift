import Domain
import Ports
import Synchronization

/// A clock that stands still until a test turns it.
public final class ManualClock: Clock {
    private let time: Mutex<Instant>

    /// Starts at 2026-01-02 03:04:05 UTC unless told otherwise.
    public init(_ start: Instant = Instant(seconds: 1_767_323_045)) { time = Mutex(start) }

    public func now() -> Instant { time.withLock { $0 } }

    public func advance(bySeconds seconds: Double) {
        time.withLock { $0 = $0.advanced(bySeconds: seconds) }
    }
}
