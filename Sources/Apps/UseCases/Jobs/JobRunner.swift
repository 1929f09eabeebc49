import Domain
import Ports

/// Takes jobs from the queue and runs them (`accounts-jobs-files.md 8.3`, `operations.md` 6.4 to 6.7). Each job is delivered at
/// least once and done once: its row in the table decides.
public struct JobRunner: Sendable {
    private let outbox: JobOutbox
    private let queue: any JobQueue
    private let clock: any Clock
    private let handlers: [String: JobHandler]
    private let report: @Sendable (JobEvent) -> Void

    public init(
        outbox: JobOutbox, queue: any JobQueue, clock: any Clock, handlers: [JobHandler],
        report: @escaping @Sendable (JobEvent) -> Void
    ) {
        self.outbox = outbox
        self.queue = queue
        self.clock = clock
        self.handlers = Dictionary(handlers.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
        self.report = report
    }

    private var store: any JobStore { outbox.store }

    /// Seconds between two looks for jobs that were not sent (`operations.md` 6.3).
    static let flushEvery = 30.0
    /// A job that was not heard of for so long has lost its worker. Three times the pause between two signs of life.
    static let lostAfter = 360.0
    static let signOfLife = 120.0

    /// Works until the task is cancelled. What runs then is cancelled too, and comes again.
    ///
    /// - Parameter slots: how many jobs run at once.
    public func run(slots: Int) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    await outbox.flush()
                    try? await Task.sleep(for: .seconds(Self.flushEvery))
                }
            }
            for _ in 0..<slots {
                group.addTask {
                    while !Task.isCancelled { await step() }
                }
            }
        }
    }

    private func step() async {
        do {
            _ = try await runNext(wait: 20)
        } catch is CancellationError {
            return
        } catch {
            report(.trouble("\(error)"))
            try? await Task.sleep(for: .seconds(5))
        }
    }

    /// Runs the next job, waiting up to `wait` seconds for it. False when none came.
    @discardableResult
    public func runNext(wait: Double) async throws -> Bool {
        guard let message = try await queue.receive(limit: 1, wait: wait).first else { return false }
        let now = clock.now()
        let job = try await store.take(
            message.message.job, at: now, lostBefore: now.advanced(bySeconds: -Self.lostAfter))
        if let job { try await run(job, message.lease) }
        // Done, given up or postponed: the table knows; a job that runs elsewhere has a message of its own there.
        try? await queue.delete(message.lease)
        return true
    }

    private func run(_ job: TakenJob, _ lease: Lease) async throws {
        guard let handler = handlers[job.kind] else {
            return try await giveUp(job, "this program knows no job of the kind \(job.kind)")
        }
        do {
            try await alive(job, lease) { try await limited(handler, job) }
        } catch is CancellationError {
            // The program stops. The job begins anew elsewhere, and this attempt is not held against it for long.
            try await store.postpone(job.id, until: clock.now(), at: clock.now(), because: "the program was stopped")
            throw CancellationError()
        } catch JobFailure.permanent(let reason) {
            return try await giveUp(job, reason)
        } catch {
            return try await postpone(job, handler, "\(error)")
        }
        try await store.finish(job.id, at: clock.now())
        report(.done(job))
    }

    private func postpone(_ job: TakenJob, _ handler: JobHandler, _ reason: String) async throws {
        if job.attempt >= JobHandler.mostAttempts { return try await giveUp(job, reason) }
        let seconds = handler.delay(after: job.attempt)
        let now = clock.now()
        try await store.postpone(job.id, until: now.advanced(bySeconds: seconds), at: now, because: reason)
        report(.postponed(job, seconds: seconds, because: reason))
    }

    private func giveUp(_ job: TakenJob, _ reason: String) async throws {
        // First, so that a job whose end could not be told is tried again.
        try await handlers[job.kind]?.beforeGivingUp?(job)
        try await store.giveUp(job.id, at: clock.now(), because: reason)
        report(.failed(job, because: reason))
    }

    /// Runs `work` while a second task keeps lease and row alive.
    private func alive(_ job: TakenJob, _ lease: Lease, _ work: @escaping @Sendable () async throws -> Void)
        async throws
    {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await work()
                return true
            }
            group.addTask {
                while true {
                    try await Task.sleep(for: .seconds(Self.signOfLife))
                    try? await queue.extend(lease, seconds: Self.lostAfter)
                    try? await store.note(job.id, at: clock.now())
                }
            }
            defer { group.cancelAll() }
            _ = try await group.next()
        }
    }

    private func limited(_ handler: JobHandler, _ job: TakenJob) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await handler.run(job) }
            group.addTask {
                try await Task.sleep(for: .seconds(handler.timeLimit))
                throw JobFailure.tookTooLong
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
