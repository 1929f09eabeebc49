import Domain
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Synchronization

/// A PanelApp in this process: what it publishes can be changed, and what it was asked is kept.
final class SamplePeer: Sendable {
    struct Asked: Hashable, Sendable {
        var path: String
        var condition: String?
    }

    struct State: Sendable {
        var panels: [SamplePanel] = []
        /// Older versions by `ID/VERSION`.
        var frozen: [String: [UInt8]] = [:]
        /// Rows of the signed-off list: panel as it was, and the date.
        var signedOff: [(panel: SamplePanel, date: String)] = []
        var givesTags = true
        /// What a path answers instead.
        var bodies: [String: String] = [:]
        /// Refusals that come first, by path; the last one stays when it is said to.
        var refusals: [String: [(status: Int, retryAfter: String?)]] = [:]
        var refusesForever: Set<String> = []
        var missing: Set<Int> = []
        var delay = Duration.zero
        var pageSize = 100
    }

    private struct Record {
        var state = State()
        var asked: [Asked] = []
        var running = 0
        var mostRunning = 0
    }

    private let record = Mutex(Record())

    init(_ panels: [SamplePanel] = []) { change { $0.panels = panels } }

    func change(_ change: (inout State) -> Void) { record.withLock { change(&$0.state) } }

    /// A panel in another state; the version before stays to be had.
    func publish(_ panel: SamplePanel, keepingOld: Bool = true) {
        change { state in
            for index in state.panels.indices where state.panels[index].id == panel.id {
                let old = state.panels[index]
                if keepingOld { state.frozen["\(old.id)/\(old.version)"] = old.frozen() }
                state.panels[index] = panel
            }
        }
    }

    /// Requests since the last look.
    func takeAsked() -> [Asked] {
        record.withLock { record in
            defer { record.asked = [] }
            return record.asked
        }
    }

    var mostAtOnce: Int { record.withLock { $0.mostRunning } }

    /// Listens while `body` runs, which gets the address.
    func serving<T: Sendable>(_ body: @escaping @Sendable (String) async throws -> T) async throws -> T {
        let app = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in await self.answer(request) },
            logger: Logger(label: "peer", factory: { _ in SwiftLogNoOpLogHandler() }))
        return try await app.test(.live) { client in try await body("http://127.0.0.1:\(client.port ?? 0)") }
    }

    private func answer(_ request: Request) async -> Response {
        let condition = request.headers[.ifNoneMatch]
        let delay = record.withLock { record in
            record.asked.append(Asked(path: request.uri.description, condition: condition))
            record.running += 1
            record.mostRunning = max(record.mostRunning, record.running)
            return record.state.delay
        }
        if delay > .zero { try? await Task.sleep(for: delay) }
        return record.withLock { record in
            record.running -= 1
            return Self.respond(request, condition, &record.state)
        }
    }

    private static func respond(_ request: Request, _ condition: String?, _ state: inout State) -> Response {
        let uri = request.uri
        if let refusal = state.refusals[uri.path]?.first {
            if !state.refusesForever.contains(uri.path) { state.refusals[uri.path]?.removeFirst() }
            var headers = HTTPFields()
            if let retryAfter = refusal.retryAfter { headers[.retryAfter] = retryAfter }
            return Response(status: .init(code: refusal.status), headers: headers)
        }
        if let body = state.bodies[uri.path] { return ok(Array(body.utf8), tag: nil, condition) }
        switch uri.path {
        case "/api/v1/panels/": return page(state.panels.map(\.row.bytes), request, state)
        case "/api/v1/panels/signedoff/":
            return page(
                state.signedOff.map { FrozenDocument.withSignedOff($0.panel.row.bytes, CivilDate($0.date)) }, request,
                state
            )
        default: break
        }
        let parts = uri.path.split(separator: "/")
        guard parts.count == 4, parts[2] == "panels", let id = Int(parts[3]), !state.missing.contains(id),
            let panel = state.panels.first(where: { $0.id == id })
        else { return Response(status: .notFound) }
        if let version = uri.queryParameters["version"] {
            guard let document = state.frozen["\(id)/\(version)"] else { return Response(status: .notFound) }
            return ok(document, tag: nil, condition)
        }
        return ok(panel.document, tag: state.givesTags ? "\"\(panel.document.hashValue)\"" : nil, condition)
    }

    private static func page(_ rows: [[UInt8]], _ request: Request, _ state: State) -> Response {
        let uri = request.uri
        let number = uri.queryParameters["page"].flatMap { Int($0) } ?? 1
        let start = min((number - 1) * state.pageSize, rows.count)
        let end = min(start + state.pageSize, rows.count)
        // Behind a proxy an original tells an inner name.
        let next = end < rows.count ? "\"http://inner:8000\(uri.path)?page=\(number + 1)\"" : "null"
        let results = rows[start..<end].map { String(decoding: $0, as: UTF8.self) }.joined(separator: ",")
        return ok(
            Array(#"{"count":\#(rows.count),"next":\#(next),"previous":null,"results":[\#(results)]}"#.utf8), tag: nil,
            nil)
    }

    private static func ok(_ body: [UInt8], tag: String?, _ condition: String?) -> Response {
        var headers: HTTPFields = [.contentType: "application/json"]
        if let tag { headers[.eTag] = tag }
        if let tag, tag == condition { return Response(status: .notModified, headers: headers) }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}
