import Domain
import Ports

/// Moves everything that an original's database holds (decision 18). Each panel is one transaction and remembers the state
/// it was read in, so an interrupted run goes on where it stopped, and a repeated one brings what changed.
public struct ImportOriginal: Sendable {
    private let source: any OriginalSource
    private let loader: any ArchiveLoader
    private let genes: any GeneRepo

    /// Rows of one transaction: large enough that a commit costs nothing, small enough for steady progress and memory.
    private static let batch = 2_000
    /// Documents of megabytes come a few at a time.
    private static let documentBatch = 10

    public init(source: any OriginalSource, loader: any ArchiveLoader, genes: any GeneRepo) {
        self.source = source
        self.loader = loader
        self.genes = genes
    }

    /// Throws `OriginalFault`, `LoadFailure`, and `ImportMismatch` when the counts differ in the end.
    public func run(progress: @escaping ProgressHandler = { _ in }) async throws -> ImportReport {
        let report = try await source.read { snapshot in
            try await Move(snapshot: snapshot, loader: loader, genes: genes, progress: progress).run()
        }
        guard report.differences.isEmpty else { throw ImportMismatch(report: report) }
        return report
    }

    /// One run, over one moment of the source.
    private struct Move {
        let snapshot: any OriginalSnapshot
        let loader: any ArchiveLoader
        let genes: any GeneRepo
        let progress: ProgressHandler

        func run() async throws -> ImportReport {
            let counts = try await snapshot.counts()
            let accounts = try await snapshot.accounts()
            var changes = try await loader.load(
                people: accounts.people, tokens: accounts.tokens, groups: accounts.groups)
            progress(ImportProgress("accounts", done: accounts.people.count, total: accounts.people.count))
            let vocabularies = try await snapshot.vocabularies()
            changes = changes + (try await loader.load(tags: vocabularies.tags, types: vocabularies.types))
            changes = changes + (try await moveGenes(of: counts[.genes]))
            let (panels, results) = try await movePanels()
            changes = changes + (try await moveActivities(of: counts[.activities]))
            let site = try await snapshot.site()
            changes =
                changes
                + (try await loader.load(
                    homeTexts: site.homeTexts, files: site.files, assignments: site.assignments))
            changes = changes + (try await moveUnattached())
            // A repeated run that finds nothing new writes nothing at all.
            if changes.inserted + changes.changed > 0 || results.contains(where: { $0 != .unchanged }) {
                try await loader.settle()
            }
            return ImportReport(
                lines: try await compare(counts, panels: panels),
                insertedPanels: results.count { $0 == .inserted }, replacedPanels: results.count { $0 == .replaced },
                unchangedPanels: results.count { $0 == .unchanged },
                editedHere: try await loader.editedPanels().filter(Set(panels).contains))
        }

        private func moveGenes(of total: Int?) async throws -> UpsertCounts {
            var changes = UpsertCounts()
            var done = 0
            var last: String?
            while true {
                let batch = try await snapshot.genes(after: last, limit: ImportOriginal.batch)
                guard let symbol = batch.last?.symbol else { return changes }
                changes = changes + (try await genes.upsert(batch))
                last = symbol
                done += batch.count
                progress(ImportProgress("genes", done: done, total: total))
            }
        }

        /// The next panel is read while one is being stored: reading keeps the source busy, storing the target.
        private func movePanels() async throws -> (panels: [PanelID], results: [LoadResult]) {
            let panels = try await snapshot.panels()
            let known = try await loader.digests()
            let changed = panels.filter { known[$0.id] != $0.digest }
            var results = [LoadResult](repeating: .unchanged, count: panels.count - changed.count)
            progress(ImportProgress("panels", done: results.count, total: panels.count))
            var archive = try await self.archive(changed, at: 0)
            for (index, panel) in changed.enumerated() {
                guard let current = archive else { break }
                try Task.checkCancellation()
                async let next = self.archive(changed, at: index + 1)
                results.append(try await loader.load(current, digest: panel.digest))
                progress(ImportProgress("panels", done: results.count, total: panels.count))
                archive = try await next
            }
            return (panels.map(\.id), results)
        }

        private func archive(_ panels: [OriginalPanel], at index: Int) async throws -> PanelArchive? {
            index < panels.count ? try await snapshot.archive(of: panels[index]) : nil
        }

        private func moveActivities(of total: Int?) async throws -> UpsertCounts {
            var changes = UpsertCounts()
            var done = 0
            var last = 0
            while true {
                let batch = try await snapshot.activities(after: last, limit: ImportOriginal.batch)
                guard let id = batch.last?.id else { return changes }
                try Task.checkCancellation()
                changes = changes + (try await loader.load(activities: batch))
                last = id
                done += batch.count
                progress(ImportProgress("activities", done: done, total: total))
            }
        }

        private func moveUnattached() async throws -> UpsertCounts {
            var changes = UpsertCounts()
            for kind in ArchiveCount.allCases {
                let limit = kind == .historicalDocuments ? ImportOriginal.documentBatch : ImportOriginal.batch
                var last: Int? = 0
                while let after = last {
                    let batch = try await snapshot.unattached(kind, after: after, limit: limit)
                    last = batch.last?.id
                    changes =
                        changes
                        + (try await loader.load(
                            unattached: batch, of: kind, in: (after + 1)..<(last.map { $0 + 1 } ?? Int.max)))
                }
            }
            return changes
        }

        private func compare(
            _ source: [ArchiveCount: Int], panels: [PanelID]
        ) async throws -> [ImportReport.Line] {
            let attached = try await loader.counts(of: panels)
            let unattached = try await loader.unattachedCounts()
            return ArchiveCount.allCases.map { kind in
                ImportReport.Line(
                    kind: kind, source: source[kind] ?? 0, attached: attached[kind] ?? 0,
                    unattached: unattached[kind] ?? 0)
            }
        }
    }
}
