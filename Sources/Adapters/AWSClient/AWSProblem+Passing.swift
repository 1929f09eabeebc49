extension AWSProblem {
    /// Whether it passes by itself, so that asking again later is right: the service is in trouble or has been asked too
    /// often, or credentials have run out that are about to be renewed.
    public var isPassing: Bool { status >= 500 || status == 429 || Self.passing.contains(code) }

    private static let passing: Set<String> = [
        "ExpiredToken", "ExpiredTokenException", "InternalError", "InternalFailure", "KmsThrottled", "RequestExpired",
        "RequestLimitExceeded", "RequestThrottled", "RequestTimeout", "ServiceUnavailable", "SlowDown", "Throttling",
        "ThrottlingException", "TooManyRequestsException",
    ]
}
