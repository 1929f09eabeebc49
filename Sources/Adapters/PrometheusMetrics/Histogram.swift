import Synchronization

/// Counts durations in buckets, by labels. Recording one takes a look-up under a lock that is never held across a wait, and
/// allocates nothing once the series is there.
public final class Histogram<Labels: MetricLabels>: MetricFamily {
    /// One series.
    private struct Series {
        /// One more than there are bounds: the last counts what is beyond all of them.
        var counts: [Int]
        var sum = 0.0
    }

    let name: String
    let help: String
    let kind = "histogram"
    /// Upper bounds in seconds, ascending.
    private let bounds: [Double]
    private let series = Mutex<[Labels: Series]>([:])

    init(_ name: String, _ help: String, _ bounds: [Double]) {
        self.name = name
        self.help = help
        self.bounds = bounds
    }

    /// Adds a duration.
    public func record(_ labels: Labels, _ duration: Duration) { record(labels, seconds: duration.inSeconds) }

    /// Adds a number of seconds.
    public func record(_ labels: Labels, seconds: Double) {
        var bucket = 0
        while bucket < bounds.count, seconds > bounds[bucket] { bucket += 1 }
        series.withLock { all in
            Self.add(
                bucket, seconds, to: &all[labels, default: Series(counts: Array(repeating: 0, count: bounds.count + 1))]
            )
        }
    }

    private static func add(_ bucket: Int, _ seconds: Double, to series: inout Series) {
        series.counts[bucket] += 1
        series.sum += seconds
    }

    /// How many durations were recorded.
    public func count(_ labels: Labels) -> Int { series.withLock { $0[labels]?.counts.reduce(0, +) ?? 0 } }

    func write(to text: inout ExpositionText) async {
        let all = series.withLock { $0 }.map { (values: $0.values, series: $1) }
        for (values, series) in all.sorted(by: { $0.values.lexicographicallyPrecedes($1.values) }) {
            let labels = zip(Labels.names, values).map { (name: $0, value: $1) }
            var count = 0
            for (bound, inBucket) in zip(bounds + [.infinity], series.counts) {
                count += inBucket
                text.sample("\(name)_bucket", labels + [("le", ExpositionText.number(bound))], Double(count))
            }
            text.sample("\(name)_sum", labels, series.sum)
            text.sample("\(name)_count", labels, Double(count))
        }
    }
}

extension Duration {
    /// As a number of seconds.
    public var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
