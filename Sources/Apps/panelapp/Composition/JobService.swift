import Foundation
import Logging
import Ports
import ServiceLifecycle
import UseCases

/// Runs jobs, in `web` in local mode and in `worker` in `aws` mode (`operations.md` 2.1, 6, 13.2).
struct JobService: Service {
    /// Which jobs, and with what.
    struct Work: Sendable {
        let runner: JobRunner
        let parts: AccountParts
        let pulse: any PulseStore
        let schema: SchemaKeeper
        let watch: JobWatch
    }

    private let work: Work
    private let upkeep: Upkeep
    private let settings: WorkerSettings
    /// Whether the queue forgets everything when this process ends.
    private let queueIsOurs: Bool
    private let logger: Logger
    private let stop = JobStop()

    /// Seconds between two signs of life (`operations.md` 12.3).
    private static let pulseEvery = 15.0
    /// Seconds after which the last sign of life counts no more.
    static let pulseLimit = 60.0

    struct NoPulse: Error, CustomStringConvertible { let description = "no worker was heard of for a minute" }

    init(_ work: Work, settings: WorkerSettings, queueIsOurs: Bool, logger: Logger) {
        self.work = work
        self.settings = settings
        self.queueIsOurs = queueIsOurs
        self.logger = logger
        upkeep = Upkeep(work.parts)
    }

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.perform() }
            group.addTask { await self.keepUp() }
            group.addTask { await self.beat() }
            await withGracefulShutdownHandler {
                await group.next()
            } onGracefulShutdown: {
                stop.ask()
            }
            group.cancelAll()
        }
    }

    /// Takes jobs until the stop; then those that run may finish within the limit, and the rest is given back.
    private func perform() async {
        await waitUntilReady()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await work.runner.run(
                    slots: settings.concurrency, wait: settings.wait, pause: settings.pause, stop: stop)
            }
            group.addTask {
                while !stop.isAsked, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(200)) }
                try? await Task.sleep(for: .seconds(settings.shutdownTimeout))
            }
            await group.next()
            group.cancelAll()
        }
    }

    /// Until the schema fits. Then what a queue of ours has forgotten is queued again; the table has not.
    private func waitUntilReady() async {
        while !Task.isCancelled, !stop.isAsked {
            // To wait is no reason to be restarted.
            work.watch.turned()
            if work.schema.isReady {
                if !queueIsOurs { return }
                if let count = try? await work.parts.jobs.recover(at: work.parts.clock.now()) {
                    if count > 0 {
                        logger.info(
                            "Jobs of an earlier run are queued again: \(count)", metadata: ["event": "task.recovered"])
                    }
                    return
                }
            }
            try? await Task.sleep(for: .milliseconds(500))
        }
    }

    private func beat() async {
        let name = "\(ProcessInfo.processInfo.hostName)-\(ProcessInfo.processInfo.processIdentifier)"
        while !Task.isCancelled {
            let isReady = work.schema.isReady
            if isReady { try? await work.pulse.beat(name, at: work.parts.clock.now()) }
            if (try? await Task.sleep(for: .seconds(isReady ? Self.pulseEvery : 0.5))) == nil { break }
        }
        // This task is cancelled; the farewell must not be.
        let (pulse, isReady) = (work.pulse, work.schema.isReady)
        if isReady { await Task { try? await pulse.endBeat(name) }.value }
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

    /// Tells log and metrics what happened to jobs.
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
                        metadata: members.merging(["exc_info": "\(reason)"]) { first, _ in first })
                }
            case .failed(let job, let reason):
                watch.finished(job, .failed, at: clock.now()) { members in
                    logger.error(
                        "Job given up: \(job.kind)",
                        metadata: members.merging(["exc_info": "\(reason)"]) { first, _ in first })
                }
            case .trouble(let reason):
                watch.turned()
                logger.error("Jobs cannot be taken", metadata: ["event": "task.trouble", "exc_info": "\(reason)"])
            }
        }
    }
}

extension WorkerSettings {
    /// In `web` of local mode; a stop waits for no job, because what is cut off is queued again at the next start.
    static let local = WorkerSettings(
        concurrency: 2, wait: 20, pause: 0, createsQueue: false, shutdownTimeout: 0, taskTimeLimit: 3600,
        maxReceives: 5)
}

extension MailSettings {
    init(_ site: SiteSettings) {
        self.init(
            baseURL: site.baseURL, siteName: site.name, from: site.fromEmail, curators: site.contactEmail,
            adminPath: site.adminPath.reveal())
    }
}
