import AWSClient
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix

/// What `healthcheck` asks.
struct LivenessTarget: Equatable, Sendable, CustomStringConvertible {
    let bind: BindTarget
    let path: String
    let isTLS: Bool

    /// - Throws: `LivenessProbe.Failure` unless the text is `http(s)://host[:port][/path]`.
    init(url: String) throws(LivenessProbe.Failure) {
        guard let parsed = URL(string: url), let scheme = parsed.scheme, ["http", "https"].contains(scheme),
            let host = parsed.host()
        else { throw LivenessProbe.Failure(description: "'\(url)' is no http:// or https:// address") }
        isTLS = scheme == "https"
        bind = .tcp(host: host, port: parsed.port ?? (isTLS ? 443 : 80))
        let query = parsed.query().map { "?\($0)" } ?? ""
        path = (parsed.path(percentEncoded: true).isEmpty ? "/" : parsed.path(percentEncoded: true)) + query
    }

    /// The address where `web` listens under this environment; every address is reached through the loopback.
    init(environment: [String: String]) throws(LivenessProbe.Failure) {
        path = "/ping/1/"
        isTLS = environment["GUNICORN_CERTFILE"].map { !$0.allSatisfy(\.isWhitespace) } ?? false
        if let text = environment["GUNICORN_BIND"]?.trimmingCharacters(in: .whitespaces), !text.isEmpty {
            do throws(ConfigurationProblem) {
                bind = try Self.reachable(BindTarget(text))
            } catch {
                throw LivenessProbe.Failure(description: "GUNICORN_BIND \(error.reason)")
            }
        } else {
            bind = .tcp(host: "127.0.0.1", port: environment["PORT"].flatMap { Int($0) } ?? 8080)
        }
    }

    private static func reachable(_ bind: BindTarget) -> BindTarget {
        switch bind {
        case .tcp("0.0.0.0", let port): .tcp(host: "127.0.0.1", port: port)
        case .tcp("::", let port): .tcp(host: "::1", port: port)
        default: bind
        }
    }

    var description: String { "\(bind)\(path)" }
}

/// One GET, as small as it can be: connect, ask, read the status line.
enum LivenessProbe {
    struct Failure: Error, CustomStringConvertible { let description: String }

    /// Longer than any healthy process takes, shorter than what orchestrators wait.
    private static let limit = TimeAmount.seconds(3)

    static func status(of target: LivenessTarget) async throws -> Int {
        if target.isTLS, case .tcp = target.bind { return try await secureStatus(of: target) }
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(limit)
        let channel: any Channel
        let promise = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Int.self)
        let prepared = bootstrap.channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(StatusLineReader(promise))
            }
        }
        do {
            switch target.bind {
            case .tcp(let host, let port): channel = try await prepared.connect(host: host, port: port).get()
            case .unix(let path): channel = try await prepared.connect(unixDomainSocketPath: path).get()
            }
        } catch {
            promise.fail(Failure(description: "closed"))
            throw Failure(description: "no connection to \(target.bind)")
        }
        let request = "GET \(target.path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        try await channel.writeAndFlush(ByteBuffer(string: request))
        let timeout = channel.eventLoop.scheduleTask(in: limit) {
            promise.fail(Failure(description: "no answer from \(target) within 3 s"))
        }
        defer {
            timeout.cancel()
            channel.close(promise: nil)
        }
        return try await promise.futureResult.get()
    }
}

extension LivenessProbe {
    /// The same over TLS. Whether it is alive is asked, not who it is: the certificate is for another name.
    private static func secureStatus(of target: LivenessTarget) async throws -> Int {
        let client = AWSService.client(verifies: false)
        let result: Result<Int, any Error>
        do {
            let answer = try await client.execute(
                HTTPClientRequest(url: "https://\(target)"), timeout: .nanoseconds(limit.nanoseconds))
            result = .success(Int(answer.status.code))
        } catch {
            result = .failure(Failure(description: "no answer from \(target) over TLS"))
        }
        try? await client.shutdown()
        return try result.get()
    }
}

/// Gives the status code of the first line.
private final class StatusLineReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let promise: EventLoopPromise<Int>
    private var received = ByteBuffer()

    init(_ promise: EventLoopPromise<Int>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.writeImmutableBuffer(unwrapInboundIn(data))
        let text = String(buffer: received)
        guard let lineEnd = text.firstIndex(where: \.isNewline) else { return }
        let words = text[..<lineEnd].split(separator: " ")
        if words.count > 1, words[0].hasPrefix("HTTP/"), let status = Int(words[1]) {
            promise.succeed(status)
        } else {
            promise.fail(LivenessProbe.Failure(description: "the answer is no HTTP"))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(LivenessProbe.Failure(description: "the connection was closed without an answer"))
    }
}
