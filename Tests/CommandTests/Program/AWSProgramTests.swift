import DatabaseSupport
import Foundation
import PeerSupport
import Ports
import S3BlobStore
import TestSupport
import Testing

@testable import panelapp

/// The smallest valid environment of `aws` mode runs web, worker and jobs against S3, SQS, SMTP and PostgreSQL.
@Suite("Program in aws mode", .besideFew, .timeLimit(.minutes(5)))
struct AWSProgramTests {
    /// A port, a database, a queue and a bucket of the test's own.
    func with(_ body: (_ environment: [String: String], _ port: Int) async throws -> Void) async throws {
        let peers = try present(Peers.running)
        let name = "p\(UUID().uuidString.lowercased())"
        _ = try await peers.bucket(name)
        let port = try FreePort.take()
        try await TestDatabases.withPostgresURL { url in
            try await body(
                Environments.aws(plus: [
                    "AWS_S3_MEDIAFILES_BUCKET_NAME": name, "TASK_QUEUE_NAME": name, "AWS_ENDPOINT_URL": peers.aws,
                    "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "DATABASE_URL": url,
                    "EMAIL_HOST": "localhost", "EMAIL_PORT": "\(try present(peers.smtp["plain"]))",
                    "EMAIL_USE_TLS": "False", "ALLOWED_HOSTS": "127.0.0.1", "GUNICORN_BIND": "127.0.0.1:\(port)",
                    "PANEL_APP_BASE_URL": "http://127.0.0.1:\(port)", "STATIC_URL": "/static/", "SHUTDOWN_DELAY": "0",
                    "METRICS_BIND": "",
                    "HEALTH_CHECK_SERVICES": "database,rabbitmq,email,celery,storage,maintenance",
                ]), port)
        }
    }

    @Test(
        "O3, O67, O75: neither ready nor taking jobs before migrate; then every part is well, and a mail goes through the queue to its server"
    )
    func works() async throws {
        try await with { environment, port in
            let site = SiteVisitor(base: "http://127.0.0.1:\(port)")
            let web = try RunningProgram(["web"], environment: environment)
            defer { web.process.terminate() }
            _ = try present(try await web.line(containing: "web.listening"))
            let early = try await site.get("/readyz")
            #expect(early.status.code == 503)
            // Once the database was looked at.
            #expect(
                try await eventually { try await SiteVisitor.text(try await site.get("/readyz")).contains("schema") })
            let worker = try RunningProgram(["worker"], environment: environment)
            defer { worker.process.terminate() }
            _ = try present(try await worker.line(containing: "schema.unusable"))

            #expect(try await RunningProgram.run(["migrate"], environment: environment).code == 0)
            let demo = try await RunningProgram.run(["demo"], environment: environment)
            #expect(demo.code == 0)
            let address = "demo-curator@example.org"
            let before = try SiteVisitor.mails(to: address)
            _ = try present(try await worker.line(containing: "worker.started"))

            #expect(try await site.eventually("/readyz").status == 200)
            let health = try await site.eventually("/health_check/?token=health-secret-12345")
            #expect(
                health.text
                    == #"{"database":"OK","rabbitmq":"OK","email":"OK","celery":"OK","storage":"OK","maintenance":"OK"}"#
            )

            try await site.askForReset(address)
            #expect(try await SiteVisitor.mailArrives(to: address, after: before))
            #expect(try SiteVisitor.mails(to: address) == before + 1)

            worker.process.terminate()
            web.process.terminate()
            #expect(try await worker.finish().code == 0)
            #expect(try await web.finish().code == 0)
        }
    }

    @Test(
        "O36: with AWS_MEDIA_DELIVERY=proxy web streams uploaded files itself, in ranges, and lists for imports to nobody"
    )
    func proxy() async throws {
        try await with { environment, port in
            let bucket = try present(environment["AWS_S3_MEDIAFILES_BUCKET_NAME"])
            let store = S3BlobStore(try await present(Peers.running).bucket(bucket))
            try await store.put(
                try present(BlobKey("images/logo.png")), Array("0123456789".utf8), contentType: "image/png")
            try await store.put(try present(BlobKey("panels/list.tsv")), [1], contentType: "text/plain")
            #expect(try await RunningProgram.run(["migrate"], environment: environment).code == 0)
            let proxying = environment.merging(["AWS_MEDIA_DELIVERY": "proxy"]) { _, new in new }
            let web = try RunningProgram(["web"], environment: proxying)
            defer { web.process.terminate() }
            _ = try present(try await web.line(containing: "web.listening"))
            let site = SiteVisitor(base: "http://127.0.0.1:\(port)")
            #expect(try await site.eventually("/readyz").status == 200)

            let whole = try await site.get("/media/images/logo.png")
            #expect(whole.status.code == 200 && whole.headers.first(name: "content-type") == "image/png")
            #expect(try await SiteVisitor.text(whole) == "0123456789")
            let part = try await site.get("/media/images/logo.png", headers: [("range", "bytes=3-5")])
            #expect(part.status.code == 206)
            #expect(try await SiteVisitor.text(part) == "345")
            let tag = try present(whole.headers.first(name: "etag"))
            #expect(try await site.get("/media/images/logo.png", headers: [("if-none-match", tag)]).status.code == 304)
            #expect(try await site.get("/media/panels/list.tsv").status.code == 404)
            web.process.terminate()
            #expect(try await web.finish().code == 0)
        }
    }

    @Test("O48: a queue with another visibility ends the worker with 78 and warns web; with the same both run")
    func otherVisibility() async throws {
        try await with { environment, _ in
            var environment = environment
            let peers = try present(Peers.running)
            let name = "q-\(UUID().uuidString.lowercased())"
            _ = try await peers.queue(name, lease: 30, maxReceives: 5)
            environment["TASK_QUEUE_NAME"] = name
            environment["AWS_SQS_ENDPOINT_URL"] = peers.sqs
            #expect(try await RunningProgram.run(["migrate"], environment: environment).code == 0)
            let refused = try await RunningProgram.run(["worker"], environment: environment)
            #expect(refused.code == 78)
            let line = try present(refused.lines.first { $0.contains("config.invalid") })
            #expect(line.contains("30 s") && line.contains("360 s") && line.contains("SQS_QUEUE_VISIBILITY_TIMEOUT"))
            let web = try RunningProgram(["web"], environment: environment)
            let warning = try present(try await web.line(containing: "queue.different"))
            #expect(warning.contains("WARN") && warning.contains("30 s"))
            web.process.terminate()
            #expect(try await web.finish().code == 0)

            environment["SQS_QUEUE_VISIBILITY_TIMEOUT"] = "30"
            let worker = try RunningProgram(["worker"], environment: environment)
            #expect(try present(try await worker.line(containing: "queue.ready")).contains("30"))
            _ = try present(try await worker.line(containing: "worker.started"))
            worker.process.terminate()
            #expect(try await worker.finish().code == 0)

            environment["SQS_CREATE_MISSING_QUEUE"] = "False"
            environment["TASK_QUEUE_NAME"] = "\(name)-none"
            #expect(try await RunningProgram.run(["worker"], environment: environment).code == 78)
        }
    }
}
