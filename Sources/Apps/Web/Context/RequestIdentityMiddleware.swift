import Hummingbird
import Ports

/// Outermost: gives the request its id, scheme and client address, and the answer its `X-Request-ID`. All that happens for the
/// request finds its id in `Origin.current`.
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
        let inner = context
        var response = try await Origin.$current.withValue(Origin(requestID: context.requestID)) {
            try await next(request, inner)
        }
        response.headers[HeaderName.requestID] = context.requestID
        return response
    }
}
