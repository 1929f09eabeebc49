import Foundation
import SQLCore
import Synchronization

/// The shared connections of a database. They are made in the background when they are first wanted; until then, and while
/// the server is away, reads go through the pool.
final class PostgresPipelines: Sendable {
    private struct State {
        var open: [PostgresPipeline] = []
        var isConnecting = false
        var isClosed = false
        var nextAttempt = ContinuousClock.now
    }

    private let configuration: PostgresConfiguration
    private let maximum: Int
    /// Told when one breaks, with the pool that is to know: set once, because the two know each other.
    private let broken = Mutex<(@Sendable () -> Void)?>(nil)
    private let state = Mutex(State())

    /// After a failure to connect, how long nobody tries again.
    private static let pause = Duration.seconds(1)

    init(_ configuration: PostgresConfiguration, maximum: Int) {
        self.configuration = configuration
        self.maximum = maximum
    }

    /// The connection with the fewest answers awaited, if there is one. Asks for another when that one is busy.
    func pick() -> PostgresPipeline? {
        guard maximum > 0 else { return nil }
        let (best, mustConnect) = state.withLock { state -> (PostgresPipeline?, Bool) in
            var best: PostgresPipeline?
            var least = Int.max
            for pipeline in state.open {
                guard let depth = pipeline.depth, depth < least else { continue }
                best = pipeline
                least = depth
            }
            let wantsMore =
                least > 0 && state.open.count < maximum && !state.isConnecting && !state.isClosed
                && ContinuousClock.now >= state.nextAttempt
            if wantsMore { state.isConnecting = true }
            return (best, wantsMore)
        }
        if mustConnect { Thread.detachNewThread { self.connect() } }
        return best
    }

    /// How many there are.
    var count: Int { state.withLock { $0.open.count } }

    /// Whom to tell when a connection breaks.
    func whenBroken(_ tell: @escaping @Sendable () -> Void) { broken.withLock { $0 = tell } }

    /// Ends the connections made so far once their answers have come; others take their places.
    func renew() { for pipeline in state.withLock({ $0.open }) { pipeline.close() } }

    /// Ends all connections once their answers have come.
    func close() {
        let open = state.withLock { state in
            state.isClosed = true
            return state.open
        }
        for pipeline in open { pipeline.close() }
    }

    private func connect() {
        let pipeline = try? PostgresPipeline(configuration)
        let isWanted = state.withLock { state in
            state.isConnecting = false
            guard let pipeline else {
                state.nextAttempt = .now + Self.pause
                return false
            }
            guard !state.isClosed else { return false }
            state.open.append(pipeline)
            return true
        }
        guard let pipeline, isWanted else { return }
        pipeline.start { isBroken in
            self.state.withLock { state in
                state.open.removeAll { $0 === pipeline }
                if isBroken { state.nextAttempt = .now + Self.pause }
            }
            if isBroken { self.broken.withLock { $0 }?() }
        }
    }
}
