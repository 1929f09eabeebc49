import Foundation
import HTTPTypes
import Web

/// Sign-in at an AWS load balancer with Cognito (`operations.md` 3.6).
struct LoadBalancerSettings: Sendable {
    let region: String
    /// The load balancer whose signature counts.
    let arn: String
    /// Client of the user pool.
    let client: String
    /// Base of the public keys; ends in a slash.
    let keys: String
    /// Base of the hosted sign-in pages; ends in a slash.
    let hosted: String
    /// Ends the login at Cognito.
    let logout: String
    /// Beginning of the names of the load balancer's cookies.
    let cookiePrefix: String
    let accessTokenHeader: HTTPField.Name
    let identityHeader: HTTPField.Name
    let dataHeader: HTTPField.Name
}

extension LoadBalancerSettings {
    /// Nil unless it is switched on.
    init?(_ outcome: ConfigurationReader.Outcome) {
        guard outcome.flag("AWS_USE_COGNITO"), let region = outcome.text("AWS_REGION"),
            let arn = outcome.text("AWS_ALB_ARN"), let client = outcome.text("AWS_COGNITO_USER_POOL_CLIENT_ID"),
            let prefix = outcome.text("AWS_COGNITO_DOMAIN_PREFIX"),
            let access = Self.header("AWS_AMZN_OIDC_ACCESS_TOKEN", outcome),
            let identity = Self.header("AWS_AMZN_OIDC_IDENTITY", outcome),
            let data = Self.header("AWS_AMZN_OIDC_DATA", outcome)
        else { return nil }
        self.region = region
        self.arn = arn
        self.client = client
        keys =
            outcome.text("AWS_ELB_PUBLIC_KEY_ENDPOINT") ?? "https://public-keys.auth.elb.\(region).amazonaws.com/"
        hosted = outcome.text("AWS_COGNITO_HOSTED_AUTH_BASE") ?? "https://\(prefix).auth.\(region).amazoncognito.com/"
        let site = outcome.text("PANEL_APP_BASE_URL") ?? ""
        logout =
            outcome.text("AWS_COGNITO_IDP_LOGOUT_ENDPOINT")
            ?? Self.logoutAddress(hosted: hosted, client: client, site: site)
        cookiePrefix = outcome.text("AWS_ELB_SESSION_COOKIE_PREFIX") ?? ""
        accessTokenHeader = access
        identityHeader = identity
        dataHeader = data
    }

    private static func header(_ name: String, _ outcome: ConfigurationReader.Outcome) -> HTTPField.Name? {
        outcome.text(name).flatMap(ProxySettings.headerName)
    }

    private static func logoutAddress(hosted: String, client: String, site: String) -> String {
        let fields = [
            ("client_id", client), ("logout_uri", "\(site)/accounts/logout/"), ("redirect_uri", site),
            ("response_type", "code"),
        ]
        let query = fields.map { name, value in "\(name)=\(encoded(value))" }.joined(separator: "&")
        return "\(hosted)logout?\(query)"
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["-", ".", "_", "~"])) ?? ""
    }
}

extension ConfigurationReader.Outcome {
    /// What must be there when people sign in at the load balancer.
    mutating func checkSignIn() {
        guard flag("AWS_USE_COGNITO") else {
            ignoreSignIn()
            return
        }
        for name in ["AWS_COGNITO_DOMAIN_PREFIX", "AWS_COGNITO_USER_POOL_CLIENT_ID", "AWS_ALB_ARN"]
        where values[name] == nil && !isReported(name) {
            problems.append(ConfigurationProblem(name, "is missing although AWS_USE_COGNITO is on"))
        }
        let peers = text("GUNICORN_FORWARDED_ALLOW_IPS") ?? text("FORWARDED_ALLOW_IPS")
        if peers == "*" {
            notes.append(
                .warning(
                    "FORWARDED_ALLOW_IPS",
                    "is '*': identity headers are taken from every peer, and protected by their signature alone"))
        }
    }

    /// Without the switch nothing of the section counts, malformed or not.
    private mutating func ignoreSignIn() {
        let ignored = Set(Catalogue.cognito.map(\.name)).subtracting(["AWS_USE_COGNITO"])
        problems.removeAll { ignored.contains($0.variable) }
        for name in ignored { values[name] = nil }
    }
}
