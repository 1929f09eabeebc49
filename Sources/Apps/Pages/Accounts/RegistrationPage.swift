import Domain
import Hummingbird
import UseCases
import Web

extension AccountPages {
    /// `GET /accounts/registration/`
    @Sendable func showRegistration(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        if context.login != nil { return redirect(.site("/accounts/profile/")) }
        return answer(registration(FormState()), request, context)
    }

    /// `POST /accounts/registration/`
    @Sendable func register(
        _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        var filled = Register.Form()
        filled.username = form.trimmed("username")
        filled.firstName = form.trimmed("first_name")
        filled.lastName = form.trimmed("last_name")
        filled.email = form.trimmed("email")
        filled.confirmEmail = form.trimmed("confirm_email")
        filled.password = form.text("password1")
        filled.confirmPassword = form.text("password2")
        filled.affiliation = form.trimmed("affiliation")
        filled.position = form.text("role")
        filled.workplace = form.text("workplace")
        filled.group = form.text("group")
        let problem = try await attempt(form) { try await accounts.register.run(filled, from: context.client(request)) }
        if let problem { return refused(registration(problem.state), problem.wait, request, context) }
        context.browser.say(
            .success,
            "Thank you. We have sent you a mail: open the link in it within 3 days to confirm your address. Then you can sign in."
        )
        return redirect(.home)
    }

    private func registration(_ state: FormState) -> HTML {
        let fields: [Field] =
            [
                Field(
                    "username", "User name", required: true,
                    help: "Letters, digits and @ . + - _ only. Upper and lower case matter when you sign in.",
                    autocomplete: "username", longest: AccountName.longestUsername),
                .firstName(), .lastName(),
                Field(
                    "email", "E-mail address", .email, required: true, autocomplete: "email",
                    longest: AccountName.longestEmail),
                Field(
                    "confirm_email", "E-mail address again", .email, required: true, autocomplete: "email",
                    longest: AccountName.longestEmail),
            ] + Field.newPassword("password1", "password2", label: "Password") + Field.profile()
        let view = AccountFormView(
            frame: frame, title: "Register as a reviewer",
            lede:
                "Reviewers rate genes and say why. Anybody with expertise in a disease may apply; a curator looks at every "
                + "application. Reading and downloading need no account.",
            form: FormView(
                action: .site("/accounts/registration/"), state: state, fields: fields, submit: "Register"))
        return view.render()
    }
}
