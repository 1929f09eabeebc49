import Domain
import Foundation
import Ports

/// Takes jobs from the queue and runs them (`accounts-jobs-files.md 8.3`, `operations.md` 6.4 to 6.7). Each job is delivered at
/// least once and done once: its row in the table decides.
public struct JobRunner: Sendable {
    private let outbox: JobOutbox
    private let queue: any JobQueue
    private let clock: any Clock
    private let handlers: [String: JobHandler]
    private let report: @Sendable (JobEvent) -> Void
    private let turned: @Sendable () -> Void

    /// - Parameters:
    ///   - report: told what happens to jobs.
    ///   - turned: told each time that the queue was asked and has answered.
    public init(
        outbox: JobOutbox, queue: any JobQueue, clock: any Clock, handlers: [JobHandler],
        report: @escaping @Sendable (JobEvent) -> Void, turned: @escaping @Sendable () -> Void = {}
    ) {
        self.turned = turned
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
    /// - Parameters:
    ///   - slots: how many jobs run at once.
    ///   - wait: seconds that a question to the queue waits for a message.
    ///   - pause: seconds between an empty answer and the next question.
    ///   - stop: asked, no further job is taken, and this returns when those that run are done.
    public func run(slots: Int, wait: Double = 20, pause: Double = 0, stop: JobStop = JobStop()) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled, !stop.isAsked {
                    await outbox.flush(lostAfter: Self.lostAfter)
                    try? await stop.during { try await Task.sleep(for: .seconds(Self.flushEvery)) }
                }
            }
            for _ in 0..<slots {
                group.addTask {
                    var failures = 0
                    while !Task.isCancelled, !stop.isAsked {
                        failures = await step(wait, pause, stop) ? 0 : failures + 1
                        if failures == 0 { continue }
                        // 1 s to 60 s: a queue that is down is not asked without end.
                        let patience = min(60, pow(2, Double(failures - 1)))
                        try? await stop.during { try await Task.sleep(for: .seconds(patience)) }
                    }
                }
            }
        }
    }

    /// False when the queue or the table did not answer.
    private func step(_ wait: Double, _ pause: Double, _ stop: JobStop) async -> Bool {
        do {
            let isBusy = try await runNext(wait: wait, stop: stop)
            if !isBusy, pause > 0 { try await stop.during { try await Task.sleep(for: .seconds(pause)) } }
            return true
        } catch is CancellationError {
            return true
        } catch {
            report(.trouble("\(error)"))
            return false
        }
    }

    /// Runs the next job, waiting up to `wait` seconds for it. False when none came.
    @discardableResult
    public func runNext(wait: Double, stop: JobStop = JobStop()) async throws -> Bool {
        let received = try await stop.during { try await queue.receive(limit: 1, wait: wait) }
        turned()
        guard let message = received.first else { return false }
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
