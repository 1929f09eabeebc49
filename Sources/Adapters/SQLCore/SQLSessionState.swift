/// For drivers: the rules of a session that hold on both databases alike.
public struct SQLSessionState {
    /// The first refusal, which spoils the rest of the transaction.
    public private(set) var failure: (any Error)?
    private var isOpen = true
    private var isStreaming = false
    private var savepoints = 0

    public init() {}

    /// Throws when no statement may run now.
    public func checkReady() throws {
        guard isOpen else { throw SQLError.misuse("a session was used after its body had ended") }
        guard !isStreaming else { throw SQLError.misuse("a statement inside a stream of the same session") }
        if let failure { throw failure }
    }

    /// Remembers the first error of a statement.
    public mutating func spoil(_ error: any Error) { failure = failure ?? error }

    /// The body has ended.
    public mutating func end() { isOpen = false }

    /// Between these two no other statement may run.
    public mutating func beginStream() { isStreaming = true }
    public mutating func endStream() { isStreaming = false }

    /// The name for one more nested savepoint.
    public mutating func openSavepoint() -> String {
        savepoints += 1
        return "s\(savepoints)"
    }

    /// The innermost savepoint is over; `undone` when what it did was rolled back, which heals the transaction unless its
    /// connection or its snapshot is lost.
    public mutating func closeSavepoint(undone: Bool) {
        savepoints -= 1
        guard undone else { return }
        switch failure as? SQLError {
        case .serialization, .unavailable, .closed: break
        default: failure = nil
        }
    }
}
