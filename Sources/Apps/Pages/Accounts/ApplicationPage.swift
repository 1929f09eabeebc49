import Domain
import Hummingbird
import Ports
import UseCases
import Web

extension AccountPages {
    /// `GET {admin}/accounts/user/{id}/actions/confirm_reviewer/`: shows the application; only the buttons change something.
    @Sendable func showApplication(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        answer(try await application(FormState(), request, context), request, context)
    }

    /// `POST` there, with `decision` = `confirm` or `decline`.
    @Sendable func decide(
        _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let viewer = try context.demandLogin(request).person
        let id = try Self.person(context)
        var outcome = DecideApplication.Outcome.refused
        do {
            try form.checkReadable()
            switch form.text("decision") {
            case "confirm": outcome = try await accounts.applications.confirm(id, by: viewer)
            case "decline":
                outcome = try await accounts.applications.decline(
                    id, because: form.trimmed("reason"), isTold: form["notify"] != nil, by: viewer)
            default:
                throw Refusal.invalid([FieldProblem("decision", "Choose whether to confirm or to decline.")])
            }
        } catch Refusal.invalid(let problems) {
            let page = try await application(FormState(form, problems: problems), request, context)
            return answer(page, request, context, status: .unprocessableContent)
        } catch Refusal.forbidden {
            throw HTTPProblem.notAllowed
        } catch Refusal.notFound {
            throw HTTPProblem.notFound
        }
        switch outcome {
        case .done: context.browser.say(.success, "The decision is noted.")
        case .wasReviewer: context.browser.say(.info, "This person is a reviewer already. Nothing was changed.")
        case .refused: context.browser.say(.danger, "This person is a curator and stays one. Nothing was changed.")
        }
        return redirect(address(of: id))
    }

    private func address(of id: PersonID) -> Link { .api("\(applicationBase)\(id.rawValue)/actions/confirm_reviewer/") }

    private static func person(_ context: AppRequestContext) throws(HTTPProblem) -> PersonID {
        guard let id = context.parameters.get("id").flatMap({ Int($0) }) else { throw .notFound }
        return PersonID(id)
    }

    private func application(
        _ state: FormState, _ request: Request, _ context: AppRequestContext
    ) async throws -> HTML {
        let viewer = try context.demandLogin(request).person
        let id = try Self.person(context)
        do {
            let application = try await accounts.applications.application(of: id, for: viewer)
            return ApplicationView(frame: frame, application: application, action: address(of: id), state: state)
                .render()
        } catch Refusal.forbidden {
            throw HTTPProblem.notAllowed
        } catch Refusal.notFound {
            throw HTTPProblem.notFound
        }
    }
}

/// Writes the page on which somebody's application for reviewer status is decided.
struct ApplicationView {
    let frame: Frame
    let application: DecideApplication.Application
    let action: Link
    let state: FormState

    func render() -> HTML {
        let person = application.person
        var page = Page(title: "Application of \(person.username) - \(frame.site.name)")
        page.isIndexed = false
        return frame.page(page) { html in
            html.element("div", .class("narrow")) { html in
                html.element(
                    "h1", text: "Application of \(person.fullName.isEmpty ? person.username : person.fullName)")
                facts(person, &html)
                history(&html)
                if application.isOpen {
                    html.element("section", .class("block")) { html in
                        html.actionButton(
                            "Make \(person.username) a reviewer", to: action, fields: ["decision": "confirm"],
                            style: "btn main")
                    }
                    html.element("section", .class("block")) { html in
                        html.element("h2", text: "Or decline")
                        FormView(
                            action: action, state: state,
                            fields: [
                                Field(
                                    "reason", "Reason", .paragraph(rows: 4), required: true,
                                    longest: DecideApplication.longestReason),
                                Field("notify", "Tell the person by mail", .tick),
                            ], submit: "Decline the application", hidden: [FormView.Hidden("decision", "decline")]
                        ).write(to: &html)
                    }
                } else {
                    html.element("p") { html in
                        html.text(person.role == .curator ? "This person is a curator." : "This person is a reviewer.")
                    }
                }
            }
        }
    }

    private func facts(_ person: Person, _ html: inout HTML) {
        html.element("dl", .class("dl")) { html in
            for (name, value) in [
                ("User name", person.username), ("E-mail address", person.email),
                ("May sign in", person.isActive ? "yes" : "no: the address is not confirmed, or the account is closed"),
                ("Affiliation", person.profile?.affiliation ?? ""), ("Role", person.profile?.position ?? ""),
                ("Workplace", person.profile?.workplace ?? ""), ("Group", person.profile?.group ?? ""),
            ] {
                html.element("dt", text: name)
                html.element("dd", text: value.isEmpty ? "–" : value)
            }
        }
    }

    private func history(_ html: inout HTML) {
        if application.decisions.isEmpty { return }
        html.element("section", .class("block")) { html in
            html.element("h2", text: "Decided before")
            html.element("ul", .class("recent")) { html in
                for decision in application.decisions {
                    html.element("li") { html in
                        html.text(decision.event == .confirmed ? "Confirmed " : "Declined ")
                        html.dateAndTime(decision.moment, in: frame.site.zone)
                        if let author = decision.author { html.text(", by account \(author.rawValue)") }
                        if !decision.reason.isEmpty { html.element("small", text: decision.reason) }
                    }
                }
            }
        }
    }
}
