import Domain

/// What an operator wants to know of the table of jobs.
public protocol OutboxReader: Sendable {
    /// How many jobs are due that nobody has sent to the queue.
    func unsentJobs(at moment: Instant) async throws -> Int
}
