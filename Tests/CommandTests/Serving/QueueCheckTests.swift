import AWSClient
import ArgumentParser
import Foundation
import PeerSupport
import Ports
import SQSJobQueue
import Synchronization
import SystemClock
import TestSupport
import Testing

@testable import panelapp

/// The look at the queue when a worker starts (`operations.md` 6.4, 6.6, 6.10).
@Suite(.timeLimit(.minutes(2))) struct QueueCheckTests {
    private typealias Answer = RecordingServer.Answer

    private let capture = LogCapture()
    private let clock = ManualClock()
    private let timer = ManualTimer()

    private static let address = Answer(#"{"QueueUrl":"http://elsewhere/q"}"#)
    private static let attributes = Answer(
        #"{"Attributes":{"VisibilityTimeout":"360","RedrivePolicy":"{\"maxReceiveCount\":5}"}}"#)
    private static let absent = error("QueueDoesNotExist")

    private static func error(_ code: String, status: Int = 400) -> Answer {
        Answer("{\"__type\":\"com.amazonaws.sqs#\(code)\"}", status: status)
    }

    /// What comes of the check when each action is answered with these, one after the other, and then well; and how long it waited.
    private func check(
        _ answers: [String: [Answer]], creates: Bool = true
    ) async throws -> (mostReceives: Int?, events: [String], calls: [String], waited: [Double]) {
        let left = Mutex(answers)
        let server = try RecordingServer { request in
            let action = Self.action(request)
            let next = left.withLock { left in
                left[action]?.isEmpty == false ? left[action]?.removeFirst() : nil
            }
            return next ?? (action == "GetQueueAttributes" ? Self.attributes : Self.address)
        }
        defer { server.stop() }
        let book = capture.book()
        let system = SystemClock()
        let credentials = CredentialCache(
            .fixed(AWSCredentials(accessKey: "test", secretKey: "test")), http: Peers.http, clock: system)
        let queue = SQSJobQueue(
            SQSSettings(queue: "q", endpoint: try present(AWSEndpoint("http://127.0.0.1:\(server.port)")), lease: 360),
            service: AWSService(
                "sqs", region: Peers.region, credentials: credentials, http: Peers.http, clock: system), clock: system)
        let check = QueueCheck(
            queue: queue, creates: creates, clock: clock, timer: timer, logger: book.logger("worker"))
        let outcome = Mutex<Result<SQSAttributes, any Error>?>(nil)
        let run = Task {
            let result: Result<SQSAttributes, any Error>
            do { result = .success(try await check.run()) } catch { result = .failure(error) }
            outcome.withLock { $0 = result }
        }
        var waited: [Double] = []
        while outcome.withLock({ $0 == nil }) {
            if timer.sleepers > 0 {
                // How long it sleeps.
                var seconds = 0.0
                while timer.sleepers > 0 {
                    seconds += 0.5
                    timer.advance(bySeconds: 0.5)
                    clock.advance(bySeconds: 0.5)
                }
                waited.append(seconds)
            }
            try await Task.sleep(for: .milliseconds(2))
        }
        await run.value
        let events = try capture.lines(book).compactMap { $0["event"] as? String }
        let calls = server.requests.map(Self.action)
        let found = outcome.withLock { $0 }
        if case .failure(let error) = found {
            #expect(error as? ExitCode == .badConfiguration)
            return (nil, events, calls, waited)
        }
        return (try present(found).get().mostReceives, events, calls, waited)
    }

    private static func action(_ request: String) -> String {
        request.firstMatch(of: /AmazonSQS\.([A-Za-z]+)/).map { String($0.output.1) } ?? ""
    }

    @Test(
        "6.6: a queue whose service is in trouble, or whose caller's credentials are about to be renewed, is asked again",
        arguments: [
            ("ServiceUnavailable", 503), ("InternalError", 500), ("InternalFailure", 400), ("ThrottlingException", 400),
            ("RequestThrottled", 403), ("ExpiredToken", 403),
        ])
    func passing(code: String, status: Int) async throws {
        // More than the client's own attempts.
        let answers = Array(repeating: Self.error(code, status: status), count: 3)
        let found = try await check(["GetQueueAttributes": answers])
        #expect(found.mostReceives == 5)
        #expect(found.events == ["queue.trouble", "queue.trouble_over", "queue.ready"])
        #expect(found.waited.first == 1)
    }

    @Test(
        "6.6: a queue that is refused for good ends the worker with 78 at once",
        arguments: [("AccessDenied", 403), ("InvalidAddress", 400), ("InvalidClientTokenId", 403)])
    func refused(code: String, status: Int) async throws {
        let found = try await check(["GetQueueUrl": Array(repeating: Self.error(code, status: status), count: 9)])
        #expect(found.mostReceives == nil)
        #expect(found.events == ["config.invalid"])
        #expect(found.waited.isEmpty)
    }

    @Test("O49: a queue that was made is asked after a second, and again while it is not there yet; it is made once")
    func made() async throws {
        let found = try await check(["GetQueueUrl": [Self.absent], "GetQueueAttributes": [Self.absent]])
        #expect(found.mostReceives == 5)
        #expect(found.calls.filter { $0 == "CreateQueue" }.count == 1)
        #expect(found.events == ["queue.created", "queue.trouble", "queue.trouble_over", "queue.ready"])
        #expect(found.waited == [1, 1])
    }

    @Test("O49: a queue that cannot be made now is made later")
    func madeLater() async throws {
        let found = try await check([
            "GetQueueUrl": Array(repeating: Self.absent, count: 3),
            "CreateQueue": [Self.error("ServiceUnavailable", status: 503), Self.error("QueueDeletedRecently")],
        ])
        #expect(found.mostReceives == 5)
        #expect(found.events == ["queue.trouble", "queue.created", "queue.trouble_over", "queue.ready"])
        #expect(found.waited == [1, 2, 1])
    }

    @Test("O50: a queue that may not be made ends the worker with 78, after one question")
    func denied() async throws {
        let denied = Self.error("AccessDenied", status: 403)
        let found = try await check(["GetQueueUrl": [Self.absent], "CreateQueue": [denied]])
        #expect(found.mostReceives == nil)
        #expect(found.calls == ["GetQueueUrl", "CreateQueue"])
    }

    @Test("6.4: trouble of the queue is told once a minute")
    func toldOnceAMinute() async throws {
        let found = try await check(["GetQueueAttributes": Array(repeating: Self.error("InternalFailure"), count: 6)])
        #expect(found.waited == [1, 2, 4, 8, 16, 32])
        #expect(found.events == ["queue.trouble", "queue.trouble_over", "queue.ready"])
    }
}
