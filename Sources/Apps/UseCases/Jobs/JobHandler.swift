import Domain
import Ports

/// What is done for one kind of job.
public struct JobHandler: Sendable {
    public let kind: String
    /// Seconds before the second, third ... attempt; the last one repeats.
    let delays: [Double]
    /// Seconds after which an attempt is given up.
    public let timeLimit: Double
    /// Told before a job of this kind is given up; it may come more than once.
    let beforeGivingUp: (@Sendable (TakenJob) async throws -> Void)?
    let run: @Sendable (TakenJob) async throws -> Void

    public init(
        _ kind: String, retryAfter delays: [Double] = [10, 20, 40, 80], timeLimit: Double,
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

    /// No job is tried more often (decision 25).
    public static let mostAttempts = 5
    /// Mails wait 1, 5, 15, 60 minutes (`operations.md` 6.7).
    public static let mailDelays: [Double] = [60, 300, 900, 3_600]

    /// Seconds before the next attempt, after so many failed.
    func delay(after attempts: Int) -> Double { delays.isEmpty ? 0 : delays[min(attempts, delays.count) - 1] }
}

/// Why a job failed.
public enum JobFailure: Error, Hashable, Sendable {
    /// Trying again is of no use.
    case permanent(String)
    case tookTooLong
}

/// What happened to a job, for the log.
public enum JobEvent: Hashable, Sendable {
    case done(TakenJob)
    case postponed(TakenJob, seconds: Double, because: String)
    case failed(TakenJob, because: String)
    /// The queue or the table did not answer.
    case trouble(String)
}
