import Foundation
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import PrometheusMetrics
import Synchronization
import Testing

@testable import panelapp

/// What the variables of the listener do to its socket, seen in this process, where the listener can be held still.
@Suite("operations.md 4: limits of the listener", .timeLimit(.minutes(2)))
struct ListenerLimitTests {
    /// A listener on a port of its own with one event loop, as `web` opens it.
    private struct Site {
        let loop: any EventLoop
        let listener: any Channel
        let open: Gauge

        /// Until all connections have ended: an event loop that stops must not be needed any more.
        func emptied() async throws {
            while open.value > 0 { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    private static let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    private func with(_ environment: [String: String], _ body: (Site) async throws -> Void) async throws {
        let server = try Environments.settings(environment).server
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let open = MetricRegistry().gauge("open", "Open connections.")
        let (listeners, tell) = AsyncStream.makeStream(of: (any Channel).self)
        let responder = CallbackResponder { (_: Request, _: BasicRequestContext) in Response(status: .ok) }
        var application = try WebServer.application(responder, server, open: open, loops: loops, logger: Self.quiet) {
            tell.yield($0)
        }
        application.configuration.address = .hostname("127.0.0.1", port: 0)
        let run = Task { [application] in try await application.runService(gracefulShutdownSignals: []) }
        var first = listeners.makeAsyncIterator()
        let listener = try #require(await first.next())
        let result: Result<Void, any Error>
        do { result = .success(try await body(Site(loop: loops.next(), listener: listener, open: open))) } catch {
            result = .failure(error)
        }
        run.cancel()
        _ = await run.result
        try await loops.shutdownGracefully()
        try result.get()
    }

    /// A client that asks as soon as it is connected, and stays.
    private func client(of site: Site) async throws -> Client {
        let address = try #require(site.listener.localAddress)
        let answered = Answered()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(answered) }
            }
            .connect(to: address).get()
        try await channel.writeAndFlush(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        return Client(channel: channel, answered: answered)
    }

    private struct Client {
        let channel: any Channel
        let answered: Answered

        /// Waits for the answer.
        func answer() async throws {
            while !answered.isTrue { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    /// Notes that something came.
    private final class Answered: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        private let came = Atomic<Bool>(false)

        var isTrue: Bool { came.load(ordering: .acquiring) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { came.store(true, ordering: .releasing) }
    }

    @Test(
        "GUNICORN_WORKER_CONNECTIONS: of clients that come at once, the bound is served; the others wait, and are served in turn as connections end",
        arguments: [1, 2])
    func connections(bound: Int) async throws {
        try await with(["GUNICORN_WORKER_CONNECTIONS": "\(bound)"]) { site in
            // While the loop stands still the kernel connects all of them, so that it finds them waiting together.
            let gate = DispatchSemaphore(value: 0)
            site.loop.execute { gate.wait() }
            var clients: [Client] = []
            for _ in 0..<4 { clients.append(try await client(of: site)) }
            gate.signal()

            for served in 0..<4 {
                try await clients[served].answer()
                let open = min(served + 1, bound)
                // Whatever the loop was given to do meanwhile, it has done.
                for _ in 0..<10 { try await site.loop.submit {}.get() }
                #expect(site.open.value <= bound)
                if served + 1 >= bound {
                    #expect(clients.dropFirst(served + 1).allSatisfy { !$0.answered.isTrue }, "beyond \(open)")
                    try await clients[served + 1 - bound].channel.close()
                }
            }
            for client in clients { try? await client.channel.close() }
            try await site.emptied()
        }
    }

    @Test("GUNICORN_BACKLOG is the length of the kernel's queue before the listener")
    func backlog() async throws {
        try await with(["GUNICORN_BACKLOG": "17"]) { site in
            let socket = try #require(site.listener as? any SocketOptionProvider)
            let facts = try await socket.getTCPInfo().get()
            // Of a socket that listens, the kernel tells the longest queue here.
            #expect(facts.tcpi_sacked == 17)
        }
    }
}
