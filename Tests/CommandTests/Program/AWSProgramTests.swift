import AsyncHTTPClient
import DatabaseSupport
import Foundation
import NIOCore
import NIOPosix
import PeerSupport
import Testing

@testable import panelapp

/// The smallest valid environment of `aws` mode runs web, worker and jobs against S3, SQS, SMTP and PostgreSQL.
@Suite("Program in aws mode", .enabled(if: Peers.running != nil), .timeLimit(.minutes(5)))
struct AWSProgramTests {
    /// A port, a database, a queue and a bucket of the test's own.
    private func with(_ body: (_ environment: [String: String], _ port: Int) async throws -> Void) async throws {
        let peers = try present(Peers.running)
        let name = "p\(UUID().uuidString.lowercased())"
        _ = try await peers.bucket(name)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try present(channel.localAddress?.port)
        try await channel.close().get()
        try await TestDatabases.withPostgresURL { url in
            try await body(
                Environments.aws(plus: [
                    "AWS_S3_MEDIAFILES_BUCKET_NAME": name, "TASK_QUEUE_NAME": name, "AWS_ENDPOINT_URL": peers.aws,
                    "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "DATABASE_URL": url,
                    "EMAIL_HOST": "localhost", "EMAIL_PORT": "\(try present(peers.smtp["plain"]))",
                    "EMAIL_USE_TLS": "False", "ALLOWED_HOSTS": "127.0.0.1", "GUNICORN_BIND": "127.0.0.1:\(port)",
                    "PANEL_APP_BASE_URL": "http://127.0.0.1:\(port)", "STATIC_URL": "/static/", "SHUTDOWN_DELAY": "0",
                    "HEALTH_CHECK_SERVICES": "database,rabbitmq,email,celery,storage,maintenance",
                ]), port)
        }
    }

    private func get(_ url: String, _ headers: [(String, String)] = []) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: url)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        return try await HTTPClient.shared.execute(request, timeout: .seconds(20))
    }

    private func text(_ answer: HTTPClientResponse) async throws -> String {
        String(buffer: try await answer.body.collect(upTo: 4 << 20))
    }

    /// What the address answers as soon as it is 200, or at last.
    private func eventually(_ url: String) async throws -> (UInt, String) {
        var last: (UInt, String) = (0, "")
        for _ in 0..<100 {
            let answer = try await get(url)
            last = (answer.status.code, try await text(answer))
            if last.0 == 200 { return last }
            try await Task.sleep(for: .milliseconds(300))
        }
        return last
    }

    private func mails(to address: String) throws -> Int {
        let folder = URL(filePath: try present(Peers.running).mails)
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return files?.compactMap { $0 as? URL }.filter { $0.pathExtension == "to" }
            .count { (try? String(contentsOf: $0, encoding: .utf8))?.contains(address) == true } ?? 0
    }

    @Test(
        "O3, O67, O75: not ready before migrate; then every part is well, and a mail goes through the queue to its server"
    )
    func works() async throws {
        try await with { environment, port in
            let base = "http://127.0.0.1:\(port)"
            let web = try RunningProgram(["web"], environment: environment)
            defer { web.process.terminate() }
            _ = try present(web.line(containing: "web.listening"))
            let early = try await get("\(base)/readyz")
            #expect(early.status.code == 503)
            #expect(try await text(early).contains("schema"))

            #expect(try RunningProgram.run(["migrate"], environment: environment).code == 0)
            let demo = try RunningProgram.run(["demo"], environment: environment)
            #expect(demo.code == 0)
            let address = "demo-curator@example.org"
            let before = try mails(to: address)
            let worker = try RunningProgram(["worker"], environment: environment)
            defer { worker.process.terminate() }
            _ = try present(worker.line(containing: "worker.started"))

            #expect(try await eventually("\(base)/readyz").0 == 200)
            let health = try await eventually("\(base)/health_check/?token=health-secret-12345")
            #expect(
                health.1
                    == #"{"database":"OK","rabbitmq":"OK","email":"OK","celery":"OK","storage":"OK","maintenance":"OK"}"#
            )

            try await askForReset(base, address)
            for _ in 0..<100 where try mails(to: address) == before { try await Task.sleep(for: .milliseconds(200)) }
            #expect(try mails(to: address) == before + 1)

            worker.process.terminate()
            web.process.terminate()
            #expect(try worker.finish().code == 0)
            #expect(try web.finish().code == 0)
        }
    }

    private func askForReset(_ base: String, _ address: String) async throws {
        let page = try await get("\(base)/accounts/password_reset/")
        let cookies = page.headers["set-cookie"].compactMap { $0.split(separator: ";").first }.joined(separator: "; ")
        let body = try await text(page)
        let token = try present(body.firstMatch(of: /csrfmiddlewaretoken" value="([^"]+)"/)).output.1
        var request = HTTPClientRequest(url: "\(base)/accounts/password_reset/")
        request.method = .POST
        request.headers.add(name: "cookie", value: cookies)
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(
            ByteBuffer(string: "csrfmiddlewaretoken=\(token)&email=\(address.replacing("@", with: "%40"))"))
        let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        // The client has followed the redirect.
        #expect(answer.status.code == 200)
    }

    @Test("6.6: a queue with another visibility ends the worker with 78, and the line names both numbers")
    func otherVisibility() async throws {
        try await with { environment, _ in
            var environment = environment
            let peers = try present(Peers.running)
            let name = "q-\(UUID().uuidString.lowercased())"
            _ = try await peers.queue(name, lease: 30, maxReceives: 5)
            environment["TASK_QUEUE_NAME"] = name
            environment["AWS_SQS_ENDPOINT_URL"] = peers.sqs
            let worker = try RunningProgram.run(["worker"], environment: environment)
            #expect(worker.code == 78)
            let line = try present(worker.lines.last)
            #expect(line.contains("30 s") && line.contains("360 s"))
            environment["SQS_CREATE_MISSING_QUEUE"] = "False"
            environment["TASK_QUEUE_NAME"] = "\(name)-none"
            #expect(try RunningProgram.run(["worker"], environment: environment).code == 78)
        }
    }
}
