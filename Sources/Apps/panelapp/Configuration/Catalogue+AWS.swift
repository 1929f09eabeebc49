/// Variables beyond the founding ones (`operations.md` 3.6) about S3, SQS and the worker.
extension Catalogue {
    static let s3: [Variable] = [
        Variable(
            "AWS_S3_ENDPOINT_URL", .endpoint, for: .servers, in: [.aws],
            "Another address of S3, as of an emulator; also AWS_ENDPOINT_URL_S3 and AWS_ENDPOINT_URL."),
        Variable("AWS_ENDPOINT_URL_S3", .endpoint, for: .servers, in: [.aws], "Used without AWS_S3_ENDPOINT_URL."),
        Variable(
            "AWS_ENDPOINT_URL", .endpoint, for: .servers, in: [.aws],
            "Address of all AWS services without one of their own."),
        Variable(
            "AWS_S3_USE_SSL", .boolean, for: .servers, in: [.aws], default: "True",
            "https to S3; matters without an endpoint only."),
        Variable(
            "AWS_S3_ADDRESSING_STYLE", .choice("auto", "virtual", "path"), for: .servers, in: [.aws], default: "auto",
            "Whether the bucket is part of the host name; auto: unless an endpoint is given."),
        Variable(
            "AWS_S3_VERIFY", .boolean, for: .servers, in: [.aws], default: "True",
            "Check certificates of S3; False together with an endpoint only."),
        Variable(
            "AWS_MEDIAFILES_DEFAULT_ACL", .text, for: .servers, in: [.aws],
            "Canned ACL of uploaded files; buckets of today refuse any."),
        Variable(
            "AWS_S3_SSE", .choice("AES256", "aws:kms"), for: .servers, in: [.aws], "Encryption that writes ask for."),
        Variable("AWS_S3_SSE_KMS_KEY_ID", .text, for: .servers, in: [.aws], "Key of AWS_S3_SSE=aws:kms."),
        Variable(
            "AWS_MEDIA_DELIVERY", .choice("presigned", "proxy"), for: .web, in: [.aws], default: "presigned",
            "How /media/ answers: a redirect to S3 that is good for an hour, or the bytes."),
    ]

    static let sqs: [Variable] = [
        Variable(
            "AWS_SQS_ENDPOINT_URL", .endpoint, for: .servers, in: [.aws],
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
        Variable(
            "WORKER_CONCURRENCY", .integer(1...64), for: .worker, in: [.aws], default: "2", "Jobs at once."),
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
}
