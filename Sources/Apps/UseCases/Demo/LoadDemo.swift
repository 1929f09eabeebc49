import Domain
import Ports

/// Fills a database with the demo data. Repeating it changes nothing.
public struct LoadDemo: Sendable {
    /// A login that was made.
    public struct Login: Hashable, Sendable {
        public let username: String
        public let role: Role
        public let password: String
    }

    public struct Report: Sendable {
        /// Empty when the people were there already: their passwords are not known any more.
        public var logins: [Login]
        public var genes: Int
        public var newPanels: Int
        public var panels: Int
    }

    /// Changes with the data, so that a newer program brings its own.
    static let digest = "demo-1"

    private let loader: any ArchiveLoader
    private let genes: any GeneRepo
    private let people: any PeopleReader
    private let hasher: any PasswordHasher
    private let newPassword: @Sendable () -> String

    public init(
        loader: any ArchiveLoader, genes: any GeneRepo, people: any PeopleReader, hasher: any PasswordHasher,
        newPassword: @escaping @Sendable () -> String
    ) {
        self.loader = loader
        self.genes = genes
        self.people = people
        self.hasher = hasher
        self.newPassword = newPassword
    }

    /// Throws `LoadFailure` when numbers or names of the demo are taken by other data; then nothing of it is overwritten.
    public func run(progress: @escaping ProgressHandler = { _ in }) async throws -> Report {
        let logins = try await loadPeople()
        _ = try await genes.upsert(DemoGenes.all)
        let panels = DemoPanels.all
        let types = PanelType.seeded.enumerated().map { index, type in
            PanelType(id: index + 1, name: type.name, slug: type.slug, description: type.name)
        }
        let tags = Set(panels.flatMap { $0.states.flatMap { $0.entities.flatMap(\.tags) } }).sorted()
        _ = try await loader.load(tags: tags.enumerated().map { ($0 + 1, $1) }, types: types)
        var inserted = 0
        // Children before the super panel that names them.
        for (index, panel) in panels.sorted(by: { $0.children.count < $1.children.count }).enumerated() {
            var maker = DemoArchive(panel, types: types)
            var archive = maker.archive()
            if !panel.children.isEmpty { sumUp(&archive, children: panels.filter { panel.children.contains($0.id) }) }
            if try await loader.load(archive, digest: Self.digest) == .inserted {
                inserted += 1
                _ = try await loader.load(activities: DemoActivity(panel: panel, stored: archive.panel).lines())
            }
            progress(ImportProgress("panels", done: index + 1, total: panels.count))
        }
        try await loader.settle()
        return Report(logins: logins, genes: DemoGenes.all.count, newPanels: inserted, panels: panels.count)
    }

    private func loadPeople() async throws -> [Login] {
        if try await people.person(username: DemoPeople.usernames[0]) != nil { return [] }
        let passwords = DemoPeople.usernames.map { _ in newPassword() }
        var hashes: [String] = []
        for password in passwords { hashes.append(try await hasher.hash(password)) }
        let accounts = DemoPeople.people(hashes: hashes)
        _ = try await loader.load(people: accounts, tokens: [], groups: [])
        return zip(accounts, passwords).map { Login(username: $0.username, role: $0.role, password: $1) }
    }

    /// A super panel's numbers are those of its children's entities together (`domain.md 12.2`).
    private func sumUp(_ archive: inout PanelArchive, children: [DemoPanel]) {
        let facts = children.flatMap { child in
            child.states[child.states.count - 1].entities.map { entity in
                EntityFacts(
                    kind: entity.kind, isReady: false, isGreen: (entity.confidence ?? .noList) >= .green,
                    reviewers: Set(child.reviews.filter { $0.entity == entity.name }.map(\.by)))
            }
        }
        let statistics = PanelStatistics.compute(facts)
        archive.panel.statistics = statistics
        archive.panel.header.counts = statistics.counts
        for index in archive.headers.indices { archive.headers[index].header.counts = statistics.counts }
    }
}
