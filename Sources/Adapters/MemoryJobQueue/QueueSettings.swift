/// How a queue in memory behaves; the defaults are those of the queue that operators make (`operations.md` 3.3, 6.7).
public struct QueueSettings: Sendable {
    /// Seconds for which a received message is leased.
    public var lease: Double
    /// A message that comes back after so many receives is given up.
    public var maxReceives: Int
    /// Most messages held, leased ones included; further ones are refused and stay in the job table, which sends them again.
    public var capacity: Int
    /// Most dead letters kept; older ones are forgotten.
    public var deadLetters: Int

    public init(lease: Double = 360, maxReceives: Int = 5, capacity: Int = 100_000, deadLetters: Int = 1_000) {
        self.lease = lease
        self.maxReceives = maxReceives
        self.capacity = capacity
        self.deadLetters = deadLetters
    }

    /// Most messages of one receive, and most seconds that one waits (`operations.md` 6.10).
    static let largestBatch = 10
    static let longestWait = 20.0
    /// Longest lease and longest delay: 12 hours.
    static let longestLease = 43_200.0
}
