import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import PrometheusMetrics
import ServiceLifecycle
import SystemClock
import UnixSignals
import Web

/// The HTTP server of `panelapp web`: the middlewares, the operator's routes, and what the composition root brings.
struct WebServer {
    let settings: Settings
    let book: LogBook
    let parts: WebParts
    let drain = DrainState()

    /// Listens until a signal stops it.
    /// - Throws: `ListenFailure` when the address cannot be had.
    func run() async throws {
        let server = settings.server
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: server.workers)
        let logger = book.logger("web")
        let deadline = RequestDeadline(limit: server.requestTimeout)
        var application = try Self.application(
            DeadlineResponder(router(logger).buildResponder(), deadline: deadline), server,
            open: parts.observation.metrics.openConnections, loops: loops, logger: logger
        ) { channel in
            logger.info(
                "Listening on \(Self.shown(server.bind, channel))",
                metadata: ["event": "web.listening", "bind": "\(server.bind)"])
        }
        application.addServices(management(loops) + parts.services + [deadline])
        do {
            let signals = await UnixSignalsSequence(trapping: [.sigterm, .sigint, .sighup])
            try await GracefulStop(settings: server, drain: drain, book: book).run(application, signals)
        } catch {
            try? await loops.shutdownGracefully()
            throw ListenFailure(error, bind: server.bind) ?? error
        }
        try? await loops.shutdownGracefully()
        logger.info("Stopped", metadata: ["event": "web.stopped"])
    }

    /// The server library, set up as the variables say: where it listens, how, and how many it lets in.
    static func application<Responder: HTTPResponder>(
        _ responder: Responder, _ server: ServerSettings, open: Gauge, loops: MultiThreadedEventLoopGroup,
        logger: Logger, onRunning: @escaping @Sendable (any Channel) async -> Void
    ) throws -> Application<Responder>
    where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        Application(
            responder: responder, server: try Listener(server.tls).builder(http(server)),
            configuration: ApplicationConfiguration(
                address: address(server.bind), serverName: nil, backlog: server.backlog,
                availableConnectionsDelegate: CountedConnections(
                    .maximum(server.connections, logger: logger), open)),
            onServerRunning: { channel in
                // It fails for a listener that is closed already, which needs no bound.
                try? await CountedConnections.hold(channel)
                await onRunning(channel)
            }, eventLoopGroupProvider: .shared(loops), logger: quiet(logger))
    }

    /// The private port; it stops last, so that probes are answered while the rest stops.
    private func management(_ loops: MultiThreadedEventLoopGroup) -> [any Service] {
        guard let bind = settings.management else { return [] }
        let metrics = parts.observation.metrics
        let routes = ManagementRoutes(
            isAlive: { await Self.turn(loops) }, readiness: Readiness(parts.conditions, drain: drain),
            metrics: { await metrics.registry.text() }, metricsType: MetricRegistry.contentType)
        return [ManagementServer(bind: bind, routes: routes, logger: book.logger("web"))]
    }

    /// Whether all event loops of the site still take work.
    static func turn(_ loops: MultiThreadedEventLoopGroup) async -> Bool {
        await within(.seconds(2), on: ContinuousClock(), otherwise: false) {
            for loop in loops.makeIterator() { _ = try? await loop.submit {}.get() }
            return true
        }
    }

    /// The router with every route; tests call it without a socket.
    func router(_ logger: Logger) -> AppRouter {
        var stack = WebStack(hosts: settings.server.hosts, gzip: .zlib)
        stack.proxy = settings.server.proxy
        stack.limits = settings.server.limits
        stack.security = SecurityHeaders(
            hstsSeconds: settings.server.hstsSeconds,
            assetOrigins: Self.origins([settings.site.staticURL, settings.site.mediaURL]),
            formOrigins: Self.origins([settings.signIn?.logout].compactMap { $0 }))
        if settings.log.access {
            let access = AccessLine(book: book)
            stack.access = { access.write($0) }
        }
        stack.meter = parts.observation.metrics.requestMeter
        stack.tracer = parts.observation.tracer
        stack.classify = DatabaseProblems.problem
        stack.problemPage = parts.problemPage
        stack.sessions = parts.sessions
        stack.isReadOnly = settings.isReadOnly
        stack.uploads = parts.uploads
        stack.isDatabaseReadOnly = parts.isDatabaseReadOnly
        stack.gate = parts.gate
        stack.drain = drain
        stack.hostLogger = book.logger("security.DisallowedHost")
        let router = stack.router()
        let health = HealthBoard(
            parts.checks(settings.health), clock: ContinuousClock(), logger: book.logger("web.health"))
        OperationsRoutes(
            version: BuildVersion.current, readiness: Readiness(parts.conditions, drain: drain), health: health,
            token: settings.healthToken?.reveal() ?? "", logger: book.logger("security.health"),
            now: { SystemClock().now() }
        ).addRoutes(to: router)
        parts.addRoutes(router)
        return router
    }

    private static func http(_ server: ServerSettings) -> HTTP1Channel.Configuration {
        // The decoder's own limits are a backstop behind those of `RequestLimits`, which answer properly.
        let size = 2 * (server.limits.fieldSize + server.limits.line)
        return .init(
            idleTimeout: .seconds(Int64(server.keepAlive.components.seconds)),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: size, maxHeaderListSize: max(size, 80 * 1024),
                maxHeaderFieldCount: 2 * server.limits.fields))
    }

    /// The server library's own lines are for its developers: one level less is shown of them.
    private static func quiet(_ logger: Logger) -> Logger {
        var logger = logger
        if logger.logLevel < .error { logger.logLevel = max(logger.logLevel, .notice) }
        return logger
    }

    static func address(_ bind: BindTarget) -> BindAddress {
        switch bind {
        case .tcp(let host, let port): .hostname(host, port: port)
        case .unix(let path): .unixDomainSocket(path: path)
        }
    }

    /// The address a person can open.
    private static func shown(_ bind: BindTarget, _ channel: any Channel) -> String {
        guard case .tcp(let host, let port) = bind else { return bind.description }
        let name = host == "0.0.0.0" || host == "::" ? "localhost" : host
        return "http://\(name.contains(":") ? "[\(name)]" : name):\(channel.localAddress?.port ?? port)/"
    }

    /// Origins of those addresses that are absolute, for the content security policy.
    private static func origins(_ addresses: [String]) -> [String] {
        var origins: [String] = []
        for address in addresses where address.contains("://") {
            let origin = address.split(separator: "/", maxSplits: 3).prefix(2).joined(separator: "//")
            if !origins.contains(origin) { origins.append(origin) }
        }
        return origins
    }
}
