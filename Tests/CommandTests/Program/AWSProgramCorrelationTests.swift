import Foundation
import PeerSupport
import Testing

@testable import panelapp

/// One request through web, queue, worker and mail server, seen from outside by its log lines, its trace and the metrics.
@Suite("Program in aws mode: what can be followed", .besideFew, .timeLimit(.minutes(5)))
struct AWSProgramCorrelationTests {
    private static let requestID = "abcdefgh1"

    @Test(
        "O72, O74, O87: the lines of both containers carry the request's id and trace; spans hang together; metrics have counted it"
    )
    func follows() async throws {
        try await StubCollector.with { collector, address in
            try await AWSPlace.with(["OTEL_EXPORTER_OTLP_ENDPOINT": address, "AWS_MEDIA_DELIVERY": "proxy"]) { place in
                _ = try await place.prepare("demo-reviewer")
                // The worker first: it makes the queue. Without one web leaves its jobs to the worker's sweep for a while.
                let worker = try place.start("worker")
                defer { worker.process.terminate() }
                #expect(try await hasQueue(place), "\(worker.output)")
                var inside = WebVisitor(place.workerInside)
                #expect(try await inside.get("/readyz").status == 200)
                let web = try place.start("web")
                defer { web.process.terminate() }
                var visitor = WebVisitor(place.base)
                #expect(try await eventually { (try? await visitor.get("/readyz").status) == 200 }, "\(web.output)")
                #expect(try await inside.get("/livez").status == 200)

                visitor.headers = [("X-Request-ID", Self.requestID)]
                let answer = try await visitor.submit(
                    "/accounts/password_reset/", ["email": "demo-reviewer@example.org"])
                #expect(answer.headers.first(name: "X-Request-ID") == Self.requestID)
                let missing = try await visitor.get("/media/images/none.png")
                #expect(missing.status == 404)

                let job = try #require(try await worker.line(of: "task.done"), "\(worker.output)")
                #expect(job["request_id"] as? String == Self.requestID)
                #expect(job["name"] as? String == "worker.task")
                #expect(job["attempt"] as? Int == 1)
                for name in ["queue_delay_ms", "duration_ms", "task_id"] { #expect(job[name] is NSNumber, "\(name)") }
                let access = try #require(
                    try await web.line(of: "http.request") { line in
                        line["method"] as? String == "POST" && line["request_id"] as? String == Self.requestID
                    })
                let trace = try #require(access["trace_id"] as? String)
                #expect(job["trace_id"] as? String == trace)

                try await checkSpans(collector, trace)
                try await checkMetrics(place, visitor)
                #expect(try await worker.stop() == 0)
                #expect(try await web.stop() == 0)
                LogRules.check(web, service: "panelapp-web")
                LogRules.check(worker, service: "panelapp-worker")
            }
        }
    }

    /// Whether the worker has come to have a queue.
    private func hasQueue(_ place: AWSPlace) async throws -> Bool {
        var inside = WebVisitor(place.workerInside)
        return try await eventually {
            (try? await inside.get("/metrics").body.contains("queue_messages{state=\"visible\"} ")) == true
        }
    }

    private func checkSpans(_ collector: StubCollector, _ trace: String) async throws {
        let isWhole = try await eventually {
            // Each container sends its own, in its own time.
            collector.spans.contains { $0.traceID == trace && $0.name == "SMTP send" }
                && [2, 5].allSatisfy { kind in collector.spans.contains { $0.traceID == trace && $0.kind == kind } }
                && collector.spans.contains { $0.traceID == trace && $0.name.hasPrefix("SQS SendMessage") }
        }
        #expect(isWhole, "\(collector.spans.map(\.name))")
        let spans = collector.spans.filter { $0.traceID == trace }
        let request = try #require(spans.first { $0.kind == 2 })
        let job = try #require(spans.first { $0.kind == 5 })
        #expect(request.name == "POST /accounts/password_reset" && request.parent == nil)
        #expect(job.parent == request.spanID && job.name.hasPrefix("job accounts."))
        #expect(job.attributes["panelapp.request_id"] == Self.requestID)
        #expect(spans.contains { $0.name.hasPrefix("SQS SendMessage") && $0.parent == request.spanID && $0.kind == 3 })
        #expect(spans.contains { $0.name.hasPrefix("db.") && $0.parent == request.spanID })
        #expect(spans.contains { $0.name.hasPrefix("db.") && $0.parent == job.spanID })
        #expect(spans.contains { $0.name == "SMTP send" && $0.parent == job.spanID && $0.statusCode == 0 })
        #expect(collector.spans.contains { $0.name.hasPrefix("S3 ") && $0.parent != nil })
        // The endless question for messages belongs to nobody's trace.
        #expect(!collector.spans.contains { $0.name == "SQS ReceiveMessage" })
        #expect(!collector.text.contains("demo-reviewer@"))
    }

    private func checkMetrics(_ place: AWSPlace, _ visitor: WebVisitor) async throws {
        var inside = WebVisitor(place.workerInside)
        let worker = try await inside.get("/metrics").body
        let task = "{task=\"accounts.password_reset_email\",outcome=\"done\"}"
        #expect(worker.contains("tasks_total\(task) 1\n"))
        #expect(worker.contains("task_duration_seconds_count\(task) 1\n"))
        #expect(worker.contains("task_queue_delay_seconds_count\(task) 1\n"))
        #expect(worker.contains("smtp_messages_total{operation=\"send\",outcome=\"ok\"} 1\n"))
        #expect(worker.contains("sqs_requests_total{operation=\"ReceiveMessage\",outcome=\"ok\"} "))
        #expect(worker.contains("queue_messages{state=\"visible\"} 0\n"))
        #expect(worker.contains("queue_messages{state=\"in_flight\"} "))
        #expect(worker.contains("jobs_unsent 0\n"))
        #expect(worker.contains("db_pool_connections{state=\"idle\"} "))
        inside = WebVisitor(place.webInside)
        let web = try await inside.get("/metrics").body
        #expect(web.contains("s3_requests_total{operation="))
        #expect(web.contains("sqs_requests_total{operation=\"SendMessage"))
        #expect(web.contains("db_pool_wait_seconds_count "))
        #expect(web.contains("db_pool_connections{state=\"in_use\"} "))
        #expect(web.contains("http_server_open_connections "))
        var outside = visitor
        for path in ["/metrics", "/livez"] { #expect(try await outside.get(path).status == 404) }
    }

    @Test(
        "O73: at ERROR neither web nor worker writes a line while all goes well")
    func quiet() async throws {
        try await AWSPlace.with(["DJANGO_LOG_LEVEL": "ERROR"]) { place in
            _ = try await place.run("migrate")
            // The worker first: it makes the queue, which web would miss.
            let worker = try place.start("worker")
            defer { worker.process.terminate() }
            #expect(try await hasQueue(place))
            let web = try place.start("web")
            defer { web.process.terminate() }
            var visitor = WebVisitor(place.base)
            #expect(try await eventually { (try? await visitor.get("/readyz").status) == 200 })
            #expect(try await visitor.get("/panels/").status == 200)
            #expect(try await worker.stop() == 0)
            #expect(try await web.stop() == 0)
            #expect(worker.output == "")
            #expect(web.output == "")
        }
    }
}
