import Domain
import Ports
import Synchronization
import TestSupport
import Testing

@testable import UseCases

/// What the worker does while the queue or the database is away (`operations.md` 6.3, 6.4, 9.3 to 9.5).
@Suite("Jobs: trouble") struct JobTroubleTests {
    @Test("6.4: pauses between failures grow from 1 s to 60 s; they are told once a minute, and their end once")
    func patience() {
        let patience = Patience()
        var now = Instant(seconds: 0)
        #expect(!patience.worked())
        var pauses: [Double] = []
        var told = 0
        for _ in 0..<9 {
            let (pause, isNews) = patience.failed(at: now)
            pauses.append(pause)
            if isNews { told += 1 }
            now = now.advanced(bySeconds: pause)
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60])
        // At 0, 63, 123 and 183 s.
        #expect(told == 4)
        #expect(patience.worked())
        #expect(!patience.worked())
        #expect(patience.failed(at: now).pause == 1)
    }

    @Test("6.4: trouble that comes and goes is told once a minute, and so is its end")
    func flapping() {
        let patience = Patience()
        var (told, recovered) = (0, 0)
        for second in 0..<180 {
            let (pause, isNews) = patience.failed(at: Instant(seconds: Int64(second)))
            #expect(pause == 1)
            if isNews { told += 1 }
            if patience.worked() { recovered += 1 }
        }
        #expect(told == 3)
        #expect(recovered == 3)
    }

    @Test("6.4: a queue that is down is asked less and less often, and jobs go on when it is back")
    func queueDown() async throws {
        let site = JobSite(handlers: [JobHandler("mail", timeLimit: 60) { _ in }])
        site.queue.fail(.unavailable("down"))
        try await site.table.add([NewJob("mail", arguments: "{}")], at: site.clock.now())
        try await site.running {
            for asked in 1...4 {
                try await eventually { site.queue.receives.count == asked && site.timer.sleepers == 3 }
                site.pass(Double(1 << (asked - 1)))
            }
            #expect(site.events.all == [.trouble("unavailable(\"down\")")])
            site.queue.fail(nil)
            // The queue is asked again after 16 s at most, and unsent jobs are looked for every 30 s.
            for _ in 0..<60 where site.table.state(1) != "done" {
                site.pass(1)
                try await Task.sleep(for: .milliseconds(2))
            }
            try await eventually { site.table.state(1) == "done" }
        }
        #expect(site.events.all.contains(.recovered))
    }

    @Test("6.3: jobs that could not be sent are sent within 30 s of whoever runs")
    func flushes() async throws {
        let site = JobSite(handlers: [JobHandler("mail", timeLimit: 60) { _ in }])
        try await site.running {
            try await eventually { site.timer.sleepers == 3 }
            try await site.table.add([NewJob("mail", arguments: "{}")], at: site.clock.now())
            site.pass(30)
            try await eventually { site.table.state(1) == "done" }
        }
    }

    @Test("O67, O68: while the gate is shut, nothing is received, not even asked for; then it is")
    func gate() async throws {
        let isOpen = Mutex(false)
        let site = JobSite(handlers: [JobHandler("mail", timeLimit: 60) { _ in }]) { isOpen.withLock { $0 } }
        try await site.add("mail")
        try await site.running {
            for _ in 0..<5 {
                try await eventually { site.timer.sleepers == 3 }
                site.pass(1)
            }
            #expect(site.queue.receives.isEmpty)
            isOpen.withLock { $0 = true }
            site.pass(1)
            try await eventually { site.table.state(1) == "done" }
        }
    }

    @Test("9.3: a message whose job cannot be taken, because the database is away, is put back for 30 s")
    func tableDown() async throws {
        let site = JobSite(handlers: [JobHandler("mail", timeLimit: 60) { _ in }])
        try await site.add("mail")
        site.table.fail(.unavailable("restarting"))
        await #expect(throws: RepoFailure.unavailable("restarting")) { try await site.runner.runNext(wait: 0) }
        #expect(site.queue.calls.contains(.extend(count: 1, seconds: 30)))
        site.table.fail(nil)
        try await site.runAll()
        #expect(site.table.state(1) == "sent")
        site.pass(30)
        try await site.runAll()
        #expect(site.table.state(1) == "done")
    }

    @Test("9.3: a job that the database let down is put back for 30 s, whatever its kind")
    func letDown() async throws {
        let isDown = Mutex(true)
        let site = JobSite(handlers: [
            JobHandler("mail", retryAfter: JobHandler.mailDelays, timeLimit: 60) { _ in
                if isDown.withLock({ $0 }) { throw RepoFailure.readOnly }
            }
        ])
        try await site.add("mail")
        try await site.runAll()
        guard case .postponed(_, 30, _)? = site.events.all.last else { return #expect(Bool(false)) }
        isDown.withLock { $0 = false }
        site.pass(30)
        try await site.runAll()
        #expect(site.table.state(1) == "done")
    }

    @Test(
        "9.3: the end of a job that could not be written is written before the next one is taken, and it runs no second time"
    )
    func owed() async throws {
        let count = Mutex(0)
        let site = JobSite(handlers: [])
        let table = site.table
        let runner = site.other(handlers: [
            JobHandler("mail", timeLimit: 60) { _ in
                count.withLock { $0 += 1 }
                table.fail(.unavailable("restarting"))
            }
        ])
        try await site.add("mail")
        try await runner.runNext(wait: 0)
        #expect(site.table.state(1) == "running")
        table.fail(nil)
        try await site.running(runner) {
            try await eventually { site.table.state(1) == "done" }
            site.pass(30)
            try await eventually {
                site.pass(0.2)
                return try await site.queue.depth() == QueueDepth(waiting: 0, leased: 0, dead: 0)
            }
        }
        #expect(count.withLock { $0 } == 1)
    }
}
