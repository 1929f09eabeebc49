import Foundation
import Logging
import Ports
import ServiceLifecycle
import UseCases

/// Runs jobs, in `web` in local mode and in `worker` in `aws` mode (`operations.md` 2.1, 6, 13.2).
struct JobService: Service {
    /// Which jobs, and with what.
    struct Work: Sendable {
        let parts: AccountParts
        let pulse: any PulseStore
        let gate: JobGate
        let watch: JobWatch
        /// Looks at the queue when the service starts.
        let rules: @Sendable () async throws -> JobRules
        let runner: @Sendable (JobRules) -> JobRunner
    }

    private let work: Work
    private let upkeep: Upkeep
    private let shutdownTimeout: Int
    /// Whether the queue forgets everything when this process ends.
    private let queueIsOurs: Bool
    private let logger: Logger
    private let stop = JobStop()

    /// Seconds between two signs of life (`operations.md` 12.3).
    private static let pulseEvery = 15.0
    /// Seconds after which the last sign of life counts no more.
    static let pulseLimit = 60.0

    struct NoPulse: Error, CustomStringConvertible { let description = "no worker was heard of for a minute" }

    /// - Parameter shutdownTimeout: seconds from the stop until jobs are cut off.
    init(_ work: Work, shutdownTimeout: Int, queueIsOurs: Bool, logger: Logger) {
        self.work = work
        self.shutdownTimeout = shutdownTimeout
        self.queueIsOurs = queueIsOurs
        self.logger = logger
        upkeep = Upkeep(work.parts)
    }

    /// Works until the stop. Throws when the queue cannot be used as it is set up.
    func run() async throws {
        if work.gate.isShut {
            logger.info(
                "No jobs are taken, because PANELAPP_READ_ONLY is set", metadata: ["event": "worker.read_only"])
            try? await gracefulShutdown()
            return
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.perform() }
            group.addTask { await self.keepUp() }
            group.addTask { await self.beat() }
            try await withGracefulShutdownHandler {
                _ = try await group.next()
            } onGracefulShutdown: {
                stop.ask()
            }
            group.cancelAll()
        }
    }

    /// Takes jobs until the stop; then those that run may finish within the limit, and the rest is given back.
    private func perform() async throws {
        let rules: JobRules
        do {
            rules = try await cancelWhenGracefulShutdown { try await work.rules() }
        } catch {
            // What was asked when the stop came is cut off, and its error says so in the words of whoever was asked.
            if error is CancellationError || Task.isShuttingDownGracefully { return }
            throw error
        }
        await waitUntilReady()
        let runner = work.runner(rules)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await runner.run(stop: stop) }
            group.addTask {
                while !stop.isAsked, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(200)) }
                try? await Task.sleep(for: .seconds(shutdownTimeout))
            }
            await group.next()
            group.cancelAll()
        }
    }

    /// Until the database takes jobs. Then what a queue of ours has forgotten is queued again; the table has not.
    private func waitUntilReady() async {
        while !Task.isCancelled, !stop.isAsked {
            // To wait is no reason to be restarted.
            work.watch.turned()
            if (try? await work.gate.isOpen()) == true {
                if !queueIsOurs { break }
                if let count = try? await work.parts.jobs.recover(at: work.parts.clock.now()) {
                    if count > 0 {
                        logger.info(
                            "Jobs of an earlier run are queued again: \(count)", metadata: ["event": "task.recovered"])
                    }
                    break
                }
            }
            try? await Task.sleep(for: .milliseconds(500))
        }
        if !stop.isAsked { logger.info("Taking jobs", metadata: ["event": "worker.started"]) }
    }

    private func beat() async {
        let name = "\(ProcessInfo.processInfo.hostName)-\(ProcessInfo.processInfo.processIdentifier)"
        var hasBeaten = false
        while !Task.isCancelled {
            let isReady = work.gate.fits
            if isReady, (try? await work.pulse.beat(name, at: work.parts.clock.now())) != nil { hasBeaten = true }
            if (try? await Task.sleep(for: .seconds(isReady ? Self.pulseEvery : 0.5))) == nil { break }
        }
        // This task is cancelled; the farewell must not be.
        let pulse = work.pulse
        if hasBeaten { await Task { try? await pulse.endBeat(name) }.value }
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
}

/// Whether jobs may be taken: not while the site is read-only, while the schema does not fit, or while the database takes no
/// changes (`operations.md` 9.3 to 9.5).
struct JobGate: Sendable {
    let schema: SchemaKeeper
    let database: any SchemaRepo
    /// `PANELAPP_READ_ONLY`: never.
    let isShut: Bool

    /// Whether the schema fits.
    var fits: Bool { schema.isReady }

    /// Asks the database. Throws when it does not answer.
    func isOpen() async throws -> Bool {
        guard !isShut, schema.isReady else { return false }
        return try await database.acceptsWrites()
    }
}

extension WorkerSettings {
    /// In `web` of local mode; a stop waits for no job, because what is cut off is queued again at the next start.
    static let local = WorkerSettings(
        concurrency: 2, wait: 20, pause: 0, createsQueue: false, shutdownTimeout: 0, taskTimeLimit: 3_600,
        maxReceives: 5)
}

extension MailSettings {
    init(_ site: SiteSettings) {
        self.init(
            baseURL: site.baseURL, siteName: site.name, from: site.fromEmail, curators: site.contactEmail,
            adminPath: site.adminPath.reveal())
    }
}
