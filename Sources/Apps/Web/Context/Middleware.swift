import Hummingbird

/// A middleware of this site.
public protocol AppMiddleware: RouterMiddleware where Context == AppRequestContext {}

extension AppMiddleware {
    /// The rest of the chain.
    public typealias Next = @concurrent (Request, AppRequestContext) async throws -> Response
}
