import Hummingbird

extension StaticAssets {
    /// Where the files are served. `base` may be another host's address; the files are still here for its CDN to fetch.
    static let path = "/static/"

    /// Adds `GET /static/**`.
    public func addRoutes(to router: some RouterMethods<AppRequestContext>) {
        router.get("/static/**") { request, _ in try self.answer(request) }
        router.head("/static/**") { request, _ in try self.answer(request) }
        router.rejectOtherMethods(at: "/static/**", allowing: [.get, .head])
    }

    private func answer(_ request: Request) throws -> Response {
        guard let found = find(request.uri.path.dropFirst(Self.path.count)) else { throw HTTPProblem.notFound }
        let caching =
            found.isFingerprinted ? "public, max-age=31536000, immutable" : "public, max-age=0, must-revalidate"
        return found.file.body.response(
            to: request, contentType: found.file.contentType, headers: [.cacheControl: caching])
    }
}
