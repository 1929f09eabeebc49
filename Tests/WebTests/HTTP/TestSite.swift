import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Synchronization

@testable import Web

/// The middlewares over a few routes, asked in process.
struct TestSite {
    var stack: WebStack
    var routes: @Sendable (AppRouter) -> Void = { _ in }

    /// An encoder whose work can be seen: the bytes with a mark before them.
    static let markingGzip = GzipEncoder { buffer, _ in ByteBuffer(string: "gz:" + String(buffer: buffer)) }
    /// What is longer than the least size for compression.
    static let longText = String(repeating: "long text ", count: 40)

    struct Failure: Error, CustomStringConvertible { let description: String }

    init(hosts: String = "*", routes: @escaping @Sendable (AppRouter) -> Void = { _ in }) throws {
        stack = WebStack(hosts: try AllowedHosts(hosts), gzip: Self.markingGzip)
        stack.hostLogger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        self.routes = routes
    }

    struct Answer {
        let status: Int
        let headers: HTTPFields
        let body: String
    }

    /// - Parameters:
    ///   - host: the request's `Host`; nil sends none.
    ///   - peer: address of the socket's other end.
    func ask(
        _ path: String, method: HTTPRequest.Method = .get, host: String? = "localhost", headers: HTTPFields = [:],
        peer: String? = nil, viewer: Int? = nil
    ) async throws -> Answer {
        let router = stack.router()
        routes(router)
        let context = AppRequestContext(
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), peerIP: peer)
        context.notes.userID = viewer
        let head = HTTPRequest(method: method, scheme: "http", authority: host, path: path, headerFields: headers)
        let request = Request(head: head, body: .init(buffer: ByteBuffer()))
        let response = try await router.buildResponder().respond(to: request, context: context)
        let body = Gathered()
        try await response.body.write(body)
        return Answer(status: response.status.code, headers: response.headers, body: String(buffer: body.take()))
    }
}

/// Collects what loggers are told.
final class LogRecorder: Sendable {
    private let events = Mutex<[(level: Logger.Level, label: String, metadata: Logger.Metadata)]>([])

    var all: [(level: Logger.Level, label: String, metadata: Logger.Metadata)] { events.withLock { $0 } }

    func logger(_ label: String) -> Logger { Logger(label: label) { Handler(label: $0, recorder: self) } }

    private struct Handler: LogHandler {
        let label: String
        let recorder: LogRecorder
        var metadata: Logger.Metadata = [:]
        var metadataProvider: Logger.MetadataProvider?
        var logLevel = Logger.Level.trace

        init(label: String, recorder: LogRecorder) {
            self.label = label
            self.recorder = recorder
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
            recorder.events.withLock { $0.append((event.level, label, all)) }
        }
    }
}
