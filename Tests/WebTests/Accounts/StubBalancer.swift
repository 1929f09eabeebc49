import AsyncHTTPClient
import Crypto
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LoadBalancerGate
import NIOCore
import Synchronization
import Testing
import Web

/// A load balancer of tests: it signs tokens with a key of its own, and a server in this process publishes that key.
final class StubBalancer: Sendable {
    static let arn = "arn:aws:elasticloadbalancing:eu-west-2:123456789012:loadbalancer/app/panelapp/0123456789abcdef"
    static let client = "1example23456789"
    static let issuer = "https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_Example1"
    static let keyID = "7d2a9a9e-6f3c-4d59-9c3b-0a5f7f0c1b11"
    static let logout = "https://panels.auth.eu-west-2.amazoncognito.com/logout?client_id=1example23456789"
    static let accessToken = header("x-amzn-oidc-accesstoken")
    static let identity = header("x-amzn-oidc-identity")
    static let data = header("x-amzn-oidc-data")

    let key = P256.Signing.PrivateKey()
    private let state = Mutex((asked: [String](), status: HTTPResponse.Status.ok, location: String?.none))

    /// Ids of keys that the server was asked for.
    var asked: [String] { state.withLock { $0.asked } }

    /// What the server answers from now on instead of keys.
    func answer(_ status: HTTPResponse.Status, location: String? = nil) {
        state.withLock {
            $0.status = status
            $0.location = location
        }
    }

    private static func header(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .via }

    /// Runs with the site that believes this load balancer.
    static func with(
        trusted: TrustedPeers = .everyone,
        _ body: @escaping @Sendable (AccountSite, StubBalancer) async throws -> Void
    ) async throws {
        let balancer = StubBalancer()
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let result: Result<Void, any Error>
        do {
            result = .success(
                try await balancer.server.test(.live) { server in
                    let port = try #require(server.port)
                    try await AccountSite.with { site in
                        var site = site
                        site.gate = balancer.gate(site, http, keys: "http://127.0.0.1:\(port)/", trusted: trusted)
                        try await body(site, balancer)
                    }
                })
        } catch {
            result = .failure(error)
        }
        try await http.shutdown()
        try result.get()
    }

    private var server: some ApplicationProtocol {
        let router = Router()
        router.get("/{id}") { [self] _, context in
            let id = context.parameters.get("id") ?? ""
            return state.withLock { state in
                state.asked.append(id)
                if let location = state.location { return Response.redirect(to: location, type: .found) }
                let body = state.status == .ok ? key.publicKey.pemRepresentation : "nothing"
                return Response(status: state.status, body: .init(byteBuffer: ByteBuffer(string: body)))
            }
        }
        return Application(router: router)
    }

    private func gate(
        _ site: AccountSite, _ http: HTTPClient, keys: String, trusted: TrustedPeers
    ) -> GateMiddleware {
        GateMiddleware(
            gate: LoadBalancerGate(
                LoadBalancer(arn: Self.arn, client: Self.client, region: "eu-west-2", keys: keys), http: http,
                clock: site.clock),
            enter: site.accounts.enterByGate,
            settings: GateMiddleware.Settings(
                accessToken: Self.accessToken, identity: Self.identity, data: Self.data, trusted: trusted,
                cookiePrefix: "AWSELBAuthSessionCookie", logout: Self.logout, afterSignOut: "/"))
    }

    // MARK: Tokens

    /// What a token says, in the order of its making: right in every way until a test changes it.
    struct Token {
        var head: [String: Any]
        var claims: [String: Any]
        var isPadded = true
        var signer: P256.Signing.PrivateKey?

        init(email: String = "ada@example.org", expires: Instant) {
            let exp = expires.microseconds / 1_000_000
            head = [
                "typ": "JWT", "alg": "ES256", "kid": keyID, "signer": arn, "client": StubBalancer.client, "iss": issuer,
                "exp": exp,
            ]
            claims = [
                "sub": "subject-1", "email": email, "email_verified": "true", "given_name": "Ada",
                "family_name": "Lovelace", "username": "ada", "exp": exp, "iss": issuer,
            ]
        }
    }

    func text(_ token: Token) throws -> String {
        let parts = try [token.head, token.claims].map { try JSONSerialization.data(withJSONObject: $0) }
            .map { Self.part($0, token.isPadded) }
        let signed = parts.joined(separator: ".")
        let signature = try (token.signer ?? key).signature(for: Data(signed.utf8)).rawRepresentation
        return "\(signed).\(Self.part(signature, token.isPadded))"
    }

    /// The three headers.
    func headers(_ token: Token) throws -> HTTPFields {
        [Self.accessToken: "access", Self.identity: "subject-1", Self.data: try text(token)]
    }

    private static func part(_ data: Data, _ isPadded: Bool) -> String {
        let text = data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
        return isPadded ? text : text.replacing("=", with: "")
    }
}
