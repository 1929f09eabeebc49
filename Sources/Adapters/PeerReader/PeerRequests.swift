import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Ports

/// Asks another PanelApp, politely: it says who asks, waits when told to, and gives up after some attempts.
struct PeerRequests: Sendable {
    /// An answer that says something about what was asked for.
    struct Answer: Sendable {
        var status: Int
        var body: [UInt8]
        var etag: String?
    }

    let client: HTTPClient
    let agent: String
    /// Waits so many seconds; tests pass the time otherwise.
    let pause: @Sendable (Double) async throws -> Void

    /// Largest body that is taken; the largest public panel has about 10 MB.
    private static let largestBody = 64 << 20
    private static let attempts = 6
    /// Longest wait that a peer may ask for, in seconds.
    private static let longestPause = 300.0

    /// Throws `PeerFault` when the peer cannot be reached or answers with an error, after further attempts where one may
    /// help: 429 and 5xx (`api.md 1.9`). 200, 304 and 404 are answers. On the first contact a peer that cannot be reached is
    /// more likely a wrong address than one that comes back in a moment.
    func get(_ address: String, unless etag: String? = nil, isFirstContact: Bool = false) async throws -> Answer {
        let patience = isFirstContact ? 2 : Self.attempts
        var attempt = 1
        while true {
            let next: Double
            do {
                let answer = try await ask(address, etag)
                switch answer.status {
                case 200, 304, 404: return Answer(status: answer.status, body: answer.body, etag: answer.etag)
                case 429, 500, 502, 503, 504:
                    guard attempt < Self.attempts else {
                        throw PeerFault.refused(address, status: answer.status)
                    }
                    next = answer.retryAfter ?? backOff(attempt)
                default: throw PeerFault.refused(address, status: answer.status)
                }
            } catch let error where !(error is PeerFault) && !(error is CancellationError) {
                try Task.checkCancellation()
                guard attempt < patience, Self.mayPass(error) else {
                    throw PeerFault.unreachable(address, reason: Self.words(error))
                }
                next = backOff(attempt)
            }
            try await pause(min(next, Self.longestPause))
            attempt += 1
        }
    }

    /// 1, 2, 4, 8, 16 seconds.
    private func backOff(_ attempt: Int) -> Double { Double(1 << (attempt - 1)) }

    private func ask(
        _ address: String, _ etag: String?
    ) async throws -> (status: Int, body: [UInt8], etag: String?, retryAfter: Double?) {
        var request = HTTPClientRequest(url: address)
        request.headers.add(name: "User-Agent", value: agent)
        request.headers.add(name: "Accept", value: "application/json")
        if let etag { request.headers.add(name: "If-None-Match", value: etag) }
        let response = try await client.execute(request, timeout: .seconds(300))
        var body = try await response.body.collect(upTo: Self.largestBody)
        let bytes = body.readBytes(length: body.readableBytes) ?? []
        let retryAfter = response.headers.first(name: "Retry-After").flatMap(Self.seconds)
        return (Int(response.status.code), bytes, response.headers.first(name: "ETag"), retryAfter)
    }

    /// `Retry-After` is a number of seconds or a moment (RFC 9110, 10.2.3).
    static func seconds(_ retryAfter: String) -> Double? {
        if let seconds = Double(retryAfter) { return seconds.isFinite ? max(0, seconds) : nil }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = .gmt
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.date(from: retryAfter).map { max(0, $0.timeIntervalSinceNow) }
    }

    /// A name that does not exist, a refused certificate and the like stay as they are.
    private static func mayPass(_ error: any Error) -> Bool {
        guard let error = error as? HTTPClientError else { return true }
        return [.readTimeout, .writeTimeout, .connectTimeout, .remoteConnectionClosed, .deadlineExceeded].contains(
            error)
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: error.shortDescription
        case let error as IOError: String(cString: strerror(error.errnoCode)).lowercased()
        case is NIOTooManyBytesError: "the answer is larger than \(largestBody >> 20) MB"
        default: String(describing: error)
        }
    }
}
