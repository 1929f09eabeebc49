/// How jobs are taken and given up: what the queue says of itself, and what the operator has set (`operations.md` 6.4 to 6.7).
public struct JobRules: Hashable, Sendable {
    /// Seconds for which a received message is leased.
    public var lease: Double
    /// A message that was received so often does not come again: the queue gives it up, or else this program does.
    public var mostReceives: Int
    /// Whether the queue keeps what it gives up.
    public var hasDeadLetters: Bool
    /// Seconds that any attempt may take.
    public var timeLimit: Double
    /// Jobs at once.
    public var slots: Int
    /// Seconds that a question to the queue waits for a message.
    public var wait: Double
    /// Seconds between an empty answer and the next question.
    public var pause: Double

    public init(
        lease: Double = 360, mostReceives: Int = 5, hasDeadLetters: Bool = true, timeLimit: Double = 3_600,
        slots: Int = 2, wait: Double = 20, pause: Double = 0
    ) {
        self.lease = lease
        self.mostReceives = mostReceives
        self.hasDeadLetters = hasDeadLetters
        self.timeLimit = timeLimit
        self.slots = slots
        self.wait = wait
        self.pause = pause
    }

    /// No job is tried more often (decision 25), nor as often as its message does not come.
    var mostAttempts: Int { min(5, mostReceives) }
    /// Seconds between two signs of life of what runs.
    var heartbeat: Double { lease / 3 }
    /// Seconds after which a job that was not heard of may be taken by who gets its message again. Its worker has cut it off
    /// after two missed heartbeats; and the message comes again when the whole lease is over, by a clock that may differ a little.
    var lostAfter: Double { 0.9 * lease }
    /// Seconds after which it is sent again, in case that its message is gone as well.
    var resentAfter: Double { 2 * lease }
    /// Seconds until what cannot be run comes again, so that the queue gives it up soon.
    var poisonDelay: Double { min(10, lease) }
    /// Seconds until a delivery comes again whose job runs elsewhere.
    var doubleDelay: Double { min(60, lease) }
    /// Seconds until a job comes again that the database let down (`operations.md` 9.3).
    static let outageDelay = 30.0
    /// Seconds between two looks for jobs that were not sent (6.3).
    static let flushEvery = 30.0
}
