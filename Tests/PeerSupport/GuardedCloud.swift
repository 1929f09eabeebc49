import AWSClient
import AsyncHTTPClient
import Domain
import Foundation
import S3BlobStore
import SQSJobQueue
import SystemClock

/// S3, SQS, IAM and STS of an emulator that checks signatures and policies, and tells what was asked of it.
public struct GuardedCloud: Decodable, Sendable {
    public let address: String
    /// Keys of somebody who may do everything.
    private let key: String
    private let secret: String

    /// The emulator's only account.
    public static let account = "123456789012"

    public var admin: AWSCredentials { AWSCredentials(accessKey: key, secretKey: secret) }
    public var endpoint: AWSEndpoint { get throws { try present(AWSEndpoint(address)) } }

    /// A signed way to a service.
    public func service(_ name: String, as credentials: AWSCredentials) -> AWSService {
        let clock = SystemClock()
        let cache = CredentialCache(.fixed(credentials), http: Peers.http, clock: clock)
        return AWSService(name, region: Peers.region, credentials: cache, http: Peers.http, clock: clock)
    }

    // MARK: What is there

    public func makeBucket(_ name: String) async throws {
        let place = """
            <CreateBucketConfiguration><LocationConstraint>eu-west-2</LocationConstraint></CreateBucketConfiguration>
            """
        _ = try await service("s3", as: admin).send(
            AWSRequest("PUT", try endpoint, path: "/\(name)", body: Array(place.utf8)), "CreateBucket")
    }

    public func bucket(_ name: String, location: String, as credentials: AWSCredentials) throws -> S3Bucket {
        try S3Bucket(
            S3Settings(region: Peers.region, bucket: name, location: location, endpoint: try endpoint),
            service: service("s3", as: credentials))
    }

    public func makeQueue(_ name: String, lease: Int) async throws {
        let body = try JSONSerialization.data(withJSONObject: [
            "QueueName": name, "Attributes": ["VisibilityTimeout": "\(lease)"],
        ])
        _ = try await service("sqs", as: admin).send(
            AWSRequest(
                "POST", try endpoint,
                headers: [("content-type", "application/x-amz-json-1.0"), ("x-amz-target", "AmazonSQS.CreateQueue")],
                body: [UInt8](body)), "CreateQueue")
    }

    public func queue(_ name: String, lease: Int, as credentials: AWSCredentials) throws -> SQSJobQueue {
        SQSJobQueue(
            SQSSettings(queue: name, endpoint: try endpoint, lease: lease), service: service("sqs", as: credentials),
            clock: SystemClock())
    }

    // MARK: Who may do what

    /// A role with this policy, and temporary keys of it.
    public func role(_ policy: PolicyDocument) async throws -> GuardedRole {
        let name = "r-\(UUID().uuidString.lowercased())"
        let trust =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}"#
        _ = try await ask(
            "iam", "2010-05-08", ["Action": "CreateRole", "RoleName": name, "AssumeRolePolicyDocument": trust])
        let answer = try await ask(
            "sts", "2011-06-15",
            [
                "Action": "AssumeRole", "RoleArn": "arn:aws:iam::\(Self.account):role/\(name)",
                "RoleSessionName": "test",
            ])
        let credentials = AWSCredentials(
            accessKey: try present(XMLText.first("AccessKeyId", in: answer)),
            secretKey: try present(XMLText.first("SecretAccessKey", in: answer)),
            sessionToken: try present(XMLText.first("SessionToken", in: answer)))
        let role = GuardedRole(cloud: self, name: name, credentials: credentials)
        try await role.give(policy)
        return role
    }

    /// Somebody with lasting keys, whose secret has a sign that addresses must escape.
    public func user(_ policy: PolicyDocument) async throws -> AWSCredentials {
        for _ in 0..<50 {
            let name = "u-\(UUID().uuidString.lowercased())"
            try await ask("iam", "2010-05-08", ["Action": "CreateUser", "UserName": name])
            let answer = try await ask("iam", "2010-05-08", ["Action": "CreateAccessKey", "UserName": name])
            let keys = AWSCredentials(
                accessKey: try present(XMLText.first("AccessKeyId", in: answer)),
                secretKey: try present(XMLText.first("SecretAccessKey", in: answer)))
            guard keys.secretKey.contains("/"), keys.secretKey.contains("+") else { continue }
            try await ask(
                "iam", "2010-05-08",
                [
                    "Action": "PutUserPolicy", "UserName": name, "PolicyName": "policy",
                    "PolicyDocument": try policy.text,
                ])
            return keys
        }
        throw NotPresent()
    }

    @discardableResult
    func ask(_ service: String, _ version: String, _ fields: [String: String]) async throws -> String {
        let form = fields.merging(["Version": version]) { own, _ in own }
            .map { "\($0.key)=\(PercentCoding.encode($0.value))" }.joined(separator: "&")
        let answer = try await self.service(service, as: admin).send(
            AWSRequest(
                "POST", try endpoint, headers: [("content-type", "application/x-www-form-urlencoded")],
                body: Array(form.utf8)), fields["Action"] ?? "")
        return String(decoding: answer.body, as: UTF8.self)
    }

    // MARK: What was asked

    /// One call as it arrived.
    public struct Call: Decodable, Hashable, Sendable {
        public let service: String
        public let call: String
        public let path: String
        public let status: Int
    }

    /// All calls with these keys, in order.
    public func calls(of credentials: AWSCredentials) async throws -> [Call] {
        let request = HTTPClientRequest(url: "\(address)/_calls?key=\(credentials.accessKey)")
        let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let body = try await answer.body.collect(upTo: 4 << 20)
        return try JSONDecoder().decode([Call].self, from: Data(body.readableBytesView))
    }
}

/// Somebody with a policy.
public struct GuardedRole: Sendable {
    let cloud: GuardedCloud
    let name: String
    public let credentials: AWSCredentials

    /// Replaces what the role may do.
    public func give(_ policy: PolicyDocument) async throws {
        try await cloud.ask(
            "iam", "2010-05-08",
            ["Action": "PutRolePolicy", "RoleName": name, "PolicyName": "policy", "PolicyDocument": try policy.text])
    }

    public var calls: [GuardedCloud.Call] { get async throws { try await cloud.calls(of: credentials) } }

    /// The variables by which a program gets the keys.
    public var variables: [String: String] {
        [
            "AWS_ACCESS_KEY_ID": credentials.accessKey, "AWS_SECRET_ACCESS_KEY": credentials.secretKey,
            "AWS_SESSION_TOKEN": credentials.sessionToken ?? "",
        ]
    }
}
