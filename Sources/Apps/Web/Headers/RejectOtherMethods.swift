import HTTPTypes
import Hummingbird

extension RouterMethods<AppRequestContext> {
    /// Answers 405 with `Allow` for the usual methods that a route does not allow; without it the router would say 404.
    ///
    /// - Parameter headers: more of the refusal.
    ///
    /// Add it in the same group as the route, after it. `.head` counts as answered when `.get` is allowed.
    @discardableResult
    public func rejectOtherMethods(
        at path: RouterPath, allowing allowed: [HTTPRequest.Method] = [.get, .head, .options],
        headers: HTTPFields = [:]
    ) -> Self {
        let usual: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]
        for method in usual where !allowed.contains(method) {
            on(path, method: method) { request, _ -> Response in
                var problem = HTTPProblem.methodNotAllowed(request.method, allow: allowed)
                problem.headers.append(contentsOf: headers)
                throw problem
            }
        }
        return self
    }
}
