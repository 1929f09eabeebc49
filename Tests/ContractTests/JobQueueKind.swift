import Foundation
import MemoryJobQueue
import Ports
import TestSupport
import Testing

/// A queue under test, with time in the test's hand.
struct QueueBench: Sendable {
    let queue: any JobQueue
    /// Lets seconds pass; a queue elsewhere really waits.
    let pass: @Sendable (_ seconds: Double) async throws -> Void
    /// Returns when so many receivers wait, as far as that can be seen.
    let parked: @Sendable (_ receivers: Int) async throws -> Void
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
    static let all = [
        JobQueueKind(name: "memory", isOrdered: true) { lease, maxReceives in
            let clock = ManualClock()
            let timer = ManualTimer()
            let queue = MemoryJobQueue(
                clock: clock, timer: timer, settings: QueueSettings(lease: lease, maxReceives: maxReceives))
            return QueueBench(
                queue: queue,
                pass: { seconds in
                    clock.advance(bySeconds: seconds)
                    timer.advance(bySeconds: seconds)
                },
                parked: { receivers in while await queue.waiting != receivers { await Task.yield() } })
        }
    ]
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
