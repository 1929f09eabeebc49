import Ports
import TestSupport
import Testing

/// The long poll of every `JobQueue` (`operations.md` 6.4, 6.10).
@Suite("Contract: JobQueue, waiting", .timeLimit(.minutes(10)))
struct JobQueueWaitingContractTests {
    @Test("O41: a waiting receiver gets a message at the moment it is sent", arguments: JobQueueKind.all)
    func wakesOnSend(kind: JobQueueKind) async throws {
        let bench = try await kind.make(30, 5)

        async let received = bench.queue.receive(limit: 10, wait: 20)
        try await bench.parked(1)
        try await bench.queue.send([1, 2])

        #expect(Set(try await received.map(\.message.job)) == [1, 2])
    }

    @Test("a waiting receiver gets what a lease or a delay sets free", arguments: JobQueueKind.all)
    func wakesOnTime(kind: JobQueueKind) async throws {
        let bench = try await kind.make(8, 5)
        try await bench.queue.send([1])
        _ = try await bench.queue.receive(limit: 1, wait: 0)
        try await bench.queue.send([2], delay: 4)

        async let delayed = bench.queue.receive(limit: 1, wait: 20)
        try await bench.parked(1)
        try await bench.pass(5)
        #expect(try await delayed.map(\.message.job) == [2])
        async let redelivered = bench.queue.receive(limit: 1, wait: 20)
        try await bench.parked(1)
        try await bench.pass(4)

        #expect(try await redelivered.map(\.receives) == [2])
    }

    @Test("a waiting receiver gets what another gives back", arguments: JobQueueKind.all)
    func wakesOnGivingBack(kind: JobQueueKind) async throws {
        let bench = try await kind.make(30, 5)
        try await bench.queue.send([1])
        let message = try #require(try await bench.queue.receive(limit: 1, wait: 0).first)

        async let received = bench.queue.receive(limit: 1, wait: 20)
        try await bench.parked(1)
        try await bench.queue.extend(message.lease, seconds: 0)

        #expect(try await received.map(\.receives) == [2])
    }

    @Test("a wait ends empty-handed after its time", arguments: JobQueueKind.all)
    func timesOut(kind: JobQueueKind) async throws {
        let bench = try await kind.make(30, 5)

        async let received = bench.queue.receive(limit: 1, wait: 3)
        try await bench.parked(1)
        try await bench.pass(3)

        #expect(try await received == [])
    }

    @Test("a cancelled wait ends at once and takes nothing along", arguments: JobQueueKind.all)
    func cancelled(kind: JobQueueKind) async throws {
        let bench = try await kind.make(30, 5)
        let receiver = Task { try await bench.queue.receive(limit: 1, wait: 20) }
        try await bench.parked(1)

        receiver.cancel()
        #expect(try await receiver.value == [])
        try await bench.queue.send([1])

        #expect(try await bench.eventually([1]) == [1])
    }

    @Test("receivers cancelled at any moment lose no message and lease none unseen", arguments: JobQueueKind.all)
    func cancelledAnywhere(kind: JobQueueKind) async throws {
        // A queue elsewhere counts what it brought to nobody.
        let bench = try await kind.make(600, 1_000)
        var seen: [Int] = []
        let jobs = 0..<(kind.isOrdered ? 200 : 30)

        for job in jobs {
            let receiver = Task { try await bench.queue.receive(limit: 1, wait: 20) }
            let sender = Task { try await bench.queue.send([job]) }
            for _ in 0..<(job % 7) { await Task.yield() }
            receiver.cancel()
            seen += try await receiver.value.map(\.message.job)
            try await sender.value
        }
        seen += try await bench.eventually(Set(jobs).subtracting(seen))

        #expect(seen.sorted() == Array(jobs))
    }

    @Test("several wait; each message goes to one of them", arguments: JobQueueKind.all)
    func severalWait(kind: JobQueueKind) async throws {
        let bench = try await kind.make(30, 5)
        try await withThrowingTaskGroup(of: [Int].self) { group in
            for _ in 0..<5 {
                group.addTask { try await bench.queue.receive(limit: 1, wait: 20).map(\.message.job) }
            }
            try await bench.parked(5)

            try await bench.queue.send(1...5)

            #expect(try await group.reduce(into: []) { $0 += $1 }.sorted() == [1, 2, 3, 4, 5])
        }
    }
}
