import Domain
import Ports

/// Sends jobs of the table to the queue (`operations.md` 6.3): right after the transaction that wrote them, and now and then
/// for those that were not sent then. A queue that fails delays jobs; it fails no request.
public struct JobOutbox: Sendable {
    let store: any JobStore
    private let queue: any JobQueue
    private let clock: any Clock

    public init(store: any JobStore, queue: any JobQueue, clock: any Clock) {
        self.store = store
        self.queue = queue
        self.clock = clock
    }

    private static let batch = 10

    /// Sends what is due. True when everything was sent.
    ///
    /// Jobs are claimed, sent, and then marked as sent: whoever is killed in between leaves a claim behind that runs out.
    /// - Parameter seconds: after which a job that runs and was not heard of is sent again; nil: never.
    @discardableResult
    public func flush(lostAfter seconds: Double? = nil) async -> Bool {
        while true {
            let now = clock.now()
            let lost = seconds.map { now.advanced(bySeconds: -$0) }
            guard let claim = try? await store.takeUnsent(limit: Self.batch, at: now, lostBefore: lost) else {
                return false
            }
            if claim.messages.isEmpty { return true }
            do {
                try await queue.send(claim.messages, delay: 0)
            } catch {
                try? await store.giveBack(claim, at: clock.now())
                return false
            }
            // Not marked, they are sent once more later, which does no harm.
            try? await store.markSent(claim, at: clock.now())
        }
    }
}
