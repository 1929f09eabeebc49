import Ports
import Synchronization

/// Requests that wait for messages. Giving one up does not end it: what it brings would be leased to nobody for the whole
/// length of a lease. It runs to its end, and what it brings then is given back at once (`operations.md` 13.2).
final class OpenPolls: Sendable {
    typealias Outcome = Result<[LeasedMessage], QueueFailure>

    private let open = Mutex([ObjectIdentifier: Task<Void, Never>]())

    /// The outcome of `poll`, or nothing when the caller is cancelled first.
    /// - Parameter giveBack: what is done with messages that nobody waits for any more.
    func run(
        _ poll: @escaping @Sendable () async -> Outcome,
        giveBack: @escaping @Sendable ([LeasedMessage]) async -> Void
    ) async throws(QueueFailure) -> [LeasedMessage] {
        let handover = Handover()
        let task = Task {
            let outcome = await poll()
            if !handover.give(outcome), case .success(let messages) = outcome { await giveBack(messages) }
            self.open.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(handover)) }
        }
        // Unless it has ended already.
        open.withLock { $0[ObjectIdentifier(handover)] = task }
        if handover.isOver { open.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(handover)) } }
        return try await handover.outcome().get()
    }

    /// Waits for all that are still open.
    func settle() async {
        for task in open.withLock({ Array($0.values) }) { await task.value }
    }

    /// Hands an outcome from the poll to its caller, who may have gone.
    private final class Handover: Sendable {
        private enum State {
            case pending(CheckedContinuation<Outcome, Never>?)
            case ready(Outcome)
            case abandoned
            case over
        }

        private let state = Mutex(State.pending(nil))

        var isOver: Bool {
            state.withLock { state in
                switch state {
                case .ready, .over: true
                case .pending, .abandoned: false
                }
            }
        }

        /// False when nobody wants it any more.
        func give(_ outcome: Outcome) -> Bool {
            let (waiting, isTaken) = state.withLock { state -> (CheckedContinuation<Outcome, Never>?, Bool) in
                switch state {
                case .pending(let waiting?):
                    state = .over
                    return (waiting, true)
                case .pending(nil):
                    state = .ready(outcome)
                    return (nil, true)
                case .abandoned:
                    return (nil, false)
                case .ready, .over:
                    return (nil, true)
                }
            }
            waiting?.resume(returning: outcome)
            return isTaken
        }

        func outcome() async -> Outcome {
            await withTaskCancellationHandler {
                await withCheckedContinuation { (waiting: CheckedContinuation<Outcome, Never>) in
                    let known = state.withLock { state -> Outcome? in
                        switch state {
                        case .ready(let outcome):
                            state = .over
                            return outcome
                        case .pending:
                            state = .pending(waiting)
                            return nil
                        case .abandoned, .over:
                            return .success([])
                        }
                    }
                    if let known { waiting.resume(returning: known) }
                }
            } onCancel: {
                let waiting = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
                    guard case .pending(let waiting) = state else { return nil }
                    state = .abandoned
                    return waiting
                }
                waiting?.resume(returning: .success([]))
            }
        }
    }
}
