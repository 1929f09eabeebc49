import Hummingbird

/// HEAD equals GET without the body, `Content-Length` included (`api.md` 1.5); 204 and 304 carry no length.
public struct HeadMiddleware: AppMiddleware {
    public init() {}

    public func handle(
        _ request: Request, context: AppRequestContext, next: Next
    ) async throws -> Response {
        let response = try await next(request, context)
        guard request.method == .head else { return response }
        var bare = response.createHeadResponse()
        if response.status == .notModified || response.status == .noContent { bare.headers[.contentLength] = nil }
        return bare
    }
}
