import Hummingbird

/// Sends slash-less addresses to their canonical form: 301, relative `Location`, query byte for byte (`api.md` 1.2).
///
/// Add it to a group of routes: the router finds a route with or without the slash, so the middleware runs exactly when
/// the address with the slash exists.
public struct SlashRedirectMiddleware: AppMiddleware {
    public init() {}

    public func handle(
        _ request: Request, context: AppRequestContext, next: Next
    ) async throws -> Response {
        if let redirect = Self.redirect(for: request) { return redirect }
        return try await next(request, context)
    }

    /// The redirect for an address without trailing slash, nil for one with it.
    public static func redirect(for request: Request) -> Response? {
        let target = request.head.path ?? "/"
        let pathEnd = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        let path = target[..<pathEnd]
        guard path.utf8.last != UInt8(ascii: "/") else { return nil }
        // `//host` at the start of a Location would name another host.
        guard !path.hasPrefix("//") else { return nil }
        return Response(
            status: .movedPermanently,
            headers: [.location: "\(path)/\(target[pathEnd...])", .contentType: MediaType.html])
    }
}
