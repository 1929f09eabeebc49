/// Runs work that may hang: whichever comes first of its result and the deadline's is taken, and the loser is cancelled
/// but not waited for, because a hanging probe is just what does not heed cancellation.
public func within<C: _Concurrency.Clock, Value: Sendable>(
    _ limit: Duration, on clock: C, otherwise fallback: Value, _ work: @escaping @Sendable () async -> Value
) async -> Value where C.Duration == Duration {
    let (results, continuation) = AsyncStream.makeStream(of: Value.self)
    let working = Task { _ = continuation.yield(await work()) }
    let timing = Task {
        try await clock.sleep(for: limit)
        continuation.yield(fallback)
    }
    defer {
        working.cancel()
        timing.cancel()
        continuation.finish()
    }
    for await first in results { return first }
    return fallback
}
