@testable import panelapp

/// The table of all variables.
enum VariableRows {
    static let all =
        seed + secrets + files + credentials + database + worker + application + signIn + mail + http + operations
        + tracing + gunicorn

    /// Declared and checked, with an effect that no test shows: the old web service that filters by panel types is not served.
    static let notUsed: Set<String> = ["DEFAULT_PANEL_TYPES"]

    static let seed: [VariableRow] = [
        VariableRow(
            "AWS_S3_STATICFILES_BUCKET_NAME", "other-static", bad: ["ab", "Upper", "a_b", "-abc", "abc."],
            missing: .problem("AWS_S3_STATICFILES_BUCKET_NAME"), shown: ["O27: the first run copies every file"]
        ) { $0.aws?.staticFiles?.name },
        VariableRow(
            "AWS_S3_MEDIAFILES_BUCKET_NAME", "other.media", bad: ["ab", "Upper", "a/b"],
            missing: .problem("AWS_S3_MEDIAFILES_BUCKET_NAME"),
            shown: ["O3, O67, O75: neither ready nor taking jobs before migrate"]
        ) { $0.aws?.media?.name },
        VariableRow(
            "AWS_REGION", "us-gov-east-1", bad: ["Frankfurt", "eu-west", "eu_west_2"],
            missing: .problem("AWS_REGION"), shown: ["7.1: the first source that applies is taken"]
        ) { $0.aws?.region },
        VariableRow(
            "AWS_DEFAULT_REGION", "cn-north-1", bad: ["Frankfurt"], missing: .problem("AWS_REGION"),
            less: ["AWS_REGION"], shown: ["7.1: the first source that applies is taken"]
        ) { $0.aws?.region },
        VariableRow(
            "AWS_S3_STATICFILES_CUSTOM_DOMAIN", "files.example.org:8443",
            gives: "https://files.example.org:8443/static/", bad: ["https://cdn.example.org", "cdn.example.org/x"],
            missing: .problem("AWS_S3_STATICFILES_CUSTOM_DOMAIN"), shown: ["O24: a custom domain", "O26: a domain"]
        ) { $0.site.staticURL },
        VariableRow(
            "ALLOWED_HOSTS", "*", gives: "true", bad: ["bad_host", ";"], missing: .problem("ALLOWED_HOSTS"),
            shown: ["O11: names of the list", "O12: others get 400", "O13: a star", "O14: probes"]
        ) { $0.server.hosts.allows("anything.test") },
        VariableRow(
            "DEFAULT_FROM_EMAIL", "Panels <panels@example.net>",
            bad: ["nobody", "a@b.org, c@d.org", "A\r\nBcc: x <a@b.org>", "Panels <nobody>"],
            missing: .problem("DEFAULT_FROM_EMAIL"),
            shown: ["line ends around a subject", "a mail is handed over with its headers"]
        ) { $0.site.fromEmail },
        VariableRow(
            "PANEL_APP_EMAIL", "curators@example.net", bad: ["nobody", "Name <a@b.org>"],
            missing: .problem("PANEL_APP_EMAIL"), shown: ["J1, W88: an account that may not sign in yet"]
        ) { $0.site.contactEmail },
        VariableRow(
            "EMAIL_HOST", "10.0.0.7", bad: ["smtp host", "http://smtp"], missing: .problem("EMAIL_HOST"),
            shown: ["10: a server that is not there"]
        ) { $0.mailServer?.host },
        VariableRow(
            "EMAIL_PORT", "2525", bad: ["0", "65536", "smtp", "25.0"], missing: .problem("EMAIL_PORT"),
            shown: ["10: the health check connects"]
        ) { $0.mailServer?.port },
        VariableRow(
            "EMAIL_USE_TLS", "off", gives: "false", bad: ["maybe"], missing: "true",
            shown: ["O69: without STARTTLS on offer"]
        ) { $0.mailServer?.demandsStartTLS },
        VariableRow(
            "DJANGO_LOG_LEVEL", "Fatal", gives: "true", bad: ["LOUD", "5"], missing: "false", for: .migrate,
            shown: ["O73: below the threshold"]
        ) { $0.log.threshold == LogThreshold("CRITICAL") },
        VariableRow(
            "SQS_QUEUE_VISIBILITY_TIMEOUT", "30", bad: ["0", "43201", "x"], missing: "360",
            shown: ["O42: a leased message"]
        ) { $0.aws?.lease },
        VariableRow(
            "TASK_QUEUE_NAME", "jobs_2-a", bad: ["jobs.fifo", "a b", String(repeating: "x", count: 81)],
            missing: "panelapp", shown: ["O3, O67, O75: neither ready nor taking jobs before migrate"]
        ) { $0.aws?.queue },
        VariableRow(
            "AWS_STATICFILES_LOCATION", "assets/v1", bad: ["a/../b", "a//b", ".."], missing: "static",
            shown: ["O24: a custom domain"]
        ) { $0.aws?.staticFiles?.location },
        VariableRow(
            "AWS_MEDIAFILES_LOCATION", "files/v1", bad: ["a/../b", "a//b"], missing: "uploads",
            shown: ["Keys lie below the location"]
        ) { $0.aws?.media?.location },
    ]

    static let secrets: [VariableRow] = [
        VariableRow(
            "DATABASE_URL", "postgresql://u:other-password@other/d",
            bad: [
                "mysql://u:p@h/d", "sqlite:///x", "postgresql://u:p@h", "postgresql://u:se/cret@h/d",
                "postgresql://u:p@h/d?unknown=1",
            ], missing: .problem("DATABASE_URL"), shown: ["O60: percent-encoded password", "Options, of which"]
        ) { VariableRow.databaseAddress($0) },
        VariableRow(
            "EMAIL_HOST_USER", "mail-user", more: ["EMAIL_HOST_PASSWORD": "mail-password"],
            shown: ["O70: without a login none is tried"]
        ) { $0.mailServer?.login?.user.reveal() },
        VariableRow(
            "EMAIL_HOST_PASSWORD", "mail-password", more: ["EMAIL_HOST_USER": "mail-user"],
            shown: ["O70: without a login none is tried"]
        ) { $0.mailServer?.login?.password.reveal() },
        VariableRow(
            "HEALTH_CHECK_TOKEN", "another-health-token", missing: .problem("HEALTH_CHECK_TOKEN"),
            shown: ["O75, A86: the token opens health"]
        ) { $0.healthToken?.reveal() },
        VariableRow(
            "SECRET_KEY", "another key of more than thirty-two bytes", missing: .problem("SECRET_KEY"),
            shown: ["J7: what was signed", "J6, J7: the link of another account", "O9: "]
        ) { $0.secretKey?.reveal() },
        VariableRow(
            "SECRET_KEY_FALLBACKS", "old-1;old-2", gives: "old-1 old-2", missing: "", shown: ["J7: what was signed"]
        ) { $0.secretKeyFallbacks.map { $0.reveal() }.joined(separator: " ") },
        VariableRow(
            "DJANGO_ADMIN_URL", "/secret-door", gives: "secret-door/", bad: ["api/x", "a b", "/", "a/../b?c"],
            missing: "admin/", shown: ["J12: the link for curators"]
        ) { $0.site.adminPath.reveal() },
        VariableRow(
            "AWS_ACCESS_KEY_ID", "AKIAOTHER", missing: .problem("AWS_ACCESS_KEY_ID"),
            more: ["AWS_SECRET_ACCESS_KEY": "its-secret"], shown: ["7.1: the first source", "O57: one half"]
        ) { $0.aws?.keys?.key.reveal() },
        VariableRow(
            "AWS_SECRET_ACCESS_KEY", "its-secret", missing: .problem("AWS_SECRET_ACCESS_KEY"),
            more: ["AWS_ACCESS_KEY_ID": "AKIAOTHER"], shown: ["7.1: the first source", "O57: one half"]
        ) { $0.aws?.keys?.secret.reveal() },
        VariableRow(
            "CELERY_BROKER_URL", "sqs://AKIA:ab%2Fcd%2Bef@emulator:5000", gives: "ab/cd+ef http://emulator:5000",
            bad: ["amqp://guest:guest@rabbit", "sqs://KEY@", "sqs://KEY:ab/cd@", "sqs://@a b"], missing: "none none",
            shown: ["O54, O56: broker addresses", "O55: a broker address"]
        ) { "\($0.aws?.sqsKeys?.secret.reveal() ?? "none") \($0.aws?.sqsEndpoint ?? "none")" },
    ]
}
