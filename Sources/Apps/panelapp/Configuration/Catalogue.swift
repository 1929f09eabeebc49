/// Every variable that is read, in the order of the documentation. `Gunicorn` has the `GUNICORN_*` names.
enum Catalogue {
    static let all = seed + secrets + storage + s3 + sqs + database + application + http + mail + operations

    /// Founding variables that are not secret (`operations.md` 3.1 and 3.3).
    static let seed: [Variable] = [
        Variable(
            "AWS_S3_STATICFILES_BUCKET_NAME", .bucket, for: .web, in: [.aws], mandatory: true,
            "Bucket of the published static files."),
        Variable(
            "AWS_S3_MEDIAFILES_BUCKET_NAME", .bucket, for: .servers, in: [.aws], mandatory: true,
            "Bucket of uploaded files."),
        Variable("AWS_REGION", .region, for: .servers, in: [.aws], "Region of S3, SQS and STS. Mandatory."),
        Variable("AWS_DEFAULT_REGION", .region, for: .servers, in: [.aws], "Used when AWS_REGION is missing."),
        Variable(
            "AWS_S3_STATICFILES_CUSTOM_DOMAIN", .domain, for: .web, in: [.aws],
            "Host of static addresses. Mandatory unless STATIC_URL is set."),
        Variable(
            "ALLOWED_HOSTS", .allowedHosts, for: .web, mandatory: true, local: "localhost;127.0.0.1;[::1]",
            "Host names that web answers to: names, .domain or *."),
        Variable(
            "DEFAULT_FROM_EMAIL", .mailbox, for: .servers, mandatory: true,
            local: "PanelApp <panelapp@panelapp.local>", "Sender of mails."),
        Variable(
            "PANEL_APP_EMAIL", .address, for: .servers, mandatory: true, local: "panelapp@panelapp.local",
            "Contact address shown to people; receives requests for reviewer status."),
        Variable("EMAIL_HOST", .text, for: .servers, mandatory: true, "SMTP server."),
        Variable("EMAIL_PORT", .integer(1...65535), for: .servers, mandatory: true, "SMTP port."),
        Variable("EMAIL_USE_TLS", .boolean, for: .servers, default: "True", "Demand STARTTLS."),
        Variable(
            "DJANGO_LOG_LEVEL", .logLevel, for: .everyCommand, default: "INFO",
            "Lowest level that is written, of every component."),
        Variable(
            "SQS_QUEUE_VISIBILITY_TIMEOUT", .integer(1...43200), for: .servers, in: [.aws], default: "360",
            "Seconds of a lease; equals the queue's attribute."),
        Variable(
            "TASK_QUEUE_NAME", .queueName, for: .servers, in: [.aws], default: "panelapp", "Queue of all jobs."),
        Variable(
            "AWS_STATICFILES_LOCATION", .location, emptyCounts: true, for: .web, in: [.aws], default: "static",
            "Key prefix of static files."),
        Variable(
            "AWS_MEDIAFILES_LOCATION", .location, emptyCounts: true, for: .servers, in: [.aws], default: "uploads",
            "Key prefix of uploaded files."),
    ]

    /// Founding variables that are secret (`operations.md` 3.2 and 3.4). Each may be given as a file by `<name>_FILE`.
    static let secrets: [Variable] = [
        Variable(
            "DATABASE_URL", .text, secret: true, for: .everyCommand,
            "postgresql://user:password@host/name, or sqlite:///path in local mode."),
        Variable("EMAIL_HOST_USER", .text, secret: true, for: .servers, "SMTP login; none: no authentication."),
        Variable("EMAIL_HOST_PASSWORD", .text, secret: true, for: .servers, "SMTP password."),
        Variable("HEALTH_CHECK_TOKEN", .healthToken, secret: true, for: .web, "Opens /health_check/."),
        Variable(
            "SECRET_KEY", .secretKey, secret: true, for: .servers, mandatory: true,
            "Key of every signature; the same in all processes."),
        Variable(
            "SECRET_KEY_FALLBACKS", .list(separators: ";"), secret: true, for: .servers,
            "Former keys, accepted for checking only."),
        Variable(
            "DJANGO_ADMIN_URL", .adminPath, secret: true, for: .servers, default: "admin/",
            "Path of the administration site."),
        Variable("AWS_ACCESS_KEY_ID", .text, secret: true, for: .servers, in: [.aws], "Explicit AWS key."),
        Variable("AWS_SECRET_ACCESS_KEY", .text, secret: true, for: .servers, in: [.aws], "Its secret."),
        Variable(
            "CELERY_BROKER_URL", .brokerURL, secret: true, for: .servers, in: [.aws], default: "sqs://",
            "Endpoint and keys of SQS."),
    ]
}
