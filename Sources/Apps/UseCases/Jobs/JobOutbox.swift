import Domain
import Ports

/// Sends jobs of the table to the queue (`operations.md` 6.3): right after the transaction that wrote them, and now and then
/// for those that were not sent then. A queue that fails delays jobs; it fails no request.
public struct JobOutbox: Sendable {
    let store: any JobStore
    private let queue: any JobQueue
    private let clock: any Clock
    private let timer: any _Concurrency.Clock<Duration>

    /// - Parameter timer: measures how long a request waits.
    public init(
        store: any JobStore, queue: any JobQueue, clock: any Clock,
        timer: any _Concurrency.Clock<Duration> = ContinuousClock()
    ) {
        self.store = store
        self.queue = queue
        self.clock = clock
        self.timer = timer
    }

    private static let batch = 10
    /// How long a request waits for the queue.
    private static let patience = Duration.seconds(2)

    /// For use within a request, after what it has written: sends one batch of what is due, and waits for that no longer than 2 s.
    /// Everything else is left to the next `flush`.
    ///
    /// A send that takes longer is not cut off, since the queue may have its messages by then: it goes on by itself, to mark them as
    /// sent or give them back.
    public func sendSoon() async {
        let (isOver, over) = AsyncStream.makeStream(of: Void.self)
        Task {
            _ = await sendBatch()
            over.finish()
        }
        let limit = Task {
            try await timer.sleep(for: Self.patience)
            over.finish()
        }
        for await _ in isOver {}
        limit.cancel()
    }

    /// Sends what is due, all of it. True when everything was sent.
    /// - Parameter seconds: after which a job that runs and was not heard of is sent again; nil: never.
    @discardableResult
    public func flush(lostAfter seconds: Double? = nil) async -> Bool {
        while true {
            switch await sendBatch(lostAfter: seconds) {
            case .nothingDue: return true
            case .sent: continue
            case .failed: return false
            }
        }
    }

    private enum Outcome { case nothingDue, sent, failed }

    /// Jobs are claimed, sent, and then marked as sent: whoever is killed in between leaves a claim behind that runs out.
    private func sendBatch(lostAfter seconds: Double? = nil) async -> Outcome {
        let now = clock.now()
        let lost = seconds.map { now.advanced(bySeconds: -$0) }
        guard let claim = try? await store.takeUnsent(limit: Self.batch, at: now, lostBefore: lost) else {
            return .failed
        }
        if claim.messages.isEmpty { return .nothingDue }
        var unsent: [JobMessage] = []
        do throws(QueueFailure) {
            try await queue.send(claim.messages, delay: 0)
        } catch .unsent(let messages) {
            // The others are in the queue: given back with these, they would come twice.
            unsent = messages
        } catch {
            unsent = claim.messages
        }
        // Not marked, they are sent once more later, which does no harm.
        try? await store.markSent(claim.part(claim.messages.filter { !unsent.contains($0) }), at: clock.now())
        if !unsent.isEmpty { try? await store.giveBack(claim.part(unsent), at: clock.now()) }
        return unsent.isEmpty ? .sent : .failed
    }
}
