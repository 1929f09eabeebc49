import AsyncHTTPClient
import Domain
import Foundation
import NIOCore

/// How long one request to a source of credentials may take (`operations.md` 7.1).
public struct CredentialPatience: Hashable, Sendable {
    /// For the metadata service of an instance, which is in the same machine.
    public var metadata: Duration
    /// For the agent of ECS or of EKS Pod Identity.
    public var container: Duration
    public var sts: Duration

    public init(
        metadata: Duration = .seconds(1), container: Duration = .seconds(2), sts: Duration = .seconds(10)
    ) {
        self.metadata = metadata
        self.container = container
        self.sts = sts
    }
}

/// Asks a source for credentials (`operations.md` 7.1). Tokens in files are read anew each time, because they change.
struct CredentialFetcher: Sendable {
    let http: HTTPClient
    let source: CredentialSource
    var patience = CredentialPatience()

    /// Bytes; answers are a few hundred.
    private static let longestAnswer = 256 << 10

    func fetch() async throws(AWSFailure) -> AWSCredentials {
        switch source {
        case .fixed(let credentials): return credentials
        case .webIdentity(let file, let role, let session, let endpoint):
            return try await fromSTS(file, role, session, endpoint)
        case .container(let url, let authorization):
            return try await attempts(3, pause: .seconds(1)) { () async throws(AWSFailure) in
                try await fromContainer(url, authorization)
            }
        case .metadata(let endpoint):
            do {
                return try await attempts(2, pause: .milliseconds(200)) { () async throws(AWSFailure) in
                    try await fromMetadata(endpoint)
                }
            } catch {
                // The last way: where it leads nowhere, most likely none was meant.
                guard case .credentials(let reason) = error else { throw error }
                throw .credentials("\(reason); \(CredentialSource.ways)")
            }
        }
    }

    // MARK: Sources

    private func fromSTS(
        _ file: String, _ role: String, _ session: String, _ endpoint: String
    ) async throws(AWSFailure) -> AWSCredentials {
        let token = try Self.contents(of: file)
        let fields = [
            ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"), ("RoleArn", role),
            ("RoleSessionName", session), ("WebIdentityToken", token),
        ]
        var request = HTTPClientRequest(url: endpoint.hasSuffix("/") ? endpoint : endpoint + "/")
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(
            ByteBuffer(string: fields.map { "\($0.0)=\(PercentCoding.encode($0.1))" }.joined(separator: "&")))
        let (status, body) = try await send(request, within: patience.sts)
        guard status == 200 else {
            throw .credentials(
                "STS refused the web identity: \(AWSProblem(status: status, body: body).code) (\(status))")
        }
        let text = String(decoding: body, as: UTF8.self)
        func value(_ name: String) throws(AWSFailure) -> String {
            guard let value = XMLText.first(name, in: text) else {
                throw .credentials("the answer of STS has no \(name)")
            }
            return value
        }
        return AWSCredentials(
            accessKey: try value("AccessKeyId"), secretKey: try value("SecretAccessKey"),
            sessionToken: try value("SessionToken"), expires: Instant(iso: try value("Expiration")))
    }

    private func fromContainer(
        _ url: String, _ authorization: CredentialSource.Authorization?
    ) async throws(AWSFailure) -> AWSCredentials {
        var request = HTTPClientRequest(url: url)
        if let authorization {
            let token =
                switch authorization {
                case .value(let value): value
                case .file(let path): try Self.contents(of: path)
                }
            guard !token.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A }) else {
                throw .credentials("the container authorization token holds a line end")
            }
            request.headers.add(name: "authorization", value: token)
        }
        return try Self.document(try await get(request, within: patience.container, "the container agent"))
    }

    private func fromMetadata(_ endpoint: String) async throws(AWSFailure) -> AWSCredentials {
        let base = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        var request = HTTPClientRequest(url: "\(base)/latest/api/token")
        request.method = .PUT
        request.headers.add(name: "x-aws-ec2-metadata-token-ttl-seconds", value: "21600")
        let token = String(
            decoding: try await get(request, within: patience.metadata, "the metadata service (version 2)"),
            as: UTF8.self)
        func read(_ path: String) async throws(AWSFailure) -> [UInt8] {
            var request = HTTPClientRequest(url: "\(base)/latest/meta-data/iam/security-credentials/\(path)")
            request.headers.add(name: "x-aws-ec2-metadata-token", value: token)
            return try await get(request, within: patience.metadata, "the metadata service")
        }
        let role = String(decoding: try await read(""), as: UTF8.self).split(whereSeparator: \.isNewline).first
        guard let role else { throw .credentials("the instance has no role") }
        return try Self.document(try await read(PercentCoding.encode(String(role))))
    }

    // MARK: Parts

    /// The JSON that agents and the metadata service answer.
    private static func document(_ body: [UInt8]) throws(AWSFailure) -> AWSCredentials {
        struct Document: Decodable {
            var accessKey: String
            var secretKey: String
            var token: String
            var expiration: String?

            enum CodingKeys: String, CodingKey {
                case accessKey = "AccessKeyId"
                case secretKey = "SecretAccessKey"
                case token = "Token"
                case expiration = "Expiration"
            }
        }
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(body)) else {
            throw .credentials("the answer holds no credentials")
        }
        return AWSCredentials(
            accessKey: document.accessKey, secretKey: document.secretKey, sessionToken: document.token,
            expires: document.expiration.flatMap { Instant(iso: $0) })
    }

    private static func contents(of path: String) throws(AWSFailure) -> String {
        guard let data = try? Data(contentsOf: URL(filePath: path)), data.count <= longestAnswer else {
            throw .credentials("the token file cannot be read")
        }
        var text = String(decoding: data, as: UTF8.self)
        // One line end at the end belongs to the file, not to the token.
        if text.hasSuffix("\r\n") || text.hasSuffix("\n") { text.removeLast() }
        return text
    }

    private func get(
        _ request: HTTPClientRequest, within time: Duration, _ who: String
    ) async throws(AWSFailure) -> [UInt8] {
        let (status, body) = try await send(request, within: time)
        guard status == 200 else { throw .credentials("\(who) answered \(status)") }
        return body
    }

    private func send(
        _ request: HTTPClientRequest, within time: Duration
    ) async throws(AWSFailure) -> (Int, [UInt8]) {
        do {
            let answer = try await http.execute(request, timeout: .nanoseconds(time.nanoseconds))
            let body = try await answer.body.collect(upTo: Self.longestAnswer)
            return (Int(answer.status.code), Array(body.readableBytesView))
        } catch {
            throw .credentials("no answer: \(Wire.words(error))")
        }
    }

    private func attempts(
        _ count: Int, pause: Duration, _ body: () async throws(AWSFailure) -> AWSCredentials
    ) async throws(AWSFailure) -> AWSCredentials {
        for _ in 1..<count {
            do { return try await body() } catch { try? await Task.sleep(for: pause) }
        }
        return try await body()
    }
}
