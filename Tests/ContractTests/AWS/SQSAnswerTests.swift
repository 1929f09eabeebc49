import AWSClient
import Foundation
import PeerSupport
import Ports
import SQSJobQueue
import SystemClock
import TestSupport
import Testing

/// What is made of answers of SQS that an emulator does not give (`operations.md` 6.3, 6.4, 13.2).
@Suite("SQS: answers", .timeLimit(.minutes(2))) struct SQSAnswerTests {
    private static let address = #"{"QueueUrl":"http://elsewhere/q"}"#

    private static let message =
        #"{"Messages":[{"MessageId":"1","ReceiptHandle":"r1","Body":"#
        + #""{\"v\":1,\"id\":\"7\",\"task\":\"mail\",\"enqueued_at\":\"2026-01-31T10:15:30.123Z\"}","#
        + #""Attributes":{"ApproximateReceiveCount":"5","SentTimestamp":"1769854530123"}}]}"#

    private func queue(_ server: RecordingServer, lease: Int = 30) throws -> SQSJobQueue {
        let endpoint = try present(AWSEndpoint("http://127.0.0.1:\(server.port)"))
        let clock = SystemClock()
        let credentials = CredentialCache(
            .fixed(AWSCredentials(accessKey: "test", secretKey: "test")), http: Peers.http, clock: clock)
        return SQSJobQueue(
            SQSSettings(queue: "q", endpoint: endpoint, lease: lease),
            service: AWSService(
                "sqs", region: Peers.region, credentials: credentials, http: Peers.http, clock: clock), clock: clock)
    }

    private func server(_ action: String, _ answer: RecordingServer.Answer) throws -> RecordingServer {
        try RecordingServer { request in
            if request.contains("AmazonSQS.\(action)") { return answer }
            return RecordingServer.Answer(request.contains("AmazonSQS.GetQueueUrl") ? Self.address : "{}")
        }
    }

    @Test("O42: a message that comes late in a long poll is leased from then on, not from the question")
    func latePoll() async throws {
        let server = try server("ReceiveMessage", RecordingServer.Answer(Self.message, after: 5))
        defer { server.stop() }
        let queue = try queue(server, lease: 5)
        let message = try present(try await queue.receive(limit: 1, wait: 8).first)
        #expect(message.message == JobMessage(job: 7, body: "mail"))
        try await queue.extend(message.lease, seconds: 30)
        #expect(try await queue.extend([message.lease], seconds: 30).isEmpty)
        try await queue.delete(message.lease)
        #expect(server.requests.contains { $0.contains("AmazonSQS.DeleteMessage") })
    }

    @Test("O80: what a poll brings after its caller has gone is handed to who knows what to do with it")
    func latePollForNobody() async throws {
        let server = try server("ReceiveMessage", RecordingServer.Answer(Self.message, after: 1))
        defer { server.stop() }
        let queue = try queue(server)
        let late = Collected<LeasedMessage>()
        let poll = Task {
            try await queue.receive(limit: 1, wait: 5) { messages in for message in messages { late.append(message) } }
        }
        while !server.requests.contains(where: { $0.contains("AmazonSQS.ReceiveMessage") }) {
            try await Task.sleep(for: .milliseconds(5))
        }
        poll.cancel()
        #expect(try await poll.value.isEmpty)
        await queue.settle()
        #expect(late.all.map(\.receives) == [5])
        #expect(!server.requests.contains { $0.contains("AmazonSQS.ChangeMessageVisibility") })
    }

    @Test("6.3: entries of a batch that SQS refuses are sent three times, then told; the others are not sent again")
    func partlyRefused() async throws {
        let server = try RecordingServer { request in
            guard request.contains("AmazonSQS.SendMessageBatch") else { return RecordingServer.Answer(Self.address) }
            // The one of job 2 is refused, whatever its place.
            let isWhole = request.contains(#"\"id\":\"1\""#)
            return RecordingServer.Answer(
                isWhole
                    ? #"{"Successful":[{"Id":"m0"},{"Id":"m2"}],"Failed":[{"Id":"m1","Code":"InternalError"}]}"#
                    : #"{"Failed":[{"Id":"m0","Code":"InternalError"}]}"#)
        }
        defer { server.stop() }
        let messages = (1...3).map { JobMessage(job: $0, body: "mail") }
        await #expect(throws: QueueFailure.unsent([messages[1]])) {
            try await queue(server).send(messages, delay: 0)
        }
        let sends = server.requests.filter { $0.contains("AmazonSQS.SendMessageBatch") }
        #expect(sends.count == 3)
        #expect(sends.filter { $0.contains(#"\"id\":\"3\""#) }.count == 1)
    }

    @Test("6.3: of several batches, those that arrived before the queue fails are told from the rest")
    func partlyFailed() async throws {
        let server = try RecordingServer { request in
            guard request.contains("AmazonSQS.SendMessageBatch") else { return RecordingServer.Answer(Self.address) }
            guard request.contains(#"\"id\":\"1\""#) else {
                return RecordingServer.Answer(#"{"__type":"com.amazonaws.sqs#InvalidAddress"}"#, status: 400)
            }
            let entries = (0..<10).map { #"{"Id":"m\#($0)"}"# }.joined(separator: ",")
            return RecordingServer.Answer("{\"Successful\":[\(entries)]}")
        }
        defer { server.stop() }
        let messages = (1...12).map { JobMessage(job: $0, body: "mail") }
        await #expect(throws: QueueFailure.unsent(Array(messages.suffix(2)))) {
            try await queue(server).send(messages, delay: 0)
        }
    }
}
