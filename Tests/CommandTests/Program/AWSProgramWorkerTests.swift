import DatabaseSupport
import Foundation
import PeerSupport
import PostgresDriver
import Testing

@testable import panelapp

/// The worker as a process: its queue is missing, it is killed, it is told to stop (`operations.md` 6.4 to 6.6, 13.2).
@Suite("Worker in aws mode", .besideFew, .timeLimit(.minutes(5)))
struct AWSProgramWorkerTests {
    private let stage = AWSProgramTests()

    /// The one job that there is.
    private struct Job: Equatable {
        var state: String
        var attempts: Int
    }

    private func job(_ database: PostgresDatabase) async throws -> Job? {
        try await database.readOne("SELECT state, attempts FROM job ORDER BY id DESC LIMIT 1") {
            Job(state: try $0.text(0), attempts: try $0.int(1))
        }
    }

    private func wait(_ database: PostgresDatabase, until condition: (Job?) -> Bool) async throws {
        for _ in 0..<200 {
            if condition(try await job(database)) { return }
            try await Task.sleep(for: .milliseconds(200))
        }
        Issue.record("the job is \(String(describing: try await job(database)))")
    }

    private func workers(_ database: PostgresDatabase) async throws -> Int {
        try await database.readOne("SELECT count(*) FROM worker_pulse") { try $0.int(0) } ?? 0
    }

    @Test("O80: a worker that is stopped while its queue does not answer ends at once, with 0 and without an error")
    func stopAtStart() async throws {
        let peers = try present(Peers.running)
        try await stage.with { environment, _ in
            var environment = environment
            environment["AWS_SQS_ENDPOINT_URL"] = "http://127.0.0.1:\(peers.silent)"
            #expect(try await RunningProgram.run(["migrate"], environment: environment).code == 0)
            let worker = try RunningProgram(["worker"], environment: environment)
            // Time of another process: it listens to signals by then, and the queue is asked meanwhile.
            try await Task.sleep(for: .seconds(2))
            let start = ContinuousClock.now
            worker.process.terminate()
            let (code, lines) = try await worker.finish()
            #expect(code == 0, "\(lines)")
            #expect(lines.filter { $0.contains(#""levelname":"ERROR""#) } == [])
            #expect(ContinuousClock.now - start < .seconds(20))
        }
    }

    @Test(
        "O42, O43, O49, O51, O80: a job outlives a missing queue, a lease, a stop and a kill, and its mail is sent once"
    )
    func job() async throws {
        let peers = try present(Peers.running)
        try await stage.with { environment, port in
            var environment = environment
            environment["AWS_SQS_ENDPOINT_URL"] = peers.sqs
            environment["SQS_QUEUE_VISIBILITY_TIMEOUT"] = "4"
            environment["SQS_WAIT_TIME_SECONDS"] = "1"
            environment["WORKER_SHUTDOWN_TIMEOUT"] = "1"
            // A mail server that takes the connection and says nothing keeps a job running.
            var stuck = environment
            stuck["EMAIL_PORT"] = "\(peers.silent)"
            stuck["EMAIL_TIMEOUT"] = "50"
            let site = SiteVisitor(base: "http://127.0.0.1:\(port)")
            #expect(try await RunningProgram.run(["migrate"], environment: environment).code == 0)
            #expect(try await RunningProgram.run(["demo"], environment: environment).code == 0)
            var configuration = try PostgresConfiguration(url: try present(environment["DATABASE_URL"]))
            configuration.maximumConnections = 1
            let database = PostgresDatabase(configuration)
            try await TestDatabases.closing(database) {
                // O51: the queue is missing.
                let web = try RunningProgram(["web"], environment: environment)
                defer { web.process.terminate() }
                let error = try present(try await web.line(containing: "queue.unusable"))
                #expect(error.contains("ERROR"))
                #expect(try await site.eventually("/readyz").status == 200)
                let address = "demo-reviewer2@example.org"
                let before = try SiteVisitor.mails(to: address)
                try await site.askForReset(address)
                let health = try await site.get("/health_check/?token=health-secret-12345")
                #expect(try await SiteVisitor.text(health).contains(#""rabbitmq":"Error""#))

                // O49: the first worker makes it.
                let first = try RunningProgram(["worker"], environment: stuck)
                defer { first.process.terminate() }
                #expect(try present(try await first.line(containing: "queue.created")).contains("WARN"))
                try await wait(database) { $0 == Job(state: "running", attempts: 1) }
                // O42: longer than its lease, which the queue measures by its own clock.
                try await Task.sleep(for: .seconds(5))
                #expect(try await job(database) == Job(state: "running", attempts: 1))
                #expect(try await workers(database) == 1)

                // O80: cut off at the limit, and not held against the job.
                first.process.terminate()
                #expect(try await first.finish().code == 0)
                #expect(try await job(database) == Job(state: "sent", attempts: 0))
                #expect(try await workers(database) == 0)

                // O43
                let second = try RunningProgram(["worker"], environment: stuck)
                try await wait(database) { $0 == Job(state: "running", attempts: 1) }
                kill(second.process.processIdentifier, SIGKILL)
                _ = try await second.finish()
                let third = try RunningProgram(["worker"], environment: environment)
                defer { third.process.terminate() }
                try await wait(database) { $0 == Job(state: "done", attempts: 2) }
                #expect(try SiteVisitor.mails(to: address) == before + 1)
                third.process.terminate()
                #expect(try await third.finish().code == 0)
                web.process.terminate()
                #expect(try await web.finish().code == 0)
            }
        }
    }
}
