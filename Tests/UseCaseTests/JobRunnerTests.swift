import Domain
import MemoryJobQueue
import Ports
import Synchronization
import TestSupport
import Testing

@testable import UseCases

/// `accounts-jobs-files.md` 8.3 and `operations.md` 6.4 to 6.7, over a table in memory.
@Suite struct JobRunnerTests {
    struct Trouble: Error {}

    private static func site(
        _ handler: @escaping @Sendable (TakenJob) async throws -> Void, limit: Double = 60
    ) -> JobSite {
        JobSite(handlers: [JobHandler("mail", retryAfter: JobHandler.mailDelays, timeLimit: limit, run: handler)])
    }

    @Test("A job runs once, and its arguments reach it")
    func runs() async throws {
        let seen = Mutex<[String]>([])
        let site = Self.site { job in seen.withLock { $0.append(job.arguments) } }
        try await site.table.add([NewJob("mail", arguments: "{\"n\":1}")], at: site.clock.now())
        await site.outbox.flush()
        try await site.runAll()
        await site.outbox.flush()
        try await site.runAll()
        #expect(seen.withLock { $0 } == ["{\"n\":1}"])
        #expect(site.table.state(1) == "done")
    }

    @Test("A message that comes twice does its job once")
    func twice() async throws {
        let count = Mutex(0)
        let site = Self.site { _ in count.withLock { $0 += 1 } }
        try await site.table.add([NewJob("mail", arguments: "{}")], at: site.clock.now())
        await site.outbox.flush()
        try await site.queue.send([JobMessage(job: 1, body: "mail")], delay: 0)
        try await site.runAll()
        #expect(count.withLock { $0 } == 1)
    }

    @Test(
        "J40: a mail that cannot be handed over is tried again after 1, 5, 15 and 60 minutes, and given up after 5 attempts"
    )
    func retries() async throws {
        let site = Self.site { _ in throw Trouble() }
        try await site.table.add([NewJob("mail", arguments: "{}")], at: site.clock.now())
        for seconds in [60.0, 300, 900, 3_600] {
            await site.outbox.flush()
            try await site.runAll()
            #expect(site.table.state(1) == "waiting")
            site.clock.advance(bySeconds: seconds - 1)
            await site.outbox.flush()
            #expect(try await site.queue.depth().waiting == 0)
            site.clock.advance(bySeconds: 1)
        }
        await site.outbox.flush()
        try await site.runAll()
        #expect(site.table.state(1) == "failed")
        let events = site.events.withLock { $0 }
        #expect(events.count == 5)
        guard case .failed(let job, _)? = events.last else { return #expect(Bool(false)) }
        #expect(job.attempt == 5)
    }

    @Test("What will never work is not tried again")
    func permanent() async throws {
        let site = Self.site { _ in throw JobFailure.permanent("refused") }
        try await site.table.add([NewJob("mail", arguments: "{}")], at: site.clock.now())
        await site.outbox.flush()
        try await site.runAll()
        #expect(site.table.state(1) == "failed")
    }

    @Test("J42: Who is told before a job is given up is told once, whyever it is; not while it is tried again")
    func beforeGivingUp() async throws {
        let told = Mutex<[Int]>([])
        let tell: @Sendable (TakenJob) async throws -> Void = { job in told.withLock { $0.append(job.attempt) } }
        let site = JobSite(handlers: [
            JobHandler("slow", retryAfter: [1], timeLimit: 60, beforeGivingUp: tell) { _ in throw Trouble() },
            JobHandler("never", timeLimit: 60, beforeGivingUp: tell) { _ in throw JobFailure.permanent("no") },
        ])
        try await site.table.add([NewJob("slow", arguments: "{}")], at: site.clock.now())
        for attempt in 1...5 {
            #expect(told.withLock { $0 }.isEmpty)
            await site.outbox.flush()
            try await site.runAll()
            site.clock.advance(bySeconds: Double(attempt))
        }
        #expect(told.withLock { $0 } == [5])
        try await site.table.add([NewJob("never", arguments: "{}")], at: site.clock.now())
        await site.outbox.flush()
        try await site.runAll()
        #expect(told.withLock { $0 } == [5, 1])
        #expect(site.table.state(2) == "failed")
    }

    @Test("A job of a kind that this program does not know is given up and stops nothing")
    func unknown() async throws {
        let site = Self.site { _ in }
        try await site.table.add(
            [NewJob("other", arguments: "{}"), NewJob("mail", arguments: "{}")], at: site.clock.now())
        await site.outbox.flush()
        try await site.runAll()
        #expect(site.table.state(1) == "failed")
        #expect(site.table.state(2) == "done")
    }

    @Test("A job that takes too long is stopped and tried again later")
    func timeLimit() async throws {
        let site = Self.site({ _ in try await Task.sleep(for: .seconds(600)) }, limit: 0.01)
        try await site.table.add([NewJob("mail", arguments: "{}")], at: site.clock.now())
        await site.outbox.flush()
        try await site.runAll()
        #expect(site.table.state(1) == "waiting")
    }

    @Test("A queue that fails delays jobs and loses none")
    func queueFails() async throws {
        let site = Self.site { _ in }
        let closed = JobOutbox(store: site.table, queue: ClosedQueue(), clock: site.clock)
        try await site.table.add([NewJob("mail", arguments: "{}")], at: site.clock.now())
        #expect(await !closed.flush())
        #expect(site.table.state(1) == "waiting")
        #expect(await site.outbox.flush())
        try await site.runAll()
        #expect(site.table.state(1) == "done")
    }

    @Test("The wait before the next attempt: as long as said, the last one repeats")
    func delays() {
        let handler = JobHandler("a", retryAfter: [1, 5], timeLimit: 1) { _ in }
        #expect((1...4).map { handler.delay(after: $0) } == [1, 5, 5, 5])
        #expect(JobHandler("a", retryAfter: [], timeLimit: 1) { _ in }.delay(after: 1) == 0)
    }
}

/// A runner over memory.
struct JobSite {
    let clock = ManualClock()
    let table = MemoryJobs()
    let queue: MemoryJobQueue<ContinuousClock>
    let outbox: JobOutbox
    let runner: JobRunner
    let events: Events

    final class Events: Sendable {
        private let events = Mutex<[JobEvent]>([])
        func withLock<T>(_ body: (inout [JobEvent]) -> T) -> T { events.withLock { body(&$0) } }
    }

    init(handlers: [JobHandler]) {
        let events = Events()
        self.events = events
        queue = MemoryJobQueue(clock: clock, timer: ContinuousClock())
        outbox = JobOutbox(store: table, queue: queue, clock: clock)
        runner = JobRunner(outbox: outbox, queue: queue, clock: clock, handlers: handlers) { event in
            events.withLock { $0.append(event) }
        }
    }

    func runAll() async throws {
        while try await runner.runNext(wait: 0) {}
    }
}

/// The table of jobs in memory.
final class MemoryJobs: JobStore {
    private struct Row {
        var job: NewJob
        var state = "waiting"
        var attempts = 0
        var due: Instant
    }

    private let rows = Mutex<[Row]>([])

    func state(_ id: Int) -> String { rows.withLock { $0[id - 1].state } }

    func add(_ jobs: [NewJob], at moment: Instant) async throws {
        rows.withLock { rows in rows += jobs.map { Row(job: $0, due: moment) } }
    }

    func takeUnsent(limit: Int, at moment: Instant, lostBefore lost: Instant?) async throws -> [JobMessage] {
        rows.withLock { rows in
            let due = rows.indices.filter { rows[$0].state == "waiting" && rows[$0].due <= moment }.prefix(limit)
            for index in due { rows[index].state = "sent" }
            return due.map { JobMessage(job: $0 + 1, body: rows[$0].job.kind) }
        }
    }

    func giveBack(_ jobs: [Int], at moment: Instant) async throws {
        rows.withLock { rows in for job in jobs { rows[job - 1].state = "waiting" } }
    }

    func take(_ job: Int, at moment: Instant, lostBefore lost: Instant) async throws -> TakenJob? {
        rows.withLock { rows in
            guard ["waiting", "sent"].contains(rows[job - 1].state) else { return nil }
            rows[job - 1].state = "running"
            rows[job - 1].attempts += 1
            let row = rows[job - 1]
            return TakenJob(
                id: job, kind: row.job.kind, arguments: row.job.arguments, attempt: row.attempts, created: row.due)
        }
    }

    func note(_ job: Int, at moment: Instant) async throws {}

    func finish(_ job: Int, at moment: Instant) async throws { rows.withLock { $0[job - 1].state = "done" } }

    func postpone(_ job: Int, until: Instant, at moment: Instant, because failure: String) async throws {
        rows.withLock { rows in
            rows[job - 1].state = "waiting"
            rows[job - 1].due = until
        }
    }

    func giveUp(_ job: Int, at moment: Instant, because failure: String) async throws {
        rows.withLock { $0[job - 1].state = "failed" }
    }

    func recover(at moment: Instant) async throws -> Int { 0 }
    func removeFinished(before moment: Instant) async throws -> Int { 0 }
}

private struct ClosedQueue: JobQueue {
    func send(_ messages: [JobMessage], delay: Double) async throws(QueueFailure) { throw .closed }
    func receive(limit: Int, wait: Double) async throws(QueueFailure) -> [LeasedMessage] { throw .closed }
    func extend(_ lease: Lease, seconds: Double) async throws(QueueFailure) { throw .closed }
    func delete(_ lease: Lease) async throws(QueueFailure) { throw .closed }
    func deadLetters(limit: Int) async throws(QueueFailure) -> [JobMessage] { throw .closed }
    func depth() async throws(QueueFailure) -> QueueDepth { throw .closed }
}
