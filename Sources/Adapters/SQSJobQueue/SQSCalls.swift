import AWSClient
import Domain
import Foundation

/// The calls to one queue in the JSON protocol (`operations.md` 6.1); no other is ever made (6.8).
struct SQSCalls: Sendable {
    let service: AWSService
    let endpoint: AWSEndpoint

    func call(
        _ action: String, _ arguments: [String: Any], within time: Duration = .seconds(20), attempts: Int = 3
    ) async throws(AWSFailure) -> [String: Any] {
        guard let body = try? JSONSerialization.data(withJSONObject: arguments, options: [.sortedKeys]) else {
            throw .configuration("arguments that are no JSON")
        }
        let answer = try await service.send(
            AWSRequest(
                "POST", endpoint,
                headers: [
                    ("content-type", "application/x-amz-json-1.0"), ("x-amz-target", "AmazonSQS.\(action)"),
                ], body: [UInt8](body)), action, within: time, attempts: attempts)
        if answer.body.isEmpty { return [:] }
        guard let document = try? JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any] else {
            throw .unavailable("an answer of SQS that is no JSON object")
        }
        return document
    }

    /// Nil when there is no such queue. The address is data: requests go to the endpoint all the same (O56).
    func address(of queue: String) async throws(AWSFailure) -> String? {
        do throws(AWSFailure) {
            return try await call("GetQueueUrl", ["QueueName": queue])["QueueUrl"] as? String
        } catch  where Self.isAbsent(error) {
            return nil
        }
    }

    func attributes(of address: String) async throws(AWSFailure) -> SQSAttributes {
        let answer = try await call(
            "GetQueueAttributes",
            [
                "QueueUrl": address,
                "AttributeNames": [
                    "VisibilityTimeout", "RedrivePolicy", "ApproximateNumberOfMessages",
                    "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed",
                ],
            ])
        let values = answer["Attributes"] as? [String: String] ?? [:]
        func number(_ name: String) -> Int { values[name].flatMap { Int($0) } ?? 0 }
        var most: Int?
        if let policy = values["RedrivePolicy"],
            let document = try? JSONSerialization.jsonObject(with: Data(policy.utf8)) as? [String: Any]
        {
            // Written as a number or as a text.
            most = document["maxReceiveCount"].flatMap { Int("\($0)") }
        }
        return SQSAttributes(
            lease: number("VisibilityTimeout"), mostReceives: most,
            waiting: number("ApproximateNumberOfMessages") + number("ApproximateNumberOfMessagesDelayed"),
            leased: number("ApproximateNumberOfMessagesNotVisible"))
    }

    static func isAbsent(_ failure: AWSFailure) -> Bool {
        ["QueueDoesNotExist", "NonExistentQueue", "AWS.SimpleQueueService.NonExistentQueue"].contains(failure.code)
    }
}
