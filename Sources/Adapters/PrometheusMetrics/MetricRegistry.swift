import Synchronization

/// All metrics of the process, in the order in which they were declared.
public final class MetricRegistry: Sendable {
    /// The media type of what `text` gives.
    public static let contentType = ExpositionText.contentType

    private let families = Mutex<[any MetricFamily]>([])

    public init() {}

    /// Declares a counter; by custom its name ends in `_total`.
    public func counter<Labels: MetricLabels>(_ name: String, _ help: String, _ labels: Labels.Type) -> Counter<Labels>
    {
        let counter = Counter<Labels>(name, help)
        add(counter)
        return counter
    }

    /// Declares a histogram of durations.
    /// - Parameter bounds: of its buckets, in seconds, ascending.
    public func histogram<Labels: MetricLabels>(
        _ name: String, _ help: String, _ labels: Labels.Type, bounds: [Double]
    ) -> Histogram<Labels> {
        let histogram = Histogram<Labels>(name, help, bounds)
        add(histogram)
        return histogram
    }

    /// Declares a level that the program moves.
    public func gauge(_ name: String, _ help: String) -> Gauge {
        let gauge = Gauge(name, help)
        add(gauge)
        return gauge
    }

    /// Declares a gauge that is read when somebody asks for the metrics.
    public func gauge(
        _ name: String, _ help: String, labels: [String] = [],
        read: @escaping @Sendable () async -> [GaugeReading]
    ) {
        add(ReadGauge(name, help, labels, read))
    }

    /// Everything as text. Gauges that are read are read at the same time.
    public func text() async -> String {
        let families = families.withLock { $0 }
        return await withTaskGroup(of: (Int, String).self) { group in
            for (index, family) in families.enumerated() {
                group.addTask {
                    var text = ExpositionText()
                    text.head(family)
                    await family.write(to: &text)
                    return (index, text.text)
                }
            }
            var parts = [String](repeating: "", count: families.count)
            for await (index, text) in group { parts[index] = text }
            return parts.joined()
        }
    }

    private func add(_ family: any MetricFamily) { families.withLock { $0.append(family) } }
}
