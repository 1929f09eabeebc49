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
        /// A file of this machine; what it may end in, for browsers that show nothing else.
        case file(accept: StaticString)
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
    /// How the script makes a long list easy to choose from; without it the control stays as it is.
    var finder: Finder?
    /// A longer text that a button beside the label opens.
    var explanation: Explanation?

    /// Choosing by typing.
    enum Finder: Hashable, Sendable {
        /// The gene of a line, asked from the server.
        case gene
        /// Some of the boxes to tick, found among themselves; `adds` lets new words in.
        case boxes(adds: Bool)
    }

    init(
        _ name: String, _ label: String, _ kind: Kind = .line, required isRequired: Bool = false, help: String...,
        autocomplete: StaticString? = nil, longest: Int? = nil, finder: Finder? = nil, explanation: Explanation? = nil
    ) {
        self.finder = finder
        self.explanation = explanation
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
    /// Said above the fields where nothing is wrong.
    var note: String?
    /// What somebody else saved meanwhile.
    var conflict: Conflict?

    struct Conflict: Sendable {
        var values: FormBody
        var revision: Revision
    }

    init(_ values: FormBody = FormBody(), problems: [FieldProblem] = []) {
        self.values = values
        self.problems = problems
    }

    /// As it was typed before a login had ended.
    init(typed: FormBody) {
        self.init(typed)
        note = "This is what you had typed. It is not saved yet: look through it and send it."
    }

    /// Whether the values are typed ones, which no kept draft may replace.
    var isTyped: Bool { note != nil || !problems.isEmpty }

    /// The revision that the form goes on carrying: that of the values it was made from, until a conflict was shown.
    func revision(orNow now: String) -> String {
        if conflict != nil { return now }
        let carried = values.trimmed("revision")
        return carried.isEmpty ? now : carried
    }

    func problems(of field: String) -> [FieldProblem] { problems.filter { $0.field == field } }
}
