import Domain
import Web

/// A control of a form with its label.
struct Field: Sendable {
    enum Kind: Sendable {
        case line
        case email
        case password
        /// A text of several lines.
        case paragraph(rows: Int)
        /// One of a list; `prompt` is shown while nothing is chosen.
        case choice([Option], prompt: String?)
        /// Any number of a list, as boxes to tick.
        case choices([Option])
        /// A single box to tick.
        case tick
    }

    struct Option: Hashable, Sendable {
        var value: String
        var title: String

        init(_ value: String, _ title: String? = nil) {
            self.value = value
            self.title = title ?? value
        }
    }

    /// As forms post it.
    var name: String
    var label: String
    var kind: Kind = .line
    var isRequired = false
    /// A sentence or list under the label.
    var help: [String] = []
    /// What browsers may fill in, such as `username`.
    var autocomplete: StaticString?
    var longest: Int?

    init(
        _ name: String, _ label: String, _ kind: Kind = .line, required isRequired: Bool = false, help: String...,
        autocomplete: StaticString? = nil, longest: Int? = nil
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.isRequired = isRequired
        self.help = help
        self.autocomplete = autocomplete
        self.longest = longest
    }

    /// The control's id, by which the label and the list of problems find it.
    var id: String { "id_\(name)" }
}

/// What a form shows: what was stored or typed, and what is wrong with it.
struct FormState: Sendable {
    var values: FormBody
    var problems: [FieldProblem]

    init(_ values: FormBody = FormBody(), problems: [FieldProblem] = []) {
        self.values = values
        self.problems = problems
    }

    func problems(of field: String) -> [FieldProblem] { problems.filter { $0.field == field } }
}
