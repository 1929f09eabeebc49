import Foundation
import Ports
import Synchronization

/// A few threads for slow computations, with a bounded queue before them.
final class HashingThreads: Sendable {
    private let queue: OperationQueue
    private let longest: Int
    private let pending = Mutex(0)

    init(threads: Int, queue longest: Int) {
        queue = OperationQueue()
        queue.name = "password hashing"
        queue.maxConcurrentOperationCount = threads
        queue.qualityOfService = .userInitiated
        self.longest = longest + threads
    }

    /// Runs `body` on one of the threads. Throws `HashingOverload` when too many wait already.
    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        let isAdmitted = pending.withLock { count in
            if count >= longest { return false }
            count += 1
            return true
        }
        guard isAdmitted else { throw HashingOverload() }
        defer { pending.withLock { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            queue.addOperation { continuation.resume(with: Result { try body() }) }
        }
    }
}
