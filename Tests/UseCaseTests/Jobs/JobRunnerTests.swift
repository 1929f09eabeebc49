import Domain
import Ports
import Synchronization
import TestSupport
import Testing

@testable import UseCases

/// What becomes of jobs (`accounts-jobs-files.md` 8.3, `operations.md` 6.5 and 6.7), over a table in memory.
@Suite("Jobs: ends") struct JobRunnerTests {
    struct Trouble: Error {}

    private static func site(
        _ rules: JobRules = JobRules(), limit: Double = 60,
        _ handler: @escaping @Sendable (TakenJob) async throws -> Void
    ) -> JobSite {
        JobSite(
            rules, handlers: [JobHandler("mail", retryAfter: JobHandler.mailDelays, timeLimit: limit, run: handler)])
    }

    @Test("A job runs once, and its arguments reach it")
    func runs() async throws {
        let seen = Mutex<[String]>([])
        let site = Self.site { job in seen.withLock { $0.append(job.arguments) } }
        try await site.add("mail")
        try await site.runAll()
        await site.outbox.flush()
        try await site.runAll()
        #expect(seen.withLock { $0 } == ["{\"n\":0}"])
        #expect(site.table.state(1) == "done")
        #expect(try await site.queue.depth() == QueueDepth(waiting: 0, leased: 0, dead: 0))
    }

    @Test("O44: a message that comes twice does its job once, and goes away")
    func twice() async throws {
        let count = Mutex(0)
        let site = Self.site { _ in count.withLock { $0 += 1 } }
        try await site.add("mail")
        try await site.queue.send([JobMessage(job: 1, body: "mail"), JobMessage(job: 77, body: "mail")], delay: 0)
        try await site.runAll()
        #expect(count.withLock { $0 } == 1)
        #expect(try await site.queue.depth() == QueueDepth(waiting: 0, leased: 0, dead: 0))
    }

    @Test("6.5: a second delivery while the job runs is put back for a minute, and changes nothing")
    func whileItRuns() async throws {
        let hold = Hold()
        let site = Self.site { _ in try await hold.wait() }
        try await site.add("mail")
        try await site.running {
            try await eventually { hold.begun == 1 }
            try await site.queue.send([JobMessage(job: 1, body: "mail")], delay: 0)
            try await eventually { site.queue.calls.contains(.extend(count: 1, seconds: 60)) }
            hold.open()
            try await eventually { site.table.state(1) == "done" }
        }
        #expect(hold.begun == 1)
    }

    @Test(
        "J40: a mail that cannot be handed over is tried again after 1, 5, 15 and 60 minutes, and given up after 5 attempts"
    )
    func retries() async throws {
        let site = Self.site { _ in throw Trouble() }
        try await site.add("mail")
        for seconds in [60.0, 300, 900, 3_600] {
            try await site.runAll()
            #expect(site.table.state(1) == "sent")
            site.pass(seconds - 1)
            await site.outbox.flush()
            #expect(try await site.queue.depth().waiting == 0)
            site.pass(1)
        }
        try await site.runAll()
        #expect(site.table.state(1) == "failed")
        let events = site.events.all
        #expect(events.count == 5)
        guard case .failed(let job, _)? = events.last else { return #expect(Bool(false)) }
        #expect(job.attempt == 5)
    }

    @Test("6.7: other jobs wait 10 s, twice as long each time, but no longer than a lease")
    func delays() {
        let handler = JobHandler("a", timeLimit: 1) { _ in }
        #expect((1...5).map { handler.delay(after: $0, lease: 360) } == [10, 20, 40, 80, 160])
        #expect((1...4).map { handler.delay(after: $0, lease: 30) } == [10, 20, 30, 30])
        let mail = JobHandler("a", retryAfter: [1, 5], timeLimit: 1) { _ in }
        #expect((1...4).map { mail.delay(after: $0, lease: 3) } == [1, 5, 5, 5])
    }

    @Test("O45: what always fails is given up with the queue's last receive, and is left to its dead letters")
    func deadLetters() async throws {
        let site = JobSite(
            JobRules(lease: 30, mostReceives: 3), handlers: [JobHandler("copy", timeLimit: 60) { _ in throw Trouble() }]
        )
        try await site.add("copy")
        for _ in 0..<8 {
            try await site.runAll()
            site.pass(30)
        }
        #expect(site.table.state(1) == "failed")
        #expect(site.events.all.count == 3)
        #expect(try await site.queue.deadLetters(limit: 10) == [JobMessage(job: 1, body: "copy")])
    }

    @Test("O46: without dead letters it is recorded as failed after the last receive, told as dead, and deleted")
    func noDeadLetters() async throws {
        let site = JobSite(
            JobRules(lease: 30, hasDeadLetters: false),
            handlers: [JobHandler("copy", timeLimit: 60) { _ in throw Trouble() }])
        try await site.add("copy")
        for _ in 0..<8 {
            try await site.runAll()
            site.pass(30)
        }
        #expect(site.table.state(1) == "failed")
        #expect(site.events.all.last == .dead(JobMessage(job: 1, body: "copy"), receives: 5))
        #expect(try await site.queue.depth() == QueueDepth(waiting: 0, leased: 0, dead: 0))
    }

    @Test("What will never work is not tried again")
    func permanent() async throws {
        let site = Self.site { _ in throw JobFailure.permanent("refused") }
        try await site.add("mail")
        try await site.runAll()
        #expect(site.table.state(1) == "failed")
        #expect(site.table.failure(1) == "refused")
    }

    @Test("J42: Who is told before a job is given up is told once, whyever it is; not while it is tried again")
    func beforeGivingUp() async throws {
        let told = Mutex<[Int]>([])
        let tell: @Sendable (TakenJob) async throws -> Void = { job in told.withLock { $0.append(job.attempt) } }
        let site = JobSite(handlers: [
            JobHandler("slow", retryAfter: [1], timeLimit: 60, beforeGivingUp: tell) { _ in throw Trouble() },
            JobHandler("never", timeLimit: 60, beforeGivingUp: tell) { _ in throw JobFailure.permanent("no") },
        ])
        try await site.add("slow")
        for _ in 1...5 {
            #expect(told.withLock { $0 }.isEmpty)
            try await site.runAll()
            site.pass(1)
        }
        #expect(told.withLock { $0 } == [5])
        try await site.add("never")
        try await site.runAll()
        #expect(told.withLock { $0 } == [5, 1])
        #expect(site.table.state(2) == "failed")
    }

    @Test(
        "O47: a job of a kind that this program does not know is put aside for others, given up at the last receive, and stops nothing"
    )
    func unknown() async throws {
        let site = Self.site { _ in }
        try await site.add("other")
        try await site.add("mail")
        for receive in 1...5 {
            try await site.runAll()
            #expect(site.events.all.contains(.poison(JobMessage(job: 1, body: "other"), receives: receive)))
            #expect(site.table.state(1) == (receive < 5 ? "sent" : "failed"))
            site.pass(10)
        }
        try await site.runAll()
        #expect(site.table.state(2) == "done")
        #expect(try await site.queue.deadLetters(limit: 10).map(\.job) == [1])
    }

    @Test(
        "WORKER_TASK_TIME_LIMIT: a job that takes longer than its kind or the worker allows is cut off, and that counts",
        arguments: [(60.0, 600.0), (600, 60)])
    func timeLimit(kind: Double, worker: Double) async throws {
        let hold = Hold()
        let site = Self.site(JobRules(timeLimit: worker), limit: kind) { _ in try await hold.wait() }
        try await site.add("mail")
        let run = Task { try await site.runAll() }
        try await eventually { hold.begun == 1 && site.timer.sleepers > 0 }
        site.pass(59)
        try await Task.sleep(for: .milliseconds(20))
        #expect(hold.cancelled == 0)
        site.pass(1)
        try await run.value
        #expect(hold.cancelled == 1)
        #expect(site.table.state(1) == "sent")
        #expect(site.table.attempts(1) == 1)
        guard case .postponed(_, 60, let reason)? = site.events.all.first else { return #expect(Bool(false)) }
        #expect(reason.contains("tookTooLong"))
    }

    @Test("A job whose workers were killed each time is given up without being run once more")
    func killer() async throws {
        let count = Mutex(0)
        let site = Self.site { _ in count.withLock { $0 += 1 } }
        try await site.add("mail")
        for _ in 0..<5 {
            _ = try await site.table.take(1, at: site.clock.now(), lostBefore: site.clock.now())
            site.pass(1_000)
        }
        try await site.runAll()
        #expect(count.withLock { $0 } == 0)
        #expect(site.table.state(1) == "failed")
    }

    @Test("O40: a queue that fails delays jobs and loses none")
    func queueFails() async throws {
        let site = Self.site { _ in }
        site.queue.fail(.unavailable("down"))
        try await site.table.add([NewJob("mail", arguments: "{}")], at: site.clock.now())
        #expect(await !site.outbox.flush())
        #expect(site.table.state(1) == "waiting")
        site.queue.fail(nil)
        #expect(await site.outbox.flush())
        try await site.runAll()
        #expect(site.table.state(1) == "done")
    }
}
