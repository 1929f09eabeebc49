import Domain
import Ports
import SQLCore

extension SQLRepository: JobStore {
    public func add(_ jobs: [NewJob], at moment: Instant) async throws {
        try await write { try $0.addJobs(jobs, at: moment) }
    }

    public func takeUnsent(limit: Int, at moment: Instant, lostBefore lost: Instant?) async throws -> JobClaim {
        let until = moment.advanced(bySeconds: JobClaim.seconds)
        return try await write { session in
            try session.lock("job-sending")
            var jobs = try session.jobs("state = 'waiting' AND run_after <= $1", [.instant(moment)], limit)
            if let lost {
                // Their worker has died, and the message may have been deleted by who saw that it ran elsewhere.
                jobs += try session.jobs("state = 'running' AND changed < $1", [.instant(lost)], limit - jobs.count)
                // Emptied queues, queues made anew, and messages that were given up lose what they held.
                let dayBefore = moment.advanced(bySeconds: -86_400)
                jobs += try session.jobs(
                    "state = 'sent' AND changed < $1 AND run_after < $1", [.instant(dayBefore)], limit - jobs.count)
            }
            if !jobs.isEmpty {
                try session.execute(
                    """
                    UPDATE job SET state = 'waiting', changed = $1, run_after = $2
                    WHERE id \(session.dialect.isAny("$3"))
                    """, [.instant(moment), .instant(until), .integers(jobs.map(\.job))])
            }
            return JobClaim(messages: jobs, until: until)
        }
    }

    public func markSent(_ claim: JobClaim, at moment: Instant) async throws {
        try await end(claim, "state = 'sent', run_after = $1, changed = $1", moment)
    }

    public func giveBack(_ claim: JobClaim, at moment: Instant) async throws {
        try await end(claim, "run_after = $1, changed = $1", moment)
    }

    /// Of those that are still claimed: a message may have been faster.
    private func end(_ claim: JobClaim, _ assignments: String, _ moment: Instant) async throws {
        if claim.messages.isEmpty { return }
        try await write { session in
            _ = try session.execute(
                """
                UPDATE job SET \(assignments)
                WHERE id \(session.dialect.isAny("$2")) AND state = 'waiting' AND run_after = $3
                """, [.instant(moment), .integers(claim.messages.map(\.job)), .instant(claim.until)])
        }
    }

    public func take(_ job: Int, at moment: Instant, lostBefore lost: Instant) async throws -> JobTaking {
        let soon = moment.advanced(bySeconds: JobTaking.leeway)
        // A message may be faster than the mark that it was sent; what waits for longer than a claim lasts was postponed.
        let claimed = soon.advanced(bySeconds: JobClaim.seconds)
        return try await write { session -> JobTaking in
            let taken = try session.first(
                """
                UPDATE job SET state = 'running', attempts = attempts + 1, changed = $2
                WHERE id = $1 AND ((state = 'sent' AND run_after <= $4) OR (state = 'waiting' AND run_after <= $5)
                    OR (state = 'running' AND changed < $3))
                RETURNING kind, body, attempts, created, run_after, request_id, trace
                """, [.int(job), .instant(moment), .instant(lost), .instant(soon), .instant(claimed)]
            ) { row in
                let trace = try row.optionalText(6)
                return TakenJob(
                    id: job, kind: try row.text(0), arguments: try row.text(1), attempt: try row.int(2),
                    created: try row.instant(3), due: try row.instant(4), taken: moment,
                    origin: try row.optionalText(5).map { Origin(requestID: $0, trace: trace) })
            }
            if let taken { return .taken(taken) }
            let known = try session.first("SELECT state, run_after FROM job WHERE id = $1", [.int(job)]) { row in
                (state: try row.text(0), due: try row.instant(1))
            }
            guard let known else { return .gone }
            switch known.state {
            case "done": return .done
            case "failed": return .failed
            case "running": return .runsElsewhere
            default: return .notYet(known.due)
            }
        }
    }

    public func note(_ job: TakenJob, at moment: Instant) async throws -> Bool {
        try await change(job, "changed = $3", [.instant(moment)])
    }

    public func finish(_ job: TakenJob, at moment: Instant) async throws {
        try await change(job, "state = 'done', changed = $3, failure = NULL", [.instant(moment)])
    }

    public func postpone(_ job: TakenJob, until: Instant, at moment: Instant, because failure: String, isResent: Bool)
        async throws
    {
        try await change(
            job, "state = $6, changed = $3, run_after = $4, failure = $5",
            [.instant(moment), .instant(until), .text(failure), .text(Self.state(isResent))])
    }

    public func release(_ job: TakenJob, at moment: Instant, isResent: Bool) async throws {
        try await change(
            job, "state = $4, changed = $3, run_after = $3, attempts = attempts - 1",
            [.instant(moment), .text(Self.state(isResent))])
    }

    public func sendAnew(_ job: Int, at moment: Instant) async throws {
        try await write { session in
            _ = try session.execute(
                "UPDATE job SET state = 'waiting', changed = $2 WHERE id = $1 AND state = 'sent'",
                [.int(job), .instant(moment)])
        }
    }

    private static func state(_ isResent: Bool) -> String { isResent ? "waiting" : "sent" }

    public func giveUp(_ job: TakenJob, at moment: Instant, because failure: String) async throws {
        try await change(job, "state = 'failed', changed = $3, failure = $4", [.instant(moment), .text(failure)])
    }

    public func recover(at moment: Instant) async throws -> Int {
        try await write { session in
            // What ran begins anew at once; what waits for its next attempt goes on waiting.
            let running = try session.execute(
                "UPDATE job SET state = 'waiting', changed = $1, run_after = $1 WHERE state = 'running'",
                [.instant(moment)])
            let sent = try session.execute(
                "UPDATE job SET state = 'waiting', changed = $1 WHERE state = 'sent'", [.instant(moment)])
            return running + sent
        }
    }

    public func removeFinished(before moment: Instant) async throws -> Int {
        try await write { session in
            try session.execute(
                "DELETE FROM job WHERE state IN ('done', 'failed') AND changed < $1", [.instant(moment)])
        }
    }

    /// Changes a job that this attempt still has. - Returns: whether it has.
    @discardableResult
    private func change(_ job: TakenJob, _ assignments: String, _ values: [SQLValue]) async throws -> Bool {
        try await write { session in
            try session.execute(
                "UPDATE job SET \(assignments) WHERE id = $1 AND state = 'running' AND attempts = $2",
                [.int(job.id), .int(job.attempt)] + values) > 0
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

    fileprivate func jobs(_ condition: String, _ values: [SQLValue], _ limit: Int) throws -> [JobMessage] {
        if limit <= 0 { return [] }
        return try rows(
            "SELECT id, kind FROM job WHERE \(condition) ORDER BY run_after, id LIMIT $2 \(dialect.forUpdate)",
            values + [.int(limit)]
        ) { JobMessage(job: try $0.int(0), body: try $0.text(1)) }
    }
}
