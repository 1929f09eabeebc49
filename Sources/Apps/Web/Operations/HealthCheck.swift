/// What a health check found (`operations.md` 12.3).
public enum HealthVerdict: String, Sendable {
    case ok = "OK"
    case error = "Error"
    /// The operator put the instance into maintenance on purpose.
    case maintenance = "Maintenance"
}

/// One named part of `/health_check/`.
public struct HealthCheck: Sendable {
    /// The name as configured in `HEALTH_CHECK_SERVICES`, aliases included: it is the key in the answer.
    public let name: String
    /// Throwing counts as `error`; the error goes to the log.
    let run: @Sendable () async throws -> HealthVerdict

    public init(_ name: String, run: @escaping @Sendable () async throws -> HealthVerdict) {
        self.name = name
        self.run = run
    }
}
