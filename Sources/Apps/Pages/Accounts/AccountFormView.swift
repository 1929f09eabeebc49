import Domain
import HTTPTypes
import Hummingbird
import UseCases
import Web

/// A page that is mainly one form.
struct AccountFormView {
    let frame: Frame
    let title: String
    var lede: String?
    var form: FormView?
    /// Written below the form.
    var below: (@Sendable (inout HTML) -> Void)?

    func render() -> HTML {
        var page = Page(title: "\(title) - \(frame.site.name)")
        page.isIndexed = false
        return frame.page(page) { html in
            html.element("div", .class("narrow")) { html in
                html.element("h1", text: title)
                if let lede { html.element("p", .class("lede"), text: lede) }
                if let form { form.write(to: &html) }
                below?(&html)
            }
        }
    }
}

extension Field {
    static func firstName() -> Field {
        Field("first_name", "First name", required: true, autocomplete: "given-name", longest: 30)
    }

    static func lastName() -> Field {
        Field("last_name", "Last name", required: true, autocomplete: "family-name", longest: 150)
    }

    /// The professional part of an account.
    static func profile() -> [Field] {
        [
            Field(
                "affiliation", "Affiliation", required: true, help: "Where you work. It stands next to your reviews.",
                autocomplete: "organization", longest: 1_024),
            choice("role", "Role", ReviewerProfile.positions),
            choice("workplace", "Workplace", ReviewerProfile.workplaces),
            choice("group", "Group", ReviewerProfile.groups),
        ]
    }

    private static func choice(_ name: String, _ label: String, _ values: [String]) -> Field {
        Field(name, label, .choice(values.map { Option($0) }, prompt: "Choose…"), required: true)
    }

    /// A new password, twice.
    static func newPassword(_ first: String, _ second: String, label: String = "New password") -> [Field] {
        var chosen = Field(first, label, .password, required: true, autocomplete: "new-password")
        chosen.help = PasswordRules.explanation
        return [
            chosen,
            Field(second, "\(label) again", .password, required: true, autocomplete: "new-password"),
        ]
    }
}

extension AccountPages {
    /// Does what a form asks for. Nil when it was done, else what the form is to show, with its status.
    func attempt(
        _ form: FormBody, _ work: () async throws -> Void
    ) async throws -> (state: FormState, wait: TooManyAttempts?)? {
        do {
            try form.checkReadable()
            try await work()
            return nil
        } catch Refusal.invalid(let problems) {
            return (FormState(form, problems: problems), nil)
        } catch let wait as TooManyAttempts {
            let problem = FieldProblem("", "That was tried too often. Wait \(Self.words(wait.seconds)) and try again.")
            return (FormState(form, problems: [problem]), wait)
        }
    }

    /// The answer with a form that was refused.
    func refused(
        _ html: HTML, _ wait: TooManyAttempts?, _ request: Request, _ context: AppRequestContext
    ) -> Response {
        answer(
            html, request, context, status: wait == nil ? .unprocessableContent : .tooManyRequests,
            headers: wait.map { [.retryAfter: "\($0.seconds)"] } ?? [:])
    }

    private static func words(_ seconds: Int) -> String {
        seconds < 60 ? Words.count(max(seconds, 1), "second") : Words.count((seconds + 59) / 60, "minute")
    }
}
