import AWSClient
import DatabaseSupport
import Foundation
import PeerSupport
import Ports
import S3BlobStore
import TestSupport
import Testing

@testable import panelapp

/// The program as it is deployed: each part under a role with nothing but the policies of `docker/policies`, which are
/// enforced (`operations.md` 8.6).
@Suite("Program in aws mode under policies", .besideFew, .serialized, .timeLimit(.minutes(5)))
struct AWSPolicyProgramTests {
    /// Which policies web and worker have.
    enum Policies: String, CaseIterable, Sendable {
        case split = "one policy for each"
        case founding = "the founding document's policy for both"

        var web: [String] { [self == .split ? "sqs-web.json" : "sqs.json", "s3-media.json"] }
        var worker: [String] { [self == .split ? "sqs-worker.json" : "sqs.json", "s3-media-worker.json"] }
    }

    /// Buckets, a queue and a database of a test's own.
    private struct World {
        let cloud: GuardedCloud
        let name = UUID().uuidString.lowercased()
        let port: Int
        let database: String
        let mailPort: Int

        func policy(_ files: [String]) throws -> PolicyDocument {
            try PolicyDocument(
                files,
                [
                    "REGION": Peers.region.name, "ACCOUNT_ID": GuardedCloud.account, "QUEUE_NAME": "q-\(name)",
                    "MEDIA_BUCKET": "m-\(name)", "MEDIA_LOCATION": "uploads", "STATIC_BUCKET": "s-\(name)",
                    "STATIC_LOCATION": "static",
                ]
            ).forEmulator
        }

        /// What web and worker are started with, but for their keys.
        var environment: [String: String] {
            Environments.aws(plus: [
                "AWS_S3_MEDIAFILES_BUCKET_NAME": "m-\(name)", "AWS_S3_STATICFILES_BUCKET_NAME": "s-\(name)",
                "TASK_QUEUE_NAME": "q-\(name)", "AWS_ENDPOINT_URL": cloud.address, "DATABASE_URL": database,
                "EMAIL_HOST": "localhost", "EMAIL_PORT": "\(mailPort)", "EMAIL_USE_TLS": "False",
                "ALLOWED_HOSTS": "127.0.0.1", "GUNICORN_BIND": "127.0.0.1:\(port)", "METRICS_BIND": "",
                "PANEL_APP_BASE_URL": "http://127.0.0.1:\(port)", "SHUTDOWN_DELAY": "0",
                "HEALTH_CHECK_SERVICES": "database,rabbitmq,email,celery,storage,maintenance",
            ])
        }

        /// All that `collectstatic` needs (`operations.md` 3.5), but for its keys.
        var publishing: [String: String] {
            [
                "PANELAPP_MODE": "aws", "AWS_REGION": Peers.region.name, "AWS_S3_STATICFILES_BUCKET_NAME": "s-\(name)",
                "AWS_S3_STATICFILES_CUSTOM_DOMAIN": "cdn.example.org", "AWS_ENDPOINT_URL": cloud.address,
            ]
        }
    }

    private func with(_ body: (World) async throws -> Void) async throws {
        let peers = try present(Peers.running)
        let port = try FreePort.take()
        try await TestDatabases.withPostgresURL { url in
            let world = World(
                cloud: peers.guarded, port: port, database: url, mailPort: try present(peers.smtp["plain"]))
            try await world.cloud.makeBucket("m-\(world.name)")
            try await world.cloud.makeBucket("s-\(world.name)")
            try await body(world)
        }
    }

    private func publish(_ world: World, _ role: GuardedRole, _ arguments: String...) async throws -> CollectStaticRun {
        try await CollectStaticRun(arguments, environment: world.publishing.merging(role.variables) { _, new in new })
    }

    @Test(
        "O24, O27, O36, O37, O52, O53, O54: web, worker and collectstatic do their work without one denied call",
        arguments: Policies.allCases)
    func works(policies: Policies) async throws {
        try await with { world in
            try await world.cloud.makeQueue("q-\(world.name)", lease: 360)
            let deploy = try await world.cloud.role(world.policy(["s3-static.json"]))
            let statics = try world.cloud.bucket("s-\(world.name)", location: "static", as: world.cloud.admin)
            let first = try await publish(world, deploy, "--noinput")
            #expect(first.code == 0 && first.copied > 0 && first.unmodified == 0)
            let second = try await publish(world, deploy)
            #expect(second.code == 0 && second.copied == 0 && second.unmodified == first.copied)
            try await statics.put("static/old.css", [1], headers: [])
            #expect(try await publish(world, deploy, "--clear").deleted == 1)
            let published = Set(try await statics.list(prefix: "static").map(\.object))
            #expect(published.count == first.copied)

            let media = S3BlobStore(
                try world.cloud.bucket("m-\(world.name)", location: "uploads", as: world.cloud.admin))
            let picture = try present(BlobKey("images/logo.png"))
            try await media.put(picture, [1, 2, 3], contentType: "image/png")
            let list = try present(BlobKey("panels/list.tsv"))
            try await media.put(list, [1], contentType: "text/plain")

            let web = try await world.cloud.role(world.policy(policies.web))
            let worker = try await world.cloud.role(world.policy(policies.worker))
            var workerKeys = worker.variables
            var queueUser: AWSCredentials?
            if policies == .founding {
                // SQS has keys of its own, out of the broker's address; S3 has the others.
                let user = try await world.cloud.user(world.policy(["sqs.json"]))
                queueUser = user
                workerKeys["CELERY_BROKER_URL"] = "sqs://\(user.accessKey):\(PercentCoding.encode(user.secretKey))@"
            }
            var webKeys = web.variables
            if policies == .founding { webKeys["AWS_S3_MEDIAFILES_CUSTOM_DOMAIN"] = "files.example.org" }
            try await run(world, web: webKeys, worker: workerKeys, published: published)

            for calls in [try await deploy.calls, try await web.calls, try await worker.calls] {
                #expect(calls.filter { $0.status == 403 } == [])
                #expect(!calls.contains { $0.call == "ListQueues" })
            }
            let (webCalls, workerCalls) = (try await web.calls, try await worker.calls)
            #expect(!(webCalls + workerCalls).contains { $0.path.hasPrefix("/s-") })
            let taken: Set<String> = ["ReceiveMessage", "DeleteMessage", "DeleteMessageBatch"]
            #expect(Set(webCalls.map(\.call)).isDisjoint(with: taken))
            #expect(Set(webCalls.map(\.call)).isSuperset(of: ["GetQueueAttributes", "ListObjectsV2", "HeadObject"]))
            if let queueUser {
                let calls = try await world.cloud.calls(of: queueUser)
                #expect(
                    Set(calls.map(\.call)).isSuperset(of: ["ReceiveMessage"]) && !calls.contains { $0.status == 403 })
                #expect(!workerCalls.contains { $0.service == "sqs" })
            } else {
                #expect(!Set(workerCalls.map(\.call)).isDisjoint(with: taken))
            }
        }
    }

    /// The main flows, from outside.
    private func run(
        _ world: World, web webKeys: [String: String], worker workerKeys: [String: String], published: Set<String>
    ) async throws {
        #expect(try await RunningProgram.run(["migrate"], environment: world.environment).code == 0)
        #expect(try await RunningProgram.run(["demo"], environment: world.environment).code == 0)
        let web = try RunningProgram(["web"], environment: world.environment.merging(webKeys) { _, new in new })
        defer { web.process.terminate() }
        _ = try present(try await web.line(containing: "web.listening"))
        let worker = try RunningProgram(
            ["worker"], environment: world.environment.merging(workerKeys) { _, new in new })
        defer { worker.process.terminate() }
        _ = try present(try await worker.line(containing: "worker.started"))
        let site = SiteVisitor(base: "http://127.0.0.1:\(world.port)")

        let health = try await site.eventually("/health_check/?token=health-secret-12345")
        #expect(
            health.text
                == #"{"database":"OK","rabbitmq":"OK","email":"OK","celery":"OK","storage":"OK","maintenance":"OK"}"#)

        let page = try await site.eventually("/panels/").text
        let assets = page.matches(of: /(?:src|href)="([^"]*\.(?:css|js|svg)[^"]*)"/).map { String($0.output.1) }
        #expect(!assets.isEmpty)
        for address in assets {
            #expect(address.hasPrefix("https://cdn.example.org/static/"), "\(address)")
            #expect(published.contains(String(address.dropFirst("https://cdn.example.org/".count))), "\(address)")
        }

        let picture = try await site.get("/media/images/logo.png")
        #expect(picture.status.code == 302)
        let location = picture.headers.first(name: "location") ?? ""
        if webKeys["AWS_S3_MEDIAFILES_CUSTOM_DOMAIN"] != nil {
            #expect(location == "https://files.example.org/uploads/images/logo.png")
        } else {
            #expect(location.contains("/m-\(world.name)/uploads/images/logo.png?"))
            #expect(location.contains("X-Amz-Expires=3600&"))
        }
        #expect(picture.headers.first(name: "cache-control") == "private, max-age=300")
        #expect(try await site.get("/media/panels/list.tsv").status.code == 404)

        let address = "demo-curator@example.org"
        let before = try SiteVisitor.mails(to: address)
        try await site.askForReset(address)
        #expect(try await SiteVisitor.mailArrives(to: address, after: before))

        worker.process.terminate()
        web.process.terminate()
        #expect(try await worker.finish().code == 0)
        #expect(try await web.finish().code == 0)
    }

    @Test("O50: without a queue, and without the right to make one, the worker asks once and ends with 78")
    func noQueue() async throws {
        try await with { world in
            let role = try await world.cloud.role(world.policy(["sqs.json", "s3-media.json"]))
            let environment = world.environment.merging(role.variables) { _, new in new }
            #expect(try await RunningProgram.run(["migrate"], environment: world.environment).code == 0)

            let worker = try await RunningProgram.run(["worker"], environment: environment)

            #expect(worker.code == 78)
            #expect(worker.lines.last?.contains("create it beforehand") == true)
            let calls = try await role.calls
            #expect(calls.filter { $0.call == "CreateQueue" }.map(\.status) == [403])
            #expect(calls.count { $0.status == 403 } == 1)
        }
    }
}
