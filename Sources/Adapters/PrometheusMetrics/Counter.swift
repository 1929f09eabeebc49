import Synchronization

/// Counts what happened since the process began, by labels.
public final class Counter<Labels: MetricLabels>: MetricFamily {
    let name: String
    let help: String
    let kind = "counter"
    private let counts = Mutex<[Labels: Int]>([:])

    init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }

    /// One more, or several.
    public func add(_ labels: Labels, _ count: Int = 1) { counts.withLock { $0[labels, default: 0] += count } }

    /// How many there were.
    public func value(_ labels: Labels) -> Int { counts.withLock { $0[labels] ?? 0 } }

    func write(to text: inout ExpositionText) async {
        let samples = counts.withLock { $0 }.map { (Array(zip(Labels.names, $0.values)), Double($1)) }
        for (labels, value) in samples.sorted(by: { Self.order($0.0, $1.0) }) {
            text.sample(name, labels.map { (name: $0.0, value: $0.1) }, value)
        }
    }

    private static func order(_ left: [(String, String)], _ right: [(String, String)]) -> Bool {
        left.lazy.map(\.1).lexicographicallyPrecedes(right.lazy.map(\.1))
    }
}
