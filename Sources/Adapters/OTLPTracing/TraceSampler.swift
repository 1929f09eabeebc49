/// Decides which traces are recorded: the words of `OTEL_TRACES_SAMPLER`.
public enum TraceSampler: Hashable, Sendable {
    case always
    case never
    /// A share of all traces, chosen by their numbers, so that all services choose alike.
    case share(Double)
    /// As whoever called has decided; where nobody has, by the other one.
    indirect case asCaller(otherwise: TraceSampler)

    /// All names there are.
    public static let names = [
        "always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off",
        "parentbased_traceidratio",
    ]

    /// Nil when the name is none, or a share lies outside 0 to 1.
    /// - Parameter share: read only where the name asks for one.
    public init?(_ name: String, share: Double) {
        let prefix = "parentbased_"
        if name.hasPrefix(prefix) {
            guard let root = TraceSampler(String(name.dropFirst(prefix.count)), share: share),
                !name.dropFirst(prefix.count).hasPrefix(prefix)
            else { return nil }
            self = .asCaller(otherwise: root)
            return
        }
        switch name {
        case "always_on": self = .always
        case "always_off": self = .never
        case "traceidratio":
            guard (0...1).contains(share) else { return nil }
            self = .share(share)
        default: return nil
        }
    }

    /// Whether a trace is recorded.
    func takes(_ trace: TraceID, caller: Bool?) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .share(let share): share >= 1 || Double(trace.low >> 1) < share * 0x1p63
        case .asCaller(let other): caller ?? other.takes(trace, caller: nil)
        }
    }
}
