import ArgumentParser

/// Exit codes of the commands (`operations.md` 0 and 1).
extension ExitCode {
    /// The configuration is invalid (`EX_CONFIG`).
    static let badConfiguration = ExitCode(78)
    /// A dependency stayed unavailable (`EX_UNAVAILABLE`).
    static let dependencyUnavailable = ExitCode(69)
}
