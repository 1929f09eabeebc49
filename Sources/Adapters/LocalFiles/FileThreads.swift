import Foundation

/// Threads for calls that wait for a disk, so that they never hold up the threads that tasks run on.
public struct FileThreads: Sendable {
    private let queue = OperationQueue()

    /// - Parameter limit: most calls at once; further ones wait their turn.
    public init(name: String, limit: Int = 8) {
        queue.name = name
        queue.maxConcurrentOperationCount = limit
    }

    /// Runs blocking work and waits for it without blocking.
    public func run<Value: Sendable, Failure: Error>(
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Value, Failure>, Never>) in
            queue.addOperation { continuation.resume(returning: Result(catching: work)) }
        }
        return try result.get()
    }
}
