import Dispatch

/// A place inside a transaction where a test holds it, does something else, and lets it go on.
struct Checkpoint: Sendable {
    private let arrivals = AsyncStream<Void>.makeStream()
    private let way = DispatchSemaphore(value: 0)

    /// Called by what is held, on a thread that may wait. A test that fails must not hang, so nobody waits for ever.
    func stop() {
        arrivals.continuation.yield()
        _ = way.wait(timeout: .now() + 20)
    }

    /// Returns when somebody stopped here.
    func arrival() async {
        for await _ in arrivals.stream { break }
    }

    func release() { way.signal() }
}
