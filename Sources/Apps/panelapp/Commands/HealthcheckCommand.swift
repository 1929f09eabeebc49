import ArgumentParser
import Foundation

struct HealthcheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "healthcheck",
        abstract: "Ask the liveness address of the own server; ends with 0 or 1. For images without curl.")

    @Argument(help: "Address to ask; default: /ping/1/ where GUNICORN_BIND or PORT says that web listens.")
    var url: String?

    func run() async throws {
        do {
            let target = try url.map { try LivenessTarget(url: $0) } ?? LivenessTarget(environment: Self.environment)
            let status = try await LivenessProbe.status(of: target)
            guard status == 200 else { throw LivenessProbe.Failure(description: "\(target) answered \(status)") }
        } catch {
            FileHandle.standardError.write(Data("panelapp healthcheck: \(Explanation.of(error))\n".utf8))
            throw ExitCode.failure
        }
    }

    private static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
