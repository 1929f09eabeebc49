import HummingbirdCore
import NIOCore
import PrometheusMetrics

/// The bound of open connections, which also shows how many there are. What comes beyond it is not refused: it waits in the
/// backlog of the listener until another one ends.
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

extension CountedConnections {
    /// Makes the bound exact for a listener. It is asked before each look at the waiting connections, and a look would take up
    /// to four of them without asking again. What is taken here was counted one by one, for an event of the kernel each.
    static func hold(_ listener: any Channel) async throws {
        try await listener.setOption(.maxMessagesPerRead, value: 1).get()
    }
}
