import Hummingbird

/// `/livez`, `/readyz` and `/metrics` of the management port (`operations.md` 12.1, 17), of `web` and `worker` alike. The port is
/// private: it has no host check, no login and no token.
public struct ManagementRoutes: Sendable {
    private let isAlive: @Sendable () async -> Bool
    private let readiness: Readiness
    private let metrics: @Sendable () async -> String
    private let metricsType: String

    /// - Parameters:
    ///   - isAlive: false asks the orchestrator for a restart.
    ///   - metrics: the metrics as text.
    ///   - metricsType: the media type of that text.
    public init(
        isAlive: @escaping @Sendable () async -> Bool, readiness: Readiness,
        metrics: @escaping @Sendable () async -> String, metricsType: String
    ) {
        self.isAlive = isAlive
        self.readiness = readiness
        self.metrics = metrics
        self.metricsType = metricsType
    }

    /// The responder of the port.
    public func responder() -> RouterResponder<BasicRequestContext> {
        let router = Router(options: [.autoGenerateHeadEndpoints])
        answer(router, "/livez") {
            await isAlive()
                ? ProbeAnswer.json(.ok, "{\"status\":\"alive\"}")
                : ProbeAnswer.json(.serviceUnavailable, "{\"status\":\"hanging\"}")
        }
        answer(router, "/readyz") { await readiness.answer() }
        answer(router, "/metrics") {
            ProbeAnswer.of(.ok, ByteBuffer(string: await metrics()), metricsType)
        }
        return router.buildResponder()
    }

    private func answer(
        _ router: Router<BasicRequestContext>, _ path: RouterPath,
        _ answer: @escaping @Sendable () async -> Response
    ) {
        router.get(path) { _, _ in await answer() }
        for method in [HTTPRequest.Method.post, .put, .patch, .delete, .options] {
            router.on(path, method: method) { _, _ in
                Response(status: .methodNotAllowed, headers: [.allow: "GET, HEAD", .cacheControl: "no-store"])
            }
        }
    }
}
