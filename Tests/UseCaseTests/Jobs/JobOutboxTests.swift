import Domain
import Ports
import Synchronization
import TestSupport
import Testing

@testable import UseCases

/// How jobs come from their table into the queue (`operations.md` 6.3).
@Suite("Jobs: sending") struct JobOutboxTests {
    private let clock = ManualClock()
    private let timer = ManualTimer()
    private let table = MemoryJobs()

    private func outbox(_ queue: SendingQueue) -> JobOutbox {
        JobOutbox(store: table, queue: queue, clock: clock, timer: timer)
    }

    private func add(_ count: Int) async throws {
        try await table.add((0..<count).map { NewJob("mail", arguments: "{\"n\":\($0)}") }, at: clock.now())
    }

    private func states(_ count: Int) -> [String] { (1...count).map { table.state($0) } }

    @Test("O40: a request waits no longer than 2 s for a queue that says nothing, and its job is sent once")
    func silentQueue() async throws {
        let hold = Hold()
        let queue = SendingQueue(hold: hold)
        let outbox = outbox(queue)
        try await add(1)
        let isOver = Mutex(false)
        let request = Task {
            await outbox.sendSoon()
            isOver.withLock { $0 = true }
        }
        try await eventually { hold.begun == 1 && timer.sleepers == 1 }
        timer.advance(bySeconds: 1.5)
        try await Task.sleep(for: .milliseconds(20))
        #expect(isOver.withLock { !$0 })
        timer.advance(bySeconds: 0.5)
        await request.value
        // The send goes on by itself; nobody else sends its job meanwhile.
        #expect(hold.cancelled == 0)
        #expect(table.state(1) == "waiting")
        #expect(await outbox.flush())
        hold.open()
        try await eventually { table.state(1) == "sent" }
        #expect(await outbox.flush())
        #expect(queue.sent == [1])
    }

    @Test("O40: what a silent queue refuses at last is given back, and sent with the next look for unsent jobs")
    func givenBack() async throws {
        let hold = Hold()
        let queue = SendingQueue(hold: hold, failing: .unavailable("no answer"))
        let outbox = outbox(queue)
        try await add(1)
        let request = Task { await outbox.sendSoon() }
        try await eventually { hold.begun == 1 && timer.sleepers == 1 }
        timer.advance(bySeconds: 2)
        await request.value
        hold.open()
        // Within the time of the claim.
        try await eventually {
            await outbox.flush()
            return table.state(1) == "sent"
        }
        #expect(queue.sent == [1])
    }

    @Test("O40: a request sends one batch of a backlog; the rest is left to the look for unsent jobs")
    func oneBatch() async throws {
        let queue = SendingQueue()
        try await add(25)
        await outbox(queue).sendSoon()
        #expect(queue.sent == Array(1...10))
        #expect(states(25) == Array(repeating: "sent", count: 10) + Array(repeating: "waiting", count: 15))
        #expect(await outbox(queue).flush())
        #expect(queue.sent == Array(1...25))
    }

    @Test("6.3: of a batch that the queue has but in part, those that it has are sent no second time")
    func partly() async throws {
        let queue = SendingQueue(failing: .unsent([JobMessage(job: 2, body: "mail")]))
        try await add(3)
        #expect(await !outbox(queue).flush())
        #expect(states(3) == ["sent", "waiting", "sent"])
        #expect(await outbox(queue).flush())
        #expect(states(3) == ["sent", "sent", "sent"])
        #expect(queue.sent == [1, 3, 2])
    }
}

/// A queue that takes its time over the first send, and then may refuse it.
private final class SendingQueue: JobQueue {
    private let hold: Hold?
    private let failure: Mutex<QueueFailure?>
    private let jobs = Mutex<[Int]>([])

    init(hold: Hold? = nil, failing failure: QueueFailure? = nil) {
        self.hold = hold
        self.failure = Mutex(failure)
    }

    /// The jobs whose messages it has.
    var sent: [Int] { jobs.withLock { $0 } }

    func send(_ messages: [JobMessage], delay: Double) async throws(QueueFailure) {
        do { try await hold?.wait() } catch { throw .unavailable("cut off") }
        let failure = failure.withLock { failure in
            defer { failure = nil }
            return failure
        }
        var taken = messages
        switch failure {
        case nil: break
        case .unsent(let others): taken.removeAll { others.contains($0) }
        case .some(let other): throw other
        }
        jobs.withLock { $0 += taken.map(\.job) }
        if let failure { throw failure }
    }

    func receive(limit: Int, wait: Double) async throws(QueueFailure) -> [LeasedMessage] { [] }
    func extend(_ lease: Lease, seconds: Double) async throws(QueueFailure) {}
    func delete(_ lease: Lease) async throws(QueueFailure) {}
    func deadLetters(limit: Int) async throws(QueueFailure) -> [JobMessage] { [] }
    func depth() async throws(QueueFailure) -> QueueDepth { QueueDepth(waiting: 0, leased: 0, dead: 0) }
}
