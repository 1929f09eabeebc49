import Hummingbird
import ServiceLifecycle
import Synchronization

/// Cancels requests that take longer than allowed (`GUNICORN_TIMEOUT`).
///
/// One sweep over the running requests every quarter of a second costs less than a timer per request, and a limit in
/// whole seconds needs no more.
public final class RequestDeadline: Service {
    private struct Running {
        var next = 0
        var requests: [Int: (deadline: ContinuousClock.Instant, task: Task<Response, any Error>)] = [:]
    }

    private static let sweepEvery = Duration.milliseconds(250)

    private let limit: Duration
    private let running = Mutex(Running())

    /// - Parameter limit: zero: no limit.
    public init(limit: Duration) { self.limit = limit }

    /// Sweeps until the process stops.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.sweepEvery)
                self.sweep(now: .now)
            }
        }
    }

    /// Cancels what is overdue.
    func sweep(now: ContinuousClock.Instant) {
        let overdue = running.withLock { running in running.requests.values.filter { $0.deadline <= now }.map(\.task) }
        for task in overdue { task.cancel() }
    }

    /// Runs a request's work under the limit.
    func limited(_ work: @escaping @Sendable () async throws -> Response) async throws -> Response {
        guard limit > .zero else { return try await work() }
        let task = Task { try await work() }
        let id = running.withLock { running in
            running.next += 1
            running.requests[running.next] = (.now + limit, task)
            return running.next
        }
        defer { running.withLock { running in _ = running.requests.removeValue(forKey: id) } }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}

/// A responder under a `RequestDeadline`.
public struct DeadlineResponder<Inner: HTTPResponder>: HTTPResponder where Inner.Context == AppRequestContext {
    private let inner: Inner
    private let deadline: RequestDeadline

    public init(_ inner: Inner, deadline: RequestDeadline) {
        self.inner = inner
        self.deadline = deadline
    }

    public func respond(to request: Request, context: AppRequestContext) async throws -> Response {
        try await deadline.limited { [inner] in try await inner.respond(to: request, context: context) }
    }
}
