import Domain

/// Work to be done in the background, written in the transaction that causes it (`operations.md` 6.3).
public struct NewJob: Hashable, Sendable {
    public var kind: String
    /// JSON: identifiers and small values only, never a text of a mail or a secret.
    public var arguments: String
    /// A job with a key that was used before is not written again.
    public var onceKey: String?

    public init(_ kind: String, arguments: String, onceKey: String? = nil) {
        self.kind = kind
        self.arguments = arguments
        self.onceKey = onceKey
    }
}

/// A job that a worker has taken.
public struct TakenJob: Hashable, Sendable {
    public var id: Int
    public var kind: String
    public var arguments: String
    /// 1 the first time.
    public var attempt: Int
    public var created: Instant
    /// When it could have been begun at the earliest.
    public var due: Instant
    public var taken: Instant
    /// What it follows from; nil where nobody asked for it.
    public var origin: Origin?

    public init(
        id: Int, kind: String, arguments: String, attempt: Int, created: Instant, due: Instant? = nil,
        taken: Instant? = nil, origin: Origin? = nil
    ) {
        self.due = due ?? created
        self.taken = taken ?? created
        self.origin = origin
        self.id = id
        self.kind = kind
        self.arguments = arguments
        self.attempt = attempt
        self.created = created
    }
}

/// The table of jobs: outbox, idempotency record and report at once (`operations.md` 6.3 to 6.7).
public protocol JobStore: Sendable {
    /// Writes jobs that nothing else comes with.
    func add(_ jobs: [NewJob], at moment: Instant) async throws
    /// Marks due jobs that nobody has sent as sent, and answers them, oldest first; after them those that have been running
    /// since before `lost`, whose worker has died. Two callers never get the same.
    func takeUnsent(limit: Int, at moment: Instant, lostBefore lost: Instant?) async throws -> [JobMessage]
    /// Gives jobs back that could not be sent after all.
    func giveBack(_ jobs: [Int], at moment: Instant) async throws
    /// Takes a job to run it: nil when it is done, given up, gone, or running elsewhere. One that has been running since
    /// before `lost` is taken from a worker that died.
    func take(_ job: Int, at moment: Instant, lostBefore lost: Instant) async throws -> TakenJob?
    /// Notes that a job is still being worked on.
    func note(_ job: Int, at moment: Instant) async throws
    func finish(_ job: Int, at moment: Instant) async throws
    /// Makes a job due again later.
    func postpone(_ job: Int, until: Instant, at moment: Instant, because failure: String) async throws
    func giveUp(_ job: Int, at moment: Instant, because failure: String) async throws
    /// Makes all jobs unsent again that were sent or running before this process began, where the queue does not outlive
    /// it. How many.
    func recover(at moment: Instant) async throws -> Int
    /// Removes finished jobs (`operations.md` 6.5).
    func removeFinished(before moment: Instant) async throws -> Int
}

extension JobStore {
    /// Without those of workers that died.
    public func takeUnsent(limit: Int, at moment: Instant) async throws -> [JobMessage] {
        try await takeUnsent(limit: limit, at: moment, lostBefore: nil)
    }
}
