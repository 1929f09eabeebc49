import Domain

/// A key that signs requests to AWS.
public struct AWSCredentials: Hashable, Sendable {
    public var accessKey: String
    public var secretKey: String
    /// Goes with temporary keys.
    public var sessionToken: String?
    /// Nil: never.
    public var expires: Instant?

    public init(accessKey: String, secretKey: String, sessionToken: String? = nil, expires: Instant? = nil) {
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.sessionToken = sessionToken
        self.expires = expires
    }
}

extension AWSCredentials: CustomStringConvertible {
    /// Without anything secret, because descriptions end up in logs.
    public var description: String { "AWS credentials" }
}

/// Where credentials come from (`operations.md` 7.1). A source that applies but fails is an error, not a reason to try the next.
public enum CredentialSource: Hashable, Sendable {
    case fixed(AWSCredentials)
    /// A token in a file, such as Kubernetes puts there, is exchanged at STS.
    case webIdentity(tokenFile: String, roleARN: String, sessionName: String, endpoint: String)
    /// The agent of ECS or of EKS Pod Identity.
    case container(url: String, authorization: Authorization?)
    /// The metadata service of an EC2 instance, version 2 only.
    case metadata(endpoint: String)

    public enum Authorization: Hashable, Sendable {
        case value(String)
        /// Read anew for each request.
        case file(String)
    }

    /// Word for logs and metrics.
    public var name: String {
        switch self {
        case .fixed: "static"
        case .webIdentity: "web identity"
        case .container: "container"
        case .metadata: "instance metadata"
        }
    }

    /// What to do where there are no credentials.
    public static let ways =
        "set AWS_ACCESS_KEY_ID with its secret, or run with a web identity (EKS), as an ECS task with a role, as an EKS pod with "
        + "one, or on an EC2 instance with one"

    /// The first source that applies; nil where none does.
    /// - Parameters:
    ///   - variables: the environment.
    ///   - region: for the address of STS.
    ///   - session: name of the session that web identity opens.
    ///
    /// Throws `AWSFailure.configuration`, with the variable's name first, for an address of an agent that is not one.
    public static func find(
        in variables: [String: String], region: AWSRegion, session: String
    ) throws(AWSFailure) -> CredentialSource? {
        func value(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let key = value("AWS_ACCESS_KEY_ID"), let secret = value("AWS_SECRET_ACCESS_KEY") {
            return .fixed(AWSCredentials(accessKey: key, secretKey: secret, sessionToken: value("AWS_SESSION_TOKEN")))
        }
        if let file = value("AWS_WEB_IDENTITY_TOKEN_FILE"), let role = value("AWS_ROLE_ARN") {
            return .webIdentity(
                tokenFile: file, roleARN: role, sessionName: value("AWS_ROLE_SESSION_NAME") ?? session,
                endpoint: value("AWS_ENDPOINT_URL_STS") ?? value("AWS_ENDPOINT_URL") ?? "https://sts.\(region.host)")
        }
        let authorization =
            value("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE").map { Authorization.file($0) }
            ?? value("AWS_CONTAINER_AUTHORIZATION_TOKEN").map { .value($0) }
        if let path = value("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            // Anything else could make another host of the address.
            guard path.hasPrefix("/") else {
                throw .configuration("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI does not begin with a slash")
            }
            return .container(url: "http://169.254.170.2\(path)", authorization: authorization)
        }
        if let url = value("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
            guard AgentAddress.isAllowed(url) else {
                throw .configuration(
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor the address of an agent on this machine")
            }
            return .container(url: url, authorization: authorization)
        }
        if value("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true" { return nil }
        return .metadata(endpoint: value("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? "http://169.254.169.254")
    }
}

/// The addresses that a credentials agent may have (`operations.md` 7.1): https anywhere, plain http only where it leaves no
/// machine, so that a planted variable cannot send the agent's token away.
enum AgentAddress {
    private static let hosts: Set<String> = [
        "localhost", "127.0.0.1", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]",
    ]

    static func isAllowed(_ url: String) -> Bool {
        guard let match = url.wholeMatch(of: /(https?):\/\/(\[[0-9a-fA-F:]+\]|[^\/:@\[\]]+)(:[0-9]+)?(\/.*)?/) else {
            return false
        }
        return match.output.1 == "https" || hosts.contains(match.output.2.lowercased())
    }
}
