import Hummingbird

/// Tells every page whether the database takes changes, so that nobody fills a form in vain (`operations.md` 9.5).
///
/// It refuses nothing: what is known may be some seconds old, and the database itself says no to what it does not take.
struct ReadOnlyStateMiddleware: AppMiddleware {
    let isReadOnly: @Sendable () -> Bool

    func handle(_ request: Request, context: AppRequestContext, next: Next) async throws -> Response {
        guard isReadOnly() else { return try await next(request, context) }
        var context = context
        context.isReadOnly = true
        return try await next(request, context)
    }
}
