import Domain
import Ports
import Synchronization

/// The jobs that run here, with their leases: kept alive together, and cut off when a lease is lost (`operations.md` 6.4).
final class RunningJobs: Sendable {
    private struct Entry {
        let job: TakenJob
        let lease: Lease
        let cancel: @Sendable () -> Void
        var missed = 0
        var isLost = false
    }

    private struct State {
        var entries: [Int: Entry] = [:]
        var next = 0
        /// The call of the heartbeat that is under way, or of the last one.
        var beat: Task<[Lease: QueueFailure], Never>?
    }

    private let state = Mutex(State())

    /// So many heartbeats in a row that nobody heard end a lease.
    private static let mostMissed = 2

    /// Notes that a job runs. - Returns: its number here.
    func begin(_ job: TakenJob, _ lease: Lease, cancel: @escaping @Sendable () -> Void) -> Int {
        state.withLock { state in
            state.next += 1
            state.entries[state.next] = Entry(job: job, lease: lease, cancel: cancel)
            return state.next
        }
    }

    /// Notes that it runs no more. - Returns: whether its lease was lost.
    func end(_ number: Int) -> Bool { state.withLock { $0.entries.removeValue(forKey: number)?.isLost ?? false } }

    /// One sign of life of all: their leases last for `seconds` from now on, and the table learns that they are worked on.
    func beat(_ queue: any JobQueue, _ store: any JobStore, _ clock: any Clock, lease seconds: Double) async {
        // Noted together with what it extends: a job that ends from now on waits for this call.
        let (entries, call) = state.withLock { state in
            let leases = state.entries.values.map(\.lease)
            if !leases.isEmpty { state.beat = Task { await Self.extend(leases, queue, seconds) } }
            return (state.entries, state.beat)
        }
        guard !entries.isEmpty, let call else { return }
        let failures = await withTaskCancellationHandler {
            await call.value
        } onCancel: {
            call.cancel()
        }
        for (number, entry) in entries {
            if let failure = failures[entry.lease] {
                miss(number, isOver: failure == .leaseLost)
            } else {
                state.withLock { $0.entries[number]?.missed = 0 }
            }
            // Nobody else may have taken it. A table that does not answer says nothing.
            if let isOurs = try? await store.note(entry.job, at: clock.now()), !isOurs { miss(number, isOver: true) }
        }
    }

    /// Waits for the queue's answer to a heartbeat that may be about a job that has ended meanwhile.
    func beatIsOver() async { _ = await state.withLock { $0.beat }?.value }

    private static func extend(_ leases: [Lease], _ queue: any JobQueue, _ seconds: Double) async
        -> [Lease: QueueFailure]
    {
        do throws(QueueFailure) {
            return try await queue.extend(leases, seconds: seconds)
        } catch {
            return Dictionary(leases.map { ($0, error) }, uniquingKeysWith: { first, _ in first })
        }
    }

    private func miss(_ number: Int, isOver: Bool) {
        let cancel = state.withLock { state -> (@Sendable () -> Void)? in
            state.entries[number]?.missed += 1
            guard let entry = state.entries[number], isOver || entry.missed >= Self.mostMissed else { return nil }
            state.entries[number]?.isLost = true
            return entry.cancel
        }
        cancel?()
    }
}
