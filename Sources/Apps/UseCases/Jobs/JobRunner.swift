import Domain
import Ports

/// Takes jobs from the queue and runs them (`accounts-jobs-files.md 8.3`, `operations.md` 6.4 to 6.7). Each job is delivered at
/// least once and done once: its row in the table decides.
public struct JobRunner: Sendable {
    let outbox: JobOutbox
    let queue: any JobQueue
    let clock: any Clock
    let timer: any _Concurrency.Clock<Duration>
    let handlers: [String: JobHandler]
    let rules: JobRules
    let report: @Sendable (JobEvent) -> Void
    let running = RunningJobs()
    let ended: EndedLeases
    let owed = OwedResults()
    private let patience = Patience()
    private let gate: @Sendable () async throws -> Bool
    private let turned: @Sendable () -> Void

    /// - Parameters:
    ///   - timer: measures heartbeats, limits and pauses.
    ///   - gate: asked before each question to the queue; false or an error: none is put.
    ///   - report: told what happens to jobs.
    ///   - turned: told each time that the loop begins anew, and that the queue has answered.
    public init(
        outbox: JobOutbox, queue: any JobQueue, clock: any Clock, handlers: [JobHandler], rules: JobRules = JobRules(),
        timer: any _Concurrency.Clock<Duration> = ContinuousClock(),
        gate: @escaping @Sendable () async throws -> Bool = { true },
        report: @escaping @Sendable (JobEvent) -> Void, turned: @escaping @Sendable () -> Void = {}
    ) {
        self.turned = turned
        self.outbox = outbox
        self.queue = queue
        self.clock = clock
        self.timer = timer
        self.handlers = Dictionary(handlers.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
        self.rules = rules
        self.gate = gate
        self.report = report
        ended = EndedLeases(queue, timer: timer)
    }

    var store: any JobStore { outbox.store }

    /// Works until the task is cancelled. What runs then is cancelled too, and given back.
    ///
    /// - Parameter stop: asked, no further job is taken, and this returns when those that run are done.
    public func run(stop: JobStop = JobStop()) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await flushNowAndThen(stop) }
            group.addTask { await beatNowAndThen() }
            await takeJobs(stop)
            group.cancelAll()
        }
        await Task { await ended.flush() }.value
    }

    /// Runs the next job, waiting up to `wait` seconds for it. False when none came.
    @discardableResult
    public func runNext(wait: Double) async throws -> Bool {
        guard let message = try await queue.receive(limit: 1, wait: wait).first else { return false }
        try await handle(message)
        await ended.flush()
        return true
    }

    /// One sign of life of all jobs that run.
    func beat() async { await running.beat(queue, store, clock, lease: rules.lease) }

    // MARK: Loops

    private func flushNowAndThen(_ stop: JobStop) async {
        while !Task.isCancelled, !stop.isAsked {
            if (try? await gate()) == true { await outbox.flush(lostAfter: rules.resentAfter) }
            await rest(JobRules.flushEvery, stop)
        }
    }

    /// While jobs run, also after the stop was asked for.
    private func beatNowAndThen() async {
        while (try? await timer.sleep(for: .seconds(rules.heartbeat))) != nil { await beat() }
    }

    /// One question at a time, for as many messages as there are places: nothing waits in memory while its lease runs.
    private func takeJobs(_ stop: JobStop) async {
        let places = JobPlaces(rules.slots)
        await withDiscardingTaskGroup { jobs in
            while !Task.isCancelled, !stop.isAsked {
                let free = await places.some()
                turned()
                if Task.isCancelled || stop.isAsked { break }
                let received: [LeasedMessage]
                do {
                    guard try await mayAsk() else {
                        await rest(1, stop)
                        continue
                    }
                    received = try await stop.during {
                        try await queue.receive(limit: min(10, free), wait: rules.wait) { await giveBack($0) }
                    }
                    turned()
                    worked()
                } catch {
                    await failed(error, stop)
                    continue
                }
                guard !stop.isAsked, !Task.isCancelled else {
                    await giveBack(received)
                    break
                }
                for message in received {
                    await places.take()
                    jobs.addTask {
                        do { try await handle(message) } catch { tell(error) }
                        await places.leave()
                    }
                }
                if received.isEmpty, rules.pause > 0 { await rest(rules.pause, stop) }
            }
        }
    }

    private func mayAsk() async throws -> Bool {
        guard try await gate() else { return false }
        // What could not be written of earlier jobs comes first, so that their messages find it.
        try await owed.settle()
        return true
    }

    /// Messages that came while the program stops can be had by others at once.
    private func giveBack(_ messages: [LeasedMessage]) async {
        if messages.isEmpty { return }
        await Task {
            let leases = messages.filter { !isLast($0) }.map(\.lease)
            if !leases.isEmpty { _ = try? await queue.extend(leases, seconds: 0) }
            for message in messages where isLast(message) { await putBack(message, seconds: 0) }
            // Nobody may be left to wait for it.
            await ended.flush()
        }.value
    }

    // MARK: Trouble

    private func failed(_ error: any Error, _ stop: JobStop) async { await rest(tell(error), stop) }

    /// - Returns: seconds to wait.
    @discardableResult
    private func tell(_ error: any Error) -> Double {
        if error is CancellationError { return 0 }
        let (pause, isNews) = patience.failed(at: clock.now())
        if isNews { report(.trouble("\(error)")) }
        return pause
    }

    private func worked() { if patience.worked() { report(.recovered) } }

    private func rest(_ seconds: Double, _ stop: JobStop) async {
        try? await stop.during { try await timer.sleep(for: .seconds(seconds)) }
    }
}
