import Domain
import Testing

@testable import Pages

/// A form of the site for the table of bad input: where it is, who may send it, and what its fields must be. Said apart
/// from the program's own checks.
struct InputForm: Sendable, CustomTestStringConvertible {
    /// What makes a value wrong, for any field of the kind.
    enum Kind: Hashable, Sendable {
        case text(atMost: Int?)
        /// Text of several lines, or one that nobody limits.
        case prose
        case choice, boxes
        case number
        /// Items between semicolons.
        case items
        /// Items between commas: empty ones do not count.
        case names
        case email, password
        /// Told apart from nothing else that may be wrong, because the answer must tell nothing.
        case uniform
        /// Wrong in ways of its own only.
        case other
    }

    struct Field: Sendable {
        var name: String
        var kind: Kind
        var isRequired: Bool
        /// A good value.
        var value: String

        init(_ name: String, _ kind: Kind, _ value: String = "", required isRequired: Bool = false) {
            self.name = name
            self.kind = kind
            self.value = value
            self.isRequired = isRequired
        }
    }

    var name: String
    /// With the words in braces of `PolicyRow`.
    var address: String
    var who = Who.curator
    var kind = EntityKind.gene
    var fields: [Field]
    /// Values that are wrong in their own way: field at which it is told, and what is typed.
    var wrongs: [Wrong] = []
    /// Whether a field that is left out stays as it is, instead of being empty.
    var keepsAbsent = false
    /// Whether it carries the revision that it was made from.
    var hasRevision = false

    var testDescription: String { name }

    /// One way to be wrong.
    struct Wrong: Sendable {
        /// The field that must be marked; empty for the form as a whole.
        var field: String
        /// What is sent instead of the good values; nil leaves the field out.
        var change: [(name: String, value: String?)]
        var status = 422
        /// Sent as it is, already encoded.
        var isRaw = false

        init(_ field: String, _ change: KeyValuePairs<String, String?>, status: Int = 422) {
            self.field = field
            self.change = change.map { (name: $0.key, value: $0.value) }
            self.status = status
        }

        init(_ field: String, raw: String, of name: String) {
            self.field = field
            change = [(name: name, value: raw)]
            isRaw = true
        }
    }

    /// Every way in which the fields can be wrong, by their kinds, and the form's own.
    var everyWrong: [Wrong] {
        fields.flatMap { wrongs(of: $0) } + wrongs + (hasRevision ? Self.revisions : [])
    }

    private func wrongs(of field: Field) -> [Wrong] {
        var values: [String?] = []
        if field.isRequired {
            values += keepsAbsent || field.kind == .boxes ? [""] : ["", nil]
            if ![.boxes, .choice, .password, .uniform].contains(field.kind) { values.append(" \t ") }
        }
        switch field.kind {
        case .text(let most?): values.append(String(repeating: "x", count: most + 1))
        case .choice, .boxes: values += ["Sometimes", "0x1"]
        case .number: values += ["many", "1.5", "-1", "1e3", "99999999999999999999"]
        case .items: values += ["a;;b", ";a", "a; ;b", String(repeating: "x", count: 256)]
        case .names: values.append("a, " + String(repeating: "x", count: 256))
        case .email:
            values += ["nobody", "a@b", "a b@example.org", String(repeating: "x", count: 250) + "@example.org"]
        case .text(nil), .prose, .password, .uniform, .other: break
        }
        let raws = ["a%00b", "a%1Bb", "a%ED%A0%80b"].map {
            Wrong(field.kind == .uniform ? "" : field.name, raw: $0, of: field.name)
        }
        return values.map { Wrong(field.name, [field.name: $0]) } + raws
    }

    /// A revision that is none is not taken for one that was left out; one of before or of nowhere is a conflict.
    private static let revisions: [Wrong] =
        ["abc", "1.5", "99999999999999999999"].map { Wrong("revision", ["revision": $0]) }
        + ["0", "-1", "999999"].map { Wrong("", ["revision": $0], status: 409) }

    /// The body with one wrong, percent-encoded.
    func body(_ wrong: Wrong, filling: (String) -> String) -> String {
        let changed = Set(wrong.change.map(\.name))
        var pairs = fields.filter { !changed.contains($0.name) && !$0.value.isEmpty }.map {
            "\($0.name)=\(Link.encode(filling($0.value)))"
        }
        for (name, value) in wrong.change {
            if let value { pairs.append("\(name)=\(wrong.isRaw ? value : Link.encode(filling(value)))") }
        }
        return pairs.joined(separator: "&")
    }
}
