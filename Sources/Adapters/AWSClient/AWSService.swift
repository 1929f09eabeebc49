import AsyncHTTPClient
import Domain
import Foundation
import NIOCore
import NIOHTTP1
import Ports
import Synchronization

/// Signed requests to one service, with retries (`operations.md` 5.3, 7).
public struct AWSService: Sendable {
    let name: String
    let http: HTTPClient
    let signer: Signer
    let credentials: CredentialCache
    let clock: any Clock
    let report: @Sendable (AWSEvent) -> Void
    /// For the first byte of an answer.
    private let patience: Duration
    /// How far this machine's clock is off.
    private let skew = Skew()

    /// Tries of one request, the first included.
    public static let attempts = 4
    /// Bytes of the longest answer that is read whole.
    static let longestAnswer = 32 << 20

    /// How long the first byte of an answer may take (`operations.md` 5.3): short enough for another try before whoever asked
    /// is given up (`GUNICORN_TIMEOUT`).
    public static let firstByte = Duration.seconds(20)

    /// - Parameters:
    ///   - name: as signatures have it, such as `s3`.
    ///   - patience: for the first byte of an answer, once the request is sent.
    public init(
        _ name: String, region: AWSRegion, credentials: CredentialCache, http: HTTPClient, clock: any Clock,
        patience: Duration = AWSService.firstByte, report: @escaping @Sendable (AWSEvent) -> Void = { _ in }
    ) {
        self.name = name
        self.http = http
        signer = Signer(service: name, region: region)
        self.credentials = credentials
        self.clock = clock
        self.patience = patience
        self.report = report
    }

    /// The answer whose body is yet to be read.
    public struct Answer: Sendable {
        public var status: Int
        public var headers: HTTPHeaders
        public var body: HTTPClientResponse.Body
    }

    /// Sends a request and reads the answer whole.
    ///
    /// - Parameters:
    ///   - operation: its name, for metrics and errors.
    ///   - time: until the answer of one try begins; nil: what is usual for a request of this size.
    ///   - attempts: tries in all.
    ///   - mayFailLate: whether a good status may be followed by an error.
    public func send(
        _ request: AWSRequest, _ operation: String, within time: Duration? = nil, attempts: Int = AWSService.attempts,
        mayFailLate: Bool = false
    ) async throws(AWSFailure) -> (status: Int, headers: HTTPHeaders, body: [UInt8]) {
        try await tried(request, operation, time, attempts) { answer throws(AWSFailure) in
            let body: [UInt8]
            do {
                body = Array(try await answer.body.collect(upTo: Self.longestAnswer).readableBytesView)
            } catch {
                throw .unavailable(Wire.words(error))
            }
            if mayFailLate, let problem = AWSProblem(late: body) { throw .refused(problem) }
            return (answer.status, answer.headers, body)
        }
    }

    /// Sends a request and leaves the body of a good answer to the caller; it may go on for as long as it flows.
    public func open(_ request: AWSRequest, _ operation: String) async throws(AWSFailure) -> Answer {
        try await tried(request, operation, nil, Self.attempts) { answer in answer }
    }

    /// An address at which the request can be made by anybody for a while.
    public func presigned(_ request: AWSRequest, for seconds: Int) async throws(AWSFailure) -> String {
        signer.presigned(request, for: seconds, with: try await credentials.credentials(), at: now)
    }

    private var now: Instant { clock.now().advanced(bySeconds: skew.seconds) }

    // MARK: Attempts

    private func tried<T>(
        _ request: AWSRequest, _ operation: String, _ time: Duration?, _ attempts: Int,
        read: (Answer) async throws(AWSFailure) -> T
    ) async throws(AWSFailure) -> T {
        let began = ContinuousClock.now
        var credentials = try await credentials.credentials()
        var mayRenew = true
        var mayCorrectClock = true
        var attempt = 1
        while true {
            var failure: AWSFailure
            do throws(AWSFailure) {
                let answer = try await once(request, credentials, time)
                if (200..<300).contains(answer.status) {
                    let value = try await read(answer)
                    report(
                        .request(
                            service: name, operation: operation, outcome: "ok", took: ContinuousClock.now - began))
                    return value
                }
                let problem = await problem(of: answer)
                if Self.expired.contains(problem.code), mayRenew {
                    mayRenew = false
                    credentials = try await self.credentials.replacing(credentials)
                    continue
                }
                if problem.code == "RequestTimeTooSkewed", mayCorrectClock, correctClock(answer) {
                    mayCorrectClock = false
                    continue
                }
                failure = .refused(problem)
            } catch {
                failure = error
            }
            if attempt > 1, case .refused(var problem) = failure {
                problem.isRepeated = true
                failure = .refused(problem)
            }
            guard attempt < attempts, Self.isWorthAnother(failure), !Task.isCancelled else {
                if case .refused(let problem) = failure, problem.needsOperator {
                    let resource = "\(request.endpoint.host)\(request.path)"
                    report(.refused(service: name, operation: operation, resource: resource, problem: problem))
                }
                report(
                    .request(
                        service: name, operation: operation, outcome: failure.code ?? "unavailable",
                        took: ContinuousClock.now - began))
                throw failure
            }
            // Full jitter, so that many clients do not come back at one moment.
            let longest = min(5_000, 100 << attempt)
            try? await Task.sleep(for: .milliseconds(Int.random(in: 0...longest)))
            attempt += 1
        }
    }

    private static let expired: Set<String> = ["ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId"]
    private static let passing: Set<Int> = [500, 502, 503, 504]
    private static let passingCodes: Set<String> = [
        "SlowDown", "RequestTimeout", "Throttling", "ThrottlingException", "RequestThrottled", "InternalError",
    ]

    private static func isWorthAnother(_ failure: AWSFailure) -> Bool {
        switch failure {
        case .refused(let problem): passing.contains(problem.status) || passingCodes.contains(problem.code)
        case .unavailable: true
        case .credentials, .configuration: false
        }
    }

    private func once(
        _ request: AWSRequest, _ credentials: AWSCredentials, _ time: Duration?
    ) async throws(AWSFailure) -> Answer {
        var wire = HTTPClientRequest(url: request.url)
        wire.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers + signer.headers(for: request, with: credentials, at: now)
        where name != "host" {
            wire.headers.add(name: name, value: value)
        }
        if request.body.readableBytes > 0 { wire.body = .bytes(request.body) }
        let time = time ?? patience + Self.sending(request)
        do {
            // The limit ends with the answer's head; what follows may pause for as long as the client's configuration says.
            let answer = try await http.execute(wire, timeout: .nanoseconds(time.nanoseconds))
            return Answer(status: Int(answer.status.code), headers: answer.headers, body: answer.body)
        } catch {
            throw .unavailable(Wire.words(error))
        }
    }

    /// What sending the body may take on a slow line, which no server can answer before: a second for each half MiB.
    static func sending(_ request: AWSRequest) -> Duration { .seconds(request.body.readableBytes >> 19) }

    private func problem(of answer: Answer) async -> AWSProblem {
        let body = try? await answer.body.collect(upTo: 64 << 10)
        return AWSProblem(status: answer.status, body: body.map { Array($0.readableBytesView) } ?? [])
    }

    /// Takes the service's clock for the right one. False when its answer tells no time.
    private func correctClock(_ answer: Answer) -> Bool {
        guard let text = answer.headers.first(name: "date"), let right = Instant(headerDate: text) else { return false }
        let seconds = Double(right.microseconds - clock.now().microseconds) / 1e6
        skew.set(seconds)
        report(.clockSkew(seconds: Int(seconds)))
        return true
    }

    private final class Skew: Sendable {
        private let value = Mutex(0.0)
        var seconds: Double { value.withLock { $0 } }
        func set(_ seconds: Double) { value.withLock { $0 = seconds } }
    }
}

extension Duration {
    var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}

extension AWSService {
    /// A client as AWS wants it: no redirects, short patience for connections (`operations.md` 5.3).
    /// - Parameter verifies: whether certificates are checked; false against an emulator only.
    public static func client(verifies: Bool = true) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.timeout = .init(connect: .seconds(5), read: .seconds(30))
        configuration.redirectConfiguration = .disallow
        // Attempts are counted here.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 32
        configuration.httpVersion = .http1Only
        if !verifies {
            configuration.tlsConfiguration = .makeClientConfiguration()
            configuration.tlsConfiguration?.certificateVerification = .none
        }
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }
}
