import Domain

/// Writes forms (`design: forms`): label above the field, help under it, problems at the field and once at the top with links
/// to their fields. Nothing typed is lost, but for passwords, which are never sent back.
struct FormView {
    /// Where the form is posted to.
    let action: Link
    let state: FormState
    var fields: [Field]
    /// What the button says: the thing that happens.
    let submit: String
    /// Fields that are sent without being shown.
    var hidden: [Hidden] = []
    /// Fields that the page writes itself behind these, by `group`, so that problems lead to them.
    var groups: [Field] = []
    /// What the button says that puts all fields back; nil: there is none.
    var reset: String?
    /// Set where a page has several forms: goes before every id.
    var prefix = ""

    /// A field that is sent without being shown.
    struct Hidden: Sendable {
        var name: String
        var value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }

        /// What the form was made from, so that a change in between is noticed (decision 10).
        static func revision(_ revision: Revision) -> Hidden { Hidden("revision", "\(revision)") }
    }

    func write(to html: inout HTML) { write(to: &html) { _ in } }

    private var hasFile: Bool { fields.contains { $0.isFile } }

    /// `after` writes what stands behind the fields, before the button.
    func write(to html: inout HTML, after: (inout HTML) -> Void) {
        html.element(
            "form", .class("form"), .set("method", "post"), .text("action", action.text),
            .set("enctype", "multipart/form-data").when(hasFile),
            // No script can keep a file or send it in another way than the browser does.
            .flag("data-draft", !action.text.hasPrefix("/accounts/") && !hasFile),
            .flag("data-typed", state.isTyped)
        ) { html in
            summary(&html)
            html.formToken()
            for field in hidden {
                let value = field.name == "revision" ? state.revision(orNow: field.value) : field.value
                html.void("input", .set("type", "hidden"), .text("name", field.name), .text("value", value))
            }
            for field in fields { write(field, &html) }
            after(&html)
            html.element("p", .class("do")) { html in
                html.element("button", .class("btn main"), .set("type", "submit"), text: submit)
                if let reset {
                    html.raw(" ")
                    html.element("button", .class("btn"), .set("type", "reset"), text: reset)
                }
            }
        }
    }

    /// All problems at the top, so that they are seen and heard first.
    private func summary(_ html: inout HTML) {
        if let note = state.note { html.element("p", .class("note info"), .set("role", "status"), text: note) }
        if state.problems.isEmpty { return }
        html.element("div", .class("note bad problems"), .set("role", "alert")) { html in
            let ofFields = state.problems.filter { !$0.field.isEmpty }
            for problem in state.problems where problem.field.isEmpty { html.element("p", text: problem.message) }
            if ofFields.isEmpty { return }
            html.element("p", text: ofFields.count == 1 ? "This needs a change:" : "These need a change:")
            html.element("ul") { html in
                for problem in ofFields {
                    html.element("li") { html in
                        if let field = (fields + groups).first(where: { $0.name == problem.field }) {
                            html.link(.fragment(prefix + field.id), "\(field.label): \(problem.message)")
                        } else {
                            html.text(problem.message)
                        }
                    }
                }
            }
        }
    }

    /// A group of controls that a page writes itself, with its label, its help and what is wrong with it.
    func group(_ field: Field, _ html: inout HTML, content: (inout HTML) -> Void) {
        let problems = state.problems(of: field.name)
        let style = Attribute.class(problems.isEmpty ? "field" : "field wrong")
        html.element("fieldset", .id(prefix + field.id), style, description(field, problems)) { html in
            html.element("legend", text: field.label)
            notes(field, problems, &html)
            content(&html)
        }
    }

    private func write(_ field: Field, _ html: inout HTML) {
        let problems = state.problems(of: field.name)
        html.element("div", .class(problems.isEmpty ? "field" : "field wrong")) { html in
            switch field.kind {
            case .tick: tick(field, problems, &html)
            case .choices(let options): choices(field, options, problems, &html)
            default:
                html.element("label", .text("for", prefix + field.id)) { html in
                    html.text(field.label)
                    if !field.isRequired { html.raw(" <small>optional</small>") }
                }
                explain(field, &html)
                notes(field, problems, &html)
                control(field, problems, &html)
            }
        }
    }

    /// The longer text, behind a button; a browser without popovers shows it in place.
    private func explain(_ field: Field, _ html: inout HTML) {
        field.explanation?.write(id: "\(prefix)\(field.id)-why", &html)
    }

    private func notes(_ field: Field, _ problems: [FieldProblem], _ html: inout HTML) {
        if !field.help.isEmpty {
            html.element("div", .class("help"), .id("\(prefix)\(field.id)-help")) { html in
                for line in field.help { html.element("p", text: line) }
            }
        }
        if !problems.isEmpty {
            html.element("div", .class("problem"), .id("\(prefix)\(field.id)-problem")) { html in
                for problem in problems { html.element("p", text: problem.message) }
            }
        }
    }

    private func description(_ field: Field, _ problems: [FieldProblem]) -> Attribute {
        let ids = (field.help.isEmpty ? [] : ["help"]) + (problems.isEmpty ? [] : ["problem"])
        let text = ids.map { "\(prefix)\(field.id)-\($0)" }.joined(separator: " ")
        return Attribute.text("aria-describedby", text).when(!ids.isEmpty)
    }

    private func control(_ field: Field, _ problems: [FieldProblem], _ html: inout HTML) {
        let value = state.values.text(field.name)
        let (id, name) = (Attribute.id(prefix + field.id), Attribute.text("name", field.name))
        let required = Attribute.flag("required", field.isRequired)
        let invalid = Attribute.set("aria-invalid", "true").when(!problems.isEmpty)
        let longest = Attribute.digits("maxlength", field.longest ?? 0).when(field.longest != nil)
        let complete = Attribute.set("autocomplete", field.autocomplete ?? "").when(field.autocomplete != nil)
        switch field.kind {
        case .paragraph(let rows):
            html.element(
                "textarea", id, name, .digits("rows", rows), required, longest, invalid, description(field, problems)
            ) { html in
                // The first line end after the tag is not part of the text.
                html.raw("\n")
                html.text(value)
            }
        case .choice(let options, let prompt):
            html.element("select", id, name, required, complete, invalid, description(field, problems)) { html in
                if let prompt { html.element("option", .set("value", ""), text: prompt) }
                for option in options {
                    html.element(
                        "option", .text("value", option.value), .flag("selected", option.value == value),
                        text: option.title)
                }
            }
        case .file(let accept):
            html.void(
                "input", id, name, .set("type", "file"), .set("accept", accept), required, invalid,
                description(field, problems))
        default:
            html.void(
                "input", id, name, .set("type", field.inputType), .text("value", value).when(!field.isSecret), required,
                longest, complete, .set("data-find", "/autocomplete/gene/").when(field.finder == .gene),
                .set("spellcheck", "false").when(!field.isSecret), invalid,
                description(field, problems))
        }
    }

    private func tick(_ field: Field, _ problems: [FieldProblem], _ html: inout HTML) {
        html.element("label", .class("tick")) { html in
            html.void(
                "input", .id(prefix + field.id), .set("type", "checkbox"), .text("name", field.name),
                .flag("checked", state.values[field.name] != nil), description(field, problems))
            html.element("span", text: field.label)
        }
        explain(field, &html)
        notes(field, problems, &html)
    }

    private func choices(
        _ field: Field, _ options: [Field.Option], _ problems: [FieldProblem], _ html: inout HTML
    ) {
        let ticked = Set(state.values.list(field.name))
        html.element(
            "fieldset", .id(prefix + field.id), description(field, problems), .flag("data-pick", field.isFound),
            .set("data-add", "/autocomplete/tags/").when(field.finder == .boxes(adds: true))
        ) { html in
            html.element("legend", text: field.label)
            notes(field, problems, &html)
            html.void("input", .set("type", "hidden"), .text("name", field.name), .set("value", ""))
            for option in options {
                html.element("label", .class("tick")) { html in
                    html.void(
                        "input", .set("type", "checkbox"), .text("name", field.name), .text("value", option.value),
                        .flag("checked", ticked.contains(option.value)))
                    html.element("span", text: option.title)
                }
            }
        }
    }
}

extension Field {
    fileprivate var isFound: Bool { if case .boxes = finder { true } else { false } }

    fileprivate var isFile: Bool { if case .file = kind { true } else { false } }

    fileprivate var isSecret: Bool {
        if case .password = kind { true } else { false }
    }

    fileprivate var inputType: StaticString {
        switch kind {
        case .email: "email"
        case .password: "password"
        default: "text"
        }
    }
}

extension HTML {
    /// The hidden field without which no form of this site is accepted.
    mutating func formToken() {
        raw("<input type=\"hidden\" name=\"csrfmiddlewaretoken\" value=\"")
        slot(.formToken)
        raw("\">")
    }

    /// A form of one button, for an action without fields.
    mutating func actionButton(
        _ text: String, to action: Link, fields: KeyValuePairs<String, String> = [:], style: StaticString = "btn"
    ) {
        element("form", .class("act"), .set("method", "post"), .text("action", action.text)) { html in
            html.formToken()
            for (name, value) in fields {
                html.void("input", .set("type", "hidden"), .text("name", name), .text("value", value))
            }
            html.element("button", .class(style), .set("type", "submit"), text: text)
        }
    }
}
