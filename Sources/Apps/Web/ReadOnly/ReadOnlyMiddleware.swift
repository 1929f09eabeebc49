import Hummingbird

/// Refuses every request that wants to change something while the site can only be read (`PANELAPP_READ_ONLY`,
/// `operations.md` 9.5). It stands before all routes, so that nobody types in vain a second time, and nothing is tried that
/// the database would refuse.
public struct ReadOnlyMiddleware: AppMiddleware {
    public init() {}

    public func handle(_ request: Request, context: AppRequestContext, next: Next) async throws -> Response {
        guard [.get, .head, .options].contains(request.method) else { throw HTTPProblem.readOnly }
        return try await next(request, context)
    }
}
