import Domain
import Ports
import TestSupport
import Testing

@testable import MemoryJobQueue

/// What only the queue in memory has to answer for.
@Suite("MemoryJobQueue", .timeLimit(.minutes(10)))
struct MemoryJobQueueTests {
    private let clock = ManualClock()
    private let timer = ManualTimer()

    private func queue(_ settings: QueueSettings = QueueSettings()) -> MemoryJobQueue<ManualTimer> {
        MemoryJobQueue(clock: clock, timer: timer, settings: settings)
    }

    private func parked(_ queue: MemoryJobQueue<ManualTimer>, _ count: Int) async {
        while await queue.waiting != count { await Task.yield() }
    }

    @Test("closing ends every wait and refuses everything afterwards")
    func close() async throws {
        let queue = queue()
        try await queue.send([1])
        let lease = try #require(try await queue.receive(limit: 1, wait: 0).first).lease
        let receiver = Task { try await queue.receive(limit: 1, wait: 20) }
        await parked(queue, 1)

        await queue.close()

        await #expect(throws: QueueFailure.closed) { try await receiver.value }
        await #expect(throws: QueueFailure.closed) { try await queue.send([2]) }
        await #expect(throws: QueueFailure.closed) { _ = try await queue.receive(limit: 1, wait: 20) }
        await #expect(throws: QueueFailure.closed) { try await queue.extend(lease, seconds: 1) }
        await #expect(throws: QueueFailure.closed) { try await queue.delete(lease) }
        await #expect(throws: QueueFailure.closed) { _ = try await queue.deadLetters(limit: 1) }
        await #expect(throws: QueueFailure.closed) { _ = try await queue.depth() }
    }

    @Test("a full queue takes a batch whole or not at all; what is done makes room")
    func capacity() async throws {
        let queue = queue(QueueSettings(capacity: 3))
        try await queue.send([1, 2])

        await #expect(throws: QueueFailure.unavailable("the queue is full: it holds 3 messages")) {
            try await queue.send([3, 4])
        }
        #expect(try await queue.depth().waiting == 2)
        for message in try await queue.receive(limit: 1, wait: 0) { try await queue.delete(message.lease) }
        try await queue.send([3, 4])

        #expect(try await queue.jobs() == [2, 3, 4])
    }

    @Test("of dead letters the newest are kept")
    func deadLetterLimit() async throws {
        let queue = queue(QueueSettings(maxReceives: 1, deadLetters: 2))
        try await queue.send(1...4)

        for message in try await queue.receive(limit: 10, wait: 0) { try await queue.extend(message.lease, seconds: 0) }

        #expect(try await queue.deadLetters(limit: 10).map(\.job) == [3, 4])
        #expect(try await queue.deadLetters(limit: -1) == [])
    }

    @Test("nobody waits longer than 20 s, and odd numbers mean now", arguments: [1e300, 21, .infinity])
    func longestWait(wait: Double) async throws {
        let queue = queue()
        let receiver = Task { try await queue.receive(limit: 0, wait: wait) }
        await parked(queue, 1)

        timer.advance(bySeconds: 20)

        #expect(try await receiver.value == [])
        try await queue.send([1], delay: -.infinity)
        try await queue.send([2], delay: .nan)
        #expect(try await queue.receive(limit: 10, wait: .nan).map(\.message.job) == [1, 2])
        #expect(try await queue.receive(limit: 10, wait: -1) == [])
    }

    @Test("a lease of another queue is unknown here")
    func foreignLease() async throws {
        let other = queue()
        let queue = queue()
        for each in [other, queue] { try await each.send([1]) }
        let foreign = try #require(try await other.receive(limit: 1, wait: 0).first).lease
        _ = try await queue.receive(limit: 1, wait: 0)

        await #expect(throws: QueueFailure.leaseLost) { try await queue.delete(foreign) }
    }

    @Test("who waits longest is served first, and one message wakes one receiver")
    func fairness() async throws {
        let queue = queue()
        let first = Task { try await queue.receive(limit: 2, wait: 20).map(\.message.job) }
        await parked(queue, 1)
        let second = Task { try await queue.receive(limit: 2, wait: 20).map(\.message.job) }
        await parked(queue, 2)

        try await queue.send([1])
        #expect(try await first.value == [1])
        #expect(await queue.waiting == 1)
        try await queue.send([2])

        #expect(try await second.value == [2])
    }

    @Test("2,000 random steps agree with a plain model", arguments: [1, 2, 3] as [UInt64])
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var book = MessageBook<ManualTimer.Instant>(settings: QueueSettings(maxReceives: 3, deadLetters: 10_000))
        var model = QueueModel(maxReceives: 3)
        var leases: [Lease] = []
        let start = ManualTimer().now
        var now = 0

        for step in 0..<2_000 {
            now += Int.random(in: 0...2, using: &random)
            func moment(_ seconds: Int) -> ManualTimer.Instant { start.advanced(by: .seconds(seconds)) }
            book.settle(moment(now))
            model.settle(now)
            let lease = leases.randomElement(using: &random) ?? Lease(token: "none")
            switch Int.random(in: 0..<5, using: &random) {
            case 0:
                let delay = Int.random(in: 0...4, using: &random)
                let isTaken = book.add(
                    [JobMessage(step)], sent: Instant(seconds: 0), until: delay == 0 ? nil : moment(now + delay))
                #expect(isTaken)
                model.add(step, until: delay == 0 ? nil : now + delay)
            case 1, 2:
                let taken = book.take(2, until: moment(now + 5))
                #expect(taken.map(\.message.job) == model.take(2, until: now + 5, leases: taken.map(\.lease)))
                leases += taken.map(\.lease)
            case 3:
                let seconds = Int.random(in: 0...9, using: &random)
                let until = seconds == 0 ? nil : now + seconds
                #expect(book.extend(lease, until: until.map(moment)) == model.extend(lease, until: until))
            default:
                #expect(book.delete(lease) == model.delete(lease))
            }
            #expect(book.depth == model.depth)
        }
        #expect(book.deadLetters(10_000).map(\.job) == model.dead)
    }
}
