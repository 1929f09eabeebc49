import Foundation
import MemoryJobQueue
import PeerSupport
import Ports
import TestSupport
import Testing

/// A queue under test, with time in the test's hand.
struct QueueBench: Sendable {
    let queue: any JobQueue
    /// Lets seconds pass; a queue elsewhere really waits, and for longer, as its answers take their time.
    let pass: @Sendable (_ seconds: Double) async throws -> Void
    /// Lets at most so many seconds pass, before something that must not have happened yet.
    let passAtMost: @Sendable (_ seconds: Double) async throws -> Void
    /// Returns when so many receivers wait, as far as that can be seen.
    let parked: @Sendable (_ receivers: Int) async throws -> Void

    /// What can be had until all of `wanted` are there: at once in memory, in a few seconds from a queue elsewhere, where
    /// a poll that was given up still runs.
    func eventually(_ wanted: Set<Int>) async throws -> [Int] {
        var seen: [Int] = []
        for _ in 0..<100 where !wanted.isSubset(of: seen) {
            let more = try await queue.jobs()
            seen += more
            if more.isEmpty { try await Task.sleep(for: .milliseconds(100)) }
        }
        return seen
    }
}

/// An adapter of `JobQueue` as its contract's tests make it.
struct JobQueueKind: Sendable, CustomTestStringConvertible {
    let name: String
    /// Whether messages come in the order in which they were sent. Real queues only mostly do that.
    let isOrdered: Bool
    /// An empty queue.
    let make: @Sendable (_ lease: Double, _ maxReceives: Int) async throws -> QueueBench

    var testDescription: String { name }

    /// Every adapter; each passes the same suite.
    static let all =
        [
            JobQueueKind(name: "memory", isOrdered: true) { lease, maxReceives in
                let clock = ManualClock()
                let timer = ManualTimer()
                let queue = MemoryJobQueue(
                    clock: clock, timer: timer, settings: QueueSettings(lease: lease, maxReceives: maxReceives))
                let pass = { @Sendable (seconds: Double) in
                    clock.advance(bySeconds: seconds)
                    timer.advance(bySeconds: seconds)
                }
                return QueueBench(
                    queue: queue, pass: pass, passAtMost: pass,
                    parked: { receivers in while await queue.waiting != receivers { await Task.yield() } })
            }
        ] + (Peers.running.map { peers in [sqs(peers)] } ?? [])

    /// Time there is real, so that of the tests goes twice as fast.
    private static func sqs(_ peers: Peers) -> JobQueueKind {
        JobQueueKind(name: "SQS", isOrdered: false) { lease, maxReceives in
            let queue = try await peers.queue(
                "q-\(UUID())", lease: max(1, Int((lease / HastyQueue.factor).rounded())), maxReceives: maxReceives)
            return QueueBench(
                queue: HastyQueue(queue: queue),
                pass: { try await Task.sleep(for: .seconds($0 / HastyQueue.factor)) },
                passAtMost: { try await Task.sleep(for: .seconds($0 / HastyQueue.factor / 2)) },
                parked: { _ in try await Task.sleep(for: .milliseconds(300)) })
        }
    }
}

/// A queue whose seconds are halves.
private struct HastyQueue: JobQueue {
    static let factor = 2.0
    let queue: any JobQueue

    func send(_ messages: [JobMessage], delay: Double) async throws(QueueFailure) {
        try await queue.send(messages, delay: delay / Self.factor)
    }
    func receive(limit: Int, wait: Double) async throws(QueueFailure) -> [LeasedMessage] {
        try await queue.receive(limit: limit, wait: wait / Self.factor)
    }
    func extend(_ lease: Lease, seconds: Double) async throws(QueueFailure) {
        try await queue.extend(lease, seconds: seconds / Self.factor)
    }
    func delete(_ lease: Lease) async throws(QueueFailure) { try await queue.delete(lease) }
    func extend(_ leases: [Lease], seconds: Double) async throws(QueueFailure) -> [Lease: QueueFailure] {
        try await queue.extend(leases, seconds: seconds / Self.factor)
    }
    func delete(_ leases: [Lease]) async throws(QueueFailure) -> [Lease: QueueFailure] {
        try await queue.delete(leases)
    }
    func deadLetters(limit: Int) async throws(QueueFailure) -> [JobMessage] {
        try await queue.deadLetters(limit: limit)
    }
    func depth() async throws(QueueFailure) -> QueueDepth { try await queue.depth() }
}

extension JobMessage {
    init(_ job: Int) { self.init(job: job, body: "{\"v\":1,\"job\":\(job),\"text\":\"é \\u0000\"}") }
}

extension JobQueue {
    func send(_ jobs: some Sequence<Int>, delay: Double = 0) async throws(QueueFailure) {
        try await send(jobs.map { JobMessage($0) }, delay: delay)
    }

    /// The numbers of the jobs that can be had now.
    func jobs(limit: Int = 10) async throws(QueueFailure) -> [Int] {
        try await receive(limit: limit, wait: 0).map(\.message.job)
    }
}
