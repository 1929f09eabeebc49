import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import PeerSupport
import TestSupport
import Testing

@testable import panelapp

/// What an operator sees of `web` from outside, in local mode.
@Suite("Operating web", .besideFew, .serialized, .timeLimit(.minutes(10)))
struct OperationsProgramTests {
    private struct Site {
        let folder: URL
        let web: LoggedProgram
        let base: String
        /// The management port.
        let inside: String
    }

    private func with(
        _ more: [String: String] = [:], _ body: (Site) async throws -> Void
    ) async throws {
        try await TestPlace.withFolder { folder in
            let (port, management) = (try FreePort.take(), try FreePort.take())
            let environment = [
                "GUNICORN_BIND": "127.0.0.1:\(port)", "METRICS_BIND": "127.0.0.1:\(management)", "ENV_NAME": "test",
            ].merging(more) { _, new in new }
            let web = try LoggedProgram(["web"], environment: environment, in: folder.appending(path: "data"))
            defer { web.process.terminate() }
            let site = Site(
                folder: folder, web: web, base: "http://127.0.0.1:\(port)", inside: "http://127.0.0.1:\(management)")
            var visitor = WebVisitor(site.base)
            let isReady = try await eventually { (try? await visitor.get("/readyz").status) == 200 }
            #expect(isReady, "\(web.output)")
            try await body(site)
        }
    }

    private func get(_ url: String) async throws -> (status: UInt, type: String, body: String) {
        let answer = try await HTTPClient.shared.execute(HTTPClientRequest(url: url), timeout: .seconds(20))
        let body = String(buffer: try await answer.body.collect(upTo: 4 << 20))
        return (answer.status.code, answer.headers.first(name: "content-type") ?? "", body)
    }

    @Test(
        "O87: metrics and the probe of restarts are on the management port alone")
    func managementPort() async throws {
        try await with { site in
            for path in ["/metrics", "/livez"] { #expect(try await get(site.base + path).status == 404, "\(path)") }
            #expect(try await get("\(site.base)/api/v1/panels/").status == 200)
            #expect(try await get("\(site.base)/panels/4711/").status == 404)
            for path in ["/livez", "/readyz"] { #expect(try await get(site.inside + path).status == 200, "\(path)") }
            #expect(try await get("\(site.inside)/panels/").status == 404)

            let (status, type, text) = try await get("\(site.inside)/metrics")
            #expect(status == 200 && type == "text/plain; version=0.0.4; charset=utf-8")
            for (name, kind) in Self.families { #expect(text.contains("# TYPE \(name) \(kind)\n"), "\(name)") }
            #expect(text.contains("build_info{version=\"\(BuildVersion.current)\",revision=\"unknown\"} 1\n"))
            #expect(
                text.contains(
                    "http_server_request_duration_seconds_count{method=\"GET\",route=\"/api/v1/panels/\",status=\"200\"} 1\n"
                ))
            #expect(text.contains("route=\"/panels/{id}\",status=\"404\"}"), "the pattern, not the path")
            #expect(!text.contains("4711"))
            #expect(text.contains("db_query_duration_seconds_count{operation=\"select\"} "))
            #expect(text.contains("jobs_unsent 0\n"))
            #expect(text.contains("queue_messages{state=\"visible\"} 0\n"))
            for line in text.split(separator: "\n") where !line.hasPrefix("#") {
                #expect(
                    line.wholeMatch(of: /[a-z_0-9]+(\{([a-z_]+="([^"\\]|\\.)*",?)+\})? ([0-9.e+-]+|\+Inf|NaN)/) != nil,
                    "\(line)")
            }
            #expect(try await site.web.stop() == 0)
        }
    }

    /// The table of `operations.md` 17, and what else is there.
    private static let families = [
        ("http_server_request_duration_seconds", "histogram"), ("http_server_active_requests", "gauge"),
        ("http_server_open_connections", "gauge"), ("db_pool_wait_seconds", "histogram"),
        ("db_query_duration_seconds", "histogram"), ("tasks_total", "counter"), ("task_duration_seconds", "histogram"),
        ("task_queue_delay_seconds", "histogram"), ("tasks_in_flight", "gauge"), ("queue_messages", "gauge"),
        ("jobs_unsent", "gauge"), ("s3_requests_total", "counter"), ("sqs_requests_total", "counter"),
        ("smtp_messages_total", "counter"), ("build_info", "gauge"),
    ]

    @Test("A management port that cannot be had is told; the site is served all the same")
    func busyManagementPort() async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try present(channel.localAddress?.port)
        try await with(["METRICS_BIND": "127.0.0.1:\(port)"]) { site in
            let line = try #require(try await site.web.line(of: "management.failed"))
            #expect((line["msg"] as? String)?.contains("METRICS_BIND") == true)
            #expect(try await get("\(site.base)/panels/").status == 200)
            #expect(try await site.web.stop() == 0)
        }
        try await channel.close().get()
    }

    @Test("O73: at ERROR nothing is written while all goes well, neither by the server nor by the consumer of jobs")
    func quiet() async throws {
        try await with(["DJANGO_LOG_LEVEL": "ERROR"]) { site in
            for path in ["/", "/panels/", "/api/v1/panels/", "/nowhere/"] { _ = try await get(site.base + path) }
            #expect(try await site.web.stop() == 0)
            #expect(site.web.output == "")
        }
    }

    @Test("O72: at TRACE too every line is one JSON object with the mandatory members")
    func everyLine() async throws {
        try await with(["DJANGO_LOG_LEVEL": "TRACE"]) { site in
            for path in ["/", "/panels/", "/api/v1/panels/", "/nowhere/"] { _ = try await get(site.base + path) }
            #expect(try await site.web.stop() == 0)
            LogRules.check(site.web, service: "panelapp-web")
            #expect(site.web.lines.contains { $0?["levelname"] as? String == "DEBUG" })
        }
    }

    @Test(
        "operations.md 17: a request of a caller's trace: its span, its statements, and the ids in its line of the log")
    func traced() async throws {
        try await StubCollector.with { collector, address in
            let more = [
                "OTEL_EXPORTER_OTLP_ENDPOINT": address, "OTEL_SERVICE_NAME": "panels-of-tests",
                "OTEL_RESOURCE_ATTRIBUTES": "team=genomics",
            ]
            try await with(more) { site in
                var visitor = WebVisitor(site.base)
                let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
                _ = try await visitor.get(
                    "/panels/?token=hidden-word", [("traceparent", "00-\(trace)-00f067aa0ba902b7-01")])
                _ = try await visitor.get("/panels/", [("X-Amzn-Trace-Id", "Root=1-67891233-abcdef012345678912345678")])
                _ = try await visitor.get("/panels/", [("traceparent", "00-\(trace)-00f067aa0ba902b7-00")])
                let line = try #require(
                    try await site.web.line(of: "http.request") { $0["trace_id"] as? String == trace })
                #expect(try await eventually { collector.spans.count { $0.name == "GET /panels" } >= 2 })
                let request = try #require(collector.spans.first { $0.traceID == trace && $0.kind == 2 })
                #expect(request.parent == "00f067aa0ba902b7")
                #expect(line["span_id"] as? String == request.spanID)
                #expect(request.attributes["http.route"] == "/panels")
                #expect(request.attributes["http.response.status_code"] == "200")
                #expect(collector.spans.contains { $0.traceID == trace && $0.name == "db.select" })
                #expect(
                    collector.spans.contains { $0.traceID == "67891233abcdef012345678912345678" && $0.parent == nil })
                #expect(
                    collector.spans.count { $0.name == "GET /panels" } == 2,
                    "what the caller does not record, nobody does")
                #expect(collector.text.contains("panels-of-tests") && collector.text.contains("genomics"))
                #expect(!collector.text.contains("hidden-word"))
                #expect(try await site.web.stop() == 0)
            }
        }
    }

    @Test("A collector that is not there costs one warning, and no request")
    func collectorAway() async throws {
        let port = try FreePort.take()
        try await with(["OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:\(port)"]) { site in
            let first = try await get("\(site.base)/panels/").status
            let told = try await site.web.line(of: "tracing.lost")
            let later = try await get("\(site.base)/panels/").status
            let code = try await site.web.stop()
            #expect(first == 200 && later == 200 && told != nil && code == 0)
            #expect(site.web.lines.count { $0?["event"] as? String == "tracing.lost" } == 1)
        }
    }

    @Test("Tracing is off where it is switched off, whatever else is set")
    func disabled() async throws {
        try await StubCollector.with { collector, address in
            try await with(["OTEL_EXPORTER_OTLP_ENDPOINT": address, "OTEL_SDK_DISABLED": "true"]) { site in
                let status = try await get("\(site.base)/panels/").status
                let code = try await site.web.stop()
                #expect(status == 200 && code == 0 && collector.requests == 0)
            }
        }
    }
}

/// What holds for every line of the log (`operations.md` 11.2).
enum LogRules {
    static func check(_ program: LoggedProgram, service: String) {
        #expect(!program.lines.isEmpty)
        for (text, line) in zip(program.output.split(separator: "\n"), program.lines) {
            guard let line else {
                Issue.record("no JSON object: \(text)")
                continue
            }
            for name in ["timestamp", "levelname", "name", "msg", "version", "env", "hostname"] {
                #expect(line[name] is String, "\(name): \(text)")
            }
            for name in ["created", "levelno", "process"] { #expect(line[name] is NSNumber, "\(name): \(text)") }
            #expect(line["service"] as? String == service)
            #expect((line["timestamp"] as? String)?.hasSuffix("Z") == true)
            #expect(text.utf8.count <= 64 * 1024)
            let isGrave = (line["levelno"] as? Int ?? 0) >= 30 && line["name"] as? String != "web.access"
            if isGrave {
                for name in ["module", "funcName", "lineno"] { #expect(line[name] != nil, "\(name): \(text)") }
            }
        }
    }
}
