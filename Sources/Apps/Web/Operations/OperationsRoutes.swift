import Domain
import Hummingbird
import Logging

/// `/version/`, `/ping/1/`, `/readyz`, `/health_check/` and `/health/1/` (`operations.md` 12): what load balancers, orchestrators and
/// monitors ask. Probes come in as closures; this target knows no database.
public struct OperationsRoutes: Sendable {
    private let version: ByteBuffer
    private let readiness: Readiness
    private let health: HealthBoard<ContinuousClock>
    private let token: HealthToken
    private let now: @Sendable () -> Instant

    private static let pong = ByteBuffer(string: "{\"ping\":\"pong\"}")

    /// - Parameter token: `HEALTH_CHECK_TOKEN`; empty refuses everybody.
    public init(
        version: String, readiness: Readiness, health: HealthBoard<ContinuousClock>, token: String, logger: Logger,
        now: @escaping @Sendable () -> Instant
    ) {
        self.now = now
        self.version = ByteBuffer(string: "{\"version\":\(SmallJSON.quoted(version))}")
        self.readiness = readiness
        self.health = health
        self.token = HealthToken(token, logger: logger)
    }

    public func addRoutes(to router: some RouterMethods<AppRequestContext>) {
        router.get("/version/") { _, _ in ProbeAnswer.json(.ok, version) }
        router.get("/ping/1/") { _, _ in ProbeAnswer.json(.ok, Self.pong) }
        router.get("/readyz") { _, _ in await readiness.answer() }
        router.get("/health/1/") { request, _ in
            let report = await health.report()
            let summary = HealthSummary(report, at: now(), isTrusted: token.opens(request))
            return ProbeAnswer.json(summary.isDown ? .serviceUnavailable : .ok, summary.json)
        }
        router.get("/health_check/") { request, _ in
            try token.check(request)
            return await healthAnswer()
        }
        for path: RouterPath in ["/version/", "/ping/1/", "/readyz", "/health_check/", "/health/1/"] {
            router.rejectOtherMethods(at: path, allowing: [.get, .head], headers: [.cacheControl: "no-store"])
        }
    }

    /// One member per configured service; 500 unless all are well.
    private func healthAnswer() async -> Response {
        let report = await health.report()
        let members = report.map { "\(SmallJSON.quoted($0.name)):\(SmallJSON.quoted($0.verdict.rawValue))" }
        let isWell = report.allSatisfy { $0.verdict == .ok }
        return ProbeAnswer.json(isWell ? .ok : .internalServerError, "{\(members.joined(separator: ","))}")
    }
}
