import Logging

/// The log lines about the configuration (`operations.md` 1): stable events, no secret values.
enum ConfigurationReport {
    static func log(_ failure: ConfigurationFailure, to logger: Logger) {
        log(failure.notes, to: logger)
        for problem in failure.problems {
            var metadata: Logger.Metadata = [
                "event": "config.invalid", "variable": "\(problem.variable)", "reason": "\(problem.reason)",
            ]
            if let value = problem.value { metadata["value"] = "\(value)" }
            logger.error("\(problem.variable) \(problem.reason)", metadata: metadata)
        }
    }

    static func log(_ notes: [ConfigurationNote], to logger: Logger) {
        for note in notes {
            let level: Logger.Level = note.level == .warning ? .warning : .info
            logger.log(
                level: level, "\(note.variable) \(note.text)",
                metadata: ["event": "\(note.event)", "variable": "\(note.variable)"])
        }
    }

    static func logLoaded(_ settings: Settings, command: CommandKind, to logger: Logger) {
        var metadata: Logger.Metadata = [
            "event": "config.loaded", "mode": "\(settings.mode.rawValue)", "database": "\(settings.database.summary)",
            "variables": .array(settings.givenNames.map { "\($0)" }),
        ]
        if let aws = settings.aws {
            metadata["s3_endpoint"] = "\(aws.s3Endpoint ?? "aws")"
            if command.isServer { metadata["sqs_endpoint"] = "\(aws.sqsEndpoint ?? "aws")" }
        }
        for fact in settings.facts { metadata[fact.name] = "\(fact.value)" }
        if command == .web {
            metadata["bind"] = "\(settings.server.bind)"
            metadata["event_loops"] = .stringConvertible(settings.server.workers)
        }
        logger.info("Configuration loaded", metadata: metadata)
    }
}
