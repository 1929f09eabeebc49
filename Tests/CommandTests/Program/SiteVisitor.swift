import AsyncHTTPClient
import Foundation
import NIOCore
import PeerSupport
import Testing

/// Asks a running `web` as browsers and load balancers do.
struct SiteVisitor: Sendable {
    let base: String

    /// What a path answers; redirects are not followed.
    func get(_ path: String, headers: [(String, String)] = []) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: base + path)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        return try await Peers.http.execute(request, timeout: .seconds(20))
    }

    static func text(_ answer: HTTPClientResponse) async throws -> String {
        String(buffer: try await answer.body.collect(upTo: 4 << 20))
    }

    /// What a path answers as soon as it is 200, or at last.
    func eventually(_ path: String) async throws -> (status: UInt, text: String) {
        var last: (UInt, String) = (0, "")
        _ = try await PeerSupport.eventually {
            let answer = try await get(path)
            last = (answer.status.code, try await Self.text(answer))
            return last.0 == 200
        }
        return last
    }

    /// Asks for a link to set a new password, which is sent by a job.
    func askForReset(_ address: String) async throws {
        let page = try await get("/accounts/password_reset/")
        let cookies = page.headers["set-cookie"].compactMap { $0.split(separator: ";").first }.joined(separator: "; ")
        let body = try await Self.text(page)
        let token = try present(body.firstMatch(of: /csrfmiddlewaretoken" value="([^"]+)"/)).output.1
        var request = HTTPClientRequest(url: "\(base)/accounts/password_reset/")
        request.method = .POST
        request.headers.add(name: "cookie", value: cookies)
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(
            ByteBuffer(string: "csrfmiddlewaretoken=\(token)&email=\(address.replacing("@", with: "%40"))"))
        let answer = try await Peers.http.execute(request, timeout: .seconds(20))
        #expect((200..<400).contains(answer.status.code))
    }

    /// How many mails came for an address.
    static func mails(to address: String) throws -> Int {
        let folder = URL(filePath: try present(Peers.running).mails)
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return files?.compactMap { $0 as? URL }.filter { $0.pathExtension == "to" }
            .count { (try? String(contentsOf: $0, encoding: .utf8))?.contains(address) == true } ?? 0
    }

    /// Waits until more mails than `count` came.
    static func mailArrives(to address: String, after count: Int) async throws -> Bool {
        try await PeerSupport.eventually { try mails(to: address) > count }
    }
}
