import Logging
import Ports
import ServiceLifecycle
import UseCases

/// Runs jobs inside `web` in local mode (`operations.md` 2.1). Stopping waits for no job: what is cut off is queued again at
/// the next start.
struct LocalWorker: Service {
    /// Jobs that run at once.
    private static let slots = 2

    private let runner: JobRunner
    private let parts: AccountParts
    private let schema: SchemaKeeper
    private let upkeep: Upkeep
    private let logger: Logger

    init(
        _ parts: AccountParts, copying: Copying, _ local: LocalAdapters, _ settings: Settings, schema: SchemaKeeper,
        logger: Logger
    ) {
        self.parts = parts
        self.schema = schema
        self.logger = logger
        upkeep = Upkeep(parts)
        let mail = MailSettings(settings.site)
        let writer = MailWriter(parts, mailer: local.mailer, settings: mail)
        let copies = CopyJobs(copying, people: parts.people, mailer: local.mailer, settings: mail)
        let report = Self.report(logger)
        runner = JobRunner(
            outbox: parts.outbox, queue: local.queue, clock: parts.clock, handlers: writer.handlers + copies.handlers,
            report: report)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.work() }
                group.addTask { await self.keepUp() }
            }
        }
        try? await gracefulShutdown()
    }

    private func work() async {
        // The queue of local mode forgets everything when the process ends; the table does not.
        while !Task.isCancelled {
            if schema.isReady, let count = try? await parts.jobs.recover(at: parts.clock.now()) {
                if count > 0 {
                    logger.info(
                        "Jobs of an earlier run are queued again: \(count)", metadata: ["event": "task.recovered"])
                }
                break
            }
            try? await Task.sleep(for: .seconds(1))
        }
        await runner.run(slots: Self.slots)
    }

    /// Once a day, and soon after the start.
    private func keepUp() async {
        while !Task.isCancelled {
            guard (try? await Task.sleep(for: .seconds(60))) != nil else { return }
            do {
                let removed = try await upkeep.run()
                logger.info(
                    "Removed what has ended: \(removed.logins) logins, \(removed.attempts) attempts, \(removed.jobs) jobs",
                    metadata: ["event": "upkeep.done"])
            } catch {
                logger.warning("The daily upkeep failed", metadata: ["event": "upkeep.failed", "exc_info": "\(error)"])
            }
            guard (try? await Task.sleep(for: .seconds(86_400))) != nil else { return }
        }
    }

    private static func report(_ logger: Logger) -> @Sendable (JobEvent) -> Void {
        { event in
            switch event {
            case .done(let job):
                logger.info("Job done: \(job.kind)", metadata: metadata(job, "task.done"))
            case .postponed(let job, let seconds, let reason):
                logger.warning(
                    "Job failed, attempt \(job.attempt): \(job.kind); again in \(Int(seconds)) s",
                    metadata: metadata(job, "task.retry").merging(["exc_info": "\(reason)"]) { first, _ in first })
            case .failed(let job, let reason):
                logger.error(
                    "Job given up: \(job.kind)",
                    metadata: metadata(job, "task.failed").merging(["exc_info": "\(reason)"]) { first, _ in first })
            case .trouble(let reason):
                logger.error("Jobs cannot be taken", metadata: ["event": "task.trouble", "exc_info": "\(reason)"])
            }
        }
    }

    private static func metadata(_ job: TakenJob, _ event: String) -> Logger.Metadata {
        ["event": "\(event)", "task": "\(job.kind)", "task_id": "\(job.id)", "attempt": "\(job.attempt)"]
    }
}

extension MailSettings {
    init(_ site: SiteSettings) {
        self.init(
            baseURL: site.baseURL, siteName: site.name, from: site.fromEmail, curators: site.contactEmail,
            adminPath: site.adminPath.reveal())
    }
}
