/// One finished request, as the access line tells it (`operations.md` 11.4). Secrets are already replaced.
public struct AccessRecord: Sendable, Equatable {
    public var method: String
    /// Path without query, as it came.
    public var path: String
    /// Query with the values of secret parameters replaced by `***`; nil when there is none.
    public var query: String?
    /// Pattern of the route that answered, for grouping.
    public var route: String?
    public var status: Int
    public var duration: Duration
    /// Bytes of the answer's body, nil when it was streamed without a length.
    public var bytesOut: Int?
    /// Bytes of the request's body, nil when the client did not say.
    public var bytesIn: Int?
    public var clientIP: String?
    /// At most 256 characters.
    public var userAgent: String?
    /// Host of the referring page, without its path.
    public var refererHost: String?
    public var host: String?
    public var scheme: String
    public var requestID: String
    public var userID: Int?
    /// Probes of load balancers: written at DEBUG, so that they do not drown the rest.
    public var isProbe: Bool

    public init(
        method: String, path: String, query: String?, route: String?, status: Int, duration: Duration, bytesOut: Int?,
        bytesIn: Int?, clientIP: String?, userAgent: String?, refererHost: String?, host: String?, scheme: String,
        requestID: String, userID: Int?, isProbe: Bool
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.route = route
        self.status = status
        self.duration = duration
        self.bytesOut = bytesOut
        self.bytesIn = bytesIn
        self.clientIP = clientIP
        self.userAgent = userAgent
        self.refererHost = refererHost
        self.host = host
        self.scheme = scheme
        self.requestID = requestID
        self.userID = userID
        self.isProbe = isProbe
    }
}

/// Where access records go. The composition root connects it to the log; tests to an array.
public typealias AccessSink = @Sendable (AccessRecord) -> Void
