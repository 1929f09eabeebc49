import AsyncHTTPClient
import Testing
import Tracing

@testable import OTLPTracing

/// `operations.md` 17: which trace a request belongs to, and whether it is recorded.
@Suite("Traces: context and sampling")
struct TraceContextTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let span = "00f067aa0ba902b7"

    private struct Headers: Extractor, Injector {
        func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
    }

    @Test("A traceparent is read and written")
    func traceparent() throws {
        let context = try #require(TraceContext(traceparent: "00-\(Self.trace)-\(Self.span)-01"))
        #expect(context.traceID.description == Self.trace)
        #expect(context.spanID?.description == Self.span)
        #expect(context.isSampled == true)
        #expect(context.traceparent == "00-\(Self.trace)-\(Self.span)-01")
        #expect(TraceContext(traceparent: "00-\(Self.trace)-\(Self.span)-00")?.isSampled == false)
        // A later version may have more.
        #expect(TraceContext(traceparent: "01-\(Self.trace)-\(Self.span)-03-more")?.isSampled == true)
    }

    @Test(
        "What is no traceparent is ignored whole",
        arguments: [
            "", "00", "00-\(trace)-\(span)", "ff-\(trace)-\(span)-01", "00-\(trace)-\(span)-01-more",
            "00-00000000000000000000000000000000-\(span)-01", "00-\(trace)-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-\(span)-01", "00-\(trace.dropLast())-\(span)-01",
            "00-\(trace)-\(span)-1", "00-\(trace)-\(span)-zz", "zz-\(trace)-\(span)-01",
            "00-+bf92f3577b34da6a3ce929d0e0e4736-\(span)-01",
        ])
    func malformed(text: String) { #expect(TraceContext(traceparent: text) == nil) }

    @Test("Amazon's header: root, parent and decision; a load balancer names a root alone")
    func amazon() throws {
        let root = "Root=1-67891233-abcdef012345678912345678"
        let full = try #require(TraceContext(amazonTraceID: "\(root);Parent=53995c3f42cd8ad8;Sampled=1"))
        #expect(full.traceID.description == "67891233abcdef012345678912345678")
        #expect(full.spanID?.description == "53995c3f42cd8ad8")
        #expect(full.isSampled == true)
        let bare = try #require(TraceContext(amazonTraceID: "Self=1-67891233-1234567812345678; \(root)"))
        #expect(bare.spanID == nil && bare.isSampled == nil)
        #expect(TraceContext(amazonTraceID: "\(root);Sampled=0")?.isSampled == false)
        for text in ["", "Root=", "Root=1-6789-abc", "Parent=53995c3f42cd8ad8"] {
            #expect(TraceContext(amazonTraceID: text) == nil, "\(text)")
        }
    }

    @Test(
        "The names of samplers",
        arguments: [
            ("always_on", TraceSampler.always), ("always_off", .never), ("traceidratio", .share(0.25)),
            ("parentbased_always_on", .asCaller(otherwise: .always)),
            ("parentbased_always_off", .asCaller(otherwise: .never)),
            ("parentbased_traceidratio", .asCaller(otherwise: .share(0.25))),
        ])
    func names(name: String, sampler: TraceSampler) {
        #expect(TraceSampler(name, share: 0.25) == sampler)
        #expect(TraceSampler.names.contains(name))
    }

    @Test("No sampler: unknown names, shares beyond 0 to 1")
    func noSampler() {
        #expect(TraceSampler("sometimes", share: 1) == nil)
        #expect(TraceSampler("traceidratio", share: 1.5) == nil)
        #expect(TraceSampler("parentbased_parentbased_always_on", share: 1) == nil)
    }

    @Test("A share of traces is taken, the same ones by everybody; the caller's decision goes before it")
    func sampling() {
        let traces = (0..<4_000).map { _ in TraceID.random() }
        let share = TraceSampler.share(0.25)
        let taken = traces.filter { share.takes($0, caller: nil) }
        #expect((800...1_200).contains(taken.count))
        #expect(taken == traces.filter { share.takes($0, caller: nil) })
        #expect(traces.allSatisfy { TraceSampler.share(1).takes($0, caller: nil) })
        #expect(!traces.contains { TraceSampler.share(0).takes($0, caller: nil) })
        let asCaller = TraceSampler.asCaller(otherwise: .never)
        #expect(asCaller.takes(traces[0], caller: true) && !asCaller.takes(traces[0], caller: nil))
        #expect(!TraceSampler.asCaller(otherwise: .always).takes(traces[0], caller: false))
    }

    @Test("W3C's header goes before Amazon's, which is used when that one is missing or malformed")
    func order() throws {
        let tracer = OTLPTracer.silent()
        func extracted(_ headers: [String: String]) -> TraceContext? {
            var context = InstrumentationContext.topLevel
            tracer.extract(headers, into: &context, using: Headers())
            return context.trace
        }
        let w3c = "00-\(Self.trace)-\(Self.span)-01"
        let amazon = "Root=1-67891233-abcdef012345678912345678"
        #expect(
            extracted(["traceparent": w3c, "x-amzn-trace-id": amazon, "tracestate": "a=b"])
                == TraceContext(traceparent: w3c).map { context in
                    var context = context
                    context.state = "a=b"
                    return context
                })
        #expect(extracted(["traceparent": "nonsense", "x-amzn-trace-id": amazon])?.spanID == nil)
        #expect(extracted(["x-amzn-trace-id": amazon])?.traceID.description == "67891233abcdef012345678912345678")
        #expect(extracted([:]) == nil)
    }

    @Test("A span goes on with its caller's trace; what follows from it names the span")
    func goingOn() throws {
        let tracer = OTLPTracer.silent()
        var caller = InstrumentationContext.topLevel
        caller.trace = TraceContext(traceparent: "00-\(Self.trace)-\(Self.span)-01")
        let span = tracer.startSpan("work", context: caller)
        var headers: [String: String] = [:]
        tracer.inject(span.context, into: &headers, using: Headers())
        let handed = try #require(headers["traceparent"].flatMap { TraceContext(traceparent: $0) })
        #expect(handed.traceID.description == Self.trace)
        #expect(handed.spanID?.description != Self.span)
        #expect(handed.isSampled == true)
    }
}

extension OTLPTracer {
    /// A tracer whose spans nobody sees.
    static func silent(_ sampler: TraceSampler = .asCaller(otherwise: .always)) -> OTLPTracer {
        OTLPTracer(
            sampler: sampler,
            exporter: OTLPExporter(endpoint: "http://127.0.0.1:9", resource: [], version: "0", http: .shared))
    }
}
