import Dispatch
import Foundation
import SQLCore
import Synchronization

/// Work for a connection: a body with its transaction, or the refusal of it.
struct PostgresJob: Sendable {
    let id: Int
    let cancellation: PostgresCancellation
    /// Whether it may wait for the locks of others.
    let isWrite: Bool
    /// Runs on the worker's thread. It resumes the caller and never throws.
    let perform: @Sendable (PostgresSlot) -> Void
    /// Tells the caller that the work never began.
    let refuse: @Sendable (any Error) -> Void
}

/// A thread that runs bodies on its connection. libpq and bodies wait, which Swift's own threads must not.
final class PostgresWorker: Sendable {
    private let assigned = Mutex<PostgresJob?>(nil)
    private let wake = DispatchSemaphore(value: 0)
    private let pool: PostgresPool

    init(pool: PostgresPool) { self.pool = pool }

    /// Starts the thread with its first job.
    func start(with job: PostgresJob) {
        let thread = Thread { self.loop(first: job) }
        thread.name = "postgres"
        // As the main thread of a program has it: bodies run domain code of any depth. Only what is touched takes memory.
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Gives the parked thread a job, or wakes it to find the pool closed.
    func assign(_ job: PostgresJob?) {
        assigned.withLock { $0 = job }
        wake.signal()
    }

    private func loop(first job: PostgresJob) {
        let slot = PostgresSlot(pool.configuration)
        perform(job, slot)
        while let job = next(slot) { perform(job, slot) }
        slot.discard()
        pool.ended()
    }

    private func perform(_ job: PostgresJob, _ slot: PostgresSlot) {
        defer { pool.finished(job) }
        guard !job.cancellation.isCancelled else { return job.refuse(CancellationError()) }
        job.perform(slot)
        slot.settle()
    }

    /// The next job, after parking when there is none. Nil when the thread is not needed any more.
    private func next(_ slot: PostgresSlot) -> PostgresJob? {
        let idleSince = ContinuousClock.now
        while true {
            switch pool.nextJob(for: self) {
            case .job(let job): return job
            case .closed: return nil
            case .parked: break
            }
            if wake.wait(timeout: .now() + .milliseconds(pool.configuration.keepAlive.wholeMilliseconds)) == .success {
                if let job = assigned.withLock({ $0.take() }) { return job }
                return nil
            }
            let isSpare = ContinuousClock.now - idleSince >= pool.configuration.idleTimeout
            switch pool.unpark(self, toEnd: isSpare) {
            case .ends: return nil
            case .checks: slot.keepAlive()
            case .wasAssigned:
                wake.wait()
                return assigned.withLock { $0.take() }
            }
        }
    }
}

extension Duration {
    /// In milliseconds, rounded down.
    var wholeMilliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
