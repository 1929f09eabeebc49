import Hummingbird
import NIOCore

/// Compresses answers that no one compressed yet: text and JSON of at least 200 bytes with a known length
/// (`api.md` 1.8). Bodies that stream without a length pass as they are, so that they stay streams; so do those that may be
/// asked for in ranges, which count the bytes of the plain form.
public struct GzipMiddleware: AppMiddleware {
    /// Larger bodies are not gathered in memory for this; a route that sends such a body keeps a `CachedBody`.
    static let maximumBytes = 16 << 20

    private let encoder: GzipEncoder

    public init(_ encoder: GzipEncoder) { self.encoder = encoder }

    public func handle(
        _ request: Request, context: AppRequestContext, next: Next
    ) async throws -> Response {
        var response = try await next(request, context)
        guard let length = response.body.contentLength, (GzipEncoder.minimumBytes...Self.maximumBytes).contains(length),
            !response.headers.contains(.contentEncoding), !response.headers.contains(.acceptRanges),
            let type = response.headers[.contentType], MediaType.isCompressible(type)
        else { return response }
        response.headers.appendVary("Accept-Encoding")
        guard AcceptEncoding.acceptsGzip(request.headers) else { return response }
        let gathered = Gathered()
        try await response.body.write(gathered)
        guard let packed = encoder.encode(gathered.take(), .fast) else {
            response.body = .init(byteBuffer: gathered.take())
            return response
        }
        response.body = .init(byteBuffer: packed)
        response.headers[.contentEncoding] = "gzip"
        if let tag = response.headers[.eTag] { response.headers[.eTag] = EntityTag.gzipForm(ofHeader: tag) }
        return response
    }
}
