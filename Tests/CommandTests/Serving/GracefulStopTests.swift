import Logging
import ServiceLifecycle
import Synchronization
import Testing
import UnixSignals
import Web

@testable import panelapp

@Suite("operations.md 13.1: stopping web", .timeLimit(.minutes(10)))
struct GracefulStopTests {
    /// A server with one piece of running work, which ends when the test says so or when it is cancelled.
    private final class SlowServer: Service {
        enum Outcome { case finished, cancelled }

        let outcome = Mutex<Outcome?>(nil)
        let workIsDone: AsyncStream<Void>
        let finishWork: AsyncStream<Void>.Continuation
        let asked: AsyncStream<Void>
        private let askedToStop: AsyncStream<Void>.Continuation

        init() {
            (workIsDone, finishWork) = AsyncStream.makeStream()
            (asked, askedToStop) = AsyncStream.makeStream()
        }

        func run() async throws {
            await withGracefulShutdownHandler {
                for await _ in workIsDone { break }
            } onGracefulShutdown: {
                self.askedToStop.yield()
            }
            outcome.withLock { $0 = Task.isCancelled ? .cancelled : .finished }
        }
    }

    private let capture = LogCapture()
    private let signals: AsyncStream<UnixSignal>
    private let send: AsyncStream<UnixSignal>.Continuation

    init() { (signals, send) = AsyncStream.makeStream() }

    private func stop(
        _ environment: [String: String] = [:], drain: DrainState, end: @escaping @Sendable (Int32) -> Void = { _ in }
    ) throws -> GracefulStop {
        GracefulStop(
            settings: try Environments.settings(environment).server, drain: drain, book: capture.book(), end: end)
    }

    @Test("O79: readiness ends at once, running requests finish, the run ends well")
    func graceful() async throws {
        let drain = DrainState()
        let server = SlowServer()
        let stop = try stop(drain: drain)

        async let run: Void = stop.run(server, signals)
        send.yield(.sigterm)
        for await _ in server.asked { break }
        #expect(drain.isDraining)
        server.finishWork.yield()
        try await run

        #expect(server.outcome.withLock { $0 } == .finished)
    }

    @Test("what still runs at the limit is cancelled, and the run ends well all the same")
    func limit() async throws {
        let drain = DrainState()
        let server = SlowServer()
        let stop = try stop(["GUNICORN_GRACEFUL_TIMEOUT": "0"], drain: drain)

        async let run: Void = stop.run(server, signals)
        send.yield(.sigint)
        try await run

        #expect(server.outcome.withLock { $0 } == .cancelled)
    }

    @Test("SIGHUP changes nothing; a second signal ends the process with 1")
    func secondSignal() async throws {
        let drain = DrainState()
        let server = SlowServer()
        let (codes, tell) = AsyncStream.makeStream(of: Int32.self)
        let stop = try stop(["SHUTDOWN_DELAY": "600", "SHUTDOWN_TIMEOUT": "700"], drain: drain) { tell.yield($0) }

        let run = Task { try await stop.run(server, signals) }
        send.yield(.sighup)
        send.yield(.sigterm)
        send.yield(.sigterm)
        var first = codes.makeAsyncIterator()
        let code = await first.next()
        run.cancel()
        server.finishWork.yield()
        _ = await run.result

        #expect(code == 1)
    }

    @Test(
        "the time for running requests is what the stop may take, less the delay",
        arguments: [
            (["SHUTDOWN_DELAY": "5"], 20), (["SHUTDOWN_DELAY": "30"], 0), (["GUNICORN_GRACEFUL_TIMEOUT": "7"], 7),
            ([:], 25),
        ])
    func grace(environment: [String: String], seconds: Int) throws {
        #expect(GracefulStop.grace(try Environments.settings(environment).server) == .seconds(seconds))
    }
}
