import Domain
import Foundation
import Logging
import OTLPTracing
import Ports
import TestSupport
import Testing
import Tracing

@testable import UseCases
@testable import panelapp

@Suite("operations.md 11.4, 12.1, 17: what is told of jobs")
struct JobWatchTests {
    private let capture = LogCapture()
    private let observation = Observation.silent
    private static let created = Instant(seconds: 1_780_000_000)

    private func job(_ origin: Origin? = nil, attempt: Int = 1) -> TakenJob {
        TakenJob(
            id: 7, kind: "mail", arguments: "{}", attempt: attempt, created: Self.created,
            due: Self.created.advanced(bySeconds: 2), taken: Self.created.advanced(bySeconds: 5), origin: origin)
    }

    @Test("O74: job lines carry attempt, delay and duration as numbers, the request they follow from, and its trace")
    func lines() throws {
        let book = capture.book()
        let clock = ManualClock(Self.created.advanced(bySeconds: 6.5))
        let report = JobLines.report(book.logger("worker.task"), JobWatch(observation), clock)
        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let job = job(Origin(requestID: "abcdefgh1", trace: trace), attempt: 2)

        report(.done(job))
        report(.postponed(job, seconds: 60, because: "no answer"))
        report(.failed(job, because: "refused"))

        let lines = try capture.lines(book)
        #expect(lines.map { $0["event"] as? String } == ["task.done", "task.retry", "task.failed"])
        #expect(lines.map { $0["levelname"] as? String } == ["INFO", "WARNING", "ERROR"])
        for line in lines {
            #expect(line["task"] as? String == "mail")
            #expect(line["task_id"] as? Int == 7)
            #expect(line["attempt"] as? Int == 2)
            #expect(line["queue_delay_ms"] as? Int == 3_000)
            #expect(line["duration_ms"] as? Int == 1_500)
            #expect(line["request_id"] as? String == "abcdefgh1")
            #expect(line["trace_id"] as? String == "4bf92f3577b34da6a3ce929d0e0e4736")
        }
        #expect(lines[1]["exc_info"] as? String == "no answer")
        let labels = Metrics.Job(task: "mail", outcome: .retry)
        #expect(observation.metrics.jobs.value(labels) == 1)
        #expect(observation.metrics.jobDurations.count(labels) == 1)
        #expect(observation.metrics.jobDelays.count(labels) == 1)
    }

    @Test("A job runs with the request it follows from, and is counted while it does")
    func runs() async throws {
        let watch = JobWatch(observation)
        let metrics = observation.metrics
        let seen = Collected<String>()
        let handler = JobHandler("mail", timeLimit: 60) { _ in
            seen.append(Origin.current?.requestID ?? "none")
            seen.append(await metrics.registry.text().contains("tasks_in_flight{task=\"mail\"} 1") ? "counted" : "")
        }

        try await watch.watching(handler).run(job(Origin(requestID: "abcdefgh1")))

        #expect(seen.all == ["abcdefgh1", "counted"])
        #expect(await !metrics.registry.text().contains("tasks_in_flight{"))
    }

    @Test("operations.md 12.1: alive while the loop turns; not when it has not turned for 120 s")
    func liveness() {
        let watch = JobWatch(observation)
        let start = ContinuousClock.now
        watch.turned(at: start)
        #expect(watch.isAlive(at: start + .seconds(119)))
        #expect(!watch.isAlive(at: start + .seconds(120)))
        watch.turned(at: start + .seconds(120))
        #expect(watch.isAlive(at: start + .seconds(200)))
    }

    @Test("A worker that does not take jobs yet, or is not to, is alive")
    func beforeTheLoop() {
        #expect(JobWatch(observation).isAlive(at: .now + .seconds(86_400)))
    }

    @Test("A loop that waits for a long job is alive; one that waits for a job beyond its time is not")
    func longJob() {
        let watch = JobWatch(observation)
        let start = ContinuousClock.now
        watch.began(job(), within: .seconds(3_600))
        #expect(watch.isAlive(at: start + .seconds(3_000)))
        #expect(!watch.isAlive(at: start + .seconds(3_730)))
        watch.ended(job())
        #expect(!watch.isAlive(at: start + .seconds(3_000)))
    }
}

extension Observation {
    /// Metrics that nobody reads, and no traces.
    static var silent: Observation {
        Observation(metrics: Metrics(revision: "test"), tracer: nil, showsStatements: false)
    }
}
