import AWSClient
import DatabaseSupport
import Domain
import Foundation
import PeerSupport
import Ports
import SQLRepo
import SQSJobQueue
import SystemClock
import TestSupport
import Testing
import UseCases

/// What only SQS has (`operations.md` 6), against its protocol.
@Suite("SQS", .enabled(if: Peers.running != nil), .timeLimit(.minutes(5))) struct JobQueueSQSTests {
    /// A queue of the test's own, with or without dead letters, and its address.
    private func queue(
        lease: Int, maxReceives: Int, isRedriven: Bool, _ events: Collected<SQSEvent>
    ) async throws -> (queue: SQSJobQueue, peers: Peers, name: String) {
        let peers = try present(Peers.running)
        let name = "s-\(UUID())"
        if isRedriven {
            _ = try await peers.queue(name, lease: lease, maxReceives: maxReceives)
        } else {
            try await peers.sqs(
                "CreateQueue", ["QueueName": name, "Attributes": ["VisibilityTimeout": String(lease)]])
        }
        let queue = SQSJobQueue(
            SQSSettings(
                queue: name, endpoint: try present(AWSEndpoint(peers.sqs)), lease: lease, mostReceives: maxReceives,
                deadLetters: isRedriven ? "\(name)-dlq" : nil),
            service: peers.service("sqs"), clock: SystemClock()
        ) { events.append($0) }
        // As a worker does when it starts.
        _ = try await queue.attributes()
        return (queue, peers, name)
    }

    private func send(_ body: String, to name: String, _ peers: Peers) async throws {
        let url = try present(try await peers.sqs("GetQueueUrl", ["QueueName": name])["QueueUrl"])
        try await peers.sqs("SendMessage", ["QueueUrl": url, "MessageBody": body])
    }

    /// As the original's library writes it.
    private static let original = Data(
        #"{"body": "W1tdLCB7fSwge31d", "content-encoding": "utf-8", "headers": {"task": "panels.tasks.ping"}}"#.utf8
    ).base64EncodedString()

    @Test("O47: what is no message of ours is told and reaches the dead letters soon; jobs between it run")
    func poison() async throws {
        let events = Collected<SQSEvent>()
        let (queue, peers, name) = try await queue(lease: 3, maxReceives: 2, isRedriven: true, events)
        try await send("not json", to: name, peers)
        try await send(Self.original, to: name, peers)
        try await queue.send([JobMessage(job: 7, body: "mail")], delay: 0)
        var jobs: [Int] = []
        for _ in 0..<40 where try await queue.depth().dead < 2 || jobs.isEmpty {
            for message in try await queue.receive(limit: 10, wait: 1) {
                jobs.append(message.message.job)
                try await queue.delete(message.lease)
            }
        }
        #expect(jobs == [7])
        #expect(try await queue.depth() == QueueDepth(waiting: 0, leased: 0, dead: 2))
        let poison = events.all.filter { if case .poison(_, "not json") = $0 { true } else { false } }
        let foreign = events.all.filter { if case .foreign = $0 { true } else { false } }
        #expect(poison.count == 2)
        #expect(foreign.count == 2)
        #expect(events.all.count == 4)
    }

    @Test("O46: without a redrive policy it is deleted after the last receive, and told as dead")
    func poisonWithoutRedrive() async throws {
        let events = Collected<SQSEvent>()
        let (queue, peers, name) = try await queue(lease: 1, maxReceives: 2, isRedriven: false, events)
        try await send("not json", to: name, peers)
        for _ in 0..<40 where events.all.count < 3 { _ = try await queue.receive(limit: 10, wait: 1) }
        guard case .dead(_, receives: 2)? = events.all.last else { return #expect(Bool(false)) }
        #expect(try await queue.depth() == QueueDepth(waiting: 0, leased: 0, dead: 0))
    }

    @Test("6.4: several leases are extended and deleted in one call; a lost one is told by itself")
    func batches() async throws {
        let (queue, _, _) = try await queue(lease: 30, maxReceives: 5, isRedriven: true, Collected())
        try await queue.send((1...12).map { JobMessage(job: $0, body: "mail") }, delay: 0)
        var leases: [Lease] = []
        for _ in 0..<10 where leases.count < 12 {
            leases += try await queue.receive(limit: 10, wait: 1).map(\.lease)
        }
        #expect(leases.count == 12)
        try await queue.delete(leases[0])
        #expect(try await queue.extend(leases, seconds: 30) == [leases[0]: .leaseLost])
        #expect(try await queue.delete(leases) == [leases[0]: .leaseLost])
        #expect(try await queue.depth() == QueueDepth(waiting: 0, leased: 0, dead: 0))
    }

    @Test("O41: a receive names the wait, the whole lease and no more messages than there are places")
    func receiveCall() async throws {
        let server = try RecordingServer(answering: #"{"QueueUrl":"http://elsewhere/q"}"#)
        defer { server.stop() }
        let peers = try present(Peers.running)
        let queue = SQSJobQueue(
            SQSSettings(queue: "q", endpoint: try present(AWSEndpoint("http://127.0.0.1:\(server.port)")), lease: 360),
            service: peers.service("sqs"), clock: SystemClock())
        #expect(try await queue.receive(limit: 2, wait: 10).isEmpty)
        let call = try present(server.requests.first { $0.contains("AmazonSQS.ReceiveMessage") })
        #expect(call.contains(#""MaxNumberOfMessages":2"#))
        #expect(call.contains(#""WaitTimeSeconds":10"#))
        #expect(call.contains(#""VisibilityTimeout":360"#))
        #expect(call.contains(#""MessageSystemAttributeNames":["ApproximateReceiveCount","SentTimestamp"]"#))
    }

    // MARK: With a runner and its table

    private struct Trouble: Error {}

    private func run(
        _ queue: SQSJobQueue, _ rules: JobRules, _ events: Collected<JobEvent>,
        _ handler: @escaping @Sendable (TakenJob) async throws -> Void, until isOver: () async throws -> Bool
    ) async throws -> String? {
        try await TestDatabases.withSQLite { database in
            let repository = SQLRepository(database)
            _ = try await repository.migrate()
            let clock = SystemClock()
            let runners = (0..<2).map { _ in
                JobRunner(
                    outbox: JobOutbox(store: repository, queue: queue, clock: clock), queue: queue, clock: clock,
                    handlers: [JobHandler("copy", timeLimit: 60, run: handler)], rules: rules
                ) { events.append($0) }
            }
            try await repository.add([NewJob("copy", arguments: "{}")], at: clock.now())
            let stop = JobStop()
            let tasks = runners.map { runner in Task { await runner.run(stop: stop) } }
            for _ in 0..<300 where try await !isOver() { try await Task.sleep(for: .milliseconds(100)) }
            stop.ask()
            for task in tasks { await task.value }
            await queue.settle()
            return try await database.readOne("SELECT state FROM job") { try $0.text(0) }
        }
    }

    @Test("O42: of two workers one runs a job that is longer than two leases, once, and deletes it at its end")
    func longJob() async throws {
        let (queue, _, _) = try await queue(lease: 4, maxReceives: 5, isRedriven: true, Collected())
        let (events, begun) = (Collected<JobEvent>(), Collected<Int>())
        let long: @Sendable (TakenJob) async throws -> Void = { job in
            begun.append(job.attempt)
            try await Task.sleep(for: .seconds(9))
        }
        let state = try await run(queue, JobRules(lease: 4, wait: 1), events, long) { !events.all.isEmpty }
        #expect(begun.all == [1])
        #expect(state == "done")
        #expect(try await queue.depth() == QueueDepth(waiting: 0, leased: 0, dead: 0))
    }

    @Test("O45: a job that always fails is in the dead-letter queue after three receives, put there by SQS alone")
    func deadLetters() async throws {
        let (queue, _, _) = try await queue(lease: 1, maxReceives: 3, isRedriven: true, Collected())
        let events = Collected<JobEvent>()
        let failing: @Sendable (TakenJob) async throws -> Void = { _ in throw Trouble() }
        let state = try await run(queue, JobRules(lease: 1, mostReceives: 3, wait: 1), events, failing) {
            try await queue.depth().dead == 1
        }
        #expect(state == "failed")
        #expect(events.all.count == 3)
        #expect(try await queue.deadLetters(limit: 10).map(\.body) == ["copy"])
    }
}
