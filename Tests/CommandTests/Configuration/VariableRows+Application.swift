import Foundation

@testable import panelapp

extension VariableRows {
    static let worker: [VariableRow] = [
        VariableRow(
            "AWS_SQS_ENDPOINT_URL", "http://sqs:5000", bad: ["sqs"], missing: "http://broker:1",
            more: ["CELERY_BROKER_URL": "sqs://@broker:1"], shown: ["O54, O56: broker addresses"]
        ) { $0.aws?.sqsEndpoint },
        VariableRow(
            "AWS_ENDPOINT_URL_SQS", "http://sqs:5001", bad: ["sqs"], missing: "http://all:5000",
            more: ["AWS_ENDPOINT_URL": "http://all:5000"], shown: ["O54, O56: broker addresses"]
        ) { $0.aws?.sqsEndpoint },
        VariableRow(
            "BROKER_POLLING_INTERVAL", "0.25", bad: ["-1", "x", "inf"], missing: "1.0", for: .worker,
            shown: ["O41: a waiting receiver"]
        ) { $0.aws?.worker.pause },
        VariableRow(
            "SQS_WAIT_TIME_SECONDS", "20", gives: "20.0", bad: ["21", "-1"], missing: "10.0", for: .worker,
            shown: ["O41: a waiting receiver"]
        ) { $0.aws?.worker.wait },
        VariableRow(
            "SQS_CREATE_MISSING_QUEUE", "false", bad: ["2"], missing: "true", for: .worker,
            shown: ["O42, O43, O49, O51, O80: a job outlives"]
        ) { $0.aws?.worker.createsQueue },
        VariableRow(
            "WORKER_CONCURRENCY", "7", gives: "7 9", bad: ["0", "65"], missing: "2 4", for: .worker,
            shown: ["8 consumers work off all messages"]
        ) { "\($0.aws?.worker.concurrency ?? 0) \($0.databaseLimits.poolSize)" },
        VariableRow(
            "WORKER_TASK_TIME_LIMIT", "42840", bad: ["0", "x", "42841", "43201"], missing: "3600", for: .worker,
            shown: ["operations.md 3.6: a job's time"]
        ) { $0.aws?.worker.taskTimeLimit },
        VariableRow(
            "WORKER_MAX_RECEIVES", "3", bad: ["0", "x"], missing: "5", for: .worker,
            shown: ["O46: without a redrive policy"]
        ) { $0.aws?.worker.maxReceives },
        VariableRow(
            "WORKER_SHUTDOWN_TIMEOUT", "110", bad: ["0", "x"], missing: "25", for: .worker, shown: ["O80"]
        ) { $0.aws?.worker.shutdownTimeout },
    ]

    static let application: [VariableRow] = [
        VariableRow(
            "PANEL_APP_BASE_URL", "https://panels.example.net", bad: ["panels.example.net", "https://x/?a=b"],
            missing: "https://panelapp.local", shown: ["J12: the link for curators"]
        ) { $0.site.baseURL },
        VariableRow(
            "TIME_ZONE", "Europe/London", gives: "3600", bad: ["Nowhere/City", "EST5XYZ"], missing: "0",
            shown: ["A day ends at midnight of the site's zone"]
        ) { $0.site.timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: 1_782_000_000)) },
        VariableRow(
            "SITE_NAME", "Our Panels", bad: ["a\nb"], missing: "PanelApp",
            shown: ["Site name, environment and banner are shown"]
        ) { $0.site.name },
        VariableRow(
            "SIGNED_OFF_MESSAGE", "Signed off here", bad: ["a\nb"],
            missing: "This Panel has been signed off for the GMS",
            shown: ["Level, disorders, types, previous code and the signed-off version"]
        ) { $0.site.signedOffMessage },
        VariableRow(
            "DEFAULT_PANEL_TYPES", "rare-disease, cancer_germline", gives: "rare-disease cancer_germline",
            bad: ["Rare Disease", ","], missing: "rare-disease-100k"
        ) { $0.site.defaultPanelTypes.joined(separator: " ") },
        VariableRow(
            "ENV_NAME", "prod", gives: "prod prod", bad: ["a\nb"], missing: "dev dev",
            shown: ["Site name, environment and banner are shown"]
        ) { "\($0.site.environmentName) \($0.log.environmentName)" },
        VariableRow(
            "PANELAPP_BANNER", "Test <system>", bad: ["a\nb"], shown: ["Site name, environment and banner are shown"]
        ) { $0.site.banner },
        VariableRow(
            "LOGOUT_REDIRECT_URL", "home", gives: "/", bad: ["bye", "//evil.example", "https://x/"],
            missing: "/accounts/login/", shown: ["J25: signing out by GET ends nothing"]
        ) { $0.site.logoutAddress },
        VariableRow(
            "SESSION_COOKIE_AGE", "3600", bad: ["59", "x"], missing: "1209600",
            shown: ["A login ends after 14 days"]
        ) { $0.site.sessionAge.components.seconds },
    ]

    private static let arn =
        "arn:aws:elasticloadbalancing:eu-west-2:123456789012:loadbalancer/app/panels/0123456789abcdef"
    private static let cognito = [
        "AWS_USE_COGNITO": "True", "AWS_COGNITO_DOMAIN_PREFIX": "panels", "AWS_COGNITO_USER_POOL_CLIENT_ID": "client1",
        "AWS_ALB_ARN": arn,
    ]
    private static let signsIn = ["J30: one header less is nobody"]
    private static let ends = ["J33: who is nobody here", "Signing out ends both logins"]

    static let signIn: [VariableRow] = [
        VariableRow(
            "AWS_USE_COGNITO", "1", gives: "true /", bad: ["maybe"], missing: "false /accounts/login/", more: cognito,
            shown: signsIn
        ) { "\($0.signIn != nil) \($0.site.logoutAddress)" },
        VariableRow(
            "AWS_COGNITO_DOMAIN_PREFIX", "other", gives: "https://other.auth.eu-west-2.amazoncognito.com/",
            bad: ["Other", "a.b", "-a"], missing: .problem("AWS_COGNITO_DOMAIN_PREFIX"), more: cognito, shown: ends
        ) { $0.signIn?.hosted },
        VariableRow(
            "AWS_COGNITO_USER_POOL_CLIENT_ID", "client2", bad: ["a b", "a/b"],
            missing: .problem("AWS_COGNITO_USER_POOL_CLIENT_ID"), more: cognito, shown: ["O86, J31: a token"]
        ) { $0.signIn?.client },
        VariableRow(
            "AWS_ALB_ARN", arn + "0", bad: ["panels", "arn:aws:s3:::bucket"], missing: .problem("AWS_ALB_ARN"),
            more: cognito, shown: ["O86, J31: a token"]
        ) { $0.signIn?.arn },
        VariableRow(
            "AWS_COGNITO_HOSTED_AUTH_BASE", "https://login.example.org", gives: "https://login.example.org/",
            bad: ["login.example.org"], missing: "https://panels.auth.eu-west-2.amazoncognito.com/", more: cognito,
            shown: ends
        ) { $0.signIn?.hosted },
        VariableRow(
            "AWS_COGNITO_IDP_LOGOUT_ENDPOINT", "https://login.example.org/out?a=b",
            bad: ["login.example.org", "https://x/ y"],
            missing:
                "https://panels.auth.eu-west-2.amazoncognito.com/logout?client_id=client1&logout_uri=https%3A%2F%2Fpanelapp.org%2Faccounts%2Flogout%2F&redirect_uri=https%3A%2F%2Fpanelapp.org&response_type=code",
            more: cognito, shown: ends
        ) { $0.signIn?.logout },
        VariableRow(
            "AWS_ELB_SESSION_COOKIE_PREFIX", "OurCookie", bad: ["a b", "a;b"], missing: "AWSELBAuthSessionCookie",
            more: cognito, shown: ends
        ) { $0.signIn?.cookiePrefix },
        VariableRow(
            "AWS_ELB_PUBLIC_KEY_ENDPOINT", "http://keys:5000", gives: "http://keys:5000/", bad: ["keys"],
            missing: "https://public-keys.auth.elb.eu-west-2.amazonaws.com/", more: cognito,
            shown: ["A key is asked for once an hour"]
        ) { $0.signIn?.keys },
        VariableRow(
            "AWS_JWT_SECTIONS", "3", gives: "true", bad: ["2", "4", "x"], missing: "false", more: cognito,
            shown: ["O86, J31: a token"]
        ) { $0.givenNames.contains("AWS_JWT_SECTIONS") },
        VariableRow(
            "AWS_JWT_SIGNATURE_ALGORITHM", "ES256", gives: "true", bad: ["HS256", "none", "RS256"], missing: "false",
            more: cognito, shown: ["O86, J31: a token"]
        ) { $0.givenNames.contains("AWS_JWT_SIGNATURE_ALGORITHM") },
        VariableRow(
            "AWS_AMZN_OIDC_ACCESS_TOKEN", "X-Access", bad: ["a b"], missing: "X-AMZN-OIDC-ACCESSTOKEN", more: cognito,
            shown: signsIn
        ) { $0.signIn?.accessTokenHeader.rawName },
        VariableRow(
            "AWS_AMZN_OIDC_IDENTITY", "HTTP_X_WHO", gives: "X-WHO", bad: ["a b"], missing: "X-AMZN-OIDC-IDENTITY",
            more: cognito, shown: signsIn
        ) { $0.signIn?.identityHeader.rawName },
        VariableRow(
            "AWS_AMZN_OIDC_DATA", "X-Data", bad: ["a b"], missing: "X-AMZN-OIDC-DATA", more: cognito, shown: signsIn
        ) { $0.signIn?.dataHeader.rawName },
    ]

    static let mail: [VariableRow] = [
        VariableRow(
            "EMAIL_USE_SSL", "true", gives: "true false", bad: ["2"], missing: "false true",
            shown: ["operations.md 10: port 465"]
        ) { "\($0.mailServer?.isImplicitTLS ?? false) \($0.mailServer?.demandsStartTLS ?? false)" },
        VariableRow(
            "EMAIL_TIMEOUT", "7", bad: ["0", "x"], missing: "30", shown: ["10: a server that is not there"]
        ) { $0.mailServer?.timeout },
        VariableRow(
            "EMAIL_TLS_VERIFY", "no", gives: "false", bad: ["2"], missing: "true",
            shown: ["10: a certificate that nobody vouches for"]
        ) { $0.mailServer?.verifies },
    ]
}
