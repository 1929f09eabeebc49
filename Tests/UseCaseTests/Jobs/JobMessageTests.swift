import Domain
import Ports
import Synchronization
import TestSupport
import Testing

@testable import UseCases

/// What becomes of messages whose job is not run now (`operations.md` 6.4, 6.5, 6.7, 13.2).
@Suite("Jobs: messages") struct JobMessageTests {
    private struct Trouble: Error {}

    private static func handlers(_ runs: Collected<Int>) -> [JobHandler] {
        [
            JobHandler("mail", retryAfter: JobHandler.mailDelays, timeLimit: 60) { job in
                runs.append(job.attempt)
                throw Trouble()
            }
        ]
    }

    private static let second = [JobMessage(job: 1, body: "mail")]
    private static let nothing = QueueDepth(waiting: 0, leased: 0, dead: 0)

    @Test("O44: a second message of a postponed job does not begin its next attempt early; it is hidden until then")
    func notYet() async throws {
        let runs = Collected<Int>()
        let site = JobSite(handlers: Self.handlers(runs))
        try await site.add("mail")
        try await site.runAll()
        site.pass(20)
        try await site.queue.send(Self.second, delay: 0)
        try await site.runAll()
        #expect(runs.all == [1])
        #expect(site.table.state(1) == "sent")
        #expect(site.queue.calls.contains(.extend(count: 1, seconds: 40)))
        site.pass(39)
        try await site.runAll()
        #expect(runs.all == [1])
        // Both messages come at once: one begins, the other finds a postponed job again.
        site.pass(1)
        try await site.runAll()
        #expect(runs.all == [1, 2])
    }

    @Test("O44: at its last receive, such a message is replaced by a new one for when the job is due")
    func notYetLast() async throws {
        let runs = Collected<Int>()
        let site = JobSite(JobRules(mostReceives: 2), handlers: Self.handlers(runs))
        try await site.add("mail")
        try await site.runAll()
        try await site.queue.send(Self.second, delay: 0)
        let message = try #require(try await site.queue.receive(limit: 1, wait: 0).first)
        try await site.queue.extend(message.lease, seconds: 0)
        try await site.runAll()
        #expect(site.table.state(1) == "waiting")
        #expect(try await site.queue.deadLetters(limit: 10).isEmpty)
        await site.outbox.flush()
        #expect(try await site.queue.depth().leased == 1)
        #expect(runs.all == [1])
    }

    // MARK: At the last receive

    @Test("6.5: a second message of a job that runs, at its last receive, is deleted and not left to the dead letters")
    func runsElsewhere() async throws {
        let site = JobSite(JobRules(lease: 9, mostReceives: 1), handlers: Self.handlers(Collected()))
        try await site.add("mail")
        let now = site.clock.now()
        _ = try await site.table.take(1, at: now, lostBefore: now)
        try await site.runAll()
        site.pass(100)
        #expect(site.table.state(1) == "running")
        #expect(try await site.queue.depth() == Self.nothing)
    }

    @Test("9.3: a job that cannot be taken at its message's last receive gets a new message when the database is back")
    func tableDown() async throws {
        let runs = Collected<Int>()
        let site = JobSite(JobRules(mostReceives: 1), handlers: Self.handlers(runs))
        try await site.add("mail")
        site.table.fail(.unavailable("restarting"))
        await #expect(throws: RepoFailure.self) { try await site.runner.runNext(wait: 0) }
        site.table.fail(nil)
        try await site.running {
            try await eventually {
                site.pass(1)
                return runs.all == [1]
            }
        }
        #expect(site.table.attempts(1) == 1)
    }

    @Test("O80: a message that comes for the last time while the program stops is replaced by a new one")
    func stopped() async throws {
        let site = JobSite(JobRules(mostReceives: 1), handlers: Self.handlers(Collected()))
        let stop = JobStop()
        try await site.add("mail")
        let queue = EventfulQueue(inner: site.queue, received: { stop.ask() })
        await runner(site, queue, JobRules(mostReceives: 1)).run(stop: stop)
        #expect(site.table.state(1) == "waiting")
        #expect(site.table.attempts(1) == 0)
        #expect(try await site.queue.depth() == Self.nothing)
    }

    @Test("O80: so is one that comes after the program has given up waiting for it")
    func late() async throws {
        let site = JobSite(JobRules(mostReceives: 1), handlers: Self.handlers(Collected()))
        try await site.add("mail")
        let stop = JobStop()
        let queue = EventfulQueue(inner: site.queue, received: { stop.ask() }, isLate: true)
        await runner(site, queue, JobRules(mostReceives: 1)).run(stop: stop)
        #expect(site.table.state(1) == "waiting")
        #expect(try await site.queue.depth() == Self.nothing)
    }

    // MARK: Heartbeats

    @Test("6.4: a heartbeat that is under way when a job fails does not put off its next attempt")
    func beatUnderWay() async throws {
        let (hold, beat) = (Hold(), Hold())
        let site = JobSite(handlers: [])
        let queue = EventfulQueue(inner: site.queue, beat: beat)
        let handler = JobHandler("copy", timeLimit: 60) { _ in
            try await hold.wait()
            throw Trouble()
        }
        let runner = runner(site, queue, JobRules(), [handler])
        try await site.add("copy")
        let run = Task { try await runner.runNext(wait: 0) }
        try await eventually { hold.begun == 1 }
        let beating = Task { await runner.beat() }
        try await eventually { beat.begun == 1 }
        hold.open()
        try await eventually { site.table.state(1) == "sent" }
        try await Task.sleep(for: .milliseconds(20))
        beat.open()
        await beating.value
        #expect(try await run.value)
        // Not the 360 s of the lease.
        site.pass(10)
        #expect(try await runner.runNext(wait: 0))
        #expect(hold.begun == 2)
    }

    private func runner(
        _ site: JobSite, _ queue: any JobQueue, _ rules: JobRules, _ handlers: [JobHandler]? = nil
    ) -> JobRunner {
        JobRunner(
            outbox: site.outbox, queue: queue, clock: site.clock, handlers: handlers ?? Self.handlers(Collected()),
            rules: rules, timer: site.timer, report: { _ in })
    }
}

/// A queue whose answers a test can time.
private struct EventfulQueue: JobQueue {
    let inner: any JobQueue
    /// Told of messages before the receiver is.
    var received: @Sendable () -> Void = {}
    /// Whether messages come when nobody waits for them any more.
    var isLate = false
    /// Holds up the call of a heartbeat.
    var beat: Hold?

    func send(_ messages: [JobMessage], delay: Double) async throws(QueueFailure) {
        try await inner.send(messages, delay: delay)
    }
    func receive(limit: Int, wait: Double) async throws(QueueFailure) -> [LeasedMessage] {
        let messages = try await inner.receive(limit: limit, wait: 0)
        received()
        return messages
    }
    func receive(limit: Int, wait: Double, late: @escaping @Sendable ([LeasedMessage]) async -> Void)
        async throws(QueueFailure) -> [LeasedMessage]
    {
        let messages = try await receive(limit: limit, wait: wait)
        if !isLate { return messages }
        await late(messages)
        return []
    }
    func extend(_ lease: Lease, seconds: Double) async throws(QueueFailure) {
        try await inner.extend(lease, seconds: seconds)
    }
    func extend(_ leases: [Lease], seconds: Double) async throws(QueueFailure) -> [Lease: QueueFailure] {
        do { try await beat?.wait() } catch { throw .unavailable("cut off") }
        return try await inner.extend(leases, seconds: seconds)
    }
    func delete(_ lease: Lease) async throws(QueueFailure) { try await inner.delete(lease) }
    func deadLetters(limit: Int) async throws(QueueFailure) -> [JobMessage] { [] }
    func depth() async throws(QueueFailure) -> QueueDepth { try await inner.depth() }
}
