import AsyncHTTPClient
import Domain
import Ports

/// Credentials that are fetched when needed and renewed before they end (`operations.md` 7.2): in the background when less
/// than 15 minutes are left, before anything else below 10. ``renewInTime(on:)`` sees to it when nobody asks.
public actor CredentialCache {
    private let fetch: @Sendable () async throws(AWSFailure) -> AWSCredentials
    private let clock: any Clock
    private let report: @Sendable (AWSEvent) -> Void
    /// The word for where they come from.
    public nonisolated let source: String

    private var current: AWSCredentials?
    private var renewal: Task<Result<AWSCredentials, AWSFailure>, Never>?
    private var lastWarning: Instant?
    /// When a renewal failed; nil after one that did not.
    private var lastFailure: Instant?

    /// Seconds.
    static let renewEarly = 900.0
    static let renewNow = 600.0
    private static let betweenLooks = Duration.seconds(60)
    /// After a renewal that failed nobody waits for another one so long, while the present credentials are good.
    static let pause = 30.0

    /// - Parameter patience: with the source.
    public init(
        _ source: CredentialSource, http: HTTPClient, clock: any Clock,
        patience: CredentialPatience = CredentialPatience(), report: @escaping @Sendable (AWSEvent) -> Void = { _ in }
    ) {
        let fetcher = CredentialFetcher(http: http, source: source, patience: patience)
        self.init(source.name, clock: clock, report: report) { () async throws(AWSFailure) in
            try await fetcher.fetch()
        }
    }

    /// For tests: with any way to fetch.
    init(
        _ source: String, clock: any Clock, report: @escaping @Sendable (AWSEvent) -> Void,
        fetch: @escaping @Sendable () async throws(AWSFailure) -> AWSCredentials
    ) {
        self.source = source
        self.fetch = fetch
        self.clock = clock
        self.report = report
    }

    /// Seconds until the present credentials end; nil when there are none or they never end.
    public var remaining: Double? {
        current?.expires.map { Double($0.microseconds - clock.now().microseconds) / 1e6 }
    }

    /// Credentials that are good now.
    public func credentials() async throws(AWSFailure) -> AWSCredentials {
        guard let current else { return try await renewed() }
        guard let remaining else { return current }
        if remaining > Self.renewEarly || (remaining > 0 && isPausing) { return current }
        if remaining > Self.renewNow {
            _ = startRenewal()
            return current
        }
        do {
            return try await renewed()
        } catch {
            warn(error, remaining)
            // Better than nothing until they really end.
            if remaining > 0 { return current }
            throw error
        }
    }

    /// After a service refused `refused` as expired or unknown: others, or the same where they are fixed.
    public func replacing(_ refused: AWSCredentials) async throws(AWSFailure) -> AWSCredentials {
        if let current, current != refused { return current }
        return try await renewed()
    }

    /// Looks once a minute and renews early, so that the first who asks after a quiet time waits for nothing. Ends when its task
    /// is cancelled. Credentials that nobody has asked for yet are none of its business.
    public func renewInTime(on timer: any _Concurrency.Clock<Duration> = ContinuousClock()) async {
        while (try? await timer.sleep(for: Self.betweenLooks)) != nil {
            if let remaining, remaining <= Self.renewEarly { _ = await startRenewal().value }
        }
    }

    private var isPausing: Bool { lastFailure.map { clock.now() < $0.advanced(bySeconds: Self.pause) } ?? false }

    private func renewed() async throws(AWSFailure) -> AWSCredentials { try await startRenewal().value.get() }

    /// One renewal at a time, whoever waits for it.
    private func startRenewal() -> Task<Result<AWSCredentials, AWSFailure>, Never> {
        if let renewal { return renewal }
        let fetch = fetch
        let task = Task { () -> Result<AWSCredentials, AWSFailure> in
            let result: Result<AWSCredentials, AWSFailure>
            do throws(AWSFailure) {
                result = .success(try await fetch())
            } catch {
                result = .failure(error)
            }
            self.finish(result)
            return result
        }
        renewal = task
        return task
    }

    private func finish(_ result: Result<AWSCredentials, AWSFailure>) {
        renewal = nil
        switch result {
        case .success(let credentials):
            current = credentials
            lastFailure = nil
        case .failure(let failure):
            lastFailure = clock.now()
            if let remaining { warn(failure, remaining) }
        }
    }

    /// At most once a minute.
    private func warn(_ failure: AWSFailure, _ remaining: Double) {
        let now = clock.now()
        if let lastWarning, now < lastWarning.advanced(bySeconds: 60) { return }
        lastWarning = now
        report(.renewalFailed(source: source, secondsLeft: Int(remaining), reason: "\(failure)"))
    }
}

/// What is worth a line in the log.
public enum AWSEvent: Hashable, Sendable {
    case renewalFailed(source: String, secondsLeft: Int, reason: String)
    /// This machine's clock is wrong by so many seconds; requests are signed with the corrected time.
    case clockSkew(seconds: Int)
    /// A permission is missing, or the region is wrong: trying again does not help, and somebody has to see it. `resource` is
    /// host and path, which name bucket and key.
    case refused(service: String, operation: String, resource: String, problem: AWSProblem)
    /// A request was done, retries included: for metrics and traces. Reported by the task that asked for it.
    case request(service: String, operation: String, outcome: String, took: Duration)
}
