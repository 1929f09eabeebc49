import AWSClient

/// Which queue, and how it is used (`operations.md` 6).
public struct SQSSettings: Hashable, Sendable {
    public var queue: String
    public var endpoint: AWSEndpoint
    /// Seconds of a lease; equals the queue's own attribute.
    public var lease: Int
    /// A message that was received so often is given up here where the queue itself never does (`WORKER_MAX_RECEIVES`).
    public var mostReceives: Int
    /// Where the queue gives up messages, to be looked at by tests and operators. The program itself has no right on it.
    public var deadLetters: String?

    public init(queue: String, endpoint: AWSEndpoint, lease: Int, mostReceives: Int = 5, deadLetters: String? = nil) {
        self.queue = queue
        self.endpoint = endpoint
        self.lease = lease
        self.mostReceives = mostReceives
        self.deadLetters = deadLetters
    }
}

/// What a queue says of itself.
public struct SQSAttributes: Hashable, Sendable {
    /// Seconds.
    public var lease: Int
    /// How often a message is received before the queue gives it up; nil: the queue never does.
    public var mostReceives: Int?
    public var waiting: Int
    public var leased: Int
}

/// What is worth a line in the log.
public enum SQSEvent: Hashable, Sendable {
    /// A message that is none of ours, or of another generation. `start` is its beginning.
    case poison(id: String, start: String)
    /// The same of the original's kind.
    case foreign(id: String)
    /// One of both was received too often, in a queue without dead letters: it was deleted.
    case dead(id: String, receives: Int)
}
