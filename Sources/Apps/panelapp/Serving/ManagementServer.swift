import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Web

/// The private port of `METRICS_BIND`: probes and metrics of this process (`operations.md` 12.1, 17).
///
/// It is a help, not the purpose: when the address cannot be had, the log says so and the process does its work without.
struct ManagementServer: Service {
    let bind: BindTarget
    let routes: ManagementRoutes
    let logger: Logger

    func run() async throws {
        var quiet = logger
        // The server library's own lines are for its developers.
        if quiet.logLevel < .error { quiet.logLevel = max(quiet.logLevel, .warning) }
        let application = Application(
            responder: routes.responder(),
            configuration: ApplicationConfiguration(address: WebServer.address(bind), serverName: nil),
            onServerRunning: { [bind, logger] _ in
                logger.info(
                    "Probes and metrics on \(bind)", metadata: ["event": "management.listening", "bind": "\(bind)"])
            },
            // Threads of its own: probes are answered while those of the site are busy.
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton), logger: quiet)
        do {
            try await application.run()
        } catch {
            let reason = ListenFailure(error, bind: bind, variable: "METRICS_BIND")?.description ?? "\(error)"
            logger.error(
                "No probes and no metrics: \(reason)", metadata: ["event": "management.failed", "bind": "\(bind)"])
            // A service that ends would take the process with it.
            try? await gracefulShutdown()
        }
    }
}

/// Says that the process stops, before anything else stops.
struct DrainMark: Service {
    let drain: DrainState

    func run() async throws {
        try? await gracefulShutdown()
        drain.begin()
    }
}
