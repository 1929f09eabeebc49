import Synchronization
import Tracing

/// A piece of work of a trace. What it is told after its end is not heard.
public final class OTLPSpan: Span {
    private struct State {
        var name: String
        var attributes = SpanAttributes()
        var status: SpanStatus?
        var events: [SpanEvent] = []
        var links: [SpanLink] = []
        var hasEnded = false
    }

    /// More would make a batch too large for collectors.
    private static let mostEvents = 32

    public let context: InstrumentationContext
    /// Whether anybody will ever see it.
    public let isRecording: Bool
    private let kind: SpanKind
    private let own: TraceContext
    private let parent: SpanID?
    private let start: UInt64
    private let state: Mutex<State>
    private let finish: @Sendable (FinishedSpan) -> Void

    init(
        _ name: String, _ kind: SpanKind, context: InstrumentationContext, own: TraceContext, parent: SpanID?,
        start: UInt64, finish: @escaping @Sendable (FinishedSpan) -> Void
    ) {
        self.context = context
        self.own = own
        self.kind = kind
        self.parent = parent
        self.start = start
        self.finish = finish
        isRecording = own.isSampled == true
        state = Mutex(State(name: name))
    }

    public var operationName: String {
        get { state.withLock { $0.name } }
        set { change { $0.name = newValue } }
    }

    public var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set { change { $0.attributes = newValue } }
    }

    public func setStatus(_ status: SpanStatus) { change { $0.status = status } }

    public func addEvent(_ event: SpanEvent) {
        change { if $0.events.count < Self.mostEvents { $0.events.append(event) } }
    }

    public func addLink(_ link: SpanLink) {
        change { if $0.links.count < Self.mostEvents { $0.links.append(link) } }
    }

    public func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        var attributes = attributes
        attributes["exception.type"] = "\(type(of: error))"
        attributes["exception.message"] = "\(error)"
        addEvent(SpanEvent(name: "exception", at: instant(), attributes: attributes))
    }

    public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        let ended: State? = state.withLock { state in
            if state.hasEnded { return nil }
            state.hasEnded = true
            return state
        }
        guard let ended, isRecording else { return }
        finish(
            FinishedSpan(
                own: own, parent: parent, name: ended.name, kind: kind, start: start,
                end: instant().nanosecondsSinceEpoch, attributes: ended.attributes, status: ended.status,
                events: ended.events, links: ended.links.compactMap(\.context.trace)))
    }

    private func change(_ change: (inout State) -> Void) {
        guard isRecording else { return }
        state.withLock { if !$0.hasEnded { change(&$0) } }
    }
}

/// What is left of a span when it has ended.
struct FinishedSpan: Sendable {
    let own: TraceContext
    let parent: SpanID?
    let name: String
    let kind: SpanKind
    /// Nanoseconds since 1970.
    let start: UInt64
    let end: UInt64
    let attributes: SpanAttributes
    let status: SpanStatus?
    let events: [SpanEvent]
    let links: [TraceContext]
}
