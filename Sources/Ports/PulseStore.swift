import Domain

/// Signs of life of workers, for whoever asks whether jobs are being done (`operations.md` 12.3).
public protocol PulseStore: Sendable {
    func beat(_ worker: String, at moment: Instant) async throws
    /// A worker that stops takes its sign away.
    func endBeat(_ worker: String) async throws
    /// The latest sign of any worker.
    func lastBeat() async throws -> Instant?
}
