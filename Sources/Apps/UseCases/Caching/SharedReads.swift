import Synchronization

/// Lets readers who ask for the same thing at the same time share one query, without ever giving anybody an answer older
/// than the question: who comes while a query runs waits for the next one, which begins after the question was asked.
///
/// A panel that everybody reads then costs one query at a time, however many readers it has.
final class SharedReads<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private typealias Waiter = CheckedContinuation<Value, any Error>

    /// Who waits for the next query, for every key that has one running.
    private let running = Mutex<[Key: [Waiter]]>([:])

    func value(for key: Key, load: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let isFree = running.withLock { running in
            if running[key] != nil { return false }
            running[key] = []
            return true
        }
        if isFree {
            defer { serveWaiters(of: key, load) }
            return try await load()
        }
        return try await withCheckedThrowingContinuation { continuation in
            let isStillRunning = running.withLock { running in
                if running[key] == nil {
                    running[key] = [continuation]
                    return false
                }
                running[key]?.append(continuation)
                return true
            }
            // The query ended between the two looks: nobody else will serve this reader.
            if !isStillRunning { serveWaiters(of: key, load) }
        }
    }

    /// Runs the next query for those who came meanwhile, in a task of its own: no reader's cancellation ends it.
    private func serveWaiters(of key: Key, _ load: @escaping @Sendable () async throws -> Value) {
        let waiters = running.withLock { running in
            guard let waiters = running[key], !waiters.isEmpty else {
                running[key] = nil
                return [Waiter]()
            }
            running[key] = []
            return waiters
        }
        if waiters.isEmpty { return }
        Task {
            let result: Result<Value, any Error>
            do { result = .success(try await load()) } catch { result = .failure(error) }
            for waiter in waiters { waiter.resume(with: result) }
            serveWaiters(of: key, load)
        }
    }
}
