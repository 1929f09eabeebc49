import Domain
import Hummingbird
import Ports
import UseCases
import Web

extension AccountPages {
    /// `GET /accounts/profile/`
    @Sendable func profile(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        try await profile(newToken: nil, try context.demandLogin(request), request, context)
    }

    private func profile(
        newToken: String?, _ login: Login, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let view = ProfileView(
            frame: frame, profile: try await accounts.viewProfile.run(login.person), current: login.record.id,
            newToken: newToken)
        return answer(view.render(), request, context)
    }

    /// `GET /accounts/profile/edit/`
    @Sendable func showEditProfile(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let person = try context.demandLogin(request).person
        let values = FormBody([
            "first_name": person.firstName, "last_name": person.lastName,
            "affiliation": person.profile?.affiliation ?? "", "role": person.profile?.position ?? "",
            "workplace": person.profile?.workplace ?? "", "group": person.profile?.group ?? "",
        ])
        return answer(edit(FormState(values)), request, context)
    }

    /// `POST /accounts/profile/edit/`
    @Sendable func editProfile(
        _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let person = try context.demandLogin(request).person
        let change = ProfileEdit(
            firstName: form.trimmed("first_name"), lastName: form.trimmed("last_name"),
            affiliation: form.trimmed("affiliation"), workplace: form.text("workplace"), position: form.text("role"),
            group: form.text("group"))
        let problem = try await attempt(form) { try await accounts.editProfile.run(change, of: person.id) }
        if let problem { return refused(edit(problem.state), problem.wait, request, context) }
        context.browser.say(.success, "Your data are changed.")
        return redirect(.site("/accounts/profile/"))
    }

    private func edit(_ state: FormState) -> HTML {
        AccountFormView(
            frame: frame, title: "Edit your data", lede: "Your name and affiliation stand next to your reviews.",
            form: FormView(
                action: .site("/accounts/profile/edit/"), state: state,
                fields: [.firstName(), .lastName()] + Field.profile(), submit: "Save")
        ).render()
    }

    // MARK: Token

    /// `POST /accounts/profile/token/`: answers the page with the token, the only time that it is shown.
    @Sendable func makeToken(
        _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let login = try context.demandLogin(request)
        let token = try await accounts.token.make(for: login.person.id)
        context.warn("A token of the API was made", event: "token.made")
        return try await profile(newToken: token, login, request, context)
    }

    /// `POST /accounts/profile/token/revoke/`
    @Sendable func revokeToken(
        _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let login = try context.demandLogin(request)
        if try await accounts.token.revoke(of: login.person.id) {
            context.browser.say(.success, "Your API token is revoked: programs that use it get no further.")
        }
        return redirect(.site("/accounts/profile/"))
    }

    // MARK: Logins

    /// `POST /accounts/profile/logins/end/` with `login`, the number of one, or without, for all others.
    @Sendable func endLogins(
        _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let login = try context.demandLogin(request)
        if let number = form["login"] {
            guard let id = Int(number), try await accounts.sessions.end(id, of: login.person.id) else {
                throw HTTPProblem.notFound
            }
            context.browser.say(.success, "That login has ended.")
        } else {
            let count = try await accounts.sessions.endOthers(than: login)
            context.browser.say(.success, count == 1 ? "1 other login has ended." : "\(count) other logins have ended.")
        }
        return redirect(.site("/accounts/profile/"))
    }
}
