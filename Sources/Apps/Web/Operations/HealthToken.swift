import Hummingbird
import Logging
import Synchronization

/// Guards `/health_check/` (`operations.md` 12.2).
final class HealthToken: Sendable {
    private struct Refusals {
        var lastLogged: ContinuousClock.Instant?
        var unlogged = 0
    }

    /// One line per this long, so that a misconfigured monitor does not fill the log.
    private static let logEvery = Duration.seconds(60)

    private let expected: String
    private let logger: Logger
    private let refusals = Mutex(Refusals())

    init(_ expected: String, logger: Logger) {
        self.expected = expected
        self.logger = logger
    }

    /// - Throws: 403 without a hint whether the token was missing, empty or wrong.
    func check(_ request: Request) throws(HTTPProblem) {
        if opens(request) { return }
        noteRefusal()
        throw HTTPProblem(.forbidden, detail: "Forbidden", headers: [.cacheControl: "no-store"])
    }

    /// Whether the right token came along.
    func opens(_ request: Request) -> Bool {
        !expected.isEmpty && Self.equal(Self.offered(in: request), expected)
    }

    /// First non-empty of header `Token`, header `X-Health-Token` and query parameter `token`.
    static func offered(in request: Request) -> String {
        let candidates: [String?] = [
            request.headers[HeaderName.token], request.headers[HeaderName.healthToken],
            request.uri.queryParameters["token"].map(String.init),
        ]
        return candidates.compactMap { $0 }.first { !$0.isEmpty } ?? ""
    }

    /// Takes the same time wherever the texts differ.
    static func equal(_ left: String, _ right: String) -> Bool {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        var difference = left.count ^ right.count
        for index in right.indices {
            difference |= Int(right[index] ^ (index < left.count ? left[index] : ~right[index]))
        }
        return difference == 0
    }

    private func noteRefusal() {
        let now = ContinuousClock.now
        let toLog: Int? = refusals.withLock { state in
            state.unlogged += 1
            if let last = state.lastLogged, last.duration(to: now) < Self.logEvery { return nil }
            defer { state = Refusals(lastLogged: now, unlogged: 0) }
            return state.unlogged
        }
        guard let toLog else { return }
        logger.warning(
            "Health check asked for without the right token",
            metadata: ["event": "health.refused", "times": .stringConvertible(toLog)])
    }
}
