import Domain
import Logging
import OTLPTracing
import Ports
import PrometheusMetrics
import Synchronization
import Tracing
import UseCases

/// What is known of jobs that run and of the loop that takes them: for metrics, traces and liveness.
final class JobWatch: Sendable {
    private struct State {
        /// Nil until the loop begins: before, the process waits for what it needs, or is not to take jobs at all.
        var lastTurn: ContinuousClock.Instant?
        /// When each running attempt must be over, and its kind.
        var running: [Int: (kind: String, end: ContinuousClock.Instant)] = [:]
    }

    /// A loop that has not turned for so long hangs (`operations.md` 12.1).
    static let patience = Duration.seconds(120)

    private let observation: Observation
    private let state = Mutex(State())

    init(_ observation: Observation) {
        self.observation = observation
        observation.metrics.registry.gauge(
            "tasks_in_flight", "Jobs that run in this process.", labels: ["task"]
        ) { [weak self] in self?.inFlight() ?? [] }
    }

    // MARK: Liveness

    /// The loop has asked the queue once more.
    func turned(at moment: ContinuousClock.Instant = .now) { state.withLock { $0.lastTurn = moment } }

    /// Whether the loop turns, or is kept busy by jobs that are still within their time.
    func isAlive(at moment: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { state in
            guard let latest = (state.running.values.map(\.end) + [state.lastTurn].compactMap { $0 }).max() else {
                return true
            }
            return latest.duration(to: moment) < Self.patience
        }
    }

    // MARK: Attempts

    /// A handler whose attempts are watched: they carry the request that they follow from, and go on with its trace.
    func watching(_ handler: JobHandler) -> JobHandler {
        handler.wrapped { [self] job, run in
            began(job, within: .seconds(handler.timeLimit))
            defer { ended(job) }
            try await Origin.$current.withValue(job.origin) {
                guard let tracer = observation.tracer else { return try await run() }
                try await tracer.withSpan("job \(job.kind)", context: Self.context(of: job), ofKind: .consumer) {
                    span in
                    span.updateAttributes { attributes in
                        attributes["messaging.operation.name"] = "process"
                        attributes["panelapp.task"] = job.kind
                        attributes["panelapp.task_id"] = job.id
                        attributes["panelapp.attempt"] = job.attempt
                        if let origin = job.origin { attributes["panelapp.request_id"] = origin.requestID }
                    }
                    try await run()
                }
            }
        }
    }

    func began(_ job: TakenJob, within limit: Duration) {
        state.withLock { $0.running[job.id] = (job.kind, .now + limit) }
    }

    func ended(_ job: TakenJob) {
        state.withLock { state in
            state.running[job.id] = nil
            // What comes next is up to the loop, which may have waited for this for long.
            state.lastTurn = .now
        }
    }

    /// An attempt is over. Runs `tell` so that lines of the log carry what the job follows from.
    func finished(_ job: TakenJob, _ outcome: JobOutcome, at moment: Instant, _ tell: (Logger.Metadata) -> Void) {
        let duration = Self.seconds(from: job.taken, to: moment)
        let delay = Self.seconds(from: job.due, to: job.taken)
        let labels = Metrics.Job(task: job.kind, outcome: outcome)
        observation.metrics.jobs.add(labels)
        observation.metrics.jobDurations.record(labels, seconds: duration)
        observation.metrics.jobDelays.record(labels, seconds: delay)
        let members: Logger.Metadata = [
            "event": "task.\(outcome)", "task": "\(job.kind)", "task_id": .stringConvertible(job.id),
            "attempt": .stringConvertible(job.attempt),
            "queue_delay_ms": .stringConvertible(Int(delay * 1_000)),
            "duration_ms": .stringConvertible(Int(duration * 1_000)),
        ]
        Origin.$current.withValue(job.origin) {
            InstrumentationContext.$current.withValue(Self.context(of: job)) { tell(members) }
        }
    }

    // MARK: Parts

    private func inFlight() -> [GaugeReading] {
        let kinds = state.withLock { $0.running.values.map(\.kind) }
        let counts = Dictionary(kinds.map { ($0, 1) }, uniquingKeysWith: +)
        return counts.sorted { $0.key < $1.key }.map { GaugeReading([$0.key], Double($0.value)) }
    }

    private static func context(of job: TakenJob) -> InstrumentationContext {
        var context = InstrumentationContext.topLevel
        context.trace = job.origin?.trace.flatMap { TraceContext(traceparent: $0) }
        return context
    }

    private static func seconds(from start: Instant, to end: Instant) -> Double {
        max(0, Double(end.microseconds - start.microseconds) / 1e6)
    }
}
