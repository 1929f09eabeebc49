import Hummingbird
import Logging

/// Refuses requests for other hosts with a short 400 before anything else looks at them (`operations.md` 3.7).
public struct HostCheckMiddleware: AppMiddleware {
    private let allowed: AllowedHosts
    private let logger: Logger

    /// - Parameter logger: labelled `security.DisallowedHost`.
    public init(allowed: AllowedHosts, logger: Logger) {
        self.allowed = allowed
        self.logger = logger
    }

    public func handle(
        _ request: Request, context: AppRequestContext, next: Next
    ) async throws -> Response {
        // A second Host header is left among the fields by the codec; the first became the authority.
        if let host = request.head.authority, !request.headers.contains(HeaderName.host), allowed.allows(host) {
            return try await next(request, context)
        }
        if ProbePaths.contains(request.uri.path) { return try await next(request, context) }
        logger.error(
            "The request names a host that this site does not answer to",
            metadata: [
                "event": "security.disallowed_host", "host": "\((request.head.authority ?? "").prefix(255))",
                "request_id": "\(context.requestID)",
            ])
        return Response(
            status: .badRequest, headers: [.contentType: MediaType.plainText],
            body: .init(byteBuffer: ByteBuffer(string: "Bad request: unknown host.\n")))
    }
}
