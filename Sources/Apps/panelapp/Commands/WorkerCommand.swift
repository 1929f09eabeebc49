import ArgumentParser

struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Take jobs from the queue (aws mode; in local mode web does it).")

    func run() throws {
        // In local mode the configuration itself says no.
        let launch = try Launch.start(.worker, name: "worker", prepare: false)
        throw MissingAdapters.refuse(launch)
    }
}

/// What `aws` mode needs and this build does not contain.
enum MissingAdapters {
    /// Says so; the configuration was fine otherwise, so it is the mode that is refused.
    static func refuse(_ launch: Launch) -> ExitCode {
        launch.book.logger("config").error(
            "This build contains no adapters for S3, SQS and SMTP; set \(Mode.variable)=local",
            metadata: [
                "event": "config.invalid", "variable": "\(Mode.variable)",
                "reason": "is 'aws', but this build contains no adapters for S3, SQS and SMTP",
            ])
        launch.book.sink.flush()
        return .badConfiguration
    }
}
