import Domain
import MemoryJobQueue
import Ports
import Synchronization
import TestSupport
import Testing

@testable import UseCases

/// A runner over memory, with time in the test's hand.
struct JobSite {
    let clock = ManualClock()
    let timer = ManualTimer()
    let table = MemoryJobs()
    let queue: WatchedQueue
    let outbox: JobOutbox
    let runner: JobRunner
    let events = Collected<JobEvent>()

    init(
        _ rules: JobRules = JobRules(), handlers: [JobHandler],
        gate: @escaping @Sendable () async throws -> Bool = { true }
    ) {
        let memory = MemoryJobQueue(
            clock: clock, timer: timer, settings: QueueSettings(lease: rules.lease, maxReceives: rules.mostReceives))
        queue = WatchedQueue(inner: memory)
        outbox = JobOutbox(store: table, queue: queue, clock: clock, timer: timer)
        let events = events
        runner = JobRunner(
            outbox: outbox, queue: queue, clock: clock, handlers: handlers, rules: rules, timer: timer, gate: gate
        ) { events.append($0) }
    }

    /// A second program over the same queue and table.
    func other(_ rules: JobRules = JobRules(), handlers: [JobHandler]) -> JobRunner {
        let events = events
        return JobRunner(
            outbox: outbox, queue: queue, clock: clock, handlers: handlers, rules: rules, timer: timer
        ) { events.append($0) }
    }

    func pass(_ seconds: Double) {
        clock.advance(bySeconds: seconds)
        timer.advance(bySeconds: seconds)
    }

    /// Writes jobs of this kind and sends them.
    func add(_ kind: String, count: Int = 1) async throws {
        try await table.add((0..<count).map { NewJob(kind, arguments: "{\"n\":\($0)}") }, at: clock.now())
        await outbox.flush()
    }

    /// Everything that can be had now, one after the other.
    func runAll() async throws {
        while try await runner.runNext(wait: 0) {}
    }

    /// Runs the program while `body` watches it.
    func running(_ runner: JobRunner? = nil, stop: JobStop = JobStop(), _ body: () async throws -> Void) async throws {
        let task = Task { [runner = runner ?? self.runner] in await runner.run(stop: stop) }
        do { try await body() } catch {
            task.cancel()
            await task.value
            throw error
        }
        task.cancel()
        await task.value
    }
}

/// Waits for something that other tasks do, without a clock of its own.
func eventually(
    _ condition: @Sendable () async throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    for _ in 0..<10_000 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(1))
    }
    Issue.record("it never came to be", sourceLocation: sourceLocation)
}

/// A job that runs until the test says that it ends.
final class Hold: Sendable {
    private struct State {
        var begun = 0
        var ended = 0
        var cancelled = 0
        var isOpen = false
    }

    private let state = Mutex(State())

    var begun: Int { state.withLock { $0.begun } }
    var ended: Int { state.withLock { $0.ended } }
    var cancelled: Int { state.withLock { $0.cancelled } }

    func open() { state.withLock { $0.isOpen = true } }

    func wait() async throws {
        state.withLock { $0.begun += 1 }
        while !state.withLock({ $0.isOpen }) {
            do { try await Task.sleep(for: .milliseconds(1)) } catch {
                state.withLock { $0.cancelled += 1 }
                throw error
            }
        }
        state.withLock { $0.ended += 1 }
    }
}

/// A queue that tells what was asked of it, and fails when told to.
final class WatchedQueue: JobQueue {
    enum Call: Hashable, Sendable {
        case receive(limit: Int)
        case extend(count: Int, seconds: Double)
        case delete(count: Int)
    }

    private let inner: any JobQueue
    private let log = Mutex<[Call]>([])
    private let failure = Mutex<QueueFailure?>(nil)
    private let extendFailure = Mutex<QueueFailure?>(nil)

    init(inner: any JobQueue) { self.inner = inner }

    var calls: [Call] { log.withLock { $0 } }
    var receives: [Int] { calls.compactMap { if case .receive(let limit) = $0 { limit } else { nil } } }

    /// Everything fails like this from now on; nil: nothing does.
    func fail(_ value: QueueFailure?) { failure.withLock { $0 = value } }
    /// As `fail`, for leases alone.
    func failExtending(_ value: QueueFailure?) { extendFailure.withLock { $0 = value } }

    private func check() throws(QueueFailure) { if let failure = failure.withLock({ $0 }) { throw failure } }

    func send(_ messages: [JobMessage], delay: Double) async throws(QueueFailure) {
        try check()
        try await inner.send(messages, delay: delay)
    }

    func receive(limit: Int, wait: Double) async throws(QueueFailure) -> [LeasedMessage] {
        log.withLock { $0.append(.receive(limit: limit)) }
        try check()
        return try await inner.receive(limit: limit, wait: wait)
    }

    func extend(_ lease: Lease, seconds: Double) async throws(QueueFailure) {
        log.withLock { $0.append(.extend(count: 1, seconds: seconds)) }
        try check()
        if let failure = extendFailure.withLock({ $0 }) { throw failure }
        try await inner.extend(lease, seconds: seconds)
    }

    func extend(_ leases: [Lease], seconds: Double) async throws(QueueFailure) -> [Lease: QueueFailure] {
        log.withLock { $0.append(.extend(count: leases.count, seconds: seconds)) }
        try check()
        if let failure = extendFailure.withLock({ $0 }) {
            return Dictionary(uniqueKeysWithValues: leases.map { ($0, failure) })
        }
        return try await inner.extend(leases, seconds: seconds)
    }

    func delete(_ lease: Lease) async throws(QueueFailure) {
        log.withLock { $0.append(.delete(count: 1)) }
        try check()
        try await inner.delete(lease)
    }

    func delete(_ leases: [Lease]) async throws(QueueFailure) -> [Lease: QueueFailure] {
        log.withLock { $0.append(.delete(count: leases.count)) }
        try check()
        return try await inner.delete(leases)
    }

    func deadLetters(limit: Int) async throws(QueueFailure) -> [JobMessage] {
        try await inner.deadLetters(limit: limit)
    }

    func depth() async throws(QueueFailure) -> QueueDepth { try await inner.depth() }
}

/// The table of jobs in memory.
final class MemoryJobs: JobStore {
    private struct Row {
        var job: NewJob
        var state = "waiting"
        var attempts = 0
        var due: Instant
        var changed: Instant
        var failure: String?
    }

    private let rows = Mutex<[Row]>([])
    private let outage = Mutex<RepoFailure?>(nil)

    func state(_ id: Int) -> String { rows.withLock { $0[id - 1].state } }
    func attempts(_ id: Int) -> Int { rows.withLock { $0[id - 1].attempts } }
    func failure(_ id: Int) -> String? { rows.withLock { $0[id - 1].failure } }

    /// Everything fails like this from now on; nil: nothing does.
    func fail(_ value: RepoFailure?) { outage.withLock { $0 = value } }

    private func check() throws { if let failure = outage.withLock({ $0 }) { throw failure } }

    func add(_ jobs: [NewJob], at moment: Instant) async throws {
        try check()
        rows.withLock { rows in rows += jobs.map { Row(job: $0, due: moment, changed: moment) } }
    }

    func takeUnsent(limit: Int, at moment: Instant, lostBefore lost: Instant?) async throws -> JobClaim {
        try check()
        let until = moment.advanced(bySeconds: JobClaim.seconds)
        return rows.withLock { rows in
            let due = rows.indices.filter { index in
                let row = rows[index]
                if row.state == "waiting" { return row.due <= moment }
                return row.state == "running" && lost.map { row.changed < $0 } ?? false
            }.prefix(limit)
            for index in due {
                rows[index].state = "waiting"
                rows[index].due = until
            }
            return JobClaim(messages: due.map { JobMessage(job: $0 + 1, body: rows[$0].job.kind) }, until: until)
        }
    }

    func markSent(_ claim: JobClaim, at moment: Instant) async throws {
        try await end(claim) { row in
            row.state = "sent"
            row.due = moment
        }
    }

    func giveBack(_ claim: JobClaim, at moment: Instant) async throws {
        try await end(claim) { $0.due = moment }
    }

    private func end(_ claim: JobClaim, _ body: (inout Row) -> Void) async throws {
        try check()
        rows.withLock { rows in
            for index in claim.messages.map({ $0.job - 1 })
            where rows[index].state == "waiting" && rows[index].due == claim.until { body(&rows[index]) }
        }
    }

    func take(_ job: Int, at moment: Instant, lostBefore lost: Instant) async throws -> JobTaking {
        try check()
        return rows.withLock { rows in
            guard rows.indices.contains(job - 1) else { return .gone }
            switch rows[job - 1].state {
            case "done": return .done
            case "failed": return .failed
            case "running" where rows[job - 1].changed >= lost: return .runsElsewhere
            case "sent" where rows[job - 1].due > moment.advanced(bySeconds: JobTaking.leeway),
                "waiting" where rows[job - 1].due > moment.advanced(bySeconds: JobTaking.leeway + JobClaim.seconds):
                return .notYet(rows[job - 1].due)
            default: break
            }
            rows[job - 1].state = "running"
            rows[job - 1].attempts += 1
            rows[job - 1].changed = moment
            let row = rows[job - 1]
            return .taken(
                TakenJob(
                    id: job, kind: row.job.kind, arguments: row.job.arguments, attempt: row.attempts, created: row.due))
        }
    }

    private func change(_ job: TakenJob, _ moment: Instant, _ body: (inout Row) -> Void) throws -> Bool {
        try check()
        return rows.withLock { rows in
            guard rows[job.id - 1].state == "running", rows[job.id - 1].attempts == job.attempt else { return false }
            rows[job.id - 1].changed = moment
            body(&rows[job.id - 1])
            return true
        }
    }

    func note(_ job: TakenJob, at moment: Instant) async throws -> Bool { try change(job, moment) { _ in } }

    func finish(_ job: TakenJob, at moment: Instant) async throws { _ = try change(job, moment) { $0.state = "done" } }

    func postpone(_ job: TakenJob, until: Instant, at moment: Instant, because failure: String, isResent: Bool)
        async throws
    {
        _ = try change(job, moment) { row in
            row.state = isResent ? "waiting" : "sent"
            row.due = until
        }
    }

    func release(_ job: TakenJob, at moment: Instant, isResent: Bool) async throws {
        _ = try change(job, moment) { row in
            row.state = isResent ? "waiting" : "sent"
            row.due = moment
            row.attempts -= 1
        }
    }

    func sendAnew(_ job: Int, at moment: Instant) async throws {
        try check()
        rows.withLock { if $0[job - 1].state == "sent" { $0[job - 1].state = "waiting" } }
    }

    func giveUp(_ job: TakenJob, at moment: Instant, because failure: String) async throws {
        _ = try change(job, moment) { row in
            row.state = "failed"
            row.failure = failure
        }
    }

    func recover(at moment: Instant) async throws -> Int { 0 }
    func removeFinished(before moment: Instant) async throws -> Int { 0 }
}
