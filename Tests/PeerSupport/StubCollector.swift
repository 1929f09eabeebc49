import Foundation
import Hummingbird
import Synchronization

/// A collector of traces that keeps what it is sent (OTLP over HTTP, JSON), and answers what a test wants.
public final class StubCollector: Sendable {
    private struct State {
        var documents: [Data] = []
        var types: [String] = []
        var status = 200
    }

    private let state = Mutex(State())

    public init() {}

    /// What it answers from now on.
    public func answer(_ status: Int) { state.withLock { $0.status = status } }

    /// How often it was asked.
    public var requests: Int { state.withLock { $0.documents.count } }

    /// The media types of the requests.
    public var types: [String] { state.withLock { $0.types } }

    /// Everything that was sent, as it came.
    public var text: String { state.withLock { $0.documents.map { String(decoding: $0, as: UTF8.self) }.joined() } }

    /// The first document, decoded.
    public var firstDocument: [String: Any]? {
        state.withLock { $0.documents.first }.flatMap { try? JSONSerialization.jsonObject(with: $0) as? [String: Any] }
    }

    /// A span that was received.
    public struct Received: Sendable {
        public let name: String
        public let traceID: String
        public let spanID: String
        public let parent: String?
        public let kind: Int
        public let start: UInt64
        public let end: UInt64
        public let statusCode: Int
        /// Texts, and numbers as texts.
        public let attributes: [String: String]
    }

    /// All spans, in the order in which they came.
    public var spans: [Received] {
        state.withLock { $0.documents }.flatMap { data -> [Received] in
            let document = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
            let resources = document?["resourceSpans"] as? [[String: Any]] ?? []
            let scopes = resources.flatMap { $0["scopeSpans"] as? [[String: Any]] ?? [] }
            return scopes.flatMap { $0["spans"] as? [[String: Any]] ?? [] }.map(Self.received)
        }
    }

    private static func received(_ span: [String: Any]) -> Received {
        let pairs = (span["attributes"] as? [[String: Any]] ?? []).map { attribute in
            let value = attribute["value"] as? [String: Any]
            return (attribute["key"] as? String ?? "", value?.values.first.map { "\($0)" } ?? "")
        }
        return Received(
            name: span["name"] as? String ?? "", traceID: span["traceId"] as? String ?? "",
            spanID: span["spanId"] as? String ?? "", parent: span["parentSpanId"] as? String,
            kind: span["kind"] as? Int ?? 0, start: UInt64(span["startTimeUnixNano"] as? String ?? "") ?? 0,
            end: UInt64(span["endTimeUnixNano"] as? String ?? "") ?? 0,
            statusCode: (span["status"] as? [String: Any])?["code"] as? Int ?? -1,
            attributes: Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
    }

    /// Runs a collector for the time of `body`, which gets its base address.
    public static func with<T>(_ body: (StubCollector, String) async throws -> T) async throws -> T {
        let collector = StubCollector()
        let (ports, tell) = AsyncStream.makeStream(of: Int.self)
        let router = Router()
        router.post("/v1/traces") { request, _ in
            let body = try await request.body.collect(upTo: 16 << 20)
            let code = collector.state.withLock { state in
                state.documents.append(Data(buffer: body))
                state.types.append(request.headers[.contentType] ?? "")
                return state.status
            }
            return HTTPResponse.Status(code: code)
        }
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { tell.yield($0.localAddress?.port ?? 0) })
        let running = Task { try await application.run() }
        defer { running.cancel() }
        for await port in ports { return try await body(collector, "http://127.0.0.1:\(port)") }
        throw NotPresent()
    }
}

/// Waits until something holds, half a minute at most: machines under tests are slow.
public func eventually(_ holds: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<300 {
        if try await holds() { return true }
        try await Task.sleep(for: .milliseconds(100))
    }
    return false
}
