import Hummingbird
import Logging

/// `/version/`, `/ping/1/`, `/readyz` and `/health_check/` (`operations.md` 12): what load balancers, orchestrators and
/// monitors ask. Probes come in as closures; this target knows no database.
public struct OperationsRoutes: Sendable {
    private let version: ByteBuffer
    private let readiness: Readiness
    private let health: HealthBoard<ContinuousClock>
    private let token: HealthToken
    private let clock = ContinuousClock()

    private static let pong = ByteBuffer(string: "{\"ping\":\"pong\"}")
    private static let noStore: HTTPFields = [.contentType: MediaType.json, .cacheControl: "no-store"]

    /// - Parameter token: `HEALTH_CHECK_TOKEN`; empty refuses everybody.
    public init(
        version: String, readiness: Readiness, health: HealthBoard<ContinuousClock>, token: String, logger: Logger
    ) {
        self.version = ByteBuffer(string: "{\"version\":\(SmallJSON.quoted(version))}")
        self.readiness = readiness
        self.health = health
        self.token = HealthToken(token, logger: logger)
    }

    public func addRoutes(to router: some RouterMethods<AppRequestContext>) {
        router.get("/version/") { _, _ in Self.answer(.ok, version) }
        router.get("/ping/1/") { _, _ in Self.answer(.ok, Self.pong) }
        router.get("/readyz") { _, _ in await readyAnswer() }
        router.get("/health_check/") { request, _ in
            try token.check(request)
            return await healthAnswer()
        }
        for path: RouterPath in ["/version/", "/ping/1/", "/readyz", "/health_check/"] {
            router.rejectOtherMethods(at: path, allowing: [.get, .head])
        }
    }

    private func readyAnswer() async -> Response {
        let reasons = await readiness.reasons(on: clock)
        if reasons.isEmpty { return Self.answer(.ok, ByteBuffer(string: "{\"status\":\"ready\"}")) }
        let words = SmallJSON.array(reasons.map(\.rawValue))
        let body = ByteBuffer(string: "{\"status\":\"not ready\",\"reasons\":\(words)}")
        return Self.answer(.serviceUnavailable, body)
    }

    /// One member per configured service; 500 unless all are well.
    private func healthAnswer() async -> Response {
        let report = await health.report()
        let members = report.map { "\(SmallJSON.quoted($0.name)):\(SmallJSON.quoted($0.verdict.rawValue))" }
        let isWell = report.allSatisfy { $0.verdict == .ok }
        return Self.answer(
            isWell ? .ok : .internalServerError, ByteBuffer(string: "{\(members.joined(separator: ","))}"))
    }

    private static func answer(_ status: HTTPResponse.Status, _ body: ByteBuffer) -> Response {
        Response(status: status, headers: noStore, body: .init(byteBuffer: body))
    }
}
