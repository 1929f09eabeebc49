import Hummingbird
import Synchronization

/// Whether the process has been told to stop (`operations.md` 13.1): readiness says so, and answers ask clients to
/// close their connections.
public final class DrainState: Sendable {
    private let draining = Atomic<Bool>(false)

    public init() {}

    public var isDraining: Bool { draining.load(ordering: .relaxed) }

    public func begin() { draining.store(true, ordering: .relaxed) }
}

/// `Connection: close` on every answer while draining.
public struct DrainMiddleware: AppMiddleware {
    private let state: DrainState

    public init(_ state: DrainState) { self.state = state }

    public func handle(
        _ request: Request, context: AppRequestContext, next: Next
    ) async throws -> Response {
        var response = try await next(request, context)
        if state.isDraining { response.headers[.connection] = "close" }
        return response
    }
}
