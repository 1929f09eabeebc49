import HTTPTypes
import Hummingbird
import NIOCore

/// A yardstick for benchmarks: bytes that cost nothing to make, through the same middlewares as every answer
/// (docs/benchmarks.md). Added only when the environment asks for it.
public struct BenchRoutes: Sendable {
    /// Larger requests would measure memory, not sending.
    private static let limit = 64 << 20

    public init() {}

    public func addRoutes(to router: Router<AppRequestContext>) {
        let kept = Kept()
        router.get("/bench/constant") { request, _ in
            guard let text = request.uri.queryParameters["bytes"], let size = Int(text), (1...Self.limit).contains(size)
            else { throw HTTPProblem.invalid("bytes", "Give a size from 1 to \(Self.limit).") }
            let body = kept.buffer(size)
            return Response(
                status: .ok,
                headers: [.contentType: MediaType.binary, .contentLength: String(body.readableBytes)],
                body: .init(byteBuffer: body))
        }
    }
}
