import HTTPTypes
import Hummingbird

/// Any origin may read the API, and nothing else (`api.md` 1.7).
public struct CORSMiddleware: AppMiddleware {
    private static let preflightHeaders: HTTPFields = [
        .accessControlAllowHeaders: """
        accept, accept-encoding, authorization, content-type, dnt, origin, user-agent, x-csrftoken, x-requested-with
        """,
        .accessControlAllowMethods: "GET",
        .accessControlMaxAge: "86400",
    ]

    public init() {}

    public func handle(
        _ request: Request, context: AppRequestContext, next: Next
    ) async throws -> Response {
        guard request.headers.contains(.origin), Self.covers(request.uri.path) else {
            return try await next(request, context)
        }
        let isOptions = request.method == .options
        let isPreflight = isOptions && request.headers.contains(.accessControlRequestMethod)
        // A preflight is answered here, before routing, even for unknown addresses and without the slash redirect,
        // which a browser would not follow.
        var response = isPreflight ? Response(status: .ok) : try await next(request, context)
        response.headers[.accessControlAllowOrigin] = "*"
        if isOptions { response.headers.append(contentsOf: Self.preflightHeaders) }
        return response
    }

    /// `/api/v1/...` and `/WebServices/...` with their slash-less forms and the API's documents.
    static func covers(_ path: String) -> Bool {
        path.hasPrefix("/api/v1/") || path.hasPrefix("/WebServices/") || path == "/api/v1" || path == "/WebServices"
            || path.hasPrefix("/api/docs.")
    }
}
