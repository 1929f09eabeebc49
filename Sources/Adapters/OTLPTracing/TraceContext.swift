import Tracing

/// Which trace something belongs to, and which span of it goes on (W3C Trace Context).
public struct TraceContext: Hashable, Sendable {
    public var traceID: TraceID
    /// Nil where the caller named a trace and no span of it.
    public var spanID: SpanID?
    /// Whether the trace is recorded; nil where the caller left that to us.
    public var isSampled: Bool?
    /// What other systems have added; handed on as it is.
    public var state: String?

    public init(traceID: TraceID, spanID: SpanID?, isSampled: Bool?, state: String? = nil) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
        self.state = state
    }

    /// Nil when the text is no `traceparent` header: those are to be ignored whole.
    public init?(traceparent text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        // Later versions may add parts; the first four stay what they are.
        guard parts.count >= 4, parts[0].count == 2, parts[0] != "ff", let version = UInt8(parts[0], radix: 16),
            version > 0 || parts.count == 4, parts[3].count == 2, let flags = UInt8(parts[3], radix: 16),
            let traceID = TraceID(parts[1]), let spanID = SpanID(parts[2])
        else { return nil }
        self.init(traceID: traceID, spanID: spanID, isSampled: flags & 1 == 1)
    }

    /// Nil when the text has no root that can be read. `Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1`
    public init?(amazonTraceID text: String) {
        var root: TraceID?
        var parent: SpanID?
        var isSampled: Bool?
        for part in text.split(separator: ";") {
            let item = part.drop { $0 == " " }
            if item.hasPrefix("Root=1-") {
                root = TraceID(item.dropFirst("Root=1-".count).filter { $0 != "-" }[...])
            } else if item.hasPrefix("Parent=") {
                parent = SpanID(item.dropFirst("Parent=".count))
            } else if item == "Sampled=1" {
                isSampled = true
            } else if item == "Sampled=0" {
                isSampled = false
            }
        }
        guard let root else { return nil }
        self.init(traceID: root, spanID: parent, isSampled: isSampled)
    }

    /// The header for whoever goes on with the trace; nil without a span.
    public var traceparent: String? { spanID.map { "00-\(traceID)-\($0)-\(isSampled == true ? "01" : "00")" } }
}

extension InstrumentationContext {
    private enum Key: InstrumentationContextKey { typealias Value = TraceContext }

    /// The trace that the present work belongs to.
    public var trace: TraceContext? {
        get { self[Key.self] }
        set { self[Key.self] = newValue }
    }
}
