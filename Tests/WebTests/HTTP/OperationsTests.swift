import Domain
import HTTPTypes
import Hummingbird
import Logging
import Synchronization
import Testing

@testable import Web

@Suite("operations.md 12: probes", .timeLimit(.minutes(10)))
struct OperationsTests {
    private static let token = "a-token-of-16-bytes"

    /// Things that a test switches while the site runs.
    private final class Switches: Sendable {
        let database = Mutex(true)
        let maintenance = Mutex(false)
        let mail = Mutex(true)
        let asked = Mutex(0)
    }

    private let switches = Switches()
    private let log = LogRecorder()

    private func site() throws -> TestSite {
        var site = try TestSite()
        let switches = switches
        let drain = site.stack.drain
        let log = log
        let checks = [
            HealthCheck("database") {
                switches.asked.withLock { $0 += 1 }
                return switches.database.withLock { $0 } ? .ok : .error
            },
            HealthCheck("queue") { .ok },
            HealthCheck("email") {
                if switches.mail.withLock({ $0 }) { return .ok }
                throw TestSite.Failure(description: "mail server down")
            },
            HealthCheck("celery") { .ok },
            HealthCheck("maintenance") { switches.maintenance.withLock { $0 } ? .maintenance : .ok },
        ]
        let readiness = Readiness(
            [
                Readiness.Condition(.database) { switches.database.withLock { $0 } },
                Readiness.Condition(.maintenance) { !switches.maintenance.withLock { $0 } },
            ], drain: drain)
        let board = HealthBoard(checks, clock: ContinuousClock(), logger: log.logger("health"))
        let operations = OperationsRoutes(
            version: "4.0.0", readiness: readiness, health: board, token: Self.token, logger: log.logger("security"),
            now: { Instant(microseconds: 0) })
        site.routes = { operations.addRoutes(to: $0) }
        return site
    }

    @Test("A87: the version, without any dependency; liveness; nothing of it is kept")
    func versionAndPing() async throws {
        switches.database.withLock { $0 = false }

        let version = try await site().ask("/version/")
        let ping = try await site().ask("/ping/1/")

        #expect(version.status == 200 && version.body == #"{"version":"4.0.0"}"#)
        #expect(ping.status == 200 && ping.body == #"{"ping":"pong"}"#)
        #expect(version.headers[.cacheControl] == "no-store")
    }

    @Test(
        "HEAD is allowed on all, other methods are 405",
        arguments: ["/version/", "/ping/1/", "/readyz", "/health_check/", "/health/1/"])
    func methods(path: String) async throws {
        let head = try await site().ask(path, method: .head, headers: [HeaderName.token: Self.token])

        #expect(head.status == 200 && head.body.isEmpty && head.headers[.contentLength] != "0")
        let post = try await site().ask(path, method: .post)
        #expect(post.status == 405 && post.headers[.cacheControl] == "no-store")
    }

    @Test("operations.md 12.1: no answer of a probe is kept, refusals included")
    func neverKept() async throws {
        for path in [
            "/version/", "/ping/1/", "/readyz", "/health_check/", "/health_check/?token=\(Self.token)", "/health/1/",
        ] {
            #expect(try await site().ask(path).headers[.cacheControl] == "no-store", "\(path)")
        }
        switches.database.withLock { $0 = false }
        #expect(try await site().ask("/readyz").headers[.cacheControl] == "no-store")
    }

    @Test("operations.md 12.1: the summary says to everybody which parts are away, and to the token what each answered")
    func summary() async throws {
        let well = try await site().ask("/health/1/")
        #expect(well.status == 200)
        #expect(
            well.body
                == #"{"serviceName":"PanelApp","requestUrl":"/health/1/","datetime":"1970-01-01T00:00:00.000000Z","#
                + #""status":"OK","components":["database","queue","email","celery","maintenance"],"unavailableComponents":[]}"#
        )

        switches.mail.withLock { $0 = false }
        let degraded = try await site().ask("/health/1/?token=\(Self.token)")
        #expect(degraded.status == 200)
        #expect(degraded.body.contains(#""status":"DEGRADED""#))
        #expect(degraded.body.contains(#""unavailableComponents":["email"]"#))
        #expect(degraded.body.contains(#""dependencies":{"database":"OK","queue":"OK","email":"Error","#))
        #expect(try await !site().ask("/health/1/?token=wrong-token-16-bytes").body.contains("dependencies"))

        switches.database.withLock { $0 = false }
        let down = try await site().ask("/health/1/")
        #expect(down.status == 503 && down.body.contains(#""status":"DOWN""#))
    }

    @Test("O75, A86: the token opens health, by query and by either header; nothing else does")
    func token() async throws {
        let query = try await site().ask("/health_check/?token=\(Self.token)")
        let header = try await site().ask("/health_check/", headers: [HeaderName.token: Self.token])
        let other = try await site().ask("/health_check/", headers: [HeaderName.healthToken: Self.token])

        for answer in [query, header, other] {
            #expect(answer.status == 200)
            #expect(
                answer.body
                    == #"{"database":"OK","queue":"OK","email":"OK","celery":"OK","maintenance":"OK"}"#)
        }
        for path in [
            "/health_check/", "/health_check/?token=", "/health_check/?token=wrong",
            "/health_check/?token=\(Self.token)x",
        ] {
            let answer = try await site().ask(path, headers: [.accept: "application/json"])
            #expect(answer.status == 403 && answer.body == #"{"detail":"Forbidden"}"#, "\(path)")
        }
        #expect(try await site().ask("/health_check/").headers[.contentType] == "text/html; charset=utf-8")
    }

    @Test("O75: refusals are rate-limited in the log, which never sees a token")
    func refusalsInTheLog() async throws {
        let site = try site()

        let operations = site.routes
        let router = site.stack.router()
        operations(router)
        let responder = router.buildResponder()
        for _ in 0..<20 {
            let head = HTTPRequest(
                method: .get, scheme: "http", authority: "localhost", path: "/health_check/?token=wrong-token")
            let context = AppRequestContext(logger: log.logger("web"), peerIP: nil)
            _ = try await responder.respond(
                to: Request(head: head, body: .init(buffer: ByteBuffer())), context: context)
        }

        #expect(log.all.filter { $0.label == "security" }.count == 1)
        #expect(log.all.allSatisfy { !"\($0.metadata)".contains("wrong-token") })
    }

    @Test("O76: a part that fails is told in health, not in readiness; the reason goes to the log")
    func mailDown() async throws {
        switches.mail.withLock { $0 = false }

        let health = try await site().ask("/health_check/?token=\(Self.token)")
        let ready = try await site().ask("/readyz")

        #expect(health.status == 500)
        #expect(health.body.contains(#""email":"Error""#) && !health.body.contains("mail server down"))
        #expect(ready.status == 200 && ready.body == #"{"status":"ready"}"#)
        #expect(log.all.contains { $0.metadata["exc_info"]?.description.contains("mail server down") == true })
    }

    @Test("O77: maintenance")
    func maintenance() async throws {
        switches.maintenance.withLock { $0 = true }

        let health = try await site().ask("/health_check/?token=\(Self.token)")
        let ready = try await site().ask("/readyz")

        #expect(health.status == 500 && health.body.contains(#""maintenance":"Maintenance""#))
        #expect(ready.status == 503 && ready.body == #"{"status":"not ready","reasons":["maintenance"]}"#)
    }

    @Test("O63, O79: a database that is away, and draining, make an instance not ready; it stays alive")
    func notReady() async throws {
        switches.database.withLock { $0 = false }
        let site = try site()

        let away = try await site.ask("/readyz")
        site.stack.drain.begin()
        let draining = try await site.ask("/readyz")

        #expect(away.status == 503 && away.body == #"{"status":"not ready","reasons":["database"]}"#)
        #expect(draining.status == 503 && draining.body == #"{"status":"not ready","reasons":["draining"]}"#)
        #expect(try await site.ask("/ping/1/").status == 200)
    }

    @Test("operations.md 12.3: results are shared between callers")
    func shared() async throws {
        let switches = switches
        let board = HealthBoard(
            [
                HealthCheck("database") {
                    switches.asked.withLock { $0 += 1 }
                    return .ok
                }
            ], clock: SteppingClock(), logger: log.logger("health"))

        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = await board.report() } }
        }

        #expect(switches.asked.withLock { $0 } == 1)
    }

    @Test("O78: a check that hangs is an error when its time is over, and does not hold up the others")
    func hanging() async throws {
        let clock = SteppingClock()
        let board = HealthBoard(
            [HealthCheck("email") { await withCheckedContinuation { _ in } }, HealthCheck("database") { .ok }],
            clock: clock, logger: log.logger("health"))

        let report = await board.report()

        #expect(report.map { "\($0.name) \($0.verdict)" } == ["email error", "database ok"])
        #expect(clock.slept == [.seconds(3), .seconds(3)])
    }

    @Test("O78: a check that still hangs is not begun again, however often somebody asks; once it has ended it is")
    func hangingOn() async throws {
        let clock = SteppingClock()
        let switches = switches
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let check = HealthCheck("email") {
            let run = switches.asked.withLock { count in
                count += 1
                return count
            }
            if run == 1 {
                // As a blocked thread does it: deaf to being cancelled.
                await Task.detached { for await _ in gate {} }.value
            }
            return .ok
        }
        let board = HealthBoard([check], clock: clock, logger: log.logger("health"))

        for _ in 0..<5 {
            #expect(await board.report().map(\.verdict) == [.error])
            clock.advance(by: .seconds(4))
        }
        #expect(switches.asked.withLock { $0 } == 1)

        open.finish()
        while await board.report().map(\.verdict) != [.ok] {
            clock.advance(by: .seconds(4))
            await Task.yield()
        }
        #expect(switches.asked.withLock { $0 } == 2)
    }
}

/// A clock on which every sleep of some seconds is over as soon as other work has had its turn.
private final class SteppingClock: Clock {
    typealias Instant = ContinuousClock.Instant

    private let sleeps = Mutex<[Duration]>([])
    private let start = ContinuousClock.now
    private let passed = Mutex<Duration>(.zero)

    var slept: [Duration] { sleeps.withLock { $0 } }
    var now: Instant { start.advanced(by: passed.withLock { $0 }) }
    var minimumResolution: Duration { .zero }

    func advance(by duration: Duration) { passed.withLock { $0 += duration } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let duration = now.duration(to: deadline)
        sleeps.withLock { $0.append(duration) }
        for _ in 0..<200 { await Task.yield() }
        try Task.checkCancellation()
    }
}
