/// Every variable that is read, in the order of the documentation. `Gunicorn` has the `GUNICORN_*` names.
enum Catalogue {
    /// Variables that belong together, under the heading of the documentation.
    struct Section: Sendable {
        let title: String
        let variables: [Variable]
    }

    static let sections = [
        Section(title: "Founding variables", variables: seed),
        Section(title: "Founding variables that are secret", variables: secrets),
        Section(title: "Files and static files", variables: storage + s3),
        Section(title: "AWS credentials", variables: credentials),
        Section(title: "Database", variables: database),
        Section(title: "Queue and worker", variables: sqs + worker),
        Section(title: "Application", variables: application),
        Section(title: "Sign-in at an AWS load balancer", variables: cognito),
        Section(title: "Mail", variables: mail),
        Section(title: "HTTP", variables: http),
        Section(title: "Health, logs, metrics, stopping", variables: operations + tracing),
    ]

    static let all = sections.flatMap(\.variables)

    /// Founding variables that are not secret (`operations.md` 3.1 and 3.3).
    static let seed: [Variable] = [
        Variable(
            "AWS_S3_STATICFILES_BUCKET_NAME", .bucket, for: .staticFiles, in: [.aws], mandatory: true,
            "Bucket of the published static files; `collectstatic` writes it."),
        Variable(
            "AWS_S3_MEDIAFILES_BUCKET_NAME", .bucket, for: .media, in: [.aws], mandatory: true,
            "Bucket of uploaded files."),
        Variable(
            "AWS_REGION", .region, for: .storage, in: [.aws], otherwise: "AWS_DEFAULT_REGION; one of them is mandatory",
            "Region of S3, SQS and STS."),
        Variable(
            "AWS_DEFAULT_REGION", .region, for: .storage, in: [.aws], "Used when AWS_REGION is missing."),
        Variable(
            "AWS_S3_STATICFILES_CUSTOM_DOMAIN", .domain, for: .staticFiles, in: [.aws],
            otherwise: "mandatory unless STATIC_URL is set",
            "Host of static addresses: https://HOST/LOCATION/. Without a CDN, the bucket's own host name."),
        Variable(
            "ALLOWED_HOSTS", .allowedHosts, for: .web, mandatory: true, local: "localhost;127.0.0.1;[::1]",
            "Host names that web answers to: names, .domain for all below it, or *."),
        Variable(
            "DEFAULT_FROM_EMAIL", .mailbox, for: .servers, mandatory: true,
            local: "PanelApp <panelapp@panelapp.local>", "Sender of mails."),
        Variable(
            "PANEL_APP_EMAIL", .address, for: .servers, mandatory: true, local: "panelapp@panelapp.local",
            "Contact address shown to people; receives requests for reviewer status."),
        Variable(
            "EMAIL_HOST", .host, for: .servers, mandatory: true, otherwise: "local mode: mails are written to files",
            "SMTP server."),
        Variable("EMAIL_PORT", .integer(1...65535), for: .servers, mandatory: true, "SMTP port."),
        Variable(
            "EMAIL_USE_TLS", .boolean, for: .servers, default: "True",
            "Demand STARTTLS; False sends in clear text."),
        Variable(
            "DJANGO_LOG_LEVEL", .logLevel, for: .everyCommand, default: "INFO",
            "Lowest level that is written, of every component."),
        Variable(
            "SQS_QUEUE_VISIBILITY_TIMEOUT", .integer(1...43200), for: .servers, in: [.aws], default: "360",
            "Seconds of a lease; equals the queue's attribute."),
        Variable(
            "TASK_QUEUE_NAME", .queueName, for: .servers, in: [.aws], default: "panelapp", "Queue of all jobs."),
        Variable(
            "AWS_STATICFILES_LOCATION", .location, emptyCounts: true, for: .staticFiles, in: [.aws], default: "static",
            "Key prefix of static files; empty: the bucket's root."),
        Variable(
            "AWS_MEDIAFILES_LOCATION", .location, emptyCounts: true, for: .media, in: [.aws], default: "uploads",
            "Key prefix of uploaded files; empty: the bucket's root."),
    ]

    /// Founding variables that are secret (`operations.md` 3.2 and 3.4). Each may be given as a file by `<name>_FILE`.
    static let secrets: [Variable] = [
        Variable(
            "DATABASE_URL", .text, secret: true, for: .database,
            otherwise: "aws mode: made of DATABASE_*, else mandatory; local mode: panelapp.sqlite3 in the data folder",
            "postgresql://user:password@host/name, or sqlite:///path in local mode."),
        Variable(
            "EMAIL_HOST_USER", .text, secret: true, for: .servers, otherwise: "no authentication", "SMTP login."),
        Variable(
            "EMAIL_HOST_PASSWORD", .text, secret: true, for: .servers, otherwise: "no authentication", "SMTP password."),
        Variable(
            "HEALTH_CHECK_TOKEN", .healthToken, secret: true, for: .web,
            otherwise:
                "first line of HEALTH_ACCESS_TOKEN_LOCATION; else aws mode: mandatory, local mode: made once and kept",
            "Opens /health_check/."),
        Variable(
            "SECRET_KEY", .secretKey, secret: true, for: .servers, mandatory: true,
            otherwise: "local mode: made once and kept",
            "Key of every signature; the same in every web and worker."),
        Variable(
            "SECRET_KEY_FALLBACKS", .list(separators: ";"), secret: true, for: .servers,
            "Former keys, accepted for checking only."),
        Variable(
            "DJANGO_ADMIN_URL", .adminPath, secret: true, for: .servers, default: "admin/",
            "Path of the administration site."),
        Variable(
            "AWS_ACCESS_KEY_ID", .text, secret: true, for: .storage, in: [.aws],
            otherwise: "the role of the task or instance",
            "Explicit AWS key; better a role."),
        Variable("AWS_SECRET_ACCESS_KEY", .text, secret: true, for: .storage, in: [.aws], "Secret of that key."),
        Variable(
            "CELERY_BROKER_URL", .brokerURL, secret: true, for: .servers, in: [.aws], default: "sqs://",
            "Keys and endpoint of SQS, where they are not those of S3. Percent-encode the secret."),
    ]
}
