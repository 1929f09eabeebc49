/// Variables beyond the founding ones (`operations.md` 3.6) about S3, SQS, the worker and credentials.
extension Catalogue {
    static let s3: [Variable] = [
        Variable(
            "AWS_S3_ENDPOINT_URL", .endpoint, for: .storage, in: [.aws],
            otherwise: "AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, else AWS itself",
            "Another address of S3, as of an emulator; addresses have the bucket in their path then."),
        Variable("AWS_ENDPOINT_URL_S3", .endpoint, for: .storage, in: [.aws], "Used without AWS_S3_ENDPOINT_URL."),
        Variable(
            "AWS_ENDPOINT_URL", .endpoint, for: .storage, in: [.aws],
            "Address of all AWS services without one of their own."),
        Variable(
            "AWS_S3_USE_SSL", .boolean, for: .storage, in: [.aws], default: "True",
            "https to S3; matters without an endpoint only."),
        Variable(
            "AWS_S3_ADDRESSING_STYLE", .choice("auto", "virtual", "path"), for: .storage, in: [.aws], default: "auto",
            "Whether the bucket is part of the host name; auto: unless an endpoint is given."),
        Variable(
            "AWS_S3_VERIFY", .boolean, for: .storage, in: [.aws], default: "True",
            "Check certificates of S3; False together with an endpoint only."),
        Variable(
            "AWS_S3_MEDIAFILES_CUSTOM_DOMAIN", .domain, for: .servers, in: [.aws],
            "Host at which uploaded files are public: https://HOST/LOCATION/KEY, unsigned. MEDIA_URL wins."),
        Variable(
            "AWS_STATICFILES_DEFAULT_ACL", .cannedACL, for: [.collectstatic], in: [.aws],
            otherwise: "AWS_DEFAULT_ACL, else none",
            "Canned ACL of static files; buckets of today refuse any."),
        Variable(
            "AWS_DEFAULT_ACL", .cannedACL, for: [.collectstatic], in: [.aws],
            "Used without AWS_STATICFILES_DEFAULT_ACL."),
        Variable(
            "AWS_MEDIAFILES_DEFAULT_ACL", .cannedACL, for: .media, in: [.aws],
            "Canned ACL of uploaded files; buckets of today refuse any."),
        Variable(
            "AWS_S3_SSE", .choice("AES256", "aws:kms"), for: .storage, in: [.aws], "Encryption that writes ask for."),
        Variable("AWS_S3_SSE_KMS_KEY_ID", .line, for: .storage, in: [.aws], "Key of AWS_S3_SSE=aws:kms."),
        Variable(
            "AWS_MEDIA_DELIVERY", .choice("presigned", "proxy"), for: .web, in: [.aws], default: "presigned",
            "How /media/ answers: a redirect to S3 that is good for an hour, or the bytes."),
    ]

    /// What the provider chain of `operations.md` 7.1 reads beside the explicit keys.
    static let credentials: [Variable] = [
        Variable(
            "AWS_SESSION_TOKEN", .text, secret: true, for: .storage, in: [.aws],
            "Belongs to temporary keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."),
        Variable(
            "AWS_WEB_IDENTITY_TOKEN_FILE", .path, for: .storage, in: [.aws],
            "Token of a web identity (EKS); read anew at every renewal."),
        Variable("AWS_ROLE_ARN", .line, for: .storage, in: [.aws], "Role that the web identity takes."),
        Variable(
            "AWS_ROLE_SESSION_NAME", .line, for: .storage, in: [.aws], otherwise: "panelapp-RANDOM",
            "Name of that session in AWS's records."),
        Variable(
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", .line, for: .storage, in: [.aws],
            "Path at the agent of ECS that gives the task's keys."),
        Variable(
            "AWS_CONTAINER_CREDENTIALS_FULL_URI", .line, for: .storage, in: [.aws],
            "Address of an agent that gives keys (EKS Pod Identity)."),
        Variable(
            "AWS_CONTAINER_AUTHORIZATION_TOKEN", .text, secret: true, hasFile: false, for: .storage, in: [.aws],
            "Sent to that agent."),
        Variable(
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", .path, for: .storage, in: [.aws],
            "File of that token; read anew each time, and wins."),
        Variable(
            "AWS_EC2_METADATA_SERVICE_ENDPOINT", .endpoint, for: .storage, in: [.aws],
            otherwise: "http://169.254.169.254", "Where an instance asks for its keys."),
        Variable(
            "AWS_EC2_METADATA_DISABLED", .boolean, for: .storage, in: [.aws], default: "False",
            "Never ask the instance for keys."),
    ]

    static let sqs: [Variable] = [
        Variable(
            "AWS_SQS_ENDPOINT_URL", .endpoint, for: .servers, in: [.aws],
            otherwise: "host of CELERY_BROKER_URL, AWS_ENDPOINT_URL_SQS, AWS_ENDPOINT_URL, else AWS itself",
            "Another address of SQS; wins over the host of CELERY_BROKER_URL."),
        Variable("AWS_ENDPOINT_URL_SQS", .endpoint, for: .servers, in: [.aws], "Used without AWS_SQS_ENDPOINT_URL."),
        Variable(
            "BROKER_POLLING_INTERVAL", .seconds, for: .worker, in: [.aws], default: "1",
            "Seconds between an empty answer of the queue and the next question."),
        Variable(
            "SQS_WAIT_TIME_SECONDS", .integer(0...20), for: .worker, in: [.aws], default: "10",
            "Seconds that a question to the queue waits for a message."),
        Variable(
            "SQS_CREATE_MISSING_QUEUE", .boolean, for: .worker, in: [.aws], default: "True",
            "Make the queue, once, when it is not there."),
    ]

    static let worker: [Variable] = [
        Variable(
            "WORKER_CONCURRENCY", .integer(1...64), for: .worker, in: [.aws], default: "2", "Jobs at once."),
        Variable(
            "WORKER_TASK_TIME_LIMIT", .integer(1...43200), for: .worker, in: [.aws], default: "3600",
            "Seconds after which a job is cancelled; at most 43200 less SQS_QUEUE_VISIBILITY_TIMEOUT."),
        Variable(
            "WORKER_MAX_RECEIVES", .integer(1...1000), for: .worker, in: [.aws], default: "5",
            "How often a message of a queue without redrive policy is tried."),
        Variable(
            "WORKER_SHUTDOWN_TIMEOUT", .integer(1...43200), for: .worker, in: [.aws], default: "25",
            "Seconds from SIGTERM until running jobs are cancelled and given back."),
    ]
}

extension VariableKind {
    /// `http(s)://host[:port]`, with or without a slash at the end.
    static let endpoint = VariableKind("http(s)://host[:port]") { text in
        text.wholeMatch(of: /https?:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?\/?/) == nil
            ? .wrong("must be http(s)://host[:port]") : .value(.text(text))
    }

    static let cannedACL = choice(
        "private", "public-read", "public-read-write", "authenticated-read", "aws-exec-read", "bucket-owner-read",
        "bucket-owner-full-control")
}
