import AsyncHTTPClient
import Crypto
import Domain
import Foundation
import Ports

/// Believes an AWS load balancer that people sign in at with Cognito (`operations.md` 3.6), after its signature was checked:
/// ES256 by a key that is fetched by its id.
public struct LoadBalancerGate: Gate {
    private let settings: LoadBalancer
    private let keys: PublicKeys
    private let clock: any Clock

    /// Seconds by which clocks may differ.
    static let leeway = 60.0

    /// - Parameter http: a client that follows no redirects.
    public init(_ settings: LoadBalancer, http: HTTPClient, clock: any Clock) {
        self.settings = settings
        self.clock = clock
        keys = PublicKeys(base: settings.keys, http: http, clock: clock)
    }

    public func identity(of token: String, subject: String) async throws(GateRefusal) -> GateIdentity {
        let token = try SignedToken(token)
        // Everything that costs nothing comes first, so that a made-up token causes no request.
        try check(token.head)
        let key = try await keys.key(token.head.kid)
        guard key.isValidSignature(token.signature, for: token.signed) else {
            throw GateRefusal("the signature does not fit")
        }
        return try identity(in: token.claims(), of: token.head, subject)
    }

    private func check(_ head: SignedToken.Head) throws(GateRefusal) {
        guard head.alg == "ES256" else { throw GateRefusal("the algorithm is not ES256") }
        // It becomes part of an address.
        guard head.kid.wholeMatch(of: /[A-Za-z0-9-]{1,64}/) != nil else {
            throw GateRefusal("the id of the key is malformed")
        }
        guard head.signer == settings.arn else { throw GateRefusal("the signer is not our load balancer") }
        guard head.client == settings.client else { throw GateRefusal("it is meant for another client") }
        guard settings.isIssuer(head.iss) else { throw GateRefusal("the issuer is no user pool of our region") }
        guard isAlive(head.exp) else { throw GateRefusal("it has expired") }
    }

    private func identity(
        in claims: SignedToken.Claims, of head: SignedToken.Head, _ subject: String
    ) throws(GateRefusal) -> GateIdentity {
        guard claims.iss.map({ $0 == head.iss }) ?? true else { throw GateRefusal("two issuers are named") }
        guard claims.exp.map(isAlive) ?? true else { throw GateRefusal("it has expired") }
        guard !claims.sub.isEmpty, claims.sub == subject else { throw GateRefusal("two subjects are named") }
        guard claims.emailVerified?.isTrue == true else { throw GateRefusal("the e-mail address is not verified") }
        let email = AccountName.email(claims.email ?? "")
        guard AccountName.isEmail(email) else { throw GateRefusal("there is no e-mail address in it") }
        return GateIdentity(email: email, firstName: claims.givenName ?? "", lastName: claims.familyName ?? "")
    }

    private func isAlive(_ expiry: Double) -> Bool {
        expiry.isFinite && clock.now().date.timeIntervalSince1970 < expiry + Self.leeway
    }
}

/// Which load balancer is believed, and for which client of which user pool.
public struct LoadBalancer: Sendable, Equatable {
    /// `AWS_ALB_ARN`
    public var arn: String
    /// `AWS_COGNITO_USER_POOL_CLIENT_ID`
    public var client: String
    public var region: String
    /// `AWS_ELB_PUBLIC_KEY_ENDPOINT`: the id of the key is appended.
    public var keys: String

    public init(arn: String, client: String, region: String, keys: String) {
        self.arn = arn
        self.client = client
        self.region = region
        self.keys = keys
    }

    /// User pools of the region; which one it is follows from the client, whose id is unique in a region.
    func isIssuer(_ address: String) -> Bool {
        let base = "https://cognito-idp.\(region).amazonaws.com/\(region)_"
        guard address.hasPrefix(base) else { return false }
        return address.dropFirst(base.count).wholeMatch(of: /[A-Za-z0-9]{1,55}/) != nil
    }
}
