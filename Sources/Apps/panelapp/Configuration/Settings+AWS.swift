/// What `aws` mode has behind its ports (`operations.md` 3, 5 to 7). Plain values: which library makes what of them, the
/// composition root knows.
struct AWSSettings: Sendable {
    let region: String
    /// Explicit keys; nil: those of the task or the instance.
    let keys: (key: Secret, secret: Secret)?
    /// Belongs to explicit keys that are temporary.
    let sessionToken: Secret?
    /// Whether the instance may be asked for keys.
    let asksInstance: Bool
    /// Nil for commands that have nothing to do with uploaded files.
    let media: BucketSettings?
    /// Nil for commands that have nothing to do with static files.
    let staticFiles: BucketSettings?
    let encryption: String?
    let encryptionKey: String?
    /// Nil: the service's own address.
    let s3Endpoint: String?
    let s3Addressing: String
    let s3IsPlain: Bool
    let s3Verifies: Bool
    /// Whether `/media/` sends people to S3 rather than the bytes itself.
    let redirectsMedia: Bool
    /// Where uploaded files are public; nil: nowhere.
    let openMediaBase: String?
    let sqsEndpoint: String?
    /// Keys for SQS alone, out of the broker's address.
    let sqsKeys: (key: Secret, secret: Secret)?
    let queue: String
    /// Seconds.
    let lease: Int
    let worker: WorkerSettings
}

/// Where files of one kind are in S3.
struct BucketSettings: Sendable, Equatable {
    let name: String
    /// Key prefix without slashes around it; empty: the bucket's root.
    let location: String
    /// Canned ACL that writes ask for.
    let acl: String?
}

struct WorkerSettings: Sendable {
    /// Jobs at once.
    let concurrency: Int
    /// Seconds that a question to the queue waits.
    let wait: Double
    /// Seconds between an empty answer and the next question.
    let pause: Double
    let createsQueue: Bool
    /// Seconds from SIGTERM until jobs are cut off.
    let shutdownTimeout: Int
    /// Seconds after which a job is cancelled.
    let taskTimeLimit: Int
    /// How often a message is tried where the queue has no rule for it.
    let maxReceives: Int
}

/// The mail server; nil settings mean files.
struct MailServerSettings: Sendable {
    let host: String
    let port: Int
    let demandsStartTLS: Bool
    let isImplicitTLS: Bool
    let login: (user: Secret, password: Secret)?
    let verifies: Bool
    /// Seconds.
    let timeout: Int
}

extension AWSSettings {
    /// Nil outside `aws` mode.
    init?(_ outcome: ConfigurationReader.Outcome) {
        guard outcome.mode == .aws, let region = outcome.text("AWS_REGION") else { return nil }
        self.region = region
        if let key = outcome.text("AWS_ACCESS_KEY_ID"), let secret = outcome.text("AWS_SECRET_ACCESS_KEY") {
            keys = (Secret(key), Secret(secret))
        } else {
            keys = nil
        }
        sessionToken = outcome.text("AWS_SESSION_TOKEN").map(Secret.init)
        asksInstance = !outcome.flag("AWS_EC2_METADATA_DISABLED")
        media = BucketSettings(
            outcome, name: "AWS_S3_MEDIAFILES_BUCKET_NAME", location: "AWS_MEDIAFILES_LOCATION",
            acl: "AWS_MEDIAFILES_DEFAULT_ACL")
        staticFiles = BucketSettings(
            outcome, name: "AWS_S3_STATICFILES_BUCKET_NAME", location: "AWS_STATICFILES_LOCATION",
            acl: "AWS_STATICFILES_DEFAULT_ACL", "AWS_DEFAULT_ACL")
        encryption = outcome.text("AWS_S3_SSE")
        encryptionKey = outcome.text("AWS_S3_SSE_KMS_KEY_ID")
        let general = outcome.text("AWS_ENDPOINT_URL")
        s3Endpoint = outcome.text("AWS_S3_ENDPOINT_URL") ?? outcome.text("AWS_ENDPOINT_URL_S3") ?? general
        s3Addressing = outcome.text("AWS_S3_ADDRESSING_STYLE") ?? "auto"
        s3IsPlain = !outcome.flag("AWS_S3_USE_SSL")
        s3Verifies = outcome.flag("AWS_S3_VERIFY")
        redirectsMedia = outcome.text("AWS_MEDIA_DELIVERY") != "proxy"
        openMediaBase = outcome.text("AWS_S3_MEDIAFILES_CUSTOM_DOMAIN").map { host in
            ConfigurationReader.Outcome.address(of: host, location: outcome.text("AWS_MEDIAFILES_LOCATION"))
        }
        let broker = BrokerURL.parts(of: outcome.text("CELERY_BROKER_URL") ?? "sqs://")
        sqsEndpoint =
            outcome.text("AWS_SQS_ENDPOINT_URL") ?? broker.endpoint ?? outcome.text("AWS_ENDPOINT_URL_SQS") ?? general
        sqsKeys = broker.keys.map { (Secret($0.key), Secret($0.secret)) }
        queue = outcome.text("TASK_QUEUE_NAME") ?? ""
        lease = outcome.integer("SQS_QUEUE_VISIBILITY_TIMEOUT") ?? 0
        worker = WorkerSettings(
            concurrency: outcome.integer("WORKER_CONCURRENCY") ?? 1,
            wait: Double(outcome.integer("SQS_WAIT_TIME_SECONDS") ?? 0),
            pause: outcome.number("BROKER_POLLING_INTERVAL") ?? 0,
            createsQueue: outcome.flag("SQS_CREATE_MISSING_QUEUE"),
            shutdownTimeout: outcome.integer("WORKER_SHUTDOWN_TIMEOUT") ?? 0,
            taskTimeLimit: outcome.integer("WORKER_TASK_TIME_LIMIT") ?? 0,
            maxReceives: outcome.integer("WORKER_MAX_RECEIVES") ?? 0)
    }
}

extension BucketSettings {
    /// Nil where the command reads no such bucket. The first ACL that is set counts.
    init?(_ outcome: ConfigurationReader.Outcome, name: String, location: String, acl: String...) {
        guard let bucket = outcome.text(name) else { return nil }
        self.init(
            name: bucket, location: outcome.text(location) ?? "",
            acl: acl.lazy.compactMap { outcome.text($0) }.first)
    }
}

extension MailServerSettings {
    /// Nil where no server is named: local mode writes files then.
    init?(_ outcome: ConfigurationReader.Outcome) {
        guard let host = outcome.text("EMAIL_HOST"), let port = outcome.integer("EMAIL_PORT") else { return nil }
        self.host = host
        self.port = port
        let saysSSL = outcome.given.contains("EMAIL_USE_SSL")
        isImplicitTLS = outcome.flag("EMAIL_USE_SSL") || (!saysSSL && port == 465)
        demandsStartTLS = !isImplicitTLS && outcome.flag("EMAIL_USE_TLS")
        if let user = outcome.text("EMAIL_HOST_USER"), let password = outcome.text("EMAIL_HOST_PASSWORD") {
            login = (Secret(user), Secret(password))
        } else {
            login = nil
        }
        verifies = outcome.flag("EMAIL_TLS_VERIFY")
        timeout = outcome.integer("EMAIL_TIMEOUT") ?? 0
    }
}

extension BrokerURL {
    /// The parts of an address that has no `problem`. A host means plain http, unless it is AWS's own (`operations.md` 6.9).
    static func parts(of text: String) -> (keys: (key: String, secret: String)?, endpoint: String?) {
        guard let separator = text.range(of: "://") else { return (nil, nil) }
        let rest = text[separator.upperBound...]
        let at = rest.lastIndex(of: "@")
        let host = (at.map { rest[rest.index(after: $0)...] } ?? rest).prefix { $0 != "/" }
        var keys: (key: String, secret: String)?
        if let at, let colon = rest[..<at].firstIndex(of: ":") {
            let (key, secret) = (String(rest[..<colon]), String(rest[rest.index(after: colon)..<at]))
            keys = (key.removingPercentEncoding ?? key, secret.removingPercentEncoding ?? secret)
        }
        if host.isEmpty { return (keys, nil) }
        let name = host.prefix { $0 != ":" }.lowercased()
        let isAWS = name.hasSuffix(".amazonaws.com") || name.hasSuffix(".amazonaws.com.cn")
        return (keys, "\(isAWS ? "https" : "http")://\(host)")
    }
}
