import Synchronization

/// Tells a runner of jobs to take no more. What it waits for is given up; what runs goes on (`operations.md` 13.2).
public final class JobStop: Sendable {
    private struct State {
        var isAsked = false
        var waiting: [Int: @Sendable () -> Void] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    public init() {}

    /// Whether no further job is to be taken.
    public var isAsked: Bool { state.withLock { $0.isAsked } }

    /// Asks for the stop.
    public func ask() {
        let waiting = state.withLock { state in
            state.isAsked = true
            return Array(state.waiting.values)
        }
        for giveUp in waiting { giveUp() }
    }

    /// Runs something that waits, cancelled when the stop is asked for.
    func during<T: Sendable>(_ wait: @escaping @Sendable () async throws -> T) async throws -> T {
        let task = Task { try await wait() }
        let (number, isLate) = state.withLock { state in
            state.next += 1
            state.waiting[state.next] = { task.cancel() }
            return (state.next, state.isAsked)
        }
        if isLate { task.cancel() }
        defer { state.withLock { _ = $0.waiting.removeValue(forKey: number) } }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
