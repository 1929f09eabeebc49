import Domain
import Ports

/// Panel types and base genes that panels refer to: brought in before the panel that needs them, each once.
struct PeerVocabulary {
    private let loader: any ArchiveLoader
    private let reader: any PanelReader
    private let repo: any GeneRepo
    private var types: [String: PanelType] = [:]
    private var symbols: Set<String> = []
    private(set) var addedGenes = 0

    init(loader: any ArchiveLoader, reader: any PanelReader, genes: any GeneRepo) async throws {
        self.loader = loader
        self.reader = reader
        repo = genes
        try await readTypes()
    }

    /// Numbers of the panel types by slug.
    var typeNumbers: [String: Int] { types.mapValues(\.id) }

    /// The types with the numbers that they have here.
    mutating func numbered(_ wanted: [PanelType]) async throws -> [PanelType] {
        let fresh = wanted.filter { type in
            types[type.slug].map { $0.name != type.name || $0.description != type.description } ?? true
        }
        if !fresh.isEmpty {
            _ = try await loader.load(tags: [], types: fresh)
            try await readTypes()
        }
        return wanted.map { type in
            PanelType(id: types[type.slug]?.id ?? 0, name: type.name, slug: type.slug, description: type.description)
        }
    }

    /// Makes sure that the genes are known. One that is stays as it is: the gene fixture tells more than a copy.
    mutating func add(_ genes: [Gene]) async throws {
        let fresh = Dictionary(genes.map { ($0.symbol, $0) }, uniquingKeysWith: { first, _ in first })
            .filter { !symbols.contains($0.key) }
        if fresh.isEmpty { return }
        let missing = try await repo.unknown(among: fresh.keys.sorted())
        if !missing.isEmpty {
            _ = try await repo.upsert(missing.compactMap { fresh[$0] })
            addedGenes += missing.count
        }
        symbols.formUnion(fresh.keys)
    }

    private mutating func readTypes() async throws {
        types = Dictionary(
            try await reader.panelTypes().map { ($0.slug, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
