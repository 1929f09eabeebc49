import Synchronization

/// A level that rises and falls, such as the number of requests that are being answered.
public final class Gauge: MetricFamily {
    let name: String
    let help: String
    let kind = "gauge"
    private let level = Atomic<Int>(0)

    init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }

    /// The present level.
    public var value: Int { level.load(ordering: .relaxed) }

    public func rise() { level.add(1, ordering: .relaxed) }

    public func fall() { level.subtract(1, ordering: .relaxed) }

    func write(to text: inout ExpositionText) async { text.sample(name, [], Double(value)) }
}

/// One reading of a gauge that is asked for when the metrics are read.
public struct GaugeReading: Hashable, Sendable {
    /// In the order of the family's names.
    public var values: [String]
    public var value: Double

    public init(_ values: [String] = [], _ value: Double) {
        self.values = values
        self.value = value
    }
}

/// A gauge that nobody moves: it is read when somebody asks. What cannot be read gives no sample, never an old or made-up one.
final class ReadGauge: MetricFamily {
    let name: String
    let help: String
    let kind = "gauge"
    private let labels: [String]
    private let read: @Sendable () async -> [GaugeReading]

    init(_ name: String, _ help: String, _ labels: [String], _ read: @escaping @Sendable () async -> [GaugeReading]) {
        self.name = name
        self.help = help
        self.labels = labels
        self.read = read
    }

    func write(to text: inout ExpositionText) async {
        for reading in await read() {
            text.sample(name, zip(labels, reading.values).map { (name: $0, value: $1) }, reading.value)
        }
    }
}
