import Hummingbird

/// Outermost: gives the request its id, scheme and client address, and the answer its `X-Request-ID`.
public struct RequestIdentityMiddleware: AppMiddleware {
    private let proxy: ProxySettings

    public init(proxy: ProxySettings) { self.proxy = proxy }

    public func handle(
        _ request: Request, context: AppRequestContext, next: Next
    ) async throws -> Response {
        var context = context
        context.requestID = AppRequestID.choose(from: request.headers)
        context.isSecure = proxy.isSecure(request.headers, peerIP: context.peerIP)
        context.clientIP = proxy.clientIP(request.headers, peerIP: context.peerIP)
        context.logger[metadataKey: "request_id"] = .string(context.requestID)
        var response = try await next(request, context)
        response.headers[HeaderName.requestID] = context.requestID
        return response
    }
}
