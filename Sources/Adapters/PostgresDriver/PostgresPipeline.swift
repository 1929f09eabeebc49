import CLibpq
import Foundation
import SQLCore
import Synchronization

/// A connection that many tasks share for single reading statements: each sends at once, without waiting for the answers to
/// the others, and one thread takes the answers off and wakes their tasks.
///
/// A slow read holds up those behind it, so only ``SQLDatabase/readRows(_:_:_:)`` goes this way. Cancelling abandons the
/// answer; the statement runs to its end.
final class PostgresPipeline: Sendable {
    private let state: Mutex<PostgresPipelineState>
    /// Answers awaited; negative when the connection has ended.
    private let load = Atomic<Int>(0)
    private let nextID = Atomic<Int>(0)
    private let wake: Int32
    private let socket: Int32
    private let idleTimeout: Duration

    /// More answers than this are not awaited at once; what comes beyond goes another way.
    private static let maximumDepth = 128

    /// Connects; waits for the server, so it is not for Swift's own threads.
    init(_ configuration: PostgresConfiguration) throws(SQLError) {
        let connection = try PostgresConnection(configuration)
        guard PQsetnonblocking(connection.handle, 1) == 0, PQenterPipelineMode(connection.handle) == 1 else {
            throw connection.lost()
        }
        wake = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        socket = PQsocket(connection.handle)
        idleTimeout = configuration.idleTimeout
        state = Mutex(PostgresPipelineState(connection, until: .now + configuration.maximumAge))
    }

    deinit { Foundation.close(wake) }

    /// How many answers are awaited, or nil when the connection has ended.
    var depth: Int? {
        let load = load.load(ordering: .relaxed)
        return load < 0 ? nil : load
    }

    /// Starts the thread that takes answers off. It ends with the connection and calls `ended` then, with whether it broke.
    func start(ended: @escaping @Sendable (_ isBroken: Bool) -> Void) {
        let thread = Thread { ended(self.run()) }
        thread.name = "postgres-pipe"
        thread.start()
    }

    /// Ends the connection when all answers have come.
    func close() {
        state.withLock { $0.expiry = .now }
        signal()
    }

    /// Runs a statement. Nil when this connection does not take it, because it is full or about to end.
    func execute(_ sql: String, _ arguments: [SQLValue]) async throws -> PostgresResult? {
        try Task.checkCancellation()
        let id = nextID.wrappingAdd(1, ordering: .relaxed).newValue
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let mustSignal = state.withLock { state in
                    guard !state.isEnding, state.depth < Self.maximumDepth else {
                        continuation.resume(returning: nil)
                        // The thread may be waiting for an answer that never comes, and a new connection for its end.
                        return state.isEnding
                    }
                    state.send(sql, arguments, id, continuation)
                    load.store(state.depth, ordering: .relaxed)
                    return state.needsFlush || state.isBroken
                }
                if mustSignal { signal() }
            }
        } onCancel: {
            state.withLock { $0.abandon(id) }?.resume(throwing: CancellationError())
        }
    }

    private func signal() {
        var one: UInt64 = 1
        _ = Foundation.write(wake, &one, MemoryLayout<UInt64>.size)
    }

    /// On the thread: takes answers off until the connection ends. Answers whether it broke.
    private func run() -> Bool {
        while true {
            let (needsFlush, isOver) = state.withLock { ($0.needsFlush, $0.isBroken || ($0.isEnding && $0.depth == 0)) }
            if isOver { break }
            let isIdle = !wait(forWriting: needsFlush)
            let answers = state.withLock { state in
                if isIdle, state.depth == 0 { state.expiry = .now }
                defer { load.store(state.depth, ordering: .relaxed) }
                return state.receive()
            }
            for answer in answers { answer.deliver() }
        }
        load.store(-1, ordering: .relaxed)
        let (isBroken, answers) = state.withLock { state in
            state.expiry = .now
            return (state.isBroken, state.abandonAll())
        }
        for answer in answers { answer.deliver() }
        return isBroken
    }

    /// Waits until the socket or a signal has something. False when neither came within the idle time.
    private func wait(forWriting: Bool) -> Bool {
        let events = Int16(POLLIN) | (forWriting ? Int16(POLLOUT) : 0)
        var places = [
            pollfd(fd: socket, events: events, revents: 0), pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
        ]
        let count = poll(&places, 2, Int32(clamping: max(1, idleTimeout.wholeMilliseconds)))
        if places[1].revents != 0 {
            var value: UInt64 = 0
            _ = Foundation.read(wake, &value, MemoryLayout<UInt64>.size)
        }
        return count != 0
    }
}
