import Domain
import Ports
import SQLCore

extension SQLRepository: JobStore {
    public func add(_ jobs: [NewJob], at moment: Instant) async throws {
        try await write { try $0.addJobs(jobs, at: moment) }
    }

    public func takeUnsent(limit: Int, at moment: Instant, lostBefore lost: Instant?) async throws -> [JobMessage] {
        try await write { session in
            try session.lock("job-sending")
            var jobs = try session.rows(
                """
                SELECT id, kind FROM job WHERE state = 'waiting' AND run_after <= $1
                ORDER BY run_after, id LIMIT $2
                """, [.instant(moment), .int(limit)]
            ) { JobMessage(job: try $0.int(0), body: try $0.text(1)) }
            // Their worker has died, and the message may have been deleted by who saw that it ran elsewhere.
            if let lost, jobs.count < limit {
                jobs += try session.rows(
                    """
                    SELECT id, kind FROM job WHERE state = 'running' AND changed < $1
                    ORDER BY run_after, id LIMIT $2
                    """, [.instant(lost), .int(limit - jobs.count)]
                ) { JobMessage(job: try $0.int(0), body: try $0.text(1)) }
            }
            try session.setState("sent", of: jobs.map(\.job), at: moment)
            return jobs
        }
    }

    public func giveBack(_ jobs: [Int], at moment: Instant) async throws {
        try await write { try $0.setState("waiting", of: jobs, at: moment) }
    }

    public func take(_ job: Int, at moment: Instant, lostBefore lost: Instant) async throws -> TakenJob? {
        try await write { session in
            try session.first(
                """
                UPDATE job SET state = 'running', attempts = attempts + 1, changed = $2
                WHERE id = $1 AND (state IN ('waiting', 'sent') OR (state = 'running' AND changed < $3))
                RETURNING kind, body, attempts, created, run_after, request_id, trace
                """, [.int(job), .instant(moment), .instant(lost)]
            ) { row in
                let trace = try row.optionalText(6)
                return TakenJob(
                    id: job, kind: try row.text(0), arguments: try row.text(1), attempt: try row.int(2),
                    created: try row.instant(3), due: try row.instant(4), taken: moment,
                    origin: try row.optionalText(5).map { Origin(requestID: $0, trace: trace) })
            }
        }
    }

    public func note(_ job: Int, at moment: Instant) async throws {
        try await change(job, "changed = $2", [.instant(moment)])
    }

    public func finish(_ job: Int, at moment: Instant) async throws {
        try await change(job, "state = 'done', changed = $2, failure = NULL", [.instant(moment)])
    }

    public func postpone(_ job: Int, until: Instant, at moment: Instant, because failure: String) async throws {
        try await change(
            job, "state = 'waiting', changed = $2, run_after = $3, failure = $4",
            [.instant(moment), .instant(until), .text(failure)])
    }

    public func giveUp(_ job: Int, at moment: Instant, because failure: String) async throws {
        try await change(job, "state = 'failed', changed = $2, failure = $3", [.instant(moment), .text(failure)])
    }

    public func recover(at moment: Instant) async throws -> Int {
        try await write { session in
            try session.execute(
                "UPDATE job SET state = 'waiting', changed = $1 WHERE state IN ('sent', 'running')",
                [.instant(moment)])
        }
    }

    public func removeFinished(before moment: Instant) async throws -> Int {
        try await write { session in
            try session.execute(
                "DELETE FROM job WHERE state IN ('done', 'failed') AND changed < $1", [.instant(moment)])
        }
    }

    private func change(_ job: Int, _ assignments: String, _ values: [SQLValue]) async throws {
        try await write { session in
            _ = try session.execute(
                "UPDATE job SET \(assignments) WHERE id = $1 AND state = 'running'", [.int(job)] + values)
        }
    }
}

extension SQLRepository: OutboxReader {
    public func unsentJobs(at moment: Instant) async throws -> Int {
        try await row(
            "SELECT count(*) FROM job WHERE state = 'waiting' AND run_after <= $1", [.instant(moment)]
        ) { try $0.int(0) } ?? 0
    }
}

extension SQLSession {
    /// Writes jobs in this transaction: they run only if it commits. Each keeps the origin of who writes it.
    func addJobs(_ jobs: [NewJob], at moment: Instant) throws {
        let origin = Origin.current
        for job in jobs {
            try execute(
                """
                INSERT INTO job (kind, once_key, body, state, attempts, created, run_after, changed, request_id, trace)
                VALUES ($1, $2, $3, 'waiting', 0, $4, $4, $4, $5, $6) ON CONFLICT (once_key) DO NOTHING
                """,
                [
                    .text(job.kind), SQLValue(job.onceKey), .text(job.arguments), .instant(moment),
                    SQLValue(origin?.requestID), SQLValue(origin?.trace),
                ])
        }
    }

    /// Whether a job of this key is written.
    func hasJob(_ onceKey: String) throws -> Bool {
        try first("SELECT id FROM job WHERE once_key = $1", [.text(onceKey)]) { try $0.int(0) } != nil
    }

    fileprivate func setState(_ state: String, of jobs: [Int], at moment: Instant) throws {
        if jobs.isEmpty { return }
        try execute(
            "UPDATE job SET state = $1, changed = $2 WHERE id \(dialect.isAny("$3")) AND state IN ('waiting', 'sent')",
            [.text(state), .instant(moment), .integers(jobs)])
    }
}
