import Domain
import Hummingbird
import UseCases
import Web

extension AccountPages {
    /// `GET /accounts/verify_email/{b64_email}/{token}/`: the address may hold slashes, which base 64 has.
    @Sendable func verify(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let rest = request.uri.path.dropFirst("/accounts/verify_email/".count)
        let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
        // The last part is empty: the address ends in a slash.
        guard parts.count >= 3, parts.last == "" else { throw HTTPProblem.notFound }
        let path = parts.dropLast(2).joined(separator: "/")
        guard let email = path.removingPercentEncoding, request.method == .get else { throw HTTPProblem.notFound }
        switch try await accounts.verifyEmail.run(path: email, token: String(parts[parts.count - 2])) {
        case nil: throw HTTPProblem.notFound
        case .confirmed:
            context.browser.say(.success, "Your address is confirmed. You can sign in now.")
            return redirect(.site("/accounts/login/"))
        case .alreadyConfirmed:
            context.browser.say(.info, "Your address was confirmed before. You can sign in.")
            return redirect(.site("/accounts/login/"))
        case .notValid:
            return answer(
                verification(
                    FormState(), lede: "This link does not work: it has expired, was used, or is not complete."),
                request,
                context)
        }
    }

    /// `GET /accounts/verify_email/`
    @Sendable func showSendAgain(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        answer(verification(FormState()), request, context)
    }

    /// `POST /accounts/verify_email/`
    @Sendable func sendAgain(
        _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let email = form.trimmed("email")
        let problem = try await attempt(form) {
            guard AccountName.isEmail(AccountName.email(email)) else {
                throw Refusal.invalid([FieldProblem("email", "Enter the address that you registered with.")])
            }
            try await accounts.verifyEmail.sendAgain(email: email, from: context.client(request))
        }
        if let problem { return refused(verification(problem.state), problem.wait, request, context) }
        context.browser.say(
            .info,
            "If an account with this address is still to be confirmed, a mail with a new link is on its way. There is at most one "
                + "in ten minutes.")
        return redirect(.site("/accounts/login/"))
    }

    private func verification(_ state: FormState, lede: String? = nil) -> HTML {
        AccountFormView(
            frame: frame, title: "Confirm your e-mail address",
            lede: lede ?? "We send a new link to the address that you registered with.",
            form: FormView(
                action: .site("/accounts/verify_email/"), state: state,
                fields: [Field("email", "E-mail address", .email, required: true, autocomplete: "email")],
                submit: "Send a new link")
        ).render()
    }
}
