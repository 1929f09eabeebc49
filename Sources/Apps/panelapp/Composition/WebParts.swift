import ServiceLifecycle
import Web

/// What the composition root puts behind the HTTP server: routes, probes and services that live as long as it.
struct WebParts: Sendable {
    /// Adds the routes of all faces.
    var addRoutes: @Sendable (AppRouter) -> Void
    /// Paths that take a file, with the bytes that it may have.
    var uploads: [String: Int] = [:]
    /// Finds out who asks.
    var sessions: SessionMiddleware?
    /// Whether the database takes no changes at the moment.
    var isDatabaseReadOnly: @Sendable () -> Bool
    /// Believes a load balancer that people sign in at.
    var gate: GateMiddleware?
    /// The site's page for a problem.
    var problemPage: ProblemPageRenderer?
    /// Besides draining, which the server knows itself.
    var conditions: [Readiness.Condition]
    /// By the names of `HEALTH_CHECK_SERVICES`, without aliases; a name without a check is always in error.
    var health: [String: @Sendable () async throws -> HealthVerdict]
    /// Metrics and traces.
    var observation: Observation
    /// Started before the server and stopped after it.
    var services: [any Service]

    /// The check behind each alias (`operations.md` 12.3).
    static func canonical(_ service: String) -> String {
        switch service {
        case "sqs", "queue": "rabbitmq"
        case "worker": "celery"
        default: service
        }
    }

    /// The configured checks in their order.
    func checks(_ settings: HealthSettings) -> [HealthCheck] {
        settings.services.map { name in
            HealthCheck(name) {
                guard let check = health[Self.canonical(name)] else { throw MissingCheck(name: name) }
                return try await check()
            }
        }
    }

    struct MissingCheck: Error { let name: String }
}
