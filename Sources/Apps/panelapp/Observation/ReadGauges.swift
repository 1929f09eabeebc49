import Domain
import Ports
import PrometheusMetrics
import SystemClock
import Web

extension Metrics {
    /// For one look at another service; what takes longer gives no sample.
    private static let patience = Duration.seconds(2)

    /// Both of the following.
    func watch(queue: any JobQueue, outbox: any OutboxReader) {
        watch(queue: queue)
        watch(outbox: outbox)
    }

    /// How full the queue is, for the process that runs jobs: others would only ask SQS the same (`operations.md` 6.8).
    func watch(queue: any JobQueue) {
        registry.gauge("queue_messages", "Messages of the queue, about.", labels: ["state"]) {
            await Self.read {
                let depth = try await queue.depth()
                return [
                    GaugeReading(["visible"], Double(depth.waiting)), GaugeReading(["in_flight"], Double(depth.leased)),
                ]
            }
        }
    }

    /// Whether jobs reach the queue.
    func watch(outbox: any OutboxReader) {
        registry.gauge("jobs_unsent", "Jobs that are due and that nobody has sent to the queue.") {
            await Self.read { [GaugeReading([], Double(try await outbox.unsentJobs(at: SystemClock().now())))] }
        }
    }

    /// - Parameter remaining: seconds until the present credentials end; nil: there are none, or they never end.
    func watch(credentialsOf provider: String, remaining: @escaping @Sendable () async -> Double?) {
        registry.gauge(
            "aws_credentials_expiry_seconds", "Seconds until the present AWS credentials end.", labels: ["provider"]
        ) { await Self.read { (await remaining()).map { [GaugeReading([provider], $0)] } ?? [] } }
    }

    /// - Parameter connections: how many are in use, and how many are not.
    func watch(connections: @escaping @Sendable () -> (inUse: Int, idle: Int)) {
        registry.gauge("db_pool_connections", "Connections to the database.", labels: ["state"]) {
            let now = connections()
            return [GaugeReading(["in_use"], Double(now.inUse)), GaugeReading(["idle"], Double(now.idle))]
        }
    }

    private static func read(_ ask: @escaping @Sendable () async throws -> [GaugeReading]) async -> [GaugeReading] {
        await within(patience, on: ContinuousClock(), otherwise: []) { (try? await ask()) ?? [] }
    }
}
