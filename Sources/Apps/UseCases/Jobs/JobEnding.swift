import Synchronization

/// How the work of a job ends: by itself, or cut off. Work that does not heed a cancellation, as a mail server that is waited
/// for, is left behind after a moment: it must not hold up a stop, and what it still does is done twice at worst.
final class JobEnding: Sendable {
    typealias Outcome = Result<Void, any Error>

    private struct State {
        var reason: (any Error)?
        var outcome: Outcome?
        var waiter: CheckedContinuation<Outcome, Never>?
        var patience: Task<Void, Never>?
    }

    private let work: Task<Void, any Error>
    private let timer: any _Concurrency.Clock<Duration>
    private let state = Mutex(State())

    /// How long one waits for work to heed that it is cut off.
    private static let patience = Duration.seconds(2)

    init(timer: any _Concurrency.Clock<Duration>, _ work: @escaping @Sendable () async throws -> Void) {
        let work = Task { try await work() }
        self.work = work
        self.timer = timer
        Task { self.settle(await work.result) }
    }

    /// Cuts the work off; the first reason counts.
    func cut(because reason: any Error) {
        let isFirst = state.withLock { state in
            guard state.outcome == nil, state.reason == nil else { return false }
            state.reason = reason
            state.patience = Task { [timer] in
                if (try? await timer.sleep(for: Self.patience)) != nil { self.settle(.failure(reason)) }
            }
            return true
        }
        if isFirst { work.cancel() }
    }

    /// Waits for the end. Work that succeeds although it was cut off has succeeded.
    func outcome() async -> Outcome {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state in
                if state.outcome == nil { state.waiter = continuation }
                return state.outcome
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    private func settle(_ outcome: Outcome) {
        let (waiter, settled) = state.withLock { state -> (CheckedContinuation<Outcome, Never>?, Outcome) in
            if let known = state.outcome { return (nil, known) }
            var outcome = outcome
            if case .failure = outcome, let reason = state.reason { outcome = .failure(reason) }
            state.outcome = outcome
            state.patience?.cancel()
            defer { state.waiter = nil }
            return (state.waiter, outcome)
        }
        waiter?.resume(returning: settled)
    }
}
