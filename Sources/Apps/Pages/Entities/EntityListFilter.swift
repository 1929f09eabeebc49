import Domain
import UseCases

/// What a reader wants to see of the list of all entities: the query of `/panels/entities/` (`web.md 12.1`). The page's
/// script filters by the same rules.
struct EntityListFilter: Hashable, Sendable {
    /// Beginning of names.
    var text = ""
    var kinds: Set<EntityKind> = []
    var tag: String?

    init(_ query: PageQuery) {
        text = query["q"]?.trimmingText ?? ""
        for word in query.list("type") { if let kind = EntityKind(rawValue: word) { kinds.insert(kind) } }
        tag = Self.tag(query)
    }

    init() {}

    /// The original's pages do not agree how to call it; both names work on both.
    static func tag(_ query: PageQuery) -> String? {
        [query["tag"], query["tag_filter"]].compactMap { $0?.trimmingText }.first { !$0.isEmpty }
    }

    var isDefault: Bool { text.isEmpty && kinds.isEmpty }

    var pairs: [(name: String, value: String?)] {
        let types = EntityKind.allCases.filter(kinds.contains).map(\.rawValue).joined(separator: ",")
        return [("q", text.isEmpty ? nil : text), ("type", types.isEmpty ? nil : types), ("tag", tag)]
    }

    /// Whether an entity is shown; the tag is not asked here: it decides which entities are in the list at all.
    func admits(_ entity: ListedEntity) -> Bool {
        (kinds.isEmpty || kinds.contains(entity.kind)) && entity.name.lowercased().hasPrefix(text.lowercased())
    }
}
