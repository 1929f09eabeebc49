import Hummingbird
import NIOCore

/// Refuses bodies above the limit for forms by their announced length, before a byte is read (`operations.md` 16).
/// Bodies without a length are bounded where they are read, by `Request.formBody`.
public struct BodyLimitMiddleware: AppMiddleware {
    private let limit: Int

    /// - Parameter limit: bytes; routes that take files raise it by being added outside this middleware.
    public init(limit: Int = AppRequestContext.formBodyLimit) { self.limit = limit }

    public func handle(
        _ request: Request, context: AppRequestContext, next: Next
    ) async throws -> Response {
        if let text = request.headers[.contentLength], let length = Int(text), length > limit {
            throw HTTPProblem.contentTooLarge
        }
        return try await next(request, context)
    }
}

extension Request {
    /// The whole body of a form or JSON request.
    /// - Throws: `HTTPProblem.contentTooLarge` above 2.5 MiB.
    public func formBody() async throws -> ByteBuffer {
        do {
            return try await body.collect(upTo: AppRequestContext.formBodyLimit)
        } catch is NIOTooManyBytesError {
            throw HTTPProblem.contentTooLarge
        }
    }
}
