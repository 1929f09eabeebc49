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

/// Jobs that are about to be sent by one process. Unless they are marked as sent by then, they are due again.
public struct JobClaim: Hashable, Sendable {
    public var messages: [JobMessage]
    public var until: Instant

    public init(messages: [JobMessage], until: Instant) {
        self.messages = messages
        self.until = until
    }

    /// Seconds that a claim lasts: longer than sending takes.
    public static let seconds = 60.0

    /// The part of it that is about these messages.
    public func part(_ messages: [JobMessage]) -> JobClaim { JobClaim(messages: messages, until: until) }
}

/// What came of the wish to run a job.
public enum JobTaking: Hashable, Sendable {
    case taken(TakenJob)
    case runsElsewhere
    /// Its next attempt is due then: this is a second message of a postponed job.
    case notYet(Instant)
    case done
    /// Given up.
    case failed
    /// There is no such job.
    case gone

    /// Seconds by which a job may be begun early: the clocks of two processes differ a little.
    public static let leeway = 2.0
}

/// The table of jobs: outbox, idempotency record and report at once (`operations.md` 6.3 to 6.7).
///
/// Who has taken a job is known by the number of the attempt: what a worker says of an attempt after somebody else has begun the
/// next one is not heard.
public protocol JobStore: Sendable {
    /// Writes jobs that nothing else comes with.
    func add(_ jobs: [NewJob], at moment: Instant) async throws
    /// Claims due jobs that nobody has sent, oldest first; after them, with `lost`, those that have been running since
    /// before it, whose worker has died, and those whose message has not come for a day. Two callers never get the same.
    func takeUnsent(limit: Int, at moment: Instant, lostBefore lost: Instant?) async throws -> JobClaim
    /// The messages of a claim are in the queue. Jobs that somebody has taken meanwhile are left alone.
    func markSent(_ claim: JobClaim, at moment: Instant) async throws
    /// Gives jobs back that could not be sent after all.
    func giveBack(_ claim: JobClaim, at moment: Instant) async throws
    /// Takes a job to run it, unless it is to wait. One that has been running since before `lost` is taken from a worker that
    /// died.
    func take(_ job: Int, at moment: Instant, lostBefore lost: Instant) async throws -> JobTaking
    /// Notes that a job is still being worked on. False when somebody else has it.
    func note(_ job: TakenJob, at moment: Instant) async throws -> Bool
    func finish(_ job: TakenJob, at moment: Instant) async throws
    /// Makes a job due again later: when its message comes again, or with `isResent` by a new message.
    func postpone(_ job: TakenJob, until: Instant, at moment: Instant, because failure: String, isResent: Bool)
        async throws
    /// Gives a job back as if it had not been taken; `isResent` as above.
    func release(_ job: TakenJob, at moment: Instant, isResent: Bool) async throws
    /// The message of a job that waits does not come again: a new one is to be sent when the job is due.
    func sendAnew(_ job: Int, at moment: Instant) async throws
    func giveUp(_ job: TakenJob, at moment: Instant, because failure: String) async throws
    /// Makes all jobs unsent again that were sent or running before this process began, where the queue does not outlive
    /// it. How many.
    func recover(at moment: Instant) async throws -> Int
    /// Removes finished jobs (`operations.md` 6.5).
    func removeFinished(before moment: Instant) async throws -> Int
}

extension JobStore {
    /// Without those of workers that died.
    public func takeUnsent(limit: Int, at moment: Instant) async throws -> JobClaim {
        try await takeUnsent(limit: limit, at: moment, lostBefore: nil)
    }
}
