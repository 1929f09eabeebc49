import Tracing

/// Makes spans and hands them to an exporter: a tracer for the API of swift-distributed-tracing.
///
/// It is handed to those who trace; the process-wide registry of that API stays empty, so that no library traces by itself
/// what is told here already, with texts that nobody has looked through for secrets.
public final class OTLPTracer: Tracer {
    public typealias Span = OTLPSpan

    private let sampler: TraceSampler
    private let exporter: OTLPExporter

    public init(sampler: TraceSampler, exporter: OTLPExporter) {
        self.sampler = sampler
        self.exporter = exporter
    }

    public func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> InstrumentationContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> OTLPSpan {
        var context = context()
        let caller = context.trace
        let traceID = caller?.traceID ?? .random()
        let own = TraceContext(
            traceID: traceID, spanID: .random(), isSampled: sampler.takes(traceID, caller: caller?.isSampled),
            state: caller?.state)
        context.trace = own
        return OTLPSpan(
            operationName, kind, context: context, own: own, parent: caller?.spanID,
            start: instant().nanosecondsSinceEpoch
        ) { [exporter] in exporter.add($0) }
    }

    /// Spans are sent in the background, soon; see `OTLPExporter.flush()`.
    public func forceFlush() {}

    // MARK: Headers

    /// Longer ones of other systems are not handed on (W3C Trace Context 3.3.1.5).
    private static let longestState = 512

    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout InstrumentationContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        if let text = extractor.extract(key: "traceparent", from: carrier), var trace = TraceContext(traceparent: text)
        {
            let state = extractor.extract(key: "tracestate", from: carrier) ?? ""
            if !state.isEmpty, state.utf8.count <= Self.longestState { trace.state = state }
            context.trace = trace
        } else if let text = extractor.extract(key: "x-amzn-trace-id", from: carrier),
            let trace = TraceContext(amazonTraceID: text)
        {
            context.trace = trace
        }
    }

    public func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let trace = context.trace, let traceparent = trace.traceparent else { return }
        injector.inject(traceparent, forKey: "traceparent", into: &carrier)
        if let state = trace.state { injector.inject(state, forKey: "tracestate", into: &carrier) }
    }
}
