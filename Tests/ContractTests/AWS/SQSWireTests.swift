import AWSClient
import Foundation
import PeerSupport
import Ports
import SQSJobQueue
import TestSupport
import Testing

/// What SQS is asked when jobs are sent (`operations.md` 6.2, 6.3).
@Suite("SQS: requests", .timeLimit(.minutes(5)))
struct SQSWireTests {
    /// Sends jobs to a stub.
    /// - Parameter answer: gets the action, the texts that were sent with it, and how often it was asked before.
    private func send(
        _ jobs: [Int], _ answer: @escaping @Sendable (String, [String], Int) -> String
    ) async throws -> [(action: String, texts: [String])] {
        let sent = Collected<(action: String, texts: [String])>()
        let stub = AWSStub { asked in
            let action = asked.headers["x-amz-target"] ?? ""
            if action == "AmazonSQS.GetQueueUrl" { return .init(body: #"{"QueueUrl":"http://x/1/q"}"#) }
            let document = try? JSONSerialization.jsonObject(with: Data(asked.body)) as? [String: Any]
            let entries = document?["Entries"] as? [[String: Any]] ?? [document ?? [:]]
            let texts = entries.compactMap { $0["MessageBody"] as? String }
            let before = sent.all.count
            sent.append((action, texts))
            return .init(body: answer(action, texts, before))
        }
        try await stub.serving { address in
            let queue = SQSJobQueue(
                SQSSettings(queue: "q", endpoint: try present(AWSEndpoint(address)), lease: 360),
                service: AWSStub.service("sqs"), clock: Peers.clock)
            try await queue.send(jobs)
        }
        return sent.all
    }

    private static func digest(_ text: String) -> String { ContentDigest.md5(Array(text.utf8)) }

    private static func successful(_ texts: [String], _ indices: [Int]) -> String {
        let entries = indices.map { #"{"Id":"m\#($0)","MD5OfMessageBody":"\#(digest(texts[$0]))"}"# }
        return #"{"Successful":[\#(entries.joined(separator: ","))]}"#
    }

    @Test("6.3: one job is one message")
    func one() async throws {
        let sent = try await send([7]) { _, texts, _ in #"{"MD5OfMessageBody":"\#(Self.digest(texts[0]))"}"# }
        #expect(sent.map(\.action) == ["AmazonSQS.SendMessage"])
    }

    @Test("6.2: a message that arrived otherwise than it was sent is sent again")
    func otherwise() async throws {
        let sent = try await send([7]) { _, texts, before in
            #"{"MD5OfMessageBody":"\#(Self.digest(before == 0 ? "other" : texts[0]))"}"#
        }
        #expect(sent.count == 2)
    }

    @Test("6.3: several go as a batch of at most ten; of a batch only what did not arrive is sent again")
    func several() async throws {
        let sent = try await send(Array(1...12)) { action, texts, before in
            if action == "AmazonSQS.SendMessage" { return #"{"MD5OfMessageBody":"\#(Self.digest(texts[0]))"}"# }
            return Self.successful(texts, Array(texts.indices).filter { before > 0 || $0 != 4 && $0 != 6 })
        }
        #expect(sent.map(\.texts.count) == [10, 2, 2])
        let again = sent.dropFirst().first?.texts ?? []
        #expect(again.count == 2 && again[0].contains(#""id":"5""#) && again[1].contains(#""id":"7""#))
    }
}
