import Domain
import HTTPTypes
import Hummingbird
import Ports
import Web

extension RouterMethods<AppRequestContext> {
    /// Answers a request of a page.
    typealias PageHandler = @Sendable (Request, AppRequestContext) async throws -> Response
    /// Answers a posted form.
    typealias FormHandler = @Sendable (FormBody, Request, AppRequestContext) async throws -> Response

    /// A page with a form: shown by GET, sent by POST. That the form came from a page of ours was checked before
    /// (`CSRFMiddleware`).
    func form(_ path: RouterPath, show: @escaping PageHandler, post: @escaping FormHandler) {
        get(path, use: show)
        addPost(path, post)
        rejectOtherMethods(at: path, allowing: [.get, .head, .post])
    }

    /// An action without a page of its own: only POST, so that no link and no prefetching browser sets it off (W33).
    func action(_ path: RouterPath, _ post: @escaping FormHandler) {
        addPost(path, post)
        rejectOtherMethods(at: path, allowing: [.post])
    }

    private func addPost(_ path: RouterPath, _ handler: @escaping FormHandler) {
        self.post(path) { request, context in
            guard let form = FormBody(try await request.formBody()) else {
                throw HTTPProblem.badRequest("The form has too many fields.")
            }
            return try await handler(form, request, context)
        }
    }
}

extension AppRequestContext {
    /// The login of who asks. Somebody who is not signed in is sent to sign in and comes back afterwards.
    func demandLogin(_ request: Request) throws(HTTPProblem) -> Login {
        guard let login else { throw signInFirst(request) }
        return login
    }

    /// Throws unless who asks may do this: somebody who is not signed in is sent to sign in, anybody else is refused
    /// (decision 15).
    func demand(_ permission: Permission, _ request: Request) throws(HTTPProblem) {
        if permission.isGranted(to: viewer.role) { return }
        throw viewer == .anonymous ? signInFirst(request) : .notAllowed
    }

    private func signInFirst(_ request: Request) -> HTTPProblem {
        // A script would follow a redirect and take the page it leads to for its answer (W32).
        if request.isFromScript { return .notAuthenticated }
        let back = request.ownAddress ?? request.ownReferer(self)
        return HTTPProblem(.found, detail: "Sign in first.", headers: [.location: Link.signIn(next: back).text])
    }
}

extension Request {
    /// The page of this site that a form was sent from.
    func ownReferer(_ context: AppRequestContext) -> Link? {
        guard let referer = headers[.referer], let path = LocalAddress.path(referer, on: context.origin(of: self))
        else { return nil }
        return Link.local(path)
    }
}

extension FormBody {
    /// Refuses fields whose bytes were no text: nothing is stored that nobody typed.
    func checkReadable() throws(Refusal) {
        if damaged.isEmpty { return }
        throw .invalid(
            damaged.map {
                FieldProblem($0, "This had characters that cannot be stored. They are taken out: look at it.")
            })
    }
}
