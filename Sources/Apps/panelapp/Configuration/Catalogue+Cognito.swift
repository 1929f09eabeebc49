/// Sign-in at an AWS load balancer with Cognito (`operations.md` 3.6). All of it is ignored without `AWS_USE_COGNITO`.
extension Catalogue {
    static let cognito: [Variable] = [
        Variable(
            "AWS_USE_COGNITO", .boolean, for: .web, in: [.aws], default: "False",
            "Believe who signed in at the load balancer; the rest of this section is ignored without it."),
        Variable(
            "AWS_COGNITO_DOMAIN_PREFIX", .domainPrefix, for: .web, in: [.aws],
            otherwise: "mandatory with AWS_USE_COGNITO",
            "Prefix of the hosted sign-in pages' domain."),
        Variable(
            "AWS_COGNITO_USER_POOL_CLIENT_ID", .clientID, for: .web, in: [.aws],
            otherwise: "mandatory with AWS_USE_COGNITO", "Client of the user pool that the load balancer is."),
        Variable(
            "AWS_ALB_ARN", .loadBalancer, for: .web, in: [.aws], otherwise: "mandatory with AWS_USE_COGNITO",
            "The load balancer: tokens that another one signed are refused."),
        Variable(
            "AWS_COGNITO_HOSTED_AUTH_BASE", .serviceBase, for: .web, in: [.aws],
            otherwise: "https://PREFIX.auth.REGION.amazoncognito.com/", "Where the hosted sign-in pages are."),
        Variable(
            "AWS_COGNITO_IDP_LOGOUT_ENDPOINT", .logoutAddress, for: .web, in: [.aws],
            otherwise: "BASElogout with client_id, logout_uri, redirect_uri and response_type",
            "Address that ends the login at Cognito."),
        Variable(
            "AWS_ELB_SESSION_COOKIE_PREFIX", .cookieName, for: .web, in: [.aws], default: "AWSELBAuthSessionCookie",
            "Beginning of the names of the load balancer's cookies, which signing out expires."),
        Variable(
            "AWS_ELB_PUBLIC_KEY_ENDPOINT", .serviceBase, for: .web, in: [.aws],
            otherwise: "https://public-keys.auth.elb.REGION.amazonaws.com/",
            "Where the load balancer's public keys are; the id of the key is appended."),
        Variable(
            "AWS_JWT_SECTIONS", .integer(3...3), for: .web, in: [.aws], default: "3", "Parts of a token; only 3."),
        Variable(
            "AWS_JWT_SIGNATURE_ALGORITHM", .choice("ES256"), for: .web, in: [.aws], default: "ES256",
            "Algorithm of its signature; only ES256."),
        Variable(
            "AWS_AMZN_OIDC_ACCESS_TOKEN", .headerName, for: .web, in: [.aws],
            default: "HTTP_X_AMZN_OIDC_ACCESSTOKEN", "Header with the access token."),
        Variable(
            "AWS_AMZN_OIDC_IDENTITY", .headerName, for: .web, in: [.aws], default: "HTTP_X_AMZN_OIDC_IDENTITY",
            "Header with the subject."),
        Variable(
            "AWS_AMZN_OIDC_DATA", .headerName, for: .web, in: [.aws], default: "HTTP_X_AMZN_OIDC_DATA",
            "Header with the claims: the token that is verified."),
    ]
}

extension VariableKind {
    static let domainPrefix = VariableKind("domain prefix") { text in
        text.wholeMatch(of: /[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?/) != nil
            ? .value(.text(text)) : .wrong("must be 1-63 characters of a-z, 0-9 and '-'")
    }

    static let clientID = VariableKind("client id") { text in
        text.wholeMatch(of: /[A-Za-z0-9_+]{1,128}/) != nil
            ? .value(.text(text)) : .wrong("must be 1-128 letters, digits, '_' and '+'")
    }

    static let loadBalancer = VariableKind("ARN of a load balancer") { text in
        text.wholeMatch(of: /arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:loadbalancer\/[A-Za-z0-9\/-]+/)
            != nil
            ? .value(.text(text))
            : .wrong("must be arn:aws:elasticloadbalancing:REGION:ACCOUNT:loadbalancer/app/NAME/ID")
    }

    /// Absolute URL; a slash at the end is added.
    static let serviceBase = VariableKind("absolute URL") { text in
        guard isAbsolute(text) else { return .wrong("must be an absolute http or https address") }
        return .value(.text(text.hasSuffix("/") ? text : text + "/"))
    }

    /// Absolute URL, with a query or without.
    static let logoutAddress = VariableKind("absolute URL, with a query") { text in
        text.wholeMatch(of: /https?:\/\/[A-Za-z0-9\[\]:.-]+(\/[!-~]*)?/) != nil
            ? .value(.text(text)) : .wrong("must be an absolute http or https address, percent-encoded")
    }

    static let cookieName = VariableKind("name of a cookie") { text in
        text.wholeMatch(of: /[A-Za-z0-9_.-]{1,64}/) != nil
            ? .value(.text(text)) : .wrong("must be 1-64 letters, digits, '_', '.' and '-'")
    }
}
