import Domain
import Hummingbird
import UseCases
import Web

extension AccountPages {
    // MARK: Change

    /// `GET /accounts/change_password/`
    @Sendable func showChange(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        _ = try context.demandLogin(request)
        return answer(change(FormState()), request, context)
    }

    /// `POST /accounts/change_password/`
    @Sendable func change(
        _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let login = try context.demandLogin(request)
        let problem = try await attempt(form) {
            try await accounts.changePassword.run(
                current: form.text("current_password"), password: form.text("password1"),
                confirmation: form.text("password2"), of: login)
        }
        if let problem { return refused(change(problem.state), problem.wait, request, context) }
        context.browser.say(.success, "Your password is changed. You stay signed in here; all other logins have ended.")
        return redirect(.site("/accounts/profile/"))
    }

    private func change(_ state: FormState) -> HTML {
        AccountFormView(
            frame: frame, title: "Change your password",
            form: FormView(
                action: .site("/accounts/change_password/"), state: state,
                fields: [
                    Field(
                        "current_password", "Present password", .password, required: true,
                        autocomplete: "current-password")
                ] + Field.newPassword("password1", "password2"), submit: "Change password")
        ).render()
    }

    // MARK: Forgotten

    /// `GET /accounts/password_reset/`
    @Sendable func showForgotten(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        answer(forgotten(FormState()), request, context)
    }

    /// `POST /accounts/password_reset/`
    @Sendable func forgotten(
        _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let email = form.trimmed("email")
        let problem = try await attempt(form) {
            guard AccountName.isEmail(AccountName.email(email)) else {
                throw Refusal.invalid([FieldProblem("email", "Enter the address of your account.")])
            }
            try await accounts.passwordReset.request(email: email, from: context.client(request))
        }
        if let problem { return refused(forgotten(problem.state), problem.wait, request, context) }
        return redirect(.site("/accounts/password_reset/done/"))
    }

    private func forgotten(_ state: FormState) -> HTML {
        AccountFormView(
            frame: frame, title: "Forgotten password",
            lede: "We send a link with which you can choose a new password to the address of your account.",
            form: FormView(
                action: .site("/accounts/password_reset/"), state: state,
                fields: [Field("email", "E-mail address", .email, required: true, autocomplete: "email")],
                submit: "Send the link")
        ).render()
    }

    /// `GET /accounts/password_reset/done/`
    @Sendable func forgottenDone(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let view = AccountFormView(
            frame: frame, title: "Look into your mailbox",
            lede:
                "If there is an active account with this address, a mail with a link is on its way to it. The link works for "
                + "one hour. Nothing came? Look among the unwanted mails, or ask again in an hour."
        ) { html in
            html.element("p") { html in html.link(.site("/accounts/login/"), "Back to signing in") }
        }
        return answer(view.render(), request, context)
    }

    // MARK: Set by link

    /// `GET /accounts/reset/{uid}/{token}/`
    @Sendable func showReset(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let (path, token) = try Self.link(context)
        guard try await accounts.passwordReset.owner(path: path, token: token) != nil else {
            return expired(request, context)
        }
        return answer(reset(path, token, FormState()), request, context)
    }

    /// `POST /accounts/reset/{uid}/{token}/`
    @Sendable func reset(
        _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let (path, token) = try Self.link(context)
        var isDone = false
        let problem = try await attempt(form) {
            isDone = try await accounts.passwordReset.run(
                path: path, token: token, password: form.text("new_password1"),
                confirmation: form.text("new_password2"))
        }
        if let problem { return refused(reset(path, token, problem.state), problem.wait, request, context) }
        guard isDone else { return expired(request, context) }
        return redirect(.site("/accounts/reset/done/"))
    }

    private static func link(_ context: AppRequestContext) throws(HTTPProblem) -> (path: String, token: String) {
        guard let path = context.parameters.get("uid"), let token = context.parameters.get("token") else {
            throw .notFound
        }
        return (path, token)
    }

    private func reset(_ path: String, _ token: String, _ state: FormState) -> HTML {
        AccountFormView(
            frame: frame, title: "Choose a new password",
            form: FormView(
                action: .reset(path, token), state: state,
                fields: Field.newPassword("new_password1", "new_password2"), submit: "Set password")
        ).render()
    }

    private func expired(_ request: Request, _ context: AppRequestContext) -> Response {
        let view = AccountFormView(
            frame: frame, title: "This link does not work",
            lede: "It was used, has expired after an hour, or is not complete. Nothing was changed."
        ) { html in
            html.element("p") { html in html.link(.site("/accounts/password_reset/"), "Ask for a new link") }
        }
        return answer(view.render(), request, context)
    }

    /// `GET /accounts/reset/done/`
    @Sendable func resetDone(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let view = AccountFormView(
            frame: frame, title: "Your password is set", lede: "All logins have ended. Sign in with the new password."
        ) { html in
            html.element("p") { html in html.link(.site("/accounts/login/"), "Sign in", .class("btn main")) }
        }
        return answer(view.render(), request, context)
    }
}
