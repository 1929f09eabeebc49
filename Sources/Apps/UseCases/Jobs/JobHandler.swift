import Domain
import Ports

/// What is done for one kind of job.
public struct JobHandler: Sendable {
    public let kind: String
    /// Seconds before the second, third ... attempt; the last one repeats. Nil: 10 s, doubled each time, no longer than a lease.
    let delays: [Double]?
    /// Seconds after which an attempt is given up.
    public let timeLimit: Double
    /// Told before a job of this kind is given up; it may come more than once.
    let beforeGivingUp: (@Sendable (TakenJob) async throws -> Void)?
    let run: @Sendable (TakenJob) async throws -> Void

    /// - Parameters:
    ///   - delays: seconds before the second, third ... attempt, the last one repeating; nil: 10 s, doubled each time.
    ///   - timeLimit: seconds after which an attempt is given up; the worker's own limit may be shorter.
    ///   - beforeGivingUp: told before a job is given up.
    public init(
        _ kind: String, retryAfter delays: [Double]? = nil, timeLimit: Double,
        beforeGivingUp: (@Sendable (TakenJob) async throws -> Void)? = nil,
        run: @escaping @Sendable (TakenJob) async throws -> Void
    ) {
        self.kind = kind
        self.delays = delays
        self.timeLimit = timeLimit
        self.beforeGivingUp = beforeGivingUp
        self.run = run
    }

    /// The same handler with `wrap` around each run.
    public func wrapped(
        _ wrap: @escaping @Sendable (TakenJob, @Sendable () async throws -> Void) async throws -> Void
    ) -> JobHandler {
        JobHandler(kind, retryAfter: delays, timeLimit: timeLimit, beforeGivingUp: beforeGivingUp) { [run] job in
            try await wrap(job) { try await run(job) }
        }
    }

    /// Mails wait 1, 5, 15, 60 minutes (`operations.md` 6.7).
    public static let mailDelays: [Double] = [60, 300, 900, 3_600]

    /// Seconds before the next attempt, after so many failed.
    func delay(after attempts: Int, lease: Double) -> Double {
        guard let delays else { return min(lease, 10 * Double(1 << min(max(attempts, 1) - 1, 30))) }
        return delays.isEmpty ? 0 : delays[min(max(attempts, 1), delays.count) - 1]
    }
}

/// Why a job failed.
public enum JobFailure: Error, Hashable, Sendable {
    /// Trying again is of no use.
    case permanent(String)
    case tookTooLong
}
