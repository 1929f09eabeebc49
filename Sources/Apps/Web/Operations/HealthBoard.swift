import Logging

/// Runs the health checks, all at once, none longer than 3 s, and shares what they found for 3 s, so that monitors do
/// not become load (`operations.md` 12.3). A check that goes on after its time is an error until it ends, and is not begun again.
public actor HealthBoard<C: _Concurrency.Clock> where C.Duration == Duration {
    /// Verdicts in the configured order.
    public typealias Report = [(name: String, verdict: HealthVerdict)]

    static var limit: Duration { .seconds(3) }
    static var shareFor: Duration { .seconds(3) }

    private let checks: [HealthCheck]
    private let clock: C
    private let logger: Logger
    /// Checks whose last run has not ended, by their place.
    private var running: Set<Int> = []
    private var latest: (since: C.Instant, report: Task<Report, Never>)?

    public init(_ checks: [HealthCheck], clock: C, logger: Logger) {
        self.checks = checks
        self.clock = clock
        self.logger = logger
    }

    /// The report under way or not older than 3 s, else a new one.
    public func report() async -> Report {
        if let latest, latest.since.duration(to: clock.now) < Self.shareFor { return await latest.report.value }
        let report = Task { await makeReport() }
        latest = (clock.now, report)
        return await report.value
    }

    private nonisolated func makeReport() async -> Report {
        await withTaskGroup(of: (Int, HealthVerdict).self) { group in
            for (index, check) in checks.enumerated() {
                group.addTask { (index, await self.verdict(of: check, index)) }
            }
            var verdicts = [HealthVerdict](repeating: .error, count: checks.count)
            for await (index, verdict) in group { verdicts[index] = verdict }
            return zip(checks, verdicts).map { ($0.name, $1) }
        }
    }

    private func verdict(of check: HealthCheck, _ index: Int) async -> HealthVerdict {
        // Each run may hold a thread or a connection: with a service that hangs they would pile up as long as somebody asks.
        guard running.insert(index).inserted else {
            log(check.name, "the last run has not ended yet")
            return .error
        }
        let found: Result<HealthVerdict, any Error>? = await within(Self.limit, on: clock, otherwise: nil) {
            let found: Result<HealthVerdict, any Error>
            do { found = .success(try await check.run()) } catch { found = .failure(error) }
            await self.ended(index)
            return found
        }
        switch found {
        case .success(let verdict): return verdict
        case .failure(let error):
            log(check.name, "\(type(of: error)): \(error)")
            return .error
        case nil:
            log(check.name, "no answer within \(Self.limit)")
            return .error
        }
    }

    private func ended(_ index: Int) { running.remove(index) }

    private nonisolated func log(_ name: String, _ reason: String) {
        logger.error(
            "A health check failed", metadata: ["event": "health.failed", "check": "\(name)", "exc_info": "\(reason)"])
    }
}
