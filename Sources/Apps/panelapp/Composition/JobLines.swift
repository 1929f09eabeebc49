import Logging
import Ports
import UseCases

/// What happens to jobs, for log and metrics (`operations.md` 6.4, 6.7, 11).
enum JobLines {
    /// Tells each event.
    static func report(
        _ logger: Logger, _ watch: JobWatch, _ clock: any Ports.Clock
    ) -> @Sendable (JobEvent) -> Void {
        { event in
            switch event {
            case .done(let job):
                watch.finished(job, .done, at: clock.now()) { logger.info("Job done: \(job.kind)", metadata: $0) }
            case .postponed(let job, let seconds, let reason):
                watch.finished(job, .retry, at: clock.now()) { members in
                    logger.warning(
                        "Job failed, attempt \(job.attempt): \(job.kind); again in \(Int(seconds)) s",
                        metadata: members.with("exc_info", reason))
                }
            case .failed(let job, let reason):
                watch.finished(job, .failed, at: clock.now()) { members in
                    logger.error("Job given up: \(job.kind)", metadata: members.with("exc_info", reason))
                }
            case .leaseLost(let job):
                watch.finished(job, .retry, at: clock.now()) { members in
                    logger.warning(
                        "Job cut off, because somebody else may have it: \(job.kind)",
                        metadata: members.with("event", "task.lease_lost"))
                }
            case .returned(let job):
                watch.finished(job, .retry, at: clock.now()) { members in
                    logger.info(
                        "Job given back, to begin anew elsewhere: \(job.kind)",
                        metadata: members.with("event", "task.returned"))
                }
            case .poison(let message, let receives):
                logger.error(
                    "A job of a kind that this program does not know: \(message.body.prefix(200))",
                    metadata: members(message, receives, "task.poison"))
            case .dead(let message, let receives):
                logger.error(
                    "A message was received \(receives) times and is deleted: \(message.body.prefix(200))",
                    metadata: members(message, receives, "task.dead"))
            case .trouble(let reason):
                logger.error("Jobs cannot be taken", metadata: ["event": "task.trouble", "exc_info": "\(reason)"])
            case .recovered:
                logger.info("Jobs can be taken again", metadata: ["event": "task.trouble_over"])
            }
        }
    }

    private static func members(_ message: JobMessage, _ receives: Int, _ event: String) -> Logger.Metadata {
        [
            "event": "\(event)", "task": "\(message.body.prefix(200))", "task_id": .stringConvertible(message.job),
            "receives": .stringConvertible(receives),
        ]
    }
}

extension Logger.Metadata {
    fileprivate func with(_ name: String, _ value: String) -> Logger.Metadata {
        merging([name: "\(value)"]) { _, new in new }
    }
}
