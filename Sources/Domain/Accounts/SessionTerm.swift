/// How long a login lasts (`accounts-jobs-files.md 4.2`).
public struct SessionTerm: Hashable, Sendable {
    /// Seconds after which it ends in any case.
    public var age: Double
    /// Seconds without a request after which it ends.
    public var idle: Double

    /// Between two notes that a login is in use; it is not worth a write at every page.
    public static let noteEvery: Double = 600

    /// A login that nobody uses for a week ends, unless its whole life is shorter.
    public init(age: Double = 14 * 86_400, idle: Double = 7 * 86_400) {
        self.age = age
        self.idle = min(idle, age)
    }

    public func end(of start: Instant) -> Instant { start.advanced(bySeconds: age) }

    public func isAlive(lastSeen: Instant, expires: Instant, now: Instant) -> Bool {
        now < expires && now < lastSeen.advanced(bySeconds: idle)
    }

    public func isWorthNoting(lastSeen: Instant, now: Instant) -> Bool {
        now >= lastSeen.advanced(bySeconds: Self.noteEvery)
    }
}
