import Domain
import Ports
import TestSupport
import Testing

/// What every `JobQueue` keeps (`operations.md` 2.2, 6.4, 6.7).
@Suite("Contract: JobQueue", .timeLimit(.minutes(10)))
struct JobQueueContractTests {
    private func bench(_ kind: JobQueueKind, lease: Double = 30, maxReceives: Int = 5) async throws -> QueueBench {
        try await kind.make(lease, maxReceives)
    }

    @Test("a message arrives as it was sent, and is gone once it is deleted", arguments: JobQueueKind.all)
    func roundTrip(kind: JobQueueKind) async throws {
        let bench = try await bench(kind)
        try await bench.queue.send([7])

        let message = try #require(try await bench.queue.receive(limit: 1, wait: 0).first)
        #expect(message.message == JobMessage(7))
        #expect(message.receives == 1)
        #expect(try await bench.queue.depth() == QueueDepth(waiting: 0, leased: 1, dead: 0))
        try await bench.queue.delete(message.lease)
        try await bench.pass(31)

        #expect(try await bench.queue.jobs() == [])
        #expect(try await bench.queue.depth() == QueueDepth(waiting: 0, leased: 0, dead: 0))
    }

    @Test("it says when it was sent, also at a later receive", arguments: JobQueueKind.all)
    func sent(kind: JobQueueKind) async throws {
        let bench = try await bench(kind)
        try await bench.queue.send([1])
        let first = try await bench.queue.receive(limit: 1, wait: 0)

        try await bench.pass(31)

        let second = try await bench.queue.receive(limit: 1, wait: 10)
        #expect(first.count == 1 && first.map(\.sent) == second.map(\.sent))
    }

    @Test("a batch comes whole, at most ten at a time", arguments: JobQueueKind.all)
    func batches(kind: JobQueueKind) async throws {
        let bench = try await bench(kind)
        try await bench.queue.send(1...23)
        try await bench.queue.send([])

        var batches: [[Int]] = []
        for limit in [4, 10, 99, 10] { batches.append(try await bench.queue.jobs(limit: limit)) }

        let jobs = batches.flatMap { $0 }
        #expect(batches.allSatisfy { $0.count <= 10 })
        #expect(batches[0].count <= 4)
        #expect(jobs.sorted() == Array(1...23))
        if kind.isOrdered { #expect(jobs == Array(1...23)) }
    }

    @Test("O42: a leased message is nobody else's until its lease runs out", arguments: JobQueueKind.all)
    func exclusive(kind: JobQueueKind) async throws {
        let bench = try await bench(kind)
        try await bench.queue.send([1])
        _ = try await bench.queue.receive(limit: 1, wait: 0)

        #expect(try await bench.queue.jobs() == [])
        try await bench.passAtMost(29)
        #expect(try await bench.queue.jobs() == [])
    }

    @Test(
        "O43: after the lease it comes again, counted, and the old lease is worth nothing", arguments: JobQueueKind.all)
    func expiry(kind: JobQueueKind) async throws {
        let bench = try await bench(kind)
        try await bench.queue.send([1])
        let first = try #require(try await bench.queue.receive(limit: 1, wait: 0).first)

        try await bench.pass(31)

        await #expect(throws: QueueFailure.leaseLost) { try await bench.queue.delete(first.lease) }
        let second = try #require(try await bench.queue.receive(limit: 1, wait: 10).first)
        #expect(second.receives == 2)
        #expect(second.lease != first.lease)
        await #expect(throws: QueueFailure.leaseLost) { try await bench.queue.delete(first.lease) }
        await #expect(throws: QueueFailure.leaseLost) { try await bench.queue.extend(first.lease, seconds: 60) }
        try await bench.queue.delete(second.lease)
        await #expect(throws: QueueFailure.leaseLost) { try await bench.queue.delete(second.lease) }
    }

    @Test("an extension counts from the moment it is asked for, up or down", arguments: JobQueueKind.all)
    func extend(kind: JobQueueKind) async throws {
        let bench = try await bench(kind)
        try await bench.queue.send([1])
        let message = try #require(try await bench.queue.receive(limit: 1, wait: 0).first)

        for _ in 0..<4 {
            try await bench.pass(20)
            try await bench.queue.extend(message.lease, seconds: 30)
        }
        #expect(try await bench.queue.jobs() == [])
        try await bench.queue.extend(message.lease, seconds: 5)
        try await bench.pass(6)

        #expect(try await bench.queue.receive(limit: 1, wait: 10).map(\.receives) == [2])
    }

    @Test("O80: extended to nothing, it can be had again at once", arguments: JobQueueKind.all)
    func giveBack(kind: JobQueueKind) async throws {
        let bench = try await bench(kind)
        try await bench.queue.send([1])
        let message = try #require(try await bench.queue.receive(limit: 1, wait: 0).first)

        try await bench.queue.extend(message.lease, seconds: 0)

        await #expect(throws: QueueFailure.leaseLost) { try await bench.queue.delete(message.lease) }
        #expect(try await bench.queue.receive(limit: 1, wait: 0).map(\.receives) == [2])
    }

    @Test("a delayed message waits for its time, and others pass it", arguments: JobQueueKind.all)
    func delay(kind: JobQueueKind) async throws {
        let bench = try await bench(kind)
        try await bench.queue.send([1], delay: 10)
        try await bench.queue.send([2])

        #expect(try await bench.queue.jobs() == [2])
        try await bench.passAtMost(8)
        #expect(try await bench.queue.jobs() == [])
        try await bench.pass(3)
        #expect(try await bench.queue.receive(limit: 1, wait: 10).map(\.message.job) == [1])
    }

    @Test("O45: what fails at every receive is given up, oldest first, and comes no more", arguments: JobQueueKind.all)
    func deadLetters(kind: JobQueueKind) async throws {
        let bench = try await bench(kind, maxReceives: 3)
        try await bench.queue.send([1])
        for round in 1...3 {
            #expect(try await bench.queue.receive(limit: 1, wait: 10).map(\.receives) == [round])
            #expect(try await bench.queue.deadLetters(limit: 10) == [])
            try await bench.pass(31)
        }
        #expect(try await bench.queue.jobs() == [])
        try await bench.queue.send([2])
        for _ in 1...3 {
            for message in try await bench.queue.receive(limit: 1, wait: 0) {
                try await bench.queue.extend(message.lease, seconds: 0)
            }
        }

        #expect(try await bench.queue.jobs() == [])
        #expect(try await bench.queue.deadLetters(limit: 10) == [JobMessage(1), JobMessage(2)])
        #expect(try await bench.queue.deadLetters(limit: 1) == [JobMessage(1)])
        #expect(try await bench.queue.depth() == QueueDepth(waiting: 0, leased: 0, dead: 2))
    }

    @Test("the depth tells who waits and who works", arguments: JobQueueKind.all)
    func depth(kind: JobQueueKind) async throws {
        let bench = try await bench(kind)
        try await bench.queue.send(1...5)

        let taken = try await bench.queue.receive(limit: 2, wait: 0)
        #expect(try await bench.queue.depth() == QueueDepth(waiting: 3, leased: 2, dead: 0))
        try await bench.queue.delete(try #require(taken.first).lease)

        #expect(try await bench.queue.depth() == QueueDepth(waiting: 3, leased: 1, dead: 0))
    }

    @Test("8 consumers work off all messages, each once, when no lease runs out", arguments: JobQueueKind.all)
    func consumers(kind: JobQueueKind) async throws {
        let bench = try await bench(kind, lease: 600)
        let done = Collected<Int>()
        let messages = 0..<(kind.isOrdered ? 500 : 100)

        try await withThrowingTaskGroup { group in
            for consumer in 0..<8 {
                group.addTask {
                    while Set(done.all).count < messages.count {
                        let wait = kind.isOrdered ? 0.0 : 2
                        for message in try await bench.queue.receive(limit: 1 + consumer, wait: wait) {
                            // Queues elsewhere may bring a message to two at once, and say so.
                            if kind.isOrdered { #expect(message.receives == 1) }
                            await Task.yield()
                            done.append(message.message.job)
                            try await bench.queue.delete(message.lease)
                        }
                    }
                }
            }
            for start in stride(from: 0, to: messages.count, by: 10) {
                group.addTask { try await bench.queue.send(start..<(start + 10)) }
            }
            try await group.waitForAll()
        }

        #expect(Set(done.all) == Set(messages))
        if kind.isOrdered { #expect(done.all.count == messages.count) }
        #expect(try await bench.queue.depth() == QueueDepth(waiting: 0, leased: 0, dead: 0))
    }
}
