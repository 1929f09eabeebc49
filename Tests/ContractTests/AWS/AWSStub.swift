import AWSClient
import AsyncHTTPClient
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import PeerSupport
import Ports
import S3BlobStore
import Synchronization
import TestSupport

/// A server that plays whatever part of AWS a test gives it, and keeps what it was asked.
final class AWSStub: Sendable {
    struct Asked: Sendable {
        var method: String
        /// As the request line has it, query included.
        var target: String
        var path: String
        var query: [String: String]
        /// Lower-case names.
        var headers: [String: String]
        var body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    struct Answer: Sendable {
        var status = 200
        var headers: [String: String] = [:]
        var body = ""
        /// Between the first byte of the body and the rest.
        var pause: Duration?

        static let ok = Answer()

        static func error(_ status: Int, _ code: String) -> Answer {
            Answer(status: status, body: "<Error><Code>\(code)</Code><Message>no</Message></Error>")
        }
    }

    private let answer: @Sendable (Asked) async -> Answer
    private let record = Mutex([Asked]())

    init(_ answer: @escaping @Sendable (Asked) async -> Answer) { self.answer = answer }

    /// All that was asked so far, in order.
    var asked: [Asked] { record.withLock { $0 } }

    /// Listens while `body` runs, which gets the address.
    @discardableResult
    func serving<T: Sendable>(_ body: @escaping @Sendable (String) async throws -> T) async throws -> T {
        let app = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in try await self.respond(request)
            },
            logger: Logger(label: "stub", factory: { _ in SwiftLogNoOpLogHandler() }))
        return try await app.test(.live) { client in try await body("http://127.0.0.1:\(client.port ?? 0)") }
    }

    private func respond(_ request: Request) async throws -> Response {
        var request = request
        let body = try await request.collectBody(upTo: 64 << 20)
        let asked = Asked(
            method: request.method.rawValue, target: request.uri.description, path: request.uri.path,
            query: Dictionary(
                request.uri.queryParameters.map { (String($0.key), String($0.value)) }, uniquingKeysWith: { a, _ in a }),
            headers: Dictionary(
                request.headers.map { ($0.name.canonicalName, $0.value) }, uniquingKeysWith: { a, _ in a }),
            body: Array(body.readableBytesView))
        record.withLock { $0.append(asked) }
        let answer = await answer(asked)
        var headers = HTTPFields()
        for (name, value) in answer.headers { if let name = HTTPField.Name(name) { headers[name] = value } }
        return Response(
            status: .init(code: answer.status), headers: headers, body: Self.body(answer))
    }

    private static func body(_ answer: Answer) -> ResponseBody {
        if answer.body.isEmpty { return .init() }
        var buffer = ByteBuffer(string: answer.body)
        guard let pause = answer.pause, let first = buffer.readSlice(length: 1) else {
            return .init(byteBuffer: buffer)
        }
        return ResponseBody(contentLength: answer.body.utf8.count) { [buffer] writer in
            try await writer.write(first)
            try await Task.sleep(for: pause)
            try await writer.write(buffer)
            try await writer.finish(nil)
        }
    }

    // MARK: Who asks it

    /// A bucket at the stub, asked with these credentials.
    static func bucket(
        _ address: String, _ cache: CredentialCache? = nil, clock: any Ports.Clock = Peers.clock,
        patience: Duration = AWSService.firstByte, events: Collected<AWSEvent>? = nil,
        _ change: (inout S3Settings) -> Void = { _ in }
    ) throws -> S3Bucket {
        var settings = S3Settings(
            region: Peers.region, bucket: "bucket", location: "uploads", endpoint: try present(AWSEndpoint(address)))
        change(&settings)
        return try S3Bucket(settings, service: service("s3", cache, clock: clock, patience: patience, events: events))
    }

    static func service(
        _ name: String, _ cache: CredentialCache? = nil, clock: any Ports.Clock = Peers.clock,
        patience: Duration = AWSService.firstByte, events: Collected<AWSEvent>? = nil
    ) -> AWSService {
        let http = Peers.http
        let credentials =
            cache
            ?? CredentialCache(.fixed(AWSCredentials(accessKey: "AKIA", secretKey: "s")), http: http, clock: clock)
        return AWSService(
            name, region: Peers.region, credentials: credentials, http: http, clock: clock, patience: patience,
            report: { events?.append($0) })
    }
}
