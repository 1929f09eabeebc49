import ArgumentParser
import Foundation
import Logging
import Ports

/// How every command begins: read the configuration, set up the log, tell all problems or go on.
struct Launch: Sendable {
    let settings: Settings
    let book: LogBook

    /// - Parameters:
    ///   - command: which variables are needed.
    ///   - name: the command's word, for the `service` of log lines.
    ///   - prepare: whether to make the local data folder and its secrets.
    /// - Throws: `ExitCode.badConfiguration` after all problems were logged.
    static func start(
        _ command: CommandKind, name: String, prepare: Bool = true,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> Launch {
        let sink = LogSink.standardOutput()
        switch reader(environment).read(for: command) {
        case .failure(let failure):
            // The settings of the log may be part of what is wrong, so the lines are in the standard form.
            let book = LogBook(
                service: command.serviceName(command: name), environmentName: environment["ENV_NAME"] ?? "dev",
                threshold: .info, isText: false, sink: sink)
            ConfigurationReport.log(failure, to: book.logger("config"))
            sink.flush()
            throw ExitCode.badConfiguration
        case .success(let (settings, notes)):
            return try begin(settings, notes, command, name, prepare, sink)
        }
    }

    static func reader(_ environment: [String: String]) -> ConfigurationReader {
        ConfigurationReader(environment: RawEnvironment(environment), postgresProblem: PostgresAddress.problem)
    }

    private static func begin(
        _ read: Settings, _ notes: [ConfigurationNote], _ command: CommandKind, _ name: String, _ prepare: Bool,
        _ sink: LogSink
    ) throws -> Launch {
        var settings = read
        var unusable: LocalHome.Unusable?
        if prepare, !read.server.checkOnly {
            do { settings = try LocalHome.prepare(read, command: command) } catch { unusable = error }
        }
        let made = [settings.secretKey, settings.healthToken].compactMap { $0 }
        let secrets = (settings.secretValues + made).map { $0.reveal() }
        let book = LogBook(
            service: command.serviceName(command: name), environmentName: settings.log.environmentName,
            threshold: settings.log.threshold, isText: settings.log.isText, redaction: LogRedaction(secrets: secrets),
            sink: sink)
        LoggingSystem.bootstrap { label in LineHandler(name: label, book: book) }
        let logger = book.logger("config")
        ConfigurationReport.log(notes, to: logger)
        if let unusable {
            logger.error(
                "\(unusable.description)",
                metadata: [
                    "event": "config.invalid", "variable": "PANELAPP_DATA_DIR", "reason": "\(unusable.description)",
                ])
            sink.flush()
            throw ExitCode.badConfiguration
        }
        ConfigurationReport.logLoaded(settings, command: command, to: logger)
        return Launch(settings: settings, book: book)
    }

    /// Runs the command's work, tells an error that comes out of it as one log line, and flushes the log.
    func run(_ work: () async throws -> Void) async throws {
        defer { book.sink.flush() }
        do {
            try await work()
        } catch let exit as ExitCode {
            throw exit
        } catch let refused as RefusedConfiguration {
            let problem = ConfigurationProblem(refused.variable, refused.reason)
            ConfigurationReport.log(ConfigurationFailure(problems: [problem], notes: []), to: book.logger("config"))
            throw ExitCode.badConfiguration
        } catch {
            book.logger("panelapp").error(
                "\(Explanation.of(error))", metadata: ["event": "command.failed", "exc_info": "\(type(of: error))"])
            throw ExitCode.of(error)
        }
    }
}
