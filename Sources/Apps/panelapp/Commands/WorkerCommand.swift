import ArgumentParser
import ServiceLifecycle

struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Take jobs from the queue until SIGTERM (aws mode; in local mode web does it)."
    )

    func run() async throws {
        let launch = try Launch.start(.worker, name: "worker", prepare: false)
        // In local mode the configuration itself has said no.
        guard let aws = launch.settings.aws else { throw ExitCode.badConfiguration }
        try await launch.run {
            let services = try await Composition.worker(launch, aws)
            let logger = launch.book.logger("worker")
            var configuration = ServiceGroupConfiguration(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            // Jobs have their time; what follows must not hang.
            configuration.maximumGracefulShutdownDuration = .seconds(aws.worker.shutdownTimeout + 30)
            try await ServiceGroup(configuration: configuration).run()
            logger.info("Stopped", metadata: ["event": "worker.stopped"])
        }
    }
}
