import Domain
import Ports
import Synchronization
import TestSupport
import Testing

@testable import UseCases

/// How jobs are taken, kept and let go (`operations.md` 6.4, 13.2).
@Suite("Jobs: leases") struct JobLeaseTests {
    private static let short = JobRules(lease: 9)

    private static func handlers(_ hold: Hold, kind: String = "copy") -> [JobHandler] {
        [JobHandler(kind, timeLimit: 600) { _ in try await hold.wait() }]
    }

    @Test("O41: never more is asked for than there are free places, and nothing while there is none")
    func places() async throws {
        let hold = Hold()
        let site = JobSite(JobRules(slots: 3), handlers: Self.handlers(hold))
        try await site.add("copy", count: 2)
        try await site.running {
            try await eventually { hold.begun == 2 && site.queue.receives == [3, 1] }
            try await site.add("copy", count: 4)
            try await eventually { hold.begun == 3 }
            try await Task.sleep(for: .milliseconds(30))
            #expect(site.queue.receives == [3, 1])
            hold.open()
            try await eventually { hold.ended == 6 }
            #expect(site.queue.receives.allSatisfy { 1...3 ~= $0 })
        }
    }

    @Test(
        "O42: a job longer than two leases runs once, its lease extended every third of one, and is deleted at its end")
    func heartbeat() async throws {
        let hold = Hold()
        let site = JobSite(Self.short, handlers: Self.handlers(hold))
        let other = site.other(Self.short, handlers: Self.handlers(hold))
        try await site.add("copy")
        try await site.running {
            try await site.running(other) {
                // Two that look for unsent jobs, two heartbeats, the job's limit, and the queue that both wait for.
                try await eventually { hold.begun == 1 && site.timer.sleepers == 6 }
                for beat in 1...7 {
                    site.pass(3)
                    try await eventually {
                        site.queue.calls.count { $0 == .extend(count: 1, seconds: 9) } == beat
                            && site.timer.sleepers == 6
                    }
                }
                hold.open()
                try await eventually { site.table.state(1) == "done" }
            }
        }
        #expect(hold.begun == 1)
        #expect(try await site.queue.depth() == QueueDepth(waiting: 0, leased: 0, dead: 0))
    }

    @Test("O43: the job of a worker that was killed is done by another when its lease is over")
    func killed() async throws {
        let hold = Hold()
        let site = JobSite(Self.short, handlers: Self.handlers(hold))
        hold.open()
        try await site.add("copy")
        // It has taken the job, and is never heard of again.
        let message = try #require(try await site.queue.receive(limit: 1, wait: 0).first)
        _ = try await site.table.take(message.message.job, at: site.clock.now(), lostBefore: site.clock.now())
        site.pass(8)
        try await site.runAll()
        #expect(hold.begun == 0)
        site.pass(1)
        try await site.runAll()
        #expect(hold.ended == 1)
        #expect(site.table.state(1) == "done")
        #expect(site.table.attempts(1) == 2)
    }

    @Test("6.4: leases that are due together are extended in one call, and jobs that end together are deleted in one")
    func batches() async throws {
        let hold = Hold()
        let site = JobSite(JobRules(lease: 9, slots: 5), handlers: Self.handlers(hold))
        try await site.add("copy", count: 4)
        try await site.running {
            try await eventually { hold.begun == 4 }
            await site.runner.beat()
            #expect(site.queue.calls.contains(.extend(count: 4, seconds: 9)))
            hold.open()
            try await eventually { (1...4).allSatisfy { site.table.state($0) == "done" } }
            // All have come to their end before the first is deleted.
            try await eventually { site.events.all.count == 4 && site.timer.sleepers == 4 }
            site.pass(0.2)
            try await eventually { site.queue.calls.contains(.delete(count: 4)) }
        }
    }

    @Test("6.4: a lost lease cuts the job off, and whoever has the message next may begin at once")
    func lost() async throws {
        let hold = Hold()
        let site = JobSite(Self.short, handlers: Self.handlers(hold))
        try await site.add("copy")
        try await site.running {
            try await eventually { hold.begun == 1 }
            site.queue.failExtending(.leaseLost)
            await site.runner.beat()
            try await eventually { site.table.state(1) == "sent" }
        }
        #expect(hold.cancelled == 1)
        #expect(site.table.attempts(1) == 0)
        guard case .leaseLost? = site.events.all.first else { return #expect(Bool(false)) }
        // The message is somebody else's: nothing was done to it.
        #expect(!site.queue.calls.contains { if case .delete = $0 { true } else { false } })
    }

    @Test("6.4: two heartbeats that nobody heard end a lease; one does not")
    func missed() async throws {
        let hold = Hold()
        let site = JobSite(Self.short, handlers: Self.handlers(hold))
        try await site.add("copy")
        try await site.running {
            try await eventually { hold.begun == 1 }
            for failures in [1, 0, 1, 1] {
                #expect(hold.cancelled == 0)
                site.queue.fail(failures == 1 ? .unavailable("no answer") : nil)
                await site.runner.beat()
            }
            try await eventually { hold.cancelled == 1 }
            site.queue.fail(nil)
        }
        #expect(site.events.all.contains { if case .leaseLost = $0 { true } else { false } })
    }

    @Test("6.5: a job that another worker has taken meanwhile is cut off here, and keeps what the other says of it")
    func taken() async throws {
        let hold = Hold()
        let site = JobSite(Self.short, handlers: Self.handlers(hold))
        try await site.add("copy")
        try await site.running {
            try await eventually { hold.begun == 1 }
            site.clock.advance(bySeconds: 100)
            _ = try await site.table.take(1, at: site.clock.now(), lostBefore: site.clock.now())
            await site.runner.beat()
            try await eventually { hold.cancelled == 1 && !site.events.all.isEmpty }
        }
        #expect(site.table.state(1) == "running")
        #expect(site.table.attempts(1) == 2)
    }

    // MARK: The stop

    @Test("O80: asked to stop, no further job is taken, and what runs may finish, its lease kept")
    func finishes() async throws {
        let hold = Hold()
        let site = JobSite(Self.short, handlers: Self.handlers(hold))
        try await site.add("copy")
        let stop = JobStop()
        let ended = Mutex(false)
        let run = Task {
            await site.runner.run(stop: stop)
            ended.withLock { $0 = true }
        }
        try await eventually { hold.begun == 1 && site.timer.sleepers >= 3 }
        stop.ask()
        try await site.add("copy")
        let receives = site.queue.receives.count
        for _ in 0..<4 {
            let before = site.queue.calls.count { $0 == .extend(count: 1, seconds: 9) }
            try await eventually { site.timer.sleepers == 2 }
            site.pass(3)
            try await eventually { site.queue.calls.count { $0 == .extend(count: 1, seconds: 9) } > before }
        }
        #expect(ended.withLock { !$0 })
        hold.open()
        await run.value
        #expect(site.table.state(1) == "done")
        #expect(site.table.state(2) == "sent")
        #expect(site.queue.receives.count == receives)
        #expect(try await site.queue.depth() == QueueDepth(waiting: 1, leased: 0, dead: 0))
    }

    @Test("O80: what still runs at the limit is cut off, can be had by others at once, and is not counted")
    func cutOff() async throws {
        let hold = Hold()
        let site = JobSite(Self.short, handlers: Self.handlers(hold))
        try await site.add("copy")
        try await site.running { try await eventually { hold.begun == 1 } }
        #expect(hold.cancelled == 1)
        #expect(site.table.state(1) == "sent")
        guard case .returned? = site.events.all.last else { return #expect(Bool(false)) }
        let open = Hold()
        open.open()
        let other = site.other(Self.short, handlers: Self.handlers(open))
        try await other.runNext(wait: 0)
        #expect(site.table.state(1) == "done")
        #expect(site.table.attempts(1) == 1)
    }

    @Test("O80: given back at its last receive, a job gets a new message: a stop is no reason to give it up")
    func cutOffLast() async throws {
        let hold = Hold()
        let site = JobSite(JobRules(lease: 9, mostReceives: 1), handlers: Self.handlers(hold))
        try await site.add("copy")
        try await site.running { try await eventually { hold.begun == 1 } }
        #expect(site.table.state(1) == "waiting")
        #expect(try await site.queue.depth() == QueueDepth(waiting: 0, leased: 0, dead: 0))
        await site.outbox.flush()
        #expect(try await site.queue.depth().waiting == 1)
    }

    @Test("13.2: work that heeds no cancellation does not hold up a stop")
    func stubborn() async throws {
        let begun = Mutex(false)
        let isOver = Mutex(false)
        let isStopped = Mutex(false)
        let site = JobSite(
            Self.short,
            handlers: [
                JobHandler("copy", timeLimit: 600) { _ in
                    begun.withLock { $0 = true }
                    while !isOver.withLock({ $0 }) { await Task.yield() }
                }
            ])
        try await site.add("copy")
        let run = Task {
            await site.runner.run()
            isStopped.withLock { $0 = true }
        }
        try await eventually { begun.withLock { $0 } }
        run.cancel()
        try await eventually {
            site.pass(0.5)
            return isStopped.withLock { $0 }
        }
        #expect(site.table.state(1) == "sent")
        isOver.withLock { $0 = true }
    }

    @Test("O80: a message that comes while the program stops is given back at once")
    func lateMessage() async throws {
        let site = JobSite(Self.short, handlers: Self.handlers(Hold()))
        let stop = JobStop()
        let late = LateQueue(inner: site.queue) { stop.ask() }
        let runner = JobRunner(
            outbox: site.outbox, queue: late, clock: site.clock, handlers: Self.handlers(Hold()), rules: Self.short,
            timer: site.timer, report: { _ in })
        try await site.add("copy")
        await runner.run(stop: stop)
        #expect(try await site.queue.depth() == QueueDepth(waiting: 1, leased: 0, dead: 0))
        #expect(site.table.attempts(1) == 0)
    }
}

/// A queue that delivers although nobody waits any more.
private struct LateQueue: JobQueue {
    let inner: any JobQueue
    let before: @Sendable () -> Void

    func send(_ messages: [JobMessage], delay: Double) async throws(QueueFailure) {
        try await inner.send(messages, delay: delay)
    }
    func receive(limit: Int, wait: Double) async throws(QueueFailure) -> [LeasedMessage] {
        let received = try await inner.receive(limit: limit, wait: 0)
        before()
        return received
    }
    func extend(_ lease: Lease, seconds: Double) async throws(QueueFailure) {
        try await inner.extend(lease, seconds: seconds)
    }
    func delete(_ lease: Lease) async throws(QueueFailure) { try await inner.delete(lease) }
    func deadLetters(limit: Int) async throws(QueueFailure) -> [JobMessage] { [] }
    func depth() async throws(QueueFailure) -> QueueDepth { try await inner.depth() }
}
