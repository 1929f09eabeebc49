import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import PeerSupport
import Synchronization

/// Somebody with a browser, at a running program: keeps cookies, and sends forms as pages show them.
struct WebVisitor {
    let base: String
    var jar: [String: String] = [:]
    /// Sent with every request.
    var headers: [(String, String)] = []
    /// Every answer's text, for those who look for what must not be there.
    private(set) var seen = ""

    struct Answer {
        let status: UInt
        let headers: HTTPHeaders
        let body: String
        /// What the form on the page sends back.
        var formToken: String? {
            body.firstMatch(of: /name="csrfmiddlewaretoken" value="([^"]+)"/).map { String($0.output.1) }
        }
    }

    init(_ base: String) { self.base = base }

    /// A client that follows nothing by itself.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    mutating func get(_ path: String, _ more: [(String, String)] = []) async throws -> Answer {
        try await ask(path, .GET, more, nil)
    }

    /// Posts a form after a look at the page with it.
    mutating func submit(_ path: String, _ fields: [String: String], from page: String? = nil) async throws -> Answer {
        let token = try await get(page ?? path).formToken ?? ""
        return try await post(path, fields.merging(["csrfmiddlewaretoken": token]) { _, new in new })
    }

    mutating func post(_ path: String, _ fields: [String: String]) async throws -> Answer {
        let body = fields.map { "\(Self.encode($0.key))=\(Self.encode($0.value))" }.joined(separator: "&")
        return try await ask(path, .POST, [("content-type", "application/x-www-form-urlencoded")], body)
    }

    mutating func send(
        _ path: String, _ method: HTTPMethod, _ more: [(String, String)], _ body: String
    ) async throws -> Answer {
        try await ask(path, method, more, body)
    }

    private mutating func ask(
        _ path: String, _ method: HTTPMethod, _ more: [(String, String)], _ body: String?
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        for (name, value) in headers + more { request.headers.add(name: name, value: value) }
        if !jar.isEmpty {
            request.headers.add(name: "cookie", value: jar.map { "\($0.key)=\($0.value)" }.joined(separator: "; "))
        }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let answer = try await Self.client.execute(request, timeout: .seconds(30))
        let text = String(buffer: try await answer.body.collect(upTo: 8 << 20))
        for cookie in answer.headers["set-cookie"] {
            guard let pair = cookie.split(separator: ";").first, let equals = pair.firstIndex(of: "=") else { continue }
            jar[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
        }
        seen += text
        return Answer(status: answer.status.code, headers: answer.headers, body: text)
    }

    private static func encode(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }
}

/// Folders of one test.
enum TestPlace {
    /// A folder that is gone afterwards.
    static func withFolder<T>(_ body: (URL) async throws -> T) async throws -> T {
        let folder = FileManager.default.temporaryDirectory.appending(path: "panelapp-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }
}
