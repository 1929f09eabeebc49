import Hummingbird
import Logging
import Tracing

/// The router of this site.
public typealias AppRouter = Router<AppRequestContext>

/// What every request passes on its way to a route, in the one right order. Filled by the composition root.
public struct WebStack: Sendable {
    public var hosts: AllowedHosts
    public var proxy = ProxySettings()
    public var limits = RequestLimits()
    public var security = SecurityHeaders()
    public var gzip: GzipEncoder
    /// Nil: no access log.
    public var access: AccessSink?
    /// Nil: no metrics of requests.
    public var meter: RequestMeter?
    /// Nil: no spans.
    public var tracer: (any Tracer)?
    public var classify: ProblemMiddleware.Classifier = { _ in nil }
    public var problemPage: ProblemPageRenderer?
    /// Nil: nobody signs in with a browser, and nothing is checked for it.
    public var sessions: SessionMiddleware?
    /// Whether every change is refused.
    public var isReadOnly = false
    /// Paths that take a file, with the bytes that it may have.
    public var uploads: [String: Int] = [:]
    /// Whether the database itself takes no changes at the moment; asked for every request.
    public var isDatabaseReadOnly: @Sendable () -> Bool = { false }
    /// Nil: nobody signs in at a load balancer.
    public var gate: GateMiddleware?
    public var drain = DrainState()
    /// Labelled `security.DisallowedHost`.
    public var hostLogger = Logger(label: "security.DisallowedHost")

    public init(hosts: AllowedHosts, gzip: GzipEncoder) {
        self.hosts = hosts
        self.gzip = gzip
    }

    /// A router with the middlewares and without routes. Outermost first:
    ///
    /// identity, so that all others can name the request; its span; the access log, which sees the final answer; HEAD; the
    /// headers that every answer carries, refusals included; limits of the head; the host check, before anything reads the host; CORS,
    /// which must be on errors too; gzip; errors turned into answers. Who asks is found out inside one such layer, because
    /// the database may fail there, and around another, so that the page of an error knows who reads it. What a load balancer
    /// says of the visitor comes last: a form that was sent fits the login of before.
    public func router() -> Router<AppRequestContext> {
        let router = Router(context: AppRequestContext.self, options: [.autoGenerateHeadEndpoints])
        let access = access != nil || meter != nil ? AccessLogMiddleware(sink: access, meter: meter) : nil
        let spans = tracer.map { RequestSpanMiddleware(tracer: $0) }
        let problems = ProblemMiddleware(classify: classify, page: problemPage)
        let sessions = sessions
        let isReadOnly = isReadOnly
        let gate = gate
        router.addMiddleware {
            RequestIdentityMiddleware(proxy: proxy)
            if let spans { spans }
            if let access { access }
            DrainMiddleware(drain)
            HeadMiddleware()
            SecurityHeadersMiddleware(security)
            RequestLimitsMiddleware(limits)
            HostCheckMiddleware(allowed: hosts, logger: hostLogger)
            CORSMiddleware()
            GzipMiddleware(gzip)
            ReadOnlyStateMiddleware(isReadOnly: isDatabaseReadOnly)
            problems
            if let sessions {
                sessions
                problems
            }
            if isReadOnly { ReadOnlyMiddleware() }
            BodyLimitMiddleware(uploads: uploads)
            if sessions != nil { CSRFMiddleware() }
            if let gate { gate }
        }
        return router
    }
}
