/// Why a command is not carried out. Nothing has changed then.
public enum Refusal: Error, Hashable, Sendable {
    /// The person may not do this (`domain.md 17.1`).
    case forbidden
    /// A super panel has no entities, reviews or promotions of its own (`domain.md D76`).
    case superPanel
    /// What was given does not pass; each problem names its field.
    case invalid([FieldProblem])
    /// The panel, entity, review or comment is not there, not any more, or not for this person.
    case notFound(String)

    /// A panel cannot have two entities of one kind and name (`domain.md` D28). The store finds out, under the panel's
    /// lock; these are the words for it.
    public static func alreadyOnPanel(_ kind: EntityKind) -> Refusal {
        let message = "\(kind.title) has already been added to the panel"
        return .invalid([
            FieldProblem(kind == .gene ? "gene" : "name", message, code: "\(kind.rawValue)_exists_in_panel")
        ])
    }
}

/// What is wrong with one field of a form.
public struct FieldProblem: Hashable, Sendable {
    /// Name of the field as forms post it; empty for the form as a whole.
    public var field: String
    public var message: String
    /// Code that scripts can rely on, where the original had one.
    public var code: String?

    public init(_ field: String, _ message: String, code: String? = nil) {
        self.field = field
        self.message = message
        self.code = code
    }
}

/// Collects problems, so that a form is told all of them at once.
struct Problems {
    private(set) var list: [FieldProblem] = []

    mutating func add(_ field: String, _ message: String, code: String? = nil) {
        list.append(FieldProblem(field, message, code: code))
    }

    mutating func require(_ isMet: Bool, _ field: String, _ message: String, code: String? = nil) {
        if !isMet { add(field, message, code: code) }
    }

    func check() throws(Refusal) {
        if !list.isEmpty { throw .invalid(list) }
    }
}
