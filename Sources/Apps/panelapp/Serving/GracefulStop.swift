import Foundation
import Logging
import ServiceLifecycle
import UnixSignals
import Web

/// The stop of `operations.md` 13.1: on SIGTERM or SIGINT readiness says no and requests are still served for a while;
/// then nothing new is accepted and running requests may finish; then the rest are cancelled. A second signal ends the
/// process at once. SIGHUP is ignored, because nothing is read again.
struct GracefulStop: Sendable {
    let settings: ServerSettings
    let drain: DrainState
    let book: LogBook
    /// Ends the process; tests put something else here.
    var end: @Sendable (Int32) -> Void = { code in exit(code) }

    /// What the log needs to say its last words after the limit.
    private static let lastWords = Duration.seconds(2)

    /// Time for running requests: what the stop may take in all, less what the delay took of it.
    static func grace(_ settings: ServerSettings) -> Duration {
        max(.zero, min(settings.gracefulTimeout, settings.shutdownTimeout - settings.shutdownDelay))
    }

    /// Runs the server until it has stopped.
    func run<Signals: AsyncSequence & Sendable>(_ server: any Service, _ signals: Signals) async throws
    where Signals.Element == UnixSignal {
        let logger = book.logger("web")
        var configuration = ServiceGroupConfiguration(services: [server], logger: logger)
        configuration.maximumGracefulShutdownDuration = Self.grace(settings)
        let group = ServiceGroup(configuration: configuration)
        let watching = Task { try await watch(signals, group, logger) }
        defer { watching.cancel() }
        do {
            try await group.run()
        } catch  where drain.isDraining {
            // Requests that were cancelled at the limit end the group with an error; the stop was asked for.
            logger.warning(
                "Running requests were cancelled at the end of the grace period",
                metadata: ["event": "web.cancelled", "exc_info": "\(error)"])
        }
    }

    private func watch<Signals: AsyncSequence>(
        _ signals: Signals, _ group: ServiceGroup, _ logger: Logger
    ) async throws where Signals.Element == UnixSignal {
        for try await signal in signals {
            if signal == .sighup {
                logger.info("SIGHUP is ignored", metadata: ["event": "web.sighup"])
                continue
            }
            if drain.isDraining {
                book.sink.flush()
                end(1)
                return
            }
            drain.begin()
            logger.info("Stopping on \(signal)", metadata: ["event": "web.stopping"])
            Task { await stop(group) }
        }
    }

    private func stop(_ group: ServiceGroup) async {
        try? await Task.sleep(for: settings.shutdownDelay)
        await group.triggerGracefulShutdown()
        // A request that heeds no cancellation must not keep the process from ending.
        try? await Task.sleep(for: Self.grace(settings) + Self.lastWords)
        book.sink.flush()
        end(0)
    }
}
