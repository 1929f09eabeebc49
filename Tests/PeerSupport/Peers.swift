import AWSClient
import AsyncHTTPClient
import Domain
import Foundation
import Ports
import S3BlobStore
import SMTPMailer
import SQSJobQueue
import SystemClock

/// The services that adapters are tested against, as `scripts/test-peers.sh` has started them.
public struct Peers: Decodable, Sendable {
    public let aws: String
    /// The same services in another process, which is not kept waiting by them.
    public let sqs: String
    /// The first ones over TLS, with a certificate that nobody trusts.
    public let awsTLS: String
    /// The same services where policies count.
    public let guarded: GuardedCloud
    /// Ports of mail servers by kind.
    public let smtp: [String: Int]
    /// A port that takes connections and never answers.
    public let silent: Int
    public let certificate: String
    public let mails: String

    private enum CodingKeys: String, CodingKey {
        case aws, sqs, guarded, smtp, silent, certificate, mails
        case awsTLS = "aws_tls"
    }

    /// Nil, and told once, where nobody has started them.
    public static let running: Peers? = {
        guard let path = ProcessInfo.processInfo.environment["PANELAPP_TEST_PEERS"] else {
            print("➜ SKIPPED: S3, SQS and SMTP, because PANELAPP_TEST_PEERS is not set (scripts/test-peers.sh sets it)")
            return nil
        }
        do {
            return try JSONDecoder().decode(Peers.self, from: Data(contentsOf: URL(filePath: path)))
        } catch {
            print("➜ SKIPPED: S3, SQS and SMTP, because \(path) cannot be read: \(error)")
            return nil
        }
    }()

    public static let region = AWSRegion("eu-west-2")
    /// Connections as the adapters have them, shared by all tests.
    public static let http = AWSService.client()
    public static let clock = SystemClock()

    public var endpoint: AWSEndpoint { get throws { try present(AWSEndpoint(aws)) } }

    private var queueEndpoint: AWSEndpoint { get throws { try present(AWSEndpoint(sqs)) } }

    /// A signed way to a service.
    public func service(
        _ name: String, credentials: AWSCredentials = AWSCredentials(accessKey: "test", secretKey: "test"),
        clock: any Ports.Clock = SystemClock()
    ) -> AWSService {
        let cache = CredentialCache(.fixed(credentials), http: Self.http, clock: clock)
        return AWSService(name, region: Self.region, credentials: cache, http: Self.http, clock: clock)
    }

    /// A bucket of this name, made if need be.
    public func bucket(_ name: String, location: String = "uploads", service: AWSService? = nil) async throws
        -> S3Bucket
    {
        let endpoint = try endpoint
        let maker = self.service("s3")
        let request = AWSRequest("PUT", endpoint, path: "/\(name)", body: Array(Self.place.utf8))
        do {
            _ = try await maker.send(request, "CreateBucket")
        } catch {
            // Opened once more.
            if error.code != "BucketAlreadyOwnedByYou" { throw error }
        }
        return try S3Bucket(
            S3Settings(region: Self.region, bucket: name, location: location, endpoint: endpoint),
            service: service ?? maker)
    }

    private static let place = """
        <CreateBucketConfiguration><LocationConstraint>eu-west-2</LocationConstraint></CreateBucketConfiguration>
        """

    /// Calls an action of SQS that the program itself never calls.
    @discardableResult
    public func sqs(_ action: String, _ arguments: [String: Any]) async throws -> [String: Any] {
        let body = try JSONSerialization.data(withJSONObject: arguments)
        let answer = try await service("sqs").send(
            AWSRequest(
                "POST", try queueEndpoint,
                headers: [("content-type", "application/x-amz-json-1.0"), ("x-amz-target", "AmazonSQS.\(action)")],
                body: [UInt8](body)), action)
        return answer.body.isEmpty
            ? [:] : try present(JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
    }

    /// A queue with dead letters, and its adapter.
    public func queue(_ name: String, lease: Int, maxReceives: Int) async throws -> SQSJobQueue {
        let dead = try await sqs("CreateQueue", ["QueueName": "\(name)-dlq"])
        let facts = try await sqs(
            "GetQueueAttributes", ["QueueUrl": try present(dead["QueueUrl"]), "AttributeNames": ["QueueArn"]])
        let arn = try present((facts["Attributes"] as? [String: String])?["QueueArn"])
        try await sqs(
            "CreateQueue",
            [
                "QueueName": name,
                "Attributes": [
                    "VisibilityTimeout": String(lease),
                    "RedrivePolicy": "{\"deadLetterTargetArn\":\"\(arn)\",\"maxReceiveCount\":\"\(maxReceives)\"}",
                ],
            ])
        return SQSJobQueue(
            SQSSettings(queue: name, endpoint: try queueEndpoint, lease: lease, deadLetters: "\(name)-dlq"),
            service: service("sqs"), clock: SystemClock())
    }
}

public struct NotPresent: Error {
    public init() {}
}

/// The value, or a failed test.
public func present<T>(_ value: T?) throws -> T {
    guard let value else { throw NotPresent() }
    return value
}

extension Peers {
    /// One of the mail servers, under a name of this client that nobody else has.
    public func smtp(_ name: String, _ security: SMTPSettings.Security) throws -> SMTPSettings {
        SMTPSettings(
            host: "localhost", port: try present(smtp[name]), security: security,
            login: security == .plain ? nil : SMTPSettings.Login(user: "panelapp", password: "secret"),
            trusted: certificate, timeout: 10, helloName: "c-\(UUID()).example.org")
    }
}
