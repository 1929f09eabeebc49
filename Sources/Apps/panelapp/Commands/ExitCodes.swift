import ArgumentParser
import Ports

/// Exit codes of the commands (`operations.md` 0 and 1).
extension ExitCode {
    /// The configuration is invalid (`EX_CONFIG`).
    static let badConfiguration = ExitCode(78)
    /// A dependency stayed unavailable (`EX_UNAVAILABLE`).
    static let dependencyUnavailable = ExitCode(69)

    /// The code of a command that an error ended: whether running it again later may help without anything being changed.
    static func of(_ error: any Error) -> ExitCode {
        switch error {
        case RepoFailure.unavailable, SchemaProblem.underway, SchemaProblem.blocked: .dependencyUnavailable
        default: .failure
        }
    }
}
