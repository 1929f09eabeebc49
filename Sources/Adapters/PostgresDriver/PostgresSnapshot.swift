import Dispatch
import SQLCore
import Synchronization

/// A transaction that stays open on a worker's thread and serves reads one after the other.
/// Cancelling one read cancels the snapshot.
final class PostgresSnapshot: SQLSnapshot {
    private struct Request: Sendable {
        let perform: @Sendable (any SQLSession) -> Void
        let refuse: @Sendable (any Error) -> Void
    }

    private struct State {
        var requests: [Request] = []
        /// Why no read is served any more.
        var end: (any Error)?
    }

    private let pool: PostgresPool
    private let cancellation = PostgresCancellation()
    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)

    init(_ pool: PostgresPool) { self.pool = pool }

    /// Occupies a connection and takes the snapshot.
    func open() async throws {
        let id = pool.newID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { opened in
                pool.submit(
                    PostgresJob(id: id, cancellation: cancellation, isWrite: false) { slot in
                        self.serve(slot, opened)
                    } refuse: {
                        opened.resume(throwing: $0)
                    })
            }
        } onCancel: {
            pool.cancel(id, cancellation)
        }
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let request = Request { session in
                    // A failed read must not spoil the next one.
                    continuation.resume(with: Result { try session.savepoint { try body(session) } })
                } refuse: {
                    continuation.resume(throwing: $0)
                }
                let end = state.withLock { state in
                    if state.end == nil { state.requests.append(request) }
                    return state.end
                }
                if let end { request.refuse(end) } else { wake.signal() }
            }
        } onCancel: {
            cancellation.cancel()
        }
    }

    /// Gives the connection back.
    func close() { finish(SQLError.misuse("a snapshot was used after its body had ended")) }

    private func finish(_ reason: any Error) {
        let refused = state.withLock { state in
            state.end = state.end ?? reason
            defer { state.requests = [] }
            return state.requests
        }
        for request in refused { request.refuse(reason) }
        wake.signal()
    }

    /// On the worker's thread: the whole life of the snapshot.
    private func serve(_ slot: PostgresSlot, _ opened: CheckedContinuation<Void, any Error>) {
        var isOpen = false
        do {
            try PostgresTransaction(pool: pool, slot: slot, cancellation: cancellation).run(.snapshot) { session in
                // The first statement takes the snapshot. And nobody knows how long the work between two reads takes.
                try session.execute("SELECT set_config('idle_in_transaction_session_timeout', '0', true)", [])
                isOpen = true
                opened.resume()
                while let request = next() { request.perform(session) }
            }
        } catch {
            if isOpen { finish(error) } else { opened.resume(throwing: error) }
        }
    }

    /// Waits for a read, or for the end.
    private func next() -> Request? {
        while true {
            let (request, isEnded) = state.withLock { state in
                (state.requests.isEmpty ? nil : state.requests.removeFirst(), state.end != nil)
            }
            if let request { return request }
            if isEnded { return nil }
            wake.wait()
        }
    }
}
