import CLibpq
import Foundation
import Synchronization

/// What it takes to interrupt the running statement of a connection from another thread.
///
/// libpq's cancel object is made for that: it holds only the server's address and key, and `PQcancel` may be called on any
/// thread at any time. The pointer is kept as a number, because the compiler cannot know this; it is used and freed here only.
final class PostgresCanceller: Sendable {
    private let address: UInt

    init(of handle: OpaquePointer) { address = UInt(bitPattern: PQgetCancel(handle)) }

    deinit { PQfreeCancel(OpaquePointer(bitPattern: address)) }

    /// Asks the server to stop the statement. Waits for the server to take note, so it is not for Swift's own threads.
    func cancel() {
        guard let pointer = OpaquePointer(bitPattern: address) else { return }
        // libpq's documentation recommends this size for the message, which is of no use here.
        var message = [CChar](repeating: 0, count: 256)
        _ = PQcancel(pointer, &message, Int32(message.count))
    }
}

/// Whether a body's task was cancelled, and the connection to tell.
final class PostgresCancellation: Sendable {
    private struct State {
        var target: PostgresCanceller?
        var wasSent = false
    }

    private let flag = Atomic<Bool>(false)
    private let state = Mutex(State())

    var isCancelled: Bool { flag.load(ordering: .sequentiallyConsistent) }

    /// The body runs on this connection from now on.
    func attach(_ canceller: PostgresCanceller) { state.withLock { $0.target = canceller } }

    /// The body has left its connection. Waits while a cancellation is under way. Answers whether one was sent: it may still
    /// arrive and hit the connection's next statement, so the connection must not be used again.
    func detach() -> Bool {
        state.withLock { state in
            state.target = nil
            return state.wasSent
        }
    }

    /// Marks the body as cancelled and interrupts its statement, from a thread of its own because libpq waits for the server.
    /// A request that arrives just before the statement goes unheard, so it is repeated until the body has left.
    func cancel() {
        guard !flag.exchange(true, ordering: .sequentiallyConsistent) else { return }
        Thread.detachNewThread {
            var pause = 0.02
            while self.sendOnce() {
                Thread.sleep(forTimeInterval: pause)
                pause = min(2 * pause, 1)
            }
        }
    }

    /// Answers whether there was a connection to tell.
    private func sendOnce() -> Bool {
        state.withLock { state in
            guard let target = state.target else { return false }
            state.wasSent = true
            target.cancel()
            return true
        }
    }
}
