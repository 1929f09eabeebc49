import Domain

/// Carries jobs at least once. A received message is leased: it comes again unless it is deleted in time.
public protocol JobQueue: Sendable {
    /// Sends messages; returns when the queue has all. They can be received after `delay` seconds. Throws `.unsent` with those
    /// that the queue has not, where it has others; any other failure: it has none.
    func send(_ messages: [JobMessage], delay: Double) async throws(QueueFailure)
    /// Waits up to `wait` seconds for up to `limit` messages (1...10) and leases them.
    func receive(limit: Int, wait: Double) async throws(QueueFailure) -> [LeasedMessage]
    /// As above. What the queue leases although the caller was cancelled meanwhile is handed to `late`, which gives it back.
    func receive(limit: Int, wait: Double, late: @escaping @Sendable ([LeasedMessage]) async -> Void)
        async throws(QueueFailure) -> [LeasedMessage]
    /// Ends the lease after `seconds` from now; 0 gives the message back at once.
    func extend(_ lease: Lease, seconds: Double) async throws(QueueFailure)
    /// The work is done. A lease that has run out is refused with `.leaseLost`.
    func delete(_ lease: Lease) async throws(QueueFailure)
    /// Several at once: what could not be done, by lease. Throws when nothing could be.
    func extend(_ leases: [Lease], seconds: Double) async throws(QueueFailure) -> [Lease: QueueFailure]
    func delete(_ leases: [Lease]) async throws(QueueFailure) -> [Lease: QueueFailure]
    /// Messages given up after too many receives, oldest first.
    func deadLetters(limit: Int) async throws(QueueFailure) -> [JobMessage]
    /// How many messages wait (delayed ones included where the queue tells), are leased, are dead.
    func depth() async throws(QueueFailure) -> QueueDepth
}

extension JobQueue {
    /// For queues that lease nothing to a caller who has gone.
    public func receive(limit: Int, wait: Double, late: @escaping @Sendable ([LeasedMessage]) async -> Void)
        async throws(QueueFailure) -> [LeasedMessage]
    {
        try await receive(limit: limit, wait: wait)
    }

    /// One by one, where a call for several saves nothing.
    public func extend(_ leases: [Lease], seconds: Double) async throws(QueueFailure) -> [Lease: QueueFailure] {
        await failures(leases) { lease throws(QueueFailure) in try await extend(lease, seconds: seconds) }
    }

    /// One by one, where a call for several saves nothing.
    public func delete(_ leases: [Lease]) async throws(QueueFailure) -> [Lease: QueueFailure] {
        await failures(leases) { lease throws(QueueFailure) in try await delete(lease) }
    }

    private func failures(_ leases: [Lease], _ body: (Lease) async throws(QueueFailure) -> Void) async
        -> [Lease: QueueFailure]
    {
        var failures: [Lease: QueueFailure] = [:]
        for lease in leases {
            do throws(QueueFailure) { try await body(lease) } catch { failures[lease] = error }
        }
        return failures
    }
}

public struct JobMessage: Hashable, Sendable {
    /// The job's number in the job table, which holds everything else.
    public var job: Int
    public var body: String

    public init(job: Int, body: String) {
        self.job = job
        self.body = body
    }
}

/// Proof of a lease; a later receive of the same message makes a new one.
public struct Lease: Hashable, Sendable {
    public let token: String
    public init(token: String) { self.token = token }
}

public struct LeasedMessage: Hashable, Sendable {
    public var message: JobMessage
    public var lease: Lease
    /// 1 at the first receive.
    public var receives: Int
    public var sent: Instant

    public init(message: JobMessage, lease: Lease, receives: Int, sent: Instant) {
        self.message = message
        self.lease = lease
        self.receives = receives
        self.sent = sent
    }
}

public struct QueueDepth: Hashable, Sendable {
    public var waiting: Int
    public var leased: Int
    public var dead: Int

    public init(waiting: Int, leased: Int, dead: Int) {
        self.waiting = waiting
        self.leased = leased
        self.dead = dead
    }
}

public enum QueueFailure: Error, Hashable, Sendable {
    case leaseLost
    /// The queue has the others of a send.
    case unsent([JobMessage])
    case unavailable(String)
    case closed
}
