import Domain
import HTTPTypes
import Hummingbird
import Ports
import UseCases
import Web

extension AccountPages {
    /// `GET /accounts/login/`
    @Sendable func showSignIn(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let next = next(request.pageQuery["next"], request, context)
        if context.login != nil { return redirect(next ?? .home) }
        return answer(SignInView(frame: frame, next: next).render(), request, context)
    }

    /// `POST /accounts/login/`
    @Sendable func signIn(
        _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let next = next(form["next"] ?? request.pageQuery["next"], request, context)
        if let kept = brought(form, request, context) { return answer(kept, next, request, context) }
        var view = SignInView(frame: frame, next: next)
        view.kept = form[KeptForm.field].flatMap { KeptForm(sealed: $0, by: accounts.keyring) }
        view.keyring = accounts.keyring
        // A password is what was typed, blanks included.
        var state = FormState(form)
        if form.trimmed("username").isEmpty {
            state.problems.append(FieldProblem("username", "Enter your user name."))
        }
        if form.text("password").isEmpty {
            state.problems.append(FieldProblem("password", "Enter your password."))
        }
        if state.problems.isEmpty {
            do {
                let success = try await accounts.signIn.run(
                    username: form.text("username"), password: form.text("password"), from: context.client(request))
                if let success { return signedIn(success, next, view.kept, request, context) }
                context.warn("The login failed", event: "login.failed")
            } catch let wait as TooManyAttempts {
                context.warn("The login was refused after too many attempts", event: "login.throttled")
                view.state = FormState(form, problems: [Self.refusal])
                return answer(
                    view.render(), request, context, status: .tooManyRequests,
                    headers: [.retryAfter: "\(wait.seconds)"])
            }
            state.problems = [Self.refusal]
        }
        view.state = state
        return answer(view.render(), request, context, status: .unprocessableContent)
    }

    /// A form that a browser brought along because nobody was signed in any more (`KeptForm`).
    private func brought(_ form: FormBody, _ request: Request, _ context: AppRequestContext) -> KeptForm? {
        guard form["password"] == nil, let text = request.pageQuery[KeptForm.actionField],
            let path = LocalAddress.path(text, on: context.origin(of: request)), let action = Link.local(path)
        else { return nil }
        return KeptForm(form, to: action)
    }

    private func answer(
        _ kept: KeptForm, _ next: Link?, _ request: Request, _ context: AppRequestContext
    ) -> Response {
        if context.login != nil { return answer(afterSignIn(kept), request, context) }
        var view = SignInView(frame: frame, next: next)
        view.kept = kept
        view.keyring = accounts.keyring
        return answer(view.render(), request, context, status: .forbidden)
    }

    private func afterSignIn(_ kept: KeptForm) -> HTML {
        KeptFormView(
            frame: frame, heading: "Not sent yet",
            lead: "You are signed in. What you had filled in is not saved yet: look through it and send it.", form: kept
        ).render()
    }

    private func signedIn(
        _ success: SignIn.Success, _ next: Link?, _ kept: KeptForm?, _ request: Request, _ context: AppRequestContext
    ) -> Response {
        context.notes.userID = success.person.id.rawValue
        context.browser.start(key: success.key, seconds: Int(accounts.sessions.term.age))
        if let kept { return answer(afterSignIn(kept), request, context) }
        context.browser.say(.success, "You are signed in.")
        return redirect(next ?? .home)
    }

    /// One sentence for everything that can be wrong, so that it tells nothing about who has an account (J9, J22).
    private static let refusal = FieldProblem(
        "",
        "User name and password do not fit, the address of the account is not confirmed yet, or there were too many attempts. "
            + "Upper and lower case matter. After several failures, wait a quarter of an hour.")

    /// `POST /accounts/logout/`
    @Sendable func signOut(
        _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        if let key = context.browser.sessionKey { try await accounts.sessions.end(key) }
        context.browser.endSession()
        context.browser.say(.info, "You are signed out.")
        return redirect(next(form["next"], request, context) ?? afterSignOut)
    }
}

/// Writes the page for signing in.
struct SignInView {
    let frame: Frame
    let next: Link?
    var state = FormState()
    /// What was typed before the login had ended, and what seals it.
    var kept: KeptForm?
    var keyring: (any Keyring)?

    func render() -> HTML {
        var page = Page(title: "Sign in - \(frame.site.name)")
        page.isIndexed = false
        return frame.page(page) { html in
            html.element("div", .class("narrow")) { html in
                html.element("h1", text: "Sign in")
                if kept != nil {
                    html.element(
                        "p", .class("note"), .set("role", "status"),
                        text:
                            "You are not signed in any more, so your form was not saved. Sign in, and what you typed is there again."
                    )
                }
                form.write(to: &html)
                html.element("p") { html in
                    html.link(.site("/accounts/password_reset/"), "I forgot my password")
                    html.raw(" · ")
                    html.link(.site("/accounts/verify_email/"), "Send me the confirmation mail again")
                }
                html.element("section", .class("block")) { html in
                    html.element("h2", text: "No account?")
                    html.element("p") { html in
                        html.raw("Reading and downloading need none: ")
                        html.link(next ?? .panels, next == nil ? "browse the panels" : "go on without signing in")
                        html.raw(". Clinicians, clinical scientists and researchers who want to review genes ")
                        html.link(.site("/accounts/registration/"), "register as a reviewer")
                        html.raw(".")
                    }
                }
            }
        }
    }

    private var hidden: [FormView.Hidden] {
        var hidden = next.map { [FormView.Hidden("next", $0.text)] } ?? []
        if let kept, let keyring { hidden.append(FormView.Hidden(KeptForm.field, kept.sealed(by: keyring))) }
        return hidden
    }

    private var form: FormView {
        FormView(
            action: .site("/accounts/login/"), state: state,
            fields: [
                Field("username", "User name", required: true, autocomplete: "username", longest: 150),
                Field("password", "Password", .password, required: true, autocomplete: "current-password"),
            ], submit: "Sign in", hidden: hidden)
    }
}
