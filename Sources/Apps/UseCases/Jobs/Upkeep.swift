import Domain
import Ports

/// Removes what has ended by itself: logins, attempts that count no longer, finished jobs (`accounts-jobs-files.md 8.3`).
public struct Upkeep: Sendable {
    private let sessions: Sessions
    private let attempts: any AttemptStore
    private let jobs: any JobStore
    private let clock: any Clock

    public init(_ parts: AccountParts) {
        sessions = parts.sessions
        attempts = parts.attempts.store
        jobs = parts.jobs
        clock = parts.clock
    }

    /// Longer than any limit looks back.
    private static let attemptsKept = 86_400.0
    private static let jobsKept = 90 * 86_400.0

    /// How many of each.
    public struct Removed: Hashable, Sendable {
        public var logins: Int
        public var attempts: Int
        public var jobs: Int

        public init(logins: Int, attempts: Int, jobs: Int) {
            self.logins = logins
            self.attempts = attempts
            self.jobs = jobs
        }
    }

    /// Removes what has ended by now.
    public func run() async throws -> Removed {
        let now = clock.now()
        return Removed(
            logins: try await sessions.store.removeEnded(
                before: now, idleSince: now.advanced(bySeconds: -sessions.term.idle)),
            attempts: try await attempts.removeAttempts(before: now.advanced(bySeconds: -Self.attemptsKept)),
            jobs: try await jobs.removeFinished(before: now.advanced(bySeconds: -Self.jobsKept)))
    }
}
