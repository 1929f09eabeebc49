import Domain
import Ports

/// Loads base genes from a file (`accounts-jobs-files.md 11`): all of them or, when anything is wrong, none.
public struct LoadGenes: Sendable {
    private let file: any GeneFile
    private let genes: any GeneRepo

    public init(file: any GeneFile, genes: any GeneRepo) {
        self.file = file
        self.genes = genes
    }

    public struct Report: Hashable, Sendable {
        /// Records in the file.
        public var read: Int
        /// Records without a symbol, which no entity could ever name.
        public var dropped: Int
        public var active: Int
        public var counts: UpsertCounts
        /// Genes stored after the load, those from elsewhere included.
        public var stored: Int
    }

    /// Throws `FileFault`.
    public func run(progress: @escaping ProgressHandler = { _ in }) async throws -> Report {
        let read = try await file.genes { done, size in
            progress(ImportProgress("bytes", done: done, total: size))
        }
        let usable = read.filter { !$0.symbol.isEmpty }
        progress(ImportProgress("genes", done: 0, total: usable.count))
        let counts = try await genes.upsert(usable)
        progress(ImportProgress("genes", done: usable.count, total: usable.count))
        return Report(
            read: read.count, dropped: read.count - usable.count, active: usable.count(where: \.isActive),
            counts: counts, stored: try await genes.count())
    }
}
