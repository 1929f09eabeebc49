/// The labels of one family of measurements: a value of its own type, so that a measurement is looked up by it without making a
/// text. The texts are written when somebody reads the metrics.
///
/// Few values only: each combination is a series that is kept as long as the process lives.
public protocol MetricLabels: Hashable, Sendable {
    /// The labels' names.
    static var names: [String] { get }
    /// Their values, in the order of the names.
    var values: [String] { get }
}

/// A family that is one series.
public struct NoLabels: MetricLabels {
    public static let names: [String] = []
    public let values: [String] = []
    public init() {}
}

/// What all kinds of families have in common: they can be written down.
protocol MetricFamily: Sendable {
    var name: String { get }
    /// One line for whoever reads the metrics.
    var help: String { get }
    /// The word for the kind in the text format.
    var kind: String { get }
    /// Adds a line for each sample.
    func write(to text: inout ExpositionText) async
}
