import HummingbirdCore
import PrometheusMetrics

/// The bound of open connections, which also shows how many there are.
struct CountedConnections: AvailableConnectionsDelegate {
    private var bound: MaximumAvailableConnections
    private let gauge: Gauge

    init(_ bound: MaximumAvailableConnections, _ gauge: Gauge) {
        self.bound = bound
        self.gauge = gauge
    }

    mutating func connectionOpened() {
        bound.connectionOpened()
        gauge.rise()
    }

    mutating func connectionClosed() {
        bound.connectionClosed()
        gauge.fall()
    }

    func isAcceptingNewConnections() -> Bool { bound.isAcceptingNewConnections() }
}
