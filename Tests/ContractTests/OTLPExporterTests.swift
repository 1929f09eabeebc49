import AsyncHTTPClient
import Foundation
import PeerSupport
import TestSupport
import Testing
import Tracing

@testable import OTLPTracing

/// `operations.md` 17: spans arrive at a collector, in the background; its failures are nobody's business.
@Suite("Traces: the way to a collector")
struct OTLPExporterTests {
    private struct Failure: Error, CustomStringConvertible { let description = "no such gene" }

    private func with(
        _ sampler: TraceSampler = .always,
        _ body: (OTLPTracer, OTLPExporter, StubCollector, Collected<OTLPTrouble>) async throws -> Void
    ) async throws {
        try await StubCollector.with { collector, address in
            let troubles = Collected<OTLPTrouble>()
            let exporter = OTLPExporter(
                endpoint: "\(address)/", resource: [(name: "service.name", value: "panelapp-test")], version: "4.0.0",
                http: .shared,
                redact: { body in
                    body = Array(String(decoding: body, as: UTF8.self).replacing("hidden-word", with: "***").utf8)
                }, report: { troubles.append($0) })
            try await body(OTLPTracer(sampler: sampler, exporter: exporter), exporter, collector, troubles)
        }
    }

    @Test("Spans arrive with their parents, kinds, times, attributes and errors; secrets are taken out")
    func arrives() async throws {
        try await with { tracer, exporter, collector, troubles in
            #expect(throws: Failure.self) {
                try tracer.withSpan("GET /panels/{id}/", ofKind: .server) { span in
                    span.updateAttributes { attributes in
                        attributes["http.route"] = "/panels/{id}/"
                        attributes["http.response.status_code"] = 500
                        attributes["note"] = "a hidden-word"
                    }
                    tracer.withSpan("db.select", ofKind: .client) { _ in }
                    throw Failure()
                }
            }
            await exporter.flush()

            #expect(troubles.all.isEmpty)
            #expect(collector.types == ["application/json"])
            let spans = collector.spans
            let query = try #require(spans.first { $0.name == "db.select" })
            let request = try #require(spans.first { $0.name == "GET /panels/{id}/" })
            #expect(spans.count == 2)
            #expect(request.parent == nil && query.parent == request.spanID && query.traceID == request.traceID)
            #expect(request.kind == 2 && query.kind == 3)
            #expect(request.start <= query.start && query.start <= query.end && query.end <= request.end)
            #expect(request.start > 1_700_000_000_000_000_000)
            #expect(request.attributes["http.response.status_code"] == "500")
            #expect(request.attributes["note"] == "a ***")
            #expect(request.statusCode == 2 && query.statusCode == 0)
            #expect(collector.text.contains("\"exception.message\""))
            #expect(collector.text.contains("no such gene"))
            let resources = try #require(collector.firstDocument?["resourceSpans"] as? [[String: Any]])
            #expect("\(resources)".contains("panelapp-test"))
        }
    }

    @Test("What is not sampled is not sent, and its parts neither")
    func notSampled() async throws {
        try await with(.never) { tracer, exporter, collector, _ in
            tracer.withSpan("request") { span in
                #expect(!span.isRecording)
                tracer.withSpan("query") { _ in }
            }
            await exporter.flush()
            #expect(collector.requests == 0)
        }
    }

    @Test("Many spans go in several requests")
    func batches() async throws {
        try await with { tracer, exporter, collector, _ in
            for number in 0..<(OTLPExporter.batch + 1) { tracer.withSpan("\(number)") { _ in } }
            await exporter.flush()
            #expect(collector.requests == 2)
            #expect(Set(collector.spans.map(\.name)).count == OTLPExporter.batch + 1)
        }
    }

    @Test("A collector that is busy is asked again; one that refuses is not")
    func failures() async throws {
        try await with { tracer, exporter, collector, troubles in
            collector.answer(503)
            tracer.withSpan("busy") { _ in }
            await exporter.flush()
            #expect(collector.requests == 3)
            collector.answer(400)
            tracer.withSpan("refused") { _ in }
            await exporter.flush()
            #expect(collector.requests == 4)
            #expect(troubles.all.map(\.lost) == [1, 1])
            collector.answer(200)
            tracer.withSpan("well") { _ in }
            await exporter.flush()
            #expect(collector.spans.last?.name == "well")
            #expect(troubles.all.count == 2)
        }
    }

    @Test("While nobody takes them, spans beyond a bound are lost and counted, and whoever ends one never waits")
    func bounded() async throws {
        try await with { tracer, exporter, collector, troubles in
            for _ in 0..<(OTLPExporter.mostWaiting + 5) { tracer.withSpan("x") { _ in } }
            await exporter.flush()
            #expect(troubles.all.map(\.lost) == [5])
            #expect(collector.spans.count == OTLPExporter.mostWaiting)
        }
    }
}
