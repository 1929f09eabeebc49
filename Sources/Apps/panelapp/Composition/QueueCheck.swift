import AWSClient
import ArgumentParser
import Logging
import MemoryJobQueue
import Ports
import SQSJobQueue
import ServiceLifecycle
import UseCases

/// The look at the queue when a worker starts (`operations.md` 6.6).
struct QueueCheck {
    let queue: SQSJobQueue
    let creates: Bool
    let clock: any Ports.Clock
    var timer: any _Concurrency.Clock<Duration> = ContinuousClock()
    let logger: Logger

    /// A new queue can be asked after this time (`operations.md` 6.10).
    private static let untilNewQueueAnswers = Duration.seconds(1)
    private static let absent = "QueueDoesNotExist"

    /// Answers what the queue says of itself, when it can be used. Throws `ExitCode.badConfiguration` when it cannot as it is set
    /// up; a queue that does not answer is asked again without end, and so is one whose trouble passes by itself.
    func run() async throws -> SQSAttributes {
        let patience = Patience()
        var isMade = false
        while true {
            let attributes: SQSAttributes
            do throws(AWSFailure) {
                attributes = try await queue.attributes()
            } catch {
                // A stop is no trouble of the queue.
                try Task.checkCancellation()
                if error.code == Self.absent, creates, !isMade {
                    if let trouble = try await create() {
                        try await rest(patience, trouble)
                    } else {
                        isMade = true
                        try await timer.sleep(for: Self.untilNewQueueAnswers)
                    }
                    continue
                }
                if let reason = reason(against: error, isMade: isMade) { throw refuse(reason) }
                try await rest(patience, error)
                continue
            }
            if patience.worked() { logger.info("The queue answers again", metadata: ["event": "queue.trouble_over"]) }
            return try accept(attributes)
        }
    }

    /// Why the queue cannot be used as it is set up; nil: it may be usable later.
    private func reason(against failure: AWSFailure, isMade: Bool) -> String? {
        guard case .refused(let problem) = failure, !problem.isPassing else { return nil }
        if problem.isDenied {
            return "GetQueueUrl or GetQueueAttributes is denied (\(problem.code)): grant both on the queue"
        }
        if problem.code == Self.absent {
            // A queue that was made is there sooner or later.
            return isMade ? nil : "there is no such queue: create it beforehand"
        }
        return "the queue answers \(problem.code)"
    }

    private func rest(_ patience: Patience, _ failure: AWSFailure) async throws {
        let (pause, isNews) = patience.failed(at: clock.now())
        if isNews {
            logger.error("The queue does not answer", metadata: ["event": "queue.trouble", "exc_info": "\(failure)"])
        }
        try await timer.sleep(for: .seconds(pause))
    }

    private func accept(_ attributes: SQSAttributes) throws -> SQSAttributes {
        guard attributes.lease == queue.settings.lease else {
            throw refuse(Self.difference(attributes, queue.settings), variable: "SQS_QUEUE_VISIBILITY_TIMEOUT")
        }
        if attributes.mostReceives == nil {
            logger.warning(
                "The queue has no redrive policy: a message that fails \(queue.settings.mostReceives) times is deleted",
                metadata: [
                    "event": "queue.no_redrive", "max_receives": .stringConvertible(queue.settings.mostReceives),
                ])
        }
        Self.tellReady(attributes, queue, logger)
        return attributes
    }

    fileprivate static func difference(_ attributes: SQSAttributes, _ settings: SQSSettings) -> String {
        "the queue's visibility timeout is \(attributes.lease) s and SQS_QUEUE_VISIBILITY_TIMEOUT is "
            + "\(settings.lease) s: they must be equal"
    }

    fileprivate static func tellReady(_ attributes: SQSAttributes, _ queue: SQSJobQueue, _ logger: Logger) {
        logger.info(
            "The queue \(queue.settings.queue) can be used",
            metadata: [
                "event": "queue.ready", "queue_url": "\(queue.address ?? "")",
                "visibility_timeout": .stringConvertible(attributes.lease),
            ])
    }

    /// Makes the queue. - Returns: the trouble that kept it from being made, where that passes by itself.
    private func create() async throws -> AWSFailure? {
        do throws(AWSFailure) {
            try await queue.create()
            logger.warning("The queue was missing and has been created", metadata: ["event": "queue.created"])
            return nil
        } catch {
            try Task.checkCancellation()
            // Another worker was faster.
            if error.code == "QueueNameExists" || error.code == "QueueAlreadyExists" { return nil }
            // A queue of this name was deleted within the last minute.
            if error.code == "QueueDeletedRecently" { return error }
            guard case .refused(let problem) = error, !problem.isPassing else { return error }
            throw refuse(
                problem.isDenied
                    ? "there is no such queue, and making one is denied: create it beforehand"
                    : "there is no such queue, and making one is answered with \(problem.code): create it beforehand")
        }
    }

    private func refuse(_ reason: String, variable: String = "TASK_QUEUE_NAME") -> ExitCode {
        logger.error(
            "The queue \(queue.settings.queue) cannot be used: \(reason)",
            metadata: ["event": "config.invalid", "variable": "\(variable)", "reason": "\(reason)"])
        return .badConfiguration
    }
}

/// The look at the queue when `web` starts (`operations.md` 6.6): whatever it finds is told, and stops nothing. Jobs wait in their
/// table.
struct QueueLook: Service {
    let queue: SQSJobQueue
    let logger: Logger

    /// Looks once, then lives as long as the server.
    func run() async throws {
        await cancelWhenGracefulShutdown { await self.look() }
        try? await gracefulShutdown()
    }

    private func look() async {
        let name = queue.settings.queue
        do throws(AWSFailure) {
            let attributes = try await queue.attributes()
            if attributes.lease == queue.settings.lease { return QueueCheck.tellReady(attributes, queue, logger) }
            logger.warning(
                "Workers will refuse the queue \(name): \(QueueCheck.difference(attributes, queue.settings))",
                metadata: ["event": "queue.different"])
        } catch {
            if Task.isCancelled { return }
            let reason = error.code == "QueueDoesNotExist" ? "there is no such queue" : "\(error)"
            logger.error(
                "The queue \(name) cannot be used, and jobs wait: \(reason)",
                metadata: ["event": "queue.unusable", "reason": "\(reason)"])
        }
    }
}

extension JobRules {
    /// What the queue says of itself, and what the operator has set.
    init(_ attributes: SQSAttributes, _ aws: AWSSettings) {
        self.init(
            lease: Double(attributes.lease), mostReceives: attributes.mostReceives ?? aws.worker.maxReceives,
            hasDeadLetters: attributes.mostReceives != nil, settings: aws.worker)
    }

    /// For the queue in memory, which has dead letters.
    static func local(_ settings: WorkerSettings) -> JobRules {
        let queue = QueueSettings()
        return JobRules(
            lease: queue.lease, mostReceives: queue.maxReceives, hasDeadLetters: true, settings: settings)
    }

    private init(lease: Double, mostReceives: Int, hasDeadLetters: Bool, settings: WorkerSettings) {
        self.init(
            lease: lease, mostReceives: mostReceives, hasDeadLetters: hasDeadLetters,
            timeLimit: Double(settings.taskTimeLimit), slots: settings.concurrency, wait: settings.wait,
            pause: settings.pause)
    }
}
