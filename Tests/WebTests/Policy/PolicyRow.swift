import Domain
import HTTPTypes
import Testing

@testable import Pages

/// One line of the table of `web.md` 2 and `domain.md` 17: an address, who may use it, and what is answered. Nothing here
/// asks the policy of the program.
struct PolicyRow: Sendable, CustomTestStringConvertible {
    /// Where a page offers the command.
    enum Place: Hashable, Sendable { case panel, entity, list }

    /// What the answer depends on beside who asks.
    enum Scope: Hashable, Sendable { case site, panel, entity }

    var method: HTTPRequest.Method
    /// As the router has it, without the final slash; `{part}` and `{item}` are filled in before asking.
    var route: String
    var who = Who.everybody
    /// The route where it is not what the address is made of.
    var registered: String?
    /// For who may.
    var answer: Int
    /// For who may and is signed in, where that differs.
    var forMembers: Int?
    var scope = Scope.site
    /// Of those, whose words the address names or who may take them away; the others are refused once the panel is found.
    var owners = Who.everybody
    /// For who may not see the panel.
    var onHidden = 404
    /// Where the answer to who may is another.
    var onSuper: Int?
    var onDeleted: Int?
    var onKind: [EntityKind: Int] = [:]
    var kinds: [EntityKind] = [.gene]
    /// What is typed; words in braces are filled in from the panel.
    var fields: [(key: String, value: String)] = []
    /// What `{item}` stands for.
    var item = ""
    /// Whether the address ends in a slash.
    var hasSlash = true
    var offered: Place?
    /// Where it would make sense, among those who may.
    var isSensible: @Sendable (Stage, EntityKind) -> Bool = { _, _ in true }

    var isOfAPI: Bool { route.hasPrefix("/api/") }
    /// Whether nobody is led to sign in from there.
    var isForScripts: Bool { isOfAPI || route.hasPrefix("/autocomplete/") }
    var testDescription: String { "\(method) \(route)" }

    /// The rules of decisions 4, 15 and 22 and of `web.md` 2: the right is looked at before the panel.
    func expected(_ who: Who, _ stage: Stage, _ kind: EntityKind) -> Int {
        guard self.who.contains(who) else { return who == .anonymous && !isForScripts ? 302 : 403 }
        if scope == .site { return who == .anonymous ? answer : forMembers ?? answer }
        if stage.isHidden, who != .curator { return onHidden }
        if stage == .deleted, let onDeleted { return onDeleted }
        if stage == .superPanel, let onSuper { return onSuper }
        return owners.contains(who) ? onKind[kind] ?? answer : 403
    }

    /// The stages that make a difference.
    var stages: [Stage] { scope == .site ? [.public] : Stage.allCases }

    func address(_ place: PolicySite.Place, _ kind: EntityKind) -> String {
        filled(route, place, kind) + (hasSlash && route != "/" ? "/" : "")
    }

    func typed(_ place: PolicySite.Place, _ kind: EntityKind) -> [(key: String, value: String)] {
        fields.map { (key: $0.key, value: filled($0.value, place, kind)) }
    }

    private func filled(_ text: String, _ place: PolicySite.Place, _ kind: EntityKind) -> String {
        var text = text.replacing("{item}", with: item)
        for (word, value) in [
            ("{id}", "\(place.panel)"), ("{target}", "\(place.target)"), ("{reviewer}", kind == .gene ? "2" : ""),
            ("{panel}", place.name), ("{part}", kind.rawValue),
            ("{plural}", kind.plural), ("{name}", PolicySite.names[kind] ?? ""), ("{entity}", place.gene),
            ("{review of reviewer}", "\(place.reviews[.reviewer] ?? 0)"),
            ("{review of curator}", "\(place.reviews[.curator] ?? 0)"),
            ("{comment of reviewer}", "\(place.comments[.reviewer] ?? 0)"),
            ("{comment of curator}", "\(place.comments[.curator] ?? 0)"),
        ] { text = text.replacing(word, with: value) }
        return text
    }
}

extension PolicyRow {
    /// What only shows something, about a panel.
    static func page(
        _ route: String, _ scope: Scope, _ answer: Int = 200, onHidden: Int = 404, onSuper: Int? = nil,
        kinds: [EntityKind] = [.gene], hasSlash: Bool = true
    ) -> PolicyRow {
        PolicyRow(
            method: .get, route: route, answer: answer, scope: scope, onHidden: onHidden, onSuper: onSuper,
            kinds: kinds, hasSlash: hasSlash)
    }

    /// A page with a form, and the form sent: two lines.
    static func form(
        _ route: String, _ who: Set<Who>, _ scope: Scope, posted: Int = 303, onSuper: Int? = nil, onDeleted: Int? = nil,
        kinds: [EntityKind] = [.gene], offered: Place? = nil, _ fields: KeyValuePairs<String, String> = [:]
    ) -> [PolicyRow] {
        let shown = PolicyRow(
            method: .get, route: route, who: who, answer: 200, scope: scope, onSuper: onSuper, onDeleted: onDeleted,
            kinds: kinds, offered: offered)
        var sent = shown
        sent.method = .post
        sent.answer = posted
        sent.fields = Array(fields)
        // The page that leads there is a link to the form.
        sent.offered = nil
        return [shown, sent]
    }

    /// A command without a page.
    static func action(
        _ route: String, _ who: Set<Who>, _ scope: Scope, item: String = "", onSuper: Int? = nil, onDeleted: Int? = nil,
        onKind: [EntityKind: Int] = [:], kinds: [EntityKind] = [.gene], offered: Place? = nil,
        _ fields: KeyValuePairs<String, String> = [:],
        when isSensible: @escaping @Sendable (Stage, EntityKind) -> Bool = { _, _ in true }
    ) -> PolicyRow {
        PolicyRow(
            method: .post, route: route, who: who, answer: 303, scope: scope, onSuper: onSuper, onDeleted: onDeleted,
            onKind: onKind, kinds: kinds, fields: Array(fields), item: item, offered: offered, isSensible: isSensible)
    }

    /// A command of curators on one entity, which super panels have not and deleted panels do not allow.
    static func onEntity(
        _ step: String, onKind: [EntityKind: Int] = [:], kinds: [EntityKind] = EntityKind.allCases,
        _ fields: KeyValuePairs<String, String> = [:],
        when isSensible: @escaping @Sendable (Stage, EntityKind) -> Bool = { _, _ in true }
    ) -> PolicyRow {
        action(
            "/panels/{id}/{part}/{name}/\(step)", [.curator], .entity, onSuper: 409, onDeleted: 403, onKind: onKind,
            kinds: kinds, offered: .entity, fields, when: isSensible)
    }

    /// A command on somebody's own words: `who` may give it where the words are those of `author`.
    static func onWords(
        _ step: String, _ noun: String, of author: Who, _ who: Set<Who>, _ fields: KeyValuePairs<String, String> = [:]
    ) -> PolicyRow {
        var row = action(
            "/panels/{id}/{part}/{name}/\(step)/{item}", Who.verified, .entity, item: "{\(noun) of \(author)}",
            onSuper: 409, onDeleted: 403, offered: .entity, fields)
        row.owners = who
        return row
    }
}
