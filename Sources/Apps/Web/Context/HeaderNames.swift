import HTTPTypes

/// Header names that the HTTP library does not name itself.
public enum HeaderName {
    public static let requestID = named("X-Request-ID")
    public static let amazonTraceID = named("X-Amzn-Trace-Id")
    public static let frameOptions = named("X-Frame-Options")
    public static let referrerPolicy = named("Referrer-Policy")
    public static let permissionsPolicy = named("Permissions-Policy")
    public static let requestedWith = named("X-Requested-With")
    public static let forwardedProto = named("X-Forwarded-Proto")
    public static let forwardedFor = named("X-Forwarded-For")
    public static let healthToken = named("X-Health-Token")
    public static let token = named("Token")
    public static let link = named("Link")
    public static let csrfToken = named("X-CSRFToken")
    /// A *second* `Host` header: the first one becomes the authority of the request.
    static let host = named("Host")

    /// All of the above, for the test that each is what it says.
    static let all: [(name: HTTPField.Name, text: String)] = [
        (requestID, "X-Request-ID"), (amazonTraceID, "X-Amzn-Trace-Id"), (frameOptions, "X-Frame-Options"),
        (referrerPolicy, "Referrer-Policy"), (permissionsPolicy, "Permissions-Policy"),
        (requestedWith, "X-Requested-With"), (forwardedProto, "X-Forwarded-Proto"),
        (forwardedFor, "X-Forwarded-For"), (healthToken, "X-Health-Token"), (token, "Token"), (link, "Link"),
        (csrfToken, "X-CSRFToken"),
        (host, "Host"),
    ]

    /// The library's initializer is failable for texts that are no token; all texts above are tokens (tested), so
    /// the fallback is never taken.
    private static func named(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .via }
}
