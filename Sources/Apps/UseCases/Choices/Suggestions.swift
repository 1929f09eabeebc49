import Domain
import Foundation
import Ports

/// What selection boxes offer while somebody types (`web.md 18`, `api.md 15`): a page of ten choices.
public struct Suggestions: Sendable {
    public static let pageSize = 10
    static let longestTag = 255

    /// One thing to choose.
    public struct Choice: Hashable, Sendable {
        public var id: String
        public var text: String
        /// Choosing it makes it.
        public var isNew = false
    }

    /// One page of choices.
    public struct Page: Hashable, Sendable {
        public var choices: [Choice]
        public var hasMore = false
    }

    /// There are not so many pages.
    public struct NoSuchPage: Error {}

    let genes: any GeneSearch
    let vocabulary: any VocabularyReader
    let tagStore: any TagStore
    let people: any PeopleReader
    let panels: any PanelReader
    let catalogue: Catalogue

    public init(
        genes: any GeneSearch, vocabulary: any VocabularyReader, tags: any TagStore, people: any PeopleReader,
        panels: any PanelReader, catalogue: Catalogue
    ) {
        self.genes = genes
        self.vocabulary = vocabulary
        tagStore = tags
        self.people = people
        self.panels = panels
        self.catalogue = catalogue
    }

    // MARK: Lists

    public func genes(_ text: String, page: Int) async throws -> Page {
        // One more than is shown tells whether there are more.
        let found = try await genes.genes(
            beginning: text, offset: try Self.offset(page), limit: Self.pageSize + 1)
        return try Self.cut(found[...], page, Self.label)
    }

    /// The sources that forms offer, all on one page.
    public func sources(_ text: String) -> Page {
        let key = text.lowercased()
        let found = SourceName.offered.filter { key.isEmpty || $0.lowercased().contains(key) }
        return Page(choices: found.map { Choice(id: $0, text: $0) })
    }

    /// Tags that begin with the text. Who may add some is offered the text itself, where there is no such tag.
    public func tags(_ text: String, page: Int, by viewer: Viewer) async throws -> Page {
        let key = text.lowercased()
        let found = Self.ranked(try await vocabulary.vocabulary(), key, { $0.name }, { $0.hasPrefix(key) })
        var result = try Self.page(page, of: found) { Choice(id: "\($0.id)", text: $0.name) }
        if page == 1, !text.isEmpty, !result.choices.contains(where: { $0.text == text }), try await mayAddTags(viewer)
        {
            result.choices.append(Choice(id: text, text: "Create \"\(text)\"", isNew: true))
        }
        return result
    }

    /// Panels that this person may list, super panels left out: none of them takes an entity.
    public func panels(_ text: String, page: Int, by viewer: Viewer) async throws -> Page {
        let key = text.lowercased()
        let listed = try await catalogue.current().panels.filter { panel in
            !panel.header.isSuperPanel && Visibility.listedOnPages(panel.header.status, for: viewer)
        }
        let found = Self.ranked(listed, key, { $0.header.name }, { key.isEmpty || $0.contains(key) })
        return try Self.page(page, of: found) { panel in
            Choice(id: "\(panel.id)", text: "\(panel.header.name) v\(panel.header.version)")
        }
    }

    public func panelTypes(_ text: String, page: Int) async throws -> Page {
        let key = text.lowercased()
        let found = Self.ranked(
            try await panels.panelTypes(), key, { $0.name }, { key.isEmpty || $0.contains(key) })
        return try Self.page(page, of: found) { Choice(id: "\($0.id)", text: $0.name) }
    }

    // MARK: New tags

    /// The tag of this name, made where there is none. Curators need the right of the back-office too (`domain.md 8.2`).
    public func addTag(_ name: String, by viewer: Viewer) async throws -> Tag {
        guard try await mayAddTags(viewer) else { throw Refusal.forbidden }
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        if name.isEmpty { throw Refusal.invalid([FieldProblem("text", "This field is required.")]) }
        if name.count > Self.longestTag {
            throw Refusal.invalid([FieldProblem("text", "A tag has at most \(Self.longestTag) characters.")])
        }
        return try await tagStore.tag(named: name)
    }

    /// As stored now: a right that was taken away since the login counts no more.
    public func mayAddTags(_ viewer: Viewer) async throws -> Bool {
        guard let id = viewer.personID, let person = try await people.person(id) else { return false }
        return Policy.mayAddTags(person)
    }

    // MARK: Pages

    private static func label(_ gene: GeneMatch) -> Choice {
        // As the original writes it, two blanks included: scripts take it apart.
        Choice(id: gene.symbol, text: "\(gene.symbol) (HGNC:  \(gene.hgncSymbol ?? "")), \(gene.name ?? "")")
    }

    /// What fits, an exact match first, then by name.
    private static func ranked<Item>(
        _ items: [Item], _ key: String, _ name: (Item) -> String, _ fits: (String) -> Bool
    ) -> ArraySlice<Item> {
        let found = NameOrder.sorted(items.filter { fits(name($0).lowercased()) }, by: name)
        let exact = found.filter { name($0).lowercased() == key }
        return (exact + found.filter { name($0).lowercased() != key })[...]
    }

    /// A page of a list that is there as a whole.
    private static func page<Item>(
        _ page: Int, of items: ArraySlice<Item>, _ choice: (Item) -> Choice
    ) throws -> Page {
        try cut(items.dropFirst(offset(page)), page, choice)
    }

    /// A page from what follows the pages before it.
    private static func cut<Item>(
        _ rest: ArraySlice<Item>, _ page: Int, _ choice: (Item) -> Choice
    ) throws -> Page {
        if page > 1, rest.isEmpty { throw NoSuchPage() }
        return Page(choices: rest.prefix(pageSize).map(choice), hasMore: rest.count > pageSize)
    }

    private static func offset(_ page: Int) throws -> Int {
        // No list is so long that its pages have larger numbers; smaller ones there are not.
        guard (1...1_000_000).contains(page) else { throw NoSuchPage() }
        return (page - 1) * pageSize
    }
}
