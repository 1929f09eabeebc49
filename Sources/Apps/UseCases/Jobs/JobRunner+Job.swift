import Domain
import Ports

extension JobRunner {
    /// Runs the job of a message, or does what else is to be done with the message.
    func handle(_ message: LeasedMessage) async throws {
        guard handlers[message.message.body] != nil else { return try await setAside(message) }
        let now = clock.now()
        let taking: JobTaking
        do {
            taking = try await store.take(
                message.message.job, at: now, lostBefore: now.advanced(bySeconds: -rules.lostAfter))
        } catch {
            let seconds = error is CancellationError ? 0 : JobRules.outageDelay
            await Task { await putBack(message, seconds: seconds) }.value
            throw error
        }
        switch taking {
        case .taken(let job): await run(job, message)
        case .done, .gone: await ended.add(message.lease)
        case .failed: await bury(message)
        case .runsElsewhere: await putBack(message, seconds: rules.doubleDelay)
        case .notYet(let due):
            await putBack(message, seconds: Double(due.microseconds - now.microseconds) / 1e6)
        }
    }

    /// Gives a message back whose job was not begun, to come again after so many seconds. One that would not come again is
    /// replaced by a new one; the dead letters are for jobs that were given up.
    func putBack(_ message: LeasedMessage, seconds: Double) async {
        guard isLast(message) else {
            try? await queue.extend(message.lease, seconds: seconds)
            return
        }
        let job = message.message.job
        await write(message) {
            try await store.sendAnew(job, at: clock.now())
        } then: {
            await ended.add(message.lease)
        }
    }

    /// Whether the queue gives the message up when it is not deleted.
    func isLast(_ message: LeasedMessage) -> Bool { message.receives >= rules.mostReceives }

    /// A kind that this program does not know: another release may, so the table is told only at the last receive.
    private func setAside(_ message: LeasedMessage) async throws {
        report(.poison(message.message, receives: message.receives))
        guard isLast(message) else {
            try? await queue.extend(message.lease, seconds: rules.poisonDelay)
            return
        }
        let now = clock.now()
        let lost = now.advanced(bySeconds: -rules.lostAfter)
        if case .taken(let job) = try await store.take(message.message.job, at: now, lostBefore: lost) {
            try await store.giveUp(job, at: now, because: Self.unknown(job))
            report(.failed(job, because: Self.unknown(job)))
        }
        await bury(message)
    }

    private static func unknown(_ job: TakenJob) -> String { "this program knows no job of the kind \(job.kind)" }

    /// The message of a job that was given up goes where the queue keeps such, or else away.
    private func bury(_ message: LeasedMessage) async {
        if rules.hasDeadLetters {
            await extend(message, rules.poisonDelay)
        } else {
            report(.dead(message.message, receives: message.receives))
            await ended.add(message.lease)
        }
    }

    private func run(_ job: TakenJob, _ message: LeasedMessage) async {
        let ending = JobEnding(timer: timer) {
            guard let handler = handlers[job.kind] else { throw JobFailure.permanent(Self.unknown(job)) }
            // Its workers were killed, each time.
            if job.attempt > rules.mostAttempts { throw JobFailure.permanent("it never came to an end") }
            try await handler.run(job)
        }
        let limit = Task {
            try await timer.sleep(for: .seconds(min(handlers[job.kind]?.timeLimit ?? .infinity, rules.timeLimit)))
            ending.cut(because: JobFailure.tookTooLong)
        }
        let number = running.begin(job, message.lease) { ending.cut(because: CancellationError()) }
        let outcome = await withTaskCancellationHandler {
            await ending.outcome()
        } onCancel: {
            ending.cut(because: CancellationError())
        }
        limit.cancel()
        let isLost = running.end(number)
        let isStopped = Task.isCancelled
        // This task may be cancelled; what follows must not be.
        await Task { await conclude(job, message, outcome, isLost: isLost, isStopped: isStopped) }.value
    }

    // MARK: Ends

    private func conclude(
        _ job: TakenJob, _ message: LeasedMessage, _ result: Result<Void, any Error>, isLost: Bool, isStopped: Bool
    ) async {
        switch result {
        case .success:
            await write(message) {
                try await store.finish(job, at: clock.now())
            } then: {
                await ended.add(message.lease)
                report(.done(job))
            }
        case .failure where isLost:
            report(.leaseLost(job))
            // Whoever gets the message next may begin at once, unless somebody has begun already. If it comes for the last time then,
            // who saw the job run here may have deleted it.
            let comesLast = message.receives + 1 >= rules.mostReceives
            try? await store.release(job, at: clock.now(), isResent: comesLast)
        case .failure(let error) where isStopped && error is CancellationError:
            await giveBack(job, message)
        case .failure(JobFailure.permanent(let reason)):
            await giveUp(job, message, reason)
        case .failure(let error):
            if job.attempt >= rules.mostAttempts { return await giveUp(job, message, "\(error)") }
            let delay = handlers[job.kind]?.delay(after: job.attempt, lease: rules.lease) ?? 0
            let isOutage = (error as? RepoFailure)?.isOutage ?? false
            await postpone(job, message, isOutage ? JobRules.outageDelay : delay, "\(error)")
        }
    }

    /// The job begins anew elsewhere, at once. This attempt is not held against it.
    private func giveBack(_ job: TakenJob, _ message: LeasedMessage) async {
        let isLast = isLast(message)
        await write(message) {
            try await store.release(job, at: clock.now(), isResent: isLast)
        } then: {
            await hide(message, 0, isLast)
            report(.returned(job))
        }
    }

    private func postpone(_ job: TakenJob, _ message: LeasedMessage, _ seconds: Double, _ reason: String) async {
        let isLast = isLast(message)
        let now = clock.now()
        await write(message) {
            try await store.postpone(
                job, until: now.advanced(bySeconds: seconds), at: now, because: reason, isResent: isLast)
        } then: {
            await hide(message, seconds, isLast)
            report(.postponed(job, seconds: seconds, because: reason))
        }
    }

    /// A message comes again after so many seconds; one that would not come again makes room for a new one.
    private func hide(_ message: LeasedMessage, _ seconds: Double, _ isLast: Bool) async {
        if isLast { return await ended.add(message.lease) }
        await extend(message, seconds)
    }

    /// Sets when the message of a job that ran comes again. A heartbeat under way would set it back to a whole lease, so its call
    /// comes first.
    private func extend(_ message: LeasedMessage, _ seconds: Double) async {
        await running.beatIsOver()
        try? await queue.extend(message.lease, seconds: seconds)
    }

    private func giveUp(_ job: TakenJob, _ message: LeasedMessage, _ reason: String) async {
        await write(message) {
            // First, so that a job whose end could not be told is tried again.
            try await handlers[job.kind]?.beforeGivingUp?(job)
            try await store.giveUp(job, at: clock.now(), because: reason)
        } then: {
            report(.failed(job, because: reason))
            await bury(message)
        }
    }

    /// Writes the end of a job. Where the table does not answer, that is owed, and the message comes again soon.
    private func write(
        _ message: LeasedMessage, _ end: @escaping @Sendable () async throws -> Void,
        then: () async -> Void
    ) async {
        do {
            try await end()
        } catch {
            if error is RepoFailure { owed.add(end) }
            await extend(message, JobRules.outageDelay)
            return
        }
        await then()
    }
}

extension RepoFailure {
    /// Whether the database is away or has just changed places, so that waiting helps.
    var isOutage: Bool {
        switch self {
        case .unavailable, .readOnly: true
        default: false
        }
    }
}
