import AsyncHTTPClient
import Foundation
import Logging
import OTLPTracing
import PrometheusMetrics
import ServiceLifecycle
import Synchronization
import Tracing
import Web

/// What the process tells of itself beside its log: metrics, and traces where somebody collects them.
struct Observation: Sendable {
    let metrics: Metrics
    let tracer: OTLPTracer?
    let spans: ClientSpans
    /// Whether texts of statements may be shown (`operations.md` 11.5).
    let showsStatements: Bool
    private let exporting: ExportingTraces?

    /// Without a way to a collector: a tracer's spans go where its maker sends them.
    init(metrics: Metrics, tracer: OTLPTracer?, showsStatements: Bool) {
        self.metrics = metrics
        self.tracer = tracer
        self.showsStatements = showsStatements
        spans = ClientSpans(tracer: tracer)
        exporting = nil
    }

    init(_ launch: Launch, service: String) {
        metrics = Metrics(revision: launch.settings.revision)
        showsStatements = launch.settings.log.threshold.rawValue <= LogThreshold.debug.rawValue
        var exporting: ExportingTraces?
        var tracer: OTLPTracer?
        if let settings = launch.settings.tracing {
            let way = ExportingTraces(settings, launch, service: service)
            // The reader lets nothing through that is no sampler.
            let sampler = TraceSampler(settings.sampler, share: settings.share) ?? .asCaller(otherwise: .always)
            exporting = way
            tracer = OTLPTracer(sampler: sampler, exporter: way.exporter)
        }
        self.exporting = exporting
        self.tracer = tracer
        spans = ClientSpans(tracer: tracer)
    }

    /// What runs as long as the process, for traces.
    var services: [any Service] { exporting.map { [$0] } ?? [] }
}

/// Sends traces until the process stops, and what is left then.
struct ExportingTraces: Service {
    let exporter: OTLPExporter
    private let http: HTTPClient

    /// For what is left at the end.
    private static let lastWords = Duration.seconds(2)

    init(_ settings: TracingSettings, _ launch: Launch, service: String) {
        var configuration = HTTPClient.Configuration()
        configuration.timeout = .init(connect: .seconds(2), read: .seconds(10))
        configuration.redirectConfiguration = .disallow
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        var resource = [
            "service.name": service, "service.version": BuildVersion.current,
            "deployment.environment.name": launch.settings.log.environmentName,
            "host.name": ProcessInfo.processInfo.hostName,
            "process.pid": String(ProcessInfo.processInfo.processIdentifier),
        ]
        for (name, value) in settings.attributes { resource[name] = value }
        // This one wins (OpenTelemetry's rule).
        if let name = settings.serviceName { resource["service.name"] = name }
        let redaction = launch.book.redaction
        exporter = OTLPExporter(
            endpoint: settings.endpoint, resource: resource.sorted { $0.key < $1.key }.map { (name: $0, value: $1) },
            version: BuildVersion.current, http: http, redact: { redaction.apply(to: &$0) },
            report: Self.report(launch.book.logger("tracing")))
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { await exporter.run() }
        try? await gracefulShutdown()
        await within(Self.lastWords, on: ContinuousClock(), otherwise: ()) { await exporter.flush() }
        try? await http.shutdown()
    }

    /// At most a line a minute, however long a collector is away.
    private static func report(_ logger: Logger) -> @Sendable (OTLPTrouble) -> Void {
        let last = Mutex<(told: ContinuousClock.Instant?, lost: Int)>((nil, 0))
        return { trouble in
            let lost: Int? = last.withLock { last in
                last.lost += trouble.lost
                if let told = last.told, told.duration(to: .now) < .seconds(60) { return nil }
                defer { last = (.now, 0) }
                return last.lost
            }
            guard let lost else { return }
            logger.warning(
                "Traces are lost: \(trouble.reason)",
                metadata: ["event": "tracing.lost", "spans": .stringConvertible(lost)])
        }
    }
}
