import AWSClient
import ArgumentParser
import Logging
import SQSJobQueue

/// The look at the queue when a worker starts (`operations.md` 6.6).
struct QueueCheck {
    let queue: SQSJobQueue
    let creates: Bool
    let logger: Logger

    /// Returns when the queue can be used. Throws `ExitCode.badConfiguration` when it cannot as it is set up; a queue that does
    /// not answer is asked again without end.
    func run() async throws {
        var pause = Duration.seconds(1)
        var mayCreate = creates
        while true {
            let attributes: SQSAttributes
            do throws(AWSFailure) {
                attributes = try await queue.attributes()
            } catch {
                guard case .refused(let problem) = error else {
                    logger.error(
                        "The queue does not answer", metadata: ["event": "queue.trouble", "exc_info": "\(error)"])
                    try await Task.sleep(for: pause)
                    pause = min(pause * 2, .seconds(60))
                    continue
                }
                if problem.isDenied { throw refuse("access to the queue is denied (\(problem.code))") }
                guard problem.code == "QueueDoesNotExist", mayCreate else {
                    throw refuse(
                        problem.code == "QueueDoesNotExist"
                            ? "there is no such queue: create it beforehand" : "the queue answers \(problem.code)")
                }
                mayCreate = false
                try await create()
                continue
            }
            return try accept(attributes)
        }
    }

    private func accept(_ attributes: SQSAttributes) throws {
        guard attributes.lease == queue.settings.lease else {
            throw refuse(
                "the queue's visibility timeout is \(attributes.lease) s and SQS_QUEUE_VISIBILITY_TIMEOUT is "
                    + "\(queue.settings.lease) s: they must be equal")
        }
        if attributes.mostReceives == nil {
            logger.warning(
                "The queue has no redrive policy: messages that are none of ours stay in it until they expire",
                metadata: ["event": "queue.no_redrive"])
        }
        logger.info(
            "The queue \(queue.settings.queue) can be used",
            metadata: ["event": "queue.ready", "visibility_timeout": .stringConvertible(attributes.lease)])
    }

    private func create() async throws {
        do throws(AWSFailure) {
            try await queue.create()
            logger.warning("The queue was missing and has been created", metadata: ["event": "queue.created"])
        } catch {
            // Another worker was faster.
            if error.code == "QueueNameExists" || error.code == "QueueAlreadyExists" { return }
            if case .refused(let problem) = error, problem.isDenied {
                throw refuse("there is no such queue, and making one is denied: create it beforehand")
            }
            throw error
        }
    }

    private func refuse(_ reason: String) -> ExitCode {
        logger.error(
            "The queue \(queue.settings.queue) cannot be used: \(reason)",
            metadata: [
                "event": "config.invalid", "variable": "TASK_QUEUE_NAME", "reason": "\(reason)",
            ])
        return .badConfiguration
    }
}
