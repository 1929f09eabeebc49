import AWSClient
import Domain
import Foundation
import Synchronization
import TestSupport

/// The places that hand out credentials, as one stub beside S3 and SQS (`operations.md` 7.1). Every key it gives has a number
/// and lives for an hour of the test's clock.
final class CredentialAgents: Sendable {
    let clock = ManualClock()
    private let given = Mutex(0)
    /// Set by tests: what S3 and SQS answer to a call that was signed with the key of this number.
    private let refusal: @Sendable (Int) -> AWSStub.Answer?

    init(refusal: @escaping @Sendable (Int) -> AWSStub.Answer? = { _ in nil }) { self.refusal = refusal }

    /// How many keys were given.
    var count: Int { given.withLock { $0 } }

    static let relativePath = "/v2/credentials/0a1b"
    static let role = "panelapp-role"
    private static let metadata = "/latest/meta-data/iam/security-credentials/"

    /// The keys of a number.
    func key(_ number: Int) -> AWSCredentials {
        AWSCredentials(accessKey: "ASIA\(number)", secretKey: "secret/\(number)+x", sessionToken: "session-\(number)==")
    }

    func stub() -> AWSStub { AWSStub { asked in self.answer(asked) } }

    private func answer(_ asked: AWSStub.Asked) -> AWSStub.Answer {
        switch asked.path {
        case Self.relativePath, "/v1/credentials": return document()
        case "/latest/api/token": return .init(body: "metadata-session")
        case Self.metadata: return .init(body: "\(Self.role)\n")
        case Self.metadata + Self.role: return document()
        case "/" where asked.text.contains("Action=AssumeRoleWithWebIdentity"): return sts()
        default: break
        }
        let number = asked.headers["authorization"].flatMap { $0.firstMatch(of: /ASIA([0-9]+)/) }.flatMap {
            Int($0.output.1)
        }
        if let number, let refused = refusal(number) { return refused }
        switch asked.headers["x-amz-target"] {
        case "AmazonSQS.GetQueueUrl": return .init(body: #"{"QueueUrl":"http://unreachable.example:1/1/panelapp"}"#)
        case "AmazonSQS.GetQueueAttributes": return .init(body: #"{"Attributes":{"VisibilityTimeout":"360"}}"#)
        default: return .init(status: 204)
        }
    }

    private func next() -> (keys: AWSCredentials, end: String) {
        let number = given.withLock {
            $0 += 1
            return $0
        }
        let end = clock.now().advanced(bySeconds: 3_600).iso(in: .gmt)
        return (key(number), end)
    }

    private func document() -> AWSStub.Answer {
        let (keys, end) = next()
        return .init(
            body: """
                {"Code":"Success","AccessKeyId":"\(keys.accessKey)","SecretAccessKey":"\(keys.secretKey)",\
                "Token":"\(keys.sessionToken ?? "")","Expiration":"\(end)"}
                """)
    }

    private func sts() -> AWSStub.Answer {
        let (keys, end) = next()
        return .init(
            body: """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                <AssumeRoleWithWebIdentityResult><Credentials><SessionToken>\(keys.sessionToken ?? "")</SessionToken>
                <SecretAccessKey>\(keys.secretKey)</SecretAccessKey><Expiration>\(end)</Expiration>
                <AccessKeyId>\(keys.accessKey)</AccessKeyId></Credentials></AssumeRoleWithWebIdentityResult>
                </AssumeRoleWithWebIdentityResponse>
                """)
    }
}

/// One of the four ways to credentials, as an environment.
enum AgentKind: String, CaseIterable, Sendable {
    case ecs = "ECS, relative address"
    case eks = "EKS, full address and token file"
    case instance = "instance metadata, version 2"
    case webIdentity = "web identity"

    /// - Parameters:
    ///   - address: of the stub.
    ///   - file: where the token lies.
    func variables(_ address: String, token file: String) -> [String: String] {
        switch self {
        case .ecs:
            [
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": CredentialAgents.relativePath,
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": file,
            ]
        case .eks:
            [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(address)/v1/credentials",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": file,
            ]
        case .instance: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": address]
        case .webIdentity:
            [
                "AWS_WEB_IDENTITY_TOKEN_FILE": file, "AWS_ROLE_ARN": "arn:aws:iam::1:role/x",
                "AWS_ENDPOINT_URL_STS": address,
            ]
        }
    }

    /// The token that a request to the agent carried; nil for requests of another kind.
    func token(in asked: AWSStub.Asked) -> String? {
        switch self {
        case .ecs: asked.path == CredentialAgents.relativePath ? asked.headers["authorization"] : nil
        case .eks: asked.path == "/v1/credentials" ? asked.headers["authorization"] : nil
        case .instance: asked.path.hasSuffix(CredentialAgents.role) ? asked.headers["x-aws-ec2-metadata-token"] : nil
        case .webIdentity:
            asked.text.firstMatch(of: /WebIdentityToken=([^&]*)/).map { String($0.output.1) }
        }
    }

    /// The source as the test can reach it. The address of the agent of ECS is fixed and not here, so that its host is replaced by
    /// the stub's once it was seen to be right.
    func reachable(_ source: CredentialSource, _ address: String) -> CredentialSource? {
        guard self == .ecs else { return source }
        guard case .container(let url, let authorization) = source,
            url == "http://169.254.170.2\(CredentialAgents.relativePath)"
        else { return nil }
        return .container(url: address + CredentialAgents.relativePath, authorization: authorization)
    }
}
