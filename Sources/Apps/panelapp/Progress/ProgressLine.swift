/// How far some work is, as text: a value, so that its look can be tested.
struct ProgressLine: Sendable, Equatable {
    /// What is counted, e.g. `panels`.
    let what: String
    let done: Int
    /// Nil when it is not known.
    let total: Int?
    let elapsed: Duration

    private var seconds: Double {
        Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    }

    /// 0...1
    var fraction: Double? {
        guard let total, total > 0 else { return nil }
        return min(1, Double(done) / Double(total))
    }

    /// Time that is left at the speed so far; nil while nothing can be said.
    var remaining: Duration? {
        guard let fraction, fraction > 0, seconds >= 1 else { return nil }
        return .seconds(seconds / fraction - seconds)
    }

    /// `panels  [########--------]  50 %  195/390  12/s  0:16 left`, for a terminal of some width.
    func bar(columns: Int) -> String {
        let facts = facts
        guard let fraction, let total else { return String("\(what)  \(facts)".prefix(columns)) }
        let percent = "\(Int(fraction * 100)) %"
        let tail = "\(String(repeating: " ", count: max(0, 5 - percent.count)))\(percent)  \(facts)"
        let room = columns - what.count - tail.count - 6
        guard room >= 5, total > 0 else { return String("\(what)\(tail)".prefix(columns)) }
        let width = min(room, 40)
        let filled = Int(fraction * Double(width))
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
        return "\(what)  [\(bar)]\(tail)"
    }

    /// `195/390 panels  12/s  0:16 left`, for a log.
    var sentence: String { "\(what): \(facts)" }

    private var facts: String {
        var parts = [total.map { "\(done)/\($0)" } ?? "\(done)"]
        if seconds >= 1, done > 0 { parts.append("\(Self.rate(Double(done) / seconds))/s") }
        if let remaining, done < (total ?? 0) { parts.append("\(Self.clock(remaining)) left") }
        return parts.joined(separator: "  ")
    }

    /// Two digits are enough to see whether it moves.
    private static func rate(_ perSecond: Double) -> String {
        perSecond >= 10 ? String(Int(perSecond.rounded())) : String((perSecond * 10).rounded() / 10)
    }

    /// `1:02:03` or `4:05`
    static func clock(_ duration: Duration) -> String {
        let seconds = Int(duration.components.seconds)
        let tail = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
        return seconds >= 3600
            ? "\(seconds / 3600):\(tail(seconds / 60 % 60)):\(tail(seconds % 60))"
            : "\(seconds / 60):\(tail(seconds % 60))"
    }
}
