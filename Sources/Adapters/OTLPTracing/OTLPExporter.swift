import AsyncHTTPClient
import Foundation
import NIOCore
import Synchronization

/// Sends finished spans to a collector, in the background and in batches. Whoever ends a span never waits and never hears of a
/// failure: when the collector is slow, what has no room is lost, and counted.
public final class OTLPExporter: Sendable {
    private struct Pending {
        var spans: [FinishedSpan] = []
        var lost = 0
    }

    /// Spans that wait; what comes when there are as many is lost.
    static let mostWaiting = 8_192
    /// Spans of one request.
    static let batch = 512
    private static let pause = Duration.seconds(1)
    private static let timeout = TimeAmount.seconds(10)
    /// Tries of one batch.
    private static let attempts = 3
    private static let passing: Set<UInt> = [429, 502, 503, 504]

    private let address: String
    private let resource: [(name: String, value: String)]
    private let version: String
    private let http: HTTPClient
    private let redact: @Sendable (inout [UInt8]) -> Void
    private let report: @Sendable (OTLPTrouble) -> Void
    private let pending = Mutex(Pending())

    /// - Parameters:
    ///   - endpoint: base address of the collector, to which `/v1/traces` is added.
    ///   - resource: what describes this process.
    ///   - version: of this program.
    ///   - redact: takes out of a finished document what must not leave the process.
    ///   - report: told when spans are lost.
    public init(
        endpoint: String, resource: [(name: String, value: String)], version: String, http: HTTPClient,
        redact: @escaping @Sendable (inout [UInt8]) -> Void = { _ in },
        report: @escaping @Sendable (OTLPTrouble) -> Void = { _ in }
    ) {
        var base = endpoint
        while base.hasSuffix("/") { base.removeLast() }
        address = "\(base)/v1/traces"
        self.resource = resource
        self.version = version
        self.http = http
        self.redact = redact
        self.report = report
    }

    func add(_ span: FinishedSpan) {
        pending.withLock { pending in
            if pending.spans.count < Self.mostWaiting { pending.spans.append(span) } else { pending.lost += 1 }
        }
    }

    /// Sends until the task is cancelled.
    public func run() async {
        while (try? await Task.sleep(for: Self.pause)) != nil { await flush() }
    }

    /// Sends what waits now.
    public func flush() async {
        let (spans, lost) = pending.withLock { pending in
            defer { pending = Pending() }
            return (pending.spans, pending.lost)
        }
        if lost > 0 { report(OTLPTrouble(lost: lost, reason: "the collector is slower than this process")) }
        for start in stride(from: 0, to: spans.count, by: Self.batch) {
            let batch = Array(spans[start..<min(spans.count, start + Self.batch)])
            if let reason = await problem(sending: batch) {
                report(OTLPTrouble(lost: spans.count - start, reason: reason))
                return
            }
        }
    }

    /// Why a batch could not be sent; nil when it was.
    private func problem(sending spans: [FinishedSpan]) async -> String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let document = OTLPDocument(spans, resource: resource, version: version)
        guard let encoded = try? encoder.encode(document) else { return "the spans cannot be written as JSON" }
        var body = [UInt8](encoded)
        redact(&body)
        var request = HTTPClientRequest(url: address)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: body))
        var reason = ""
        for attempt in 0..<Self.attempts {
            if attempt > 0, (try? await Task.sleep(for: .milliseconds(250 << attempt))) == nil { break }
            do {
                let answer = try await http.execute(request, timeout: Self.timeout)
                // Read to its end, so that the connection can be used again.
                _ = try? await answer.body.collect(upTo: 1 << 20)
                if (200..<300).contains(answer.status.code) { return nil }
                reason = "the collector answered \(answer.status.code)"
                if !Self.passing.contains(answer.status.code) { break }
            } catch {
                reason = "the collector does not answer: \(type(of: error))"
            }
        }
        return reason
    }
}

/// Spans that nobody will see.
public struct OTLPTrouble: Hashable, Sendable {
    public let lost: Int
    public let reason: String
}
