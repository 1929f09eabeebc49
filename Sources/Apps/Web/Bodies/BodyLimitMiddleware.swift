import Hummingbird
import NIOCore

/// Refuses bodies above the limit by their announced length, before a byte is read (`operations.md` 16): that for forms, or
/// that of the file where the address takes one, which is then read as an `Upload`.
/// Bodies without a length are bounded where they are read.
public struct BodyLimitMiddleware: AppMiddleware {
    private let limit: Int
    private let uploads: [String: Int]

    /// - Parameters:
    ///   - limit: bytes of a body without a file.
    ///   - uploads: paths that take a file, with the bytes that it may have.
    public init(limit: Int = AppRequestContext.formBodyLimit, uploads: [String: Int] = [:]) {
        self.limit = limit
        self.uploads = uploads
    }

    public func handle(
        _ request: Request, context: AppRequestContext, next: Next
    ) async throws -> Response {
        let length = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        guard request.method == .post, let largest = uploads[request.uri.path], FormBody.isMultipart(request.headers)
        else {
            if length > limit { throw HTTPProblem.contentTooLarge }
            return try await next(request, context)
        }
        if length > largest + Upload.overhead { throw Upload.tooLarge(nil, largest) }
        var context = context
        context.upload = Upload(request.body, request.headers, limit: largest)
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
