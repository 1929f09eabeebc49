import OTLPTracing
import PrometheusMetrics
import Tracing

extension Observation {
    /// A call of an AWS service has ended.
    func noteCall(_ service: String, _ operation: String, _ outcome: String, _ took: Duration) {
        let labels = Metrics.Call(operation: operation, outcome: outcome)
        switch service {
        case "s3": metrics.s3.add(labels)
        case "sqs": metrics.sqs.add(labels)
        default: break
        }
        spans.add("\(service.uppercased()) \(operation)", took: took, failure: outcome == "ok" ? nil : outcome) {
            $0["rpc.system"] = "aws-api"
            $0["rpc.service"] = service
            $0["rpc.method"] = operation
        }
    }
}

/// Spans of what this program asks of others: statements, S3, SQS, mails.
///
/// Adapters tell what they have done and how long it took; a span is made of that afterwards. So no adapter knows of tracing, and
/// nothing is spent where nobody traces. Calls that belong to no trace, such as the question for new messages, make none.
struct ClientSpans: Sendable {
    /// Nil: there is no tracing.
    let tracer: OTLPTracer?

    /// Something that has just ended.
    /// - Parameter failure: the word for what went wrong; nil when all was well.
    func add(
        _ name: @autoclosure () -> String, took: Duration, failure: String?,
        _ describe: (inout SpanAttributes) -> Void = { _ in }
    ) {
        guard let tracer, let context = InstrumentationContext.current, context.trace?.isSampled == true else { return }
        let end = DefaultTracerClock.now
        let nanoseconds = UInt64(max(0, took.inSeconds * 1e9))
        let start = DefaultTracerClock.Timestamp(
            nanosecondsSinceEpoch: end.nanosecondsSinceEpoch - min(nanoseconds, end.nanosecondsSinceEpoch))
        let span = tracer.startSpan(name(), context: context, ofKind: .client, at: start)
        span.updateAttributes(describe)
        if let failure {
            span.updateAttributes { $0["error.type"] = failure }
            span.setStatus(SpanStatus(code: .error))
        }
        span.end(at: end)
    }
}
