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
    /// (`CSRFMiddleware`). `show` begins with `context.shown(...)`, because a form may also be shown as it was typed before
    /// a login had ended (`KeptForm`).
    func form(_ path: RouterPath, show: @escaping PageHandler, post: @escaping FormHandler) {
        get(path, use: show)
        let sent: FormHandler = { form, request, context in
            guard form.isToBeShown else { return try await post(form, request, context) }
            var context = context
            context.typed = form.carried
            return try await show(request, context)
        }
        addPost(path, sent, back: { request, _ in request.uri.path })
        rejectOtherMethods(at: path, allowing: [.get, .head, .post])
    }

    /// An action without a page of its own: only POST, so that no link and no prefetching browser sets it off (W33).
    /// `reopen` shows its form on the page it stands on, as it was typed; an action without words needs none.
    func action(_ path: RouterPath, reopen: FormHandler? = nil, _ post: @escaping FormHandler) {
        let sent: FormHandler = { form, request, context in
            guard form.isToBeShown else { return try await post(form, request, context) }
            if let reopen { return try await reopen(form.carried, request, context) }
            throw HTTPProblem(
                .unprocessableContent, detail: "Go back to the page you came from, and do it there again.")
        }
        addPost(path, sent, back: { request, context in request.ownReferer(context)?.text })
        rejectOtherMethods(at: path, allowing: [.post])
    }

    /// `back` is where the form stands, for the way back after signing in.
    private func addPost(
        _ path: RouterPath, _ handler: @escaping FormHandler,
        back: @escaping @Sendable (Request, AppRequestContext) -> String?
    ) {
        self.post(path) { request, context in
            guard let form = FormBody(try await request.formBody(), request.headers) else {
                throw HTTPProblem.badRequest("The form cannot be read, or it has too many fields.")
            }
            do {
                let response = try await handler(form, request, context)
                return request.isFromScript ? FormAnswer.toScript(response, context) : response
            } catch let problem as HTTPProblem where problem.sendsToSignIn {
                // A browser that was never signed in here had no such form.
                guard context.browser.sessionKey != nil, let action = Link.local(request.uri.path),
                    KeptForm(form, to: action) != nil
                else { throw problem }
                let page = back(request, context).flatMap { Link.local($0) }
                return KeptForm.signIn(Link.signIn(next: page).text, keeping: action.text)
            }
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

    /// Whether new tags may be made while choosing some.
    var mayAddTags: Bool { login.map { Policy.mayAddTags($0.person) } ?? false }

    /// What a form shows at first: what is stored, or what was typed before a login had ended.
    func shown(_ stored: FormBody = FormBody()) -> FormState {
        typed.map { FormState(typed: $0) } ?? FormState(stored)
    }
}

extension HTTPProblem {
    fileprivate var sendsToSignIn: Bool {
        status == .found && headers[.location]?.hasPrefix(Link.signIn(next: nil).text) ?? false
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
