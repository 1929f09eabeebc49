import Hummingbird

/// Whether this instance should get traffic (`operations.md` 12.4).
public struct Readiness: Sendable {
    /// The fixed words of `/readyz`.
    public enum Reason: String, Sendable, CaseIterable {
        case starting, database, schema, draining, maintenance
    }

    /// A condition and the word for its absence.
    public struct Condition: Sendable {
        let reason: Reason
        let holds: @Sendable () async -> Bool

        public init(_ reason: Reason, holds: @escaping @Sendable () async -> Bool) {
            self.reason = reason
            self.holds = holds
        }
    }

    /// A load balancer's probe gives up after some seconds; a condition that takes longer does not hold.
    static let limit = Duration.seconds(2)

    private let conditions: [Condition]
    private let drain: DrainState

    public init(_ conditions: [Condition], drain: DrainState) {
        self.conditions = conditions
        self.drain = drain
    }

    /// The answer of `/readyz`.
    func answer() async -> Response {
        let reasons = await reasons(on: ContinuousClock())
        if reasons.isEmpty { return ProbeAnswer.json(.ok, "{\"status\":\"ready\"}") }
        let words = SmallJSON.array(reasons.map(\.rawValue))
        return ProbeAnswer.json(.serviceUnavailable, "{\"status\":\"not ready\",\"reasons\":\(words)}")
    }

    /// The reasons why not, in the order of the words; empty means ready. Draining is told without asking anyone.
    func reasons(on clock: some _Concurrency.Clock<Duration>) async -> [Reason] {
        if drain.isDraining { return [.draining] }
        let missing = await withTaskGroup(of: Reason?.self) { group in
            for condition in conditions {
                group.addTask {
                    let holds = await within(Self.limit, on: clock, otherwise: false) { await condition.holds() }
                    return holds ? nil : condition.reason
                }
            }
            var missing: Set<Reason> = []
            for await reason in group { if let reason { missing.insert(reason) } }
            return missing
        }
        return Reason.allCases.filter(missing.contains)
    }
}
