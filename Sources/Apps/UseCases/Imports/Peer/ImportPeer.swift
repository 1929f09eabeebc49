import Domain
import Ports

/// Mirrors the public panels of another PanelApp. Each panel is stored in one transaction together with what was seen of it,
/// so a run that was interrupted goes on where it stopped, and a repeated one fetches and writes only what changed.
public struct ImportPeer: Sendable {
    private let source: any PeerSource
    private let loader: any ArchiveLoader
    private let reader: any PanelReader
    private let genes: any GeneRepo
    private let packing: DocumentPacking
    private let clock: any Clock

    /// Requests under way at once (politeness towards a public service).
    static let concurrency = 4
    /// So many panels in a row that cannot be fetched mean that the peer is in trouble, not a panel.
    private static let mostFailuresInARow = 3

    public init(
        source: any PeerSource, loader: any ArchiveLoader, reader: any PanelReader, genes: any GeneRepo,
        packing: DocumentPacking, clock: any Clock
    ) {
        self.source = source
        self.loader = loader
        self.reader = reader
        self.genes = genes
        self.packing = packing
        self.clock = clock
    }

    /// Told of each panel that could not be stored; the others go on.
    public typealias ProblemHandler = @Sendable (PanelID, any Error) -> Void

    /// With `everything`, panels are fetched also where nothing says that they changed: tags change without a new version, and
    /// a peer that gives no entity tags does not tell.
    ///
    /// Throws `PeerFault` when the peer cannot be read, and what the database throws.
    public func run(
        everything: Bool = false, progress: @escaping ProgressHandler = { _ in },
        problem: @escaping ProblemHandler = { _, _ in }
    ) async throws -> PeerReport {
        let listing = try await source.listing()
        let known = try await loader.digests().mapValues { PeerState(digest: $0) }
        let store = PeerStore(
            source: source, loader: loader, reader: reader, packing: packing, clock: clock, known: known,
            vocabulary: try await PeerVocabulary(loader: loader, reader: reader, genes: genes))
        var run = Run(
            source: source, listing: listing, known: known, everything: everything, progress: progress,
            problem: problem, store: store)
        try await run.panels()
        try await run.superPanels()
        if run.report.inserted + run.report.replaced > 0 { try await loader.settle() }
        return run.report
    }

    /// One run over one list.
    private struct Run {
        let source: any PeerSource
        let listing: PeerListing
        let known: [PanelID: PeerState?]
        let everything: Bool
        let progress: ProgressHandler
        let problem: ProblemHandler
        var store: PeerStore
        var report = PeerReport()
        /// They wait for their children.
        private var parents: [(PeerListing.Line, PeerDocument)] = []
        private var done = 0
        private var failuresInARow = 0

        init(
            source: any PeerSource, listing: PeerListing, known: [PanelID: PeerState?], everything: Bool,
            progress: @escaping ProgressHandler, problem: @escaping ProblemHandler, store: PeerStore
        ) {
            self.source = source
            self.listing = listing
            self.known = known
            self.everything = everything
            self.progress = progress
            self.problem = problem
            self.store = store
            let listed = Set(listing.panels.map(\.id))
            report.withoutDocument = listing.withoutDocument
            report.unlisted = known.compactMap { id, state in
                state?.origin == .own && !listed.contains(id) ? id : nil
            }.sorted()
        }

        private func state(_ line: PeerListing.Line) -> PeerState {
            PeerState(line, signedOff: listing.signedOff[line.id])
        }

        // MARK: Fetching

        private enum Fetched: Sendable {
            case answer(PeerListing.Line, Answer)
            case failure(PeerListing.Line, any Error)
        }

        private enum Answer: Sendable {
            case document(PeerDocument)
            case unchanged
            case gone
        }

        /// Fetches what may have changed, some at once, and stores one after the other as they come.
        mutating func panels() async throws {
            var due: [(line: PeerListing.Line, etag: String?)] = []
            for line in listing.panels {
                let before = known[line.id].flatMap { $0 }
                if everything {
                    due.append((line, nil))
                } else if let before, before.isListed(as: state(line)) {
                    if let etag = before.etag { due.append((line, etag)) } else { count(.unchanged) }
                } else {
                    due.append((line, nil))
                }
            }
            progress(ImportProgress("panels", done: done, total: listing.panels.count))
            var next = due.makeIterator()
            try await withThrowingTaskGroup(of: Fetched.self) { group in
                func begin() {
                    guard let (line, etag) = next.next() else { return }
                    group.addTask { [source] in await Self.fetch(line, etag, from: source) }
                }
                for _ in 0..<ImportPeer.concurrency { begin() }
                while let fetched = try await group.next() {
                    try Task.checkCancellation()
                    try await take(fetched)
                    begin()
                }
            }
        }

        private static func fetch(
            _ line: PeerListing.Line, _ etag: String?, from source: any PeerSource
        ) async -> Fetched {
            do {
                switch try await source.panel(line.id, unless: etag) {
                case .unchanged: return .answer(line, .unchanged)
                case .gone: return .answer(line, .gone)
                case .document(let bytes, let etag, let name):
                    return .answer(
                        line, .document(try PeerDocument(bytes, of: line.id, name: name, etag: etag)))
                }
            } catch {
                return .failure(line, error)
            }
        }

        private mutating func take(_ fetched: Fetched) async throws {
            switch fetched {
            case .failure(let line, let error): try fail(line.id, error)
            case .answer(let line, let answer):
                failuresInARow = 0
                switch answer {
                case .unchanged: count(.unchanged)
                case .gone:
                    report.gone.append(line.id)
                    step()
                case .document(let document):
                    guard document.children.isEmpty else {
                        let listed = Set(listing.panels.map(\.id))
                        parents.append((line, document.keepingContent { !listed.contains($0) }))
                        return
                    }
                    try await keep(document, of: line)
                }
            }
        }

        // MARK: Storing

        mutating func superPanels() async throws {
            let listed = Set(listing.panels.map(\.id))
            for (line, document) in parents.sorted(by: { $0.0.id < $1.0.id }) {
                try Task.checkCancellation()
                do {
                    report.children += try await store.storeChildren(of: document, listed: listed)
                } catch {
                    try fail(line.id, error)
                    continue
                }
                try await keep(document, of: line)
            }
        }

        private mutating func keep(_ document: PeerDocument, of line: PeerListing.Line) async throws {
            // What the document says counts: the panel may have moved on since it was listed.
            var state = PeerState(document.heading.header, .own)
            state.signedOff = listing.signedOff[line.id]
            state.children = document.shownChildren
            state.etag = document.etag
            do {
                count(try await store.store(document, as: state, past: line.past))
                report.genes = store.vocabulary.addedGenes
            } catch {
                try fail(line.id, error)
            }
        }

        private mutating func count(_ result: LoadResult) {
            switch result {
            case .inserted: report.inserted += 1
            case .replaced: report.replaced += 1
            case .unchanged: report.unchanged += 1
            }
            step()
        }

        private mutating func step() {
            done += 1
            progress(ImportProgress("panels", done: done, total: listing.panels.count))
        }

        /// Notes what concerns one panel, and ends the run with what concerns all.
        private mutating func fail(_ panel: PanelID, _ error: any Error) throws {
            switch error {
            case is LoadFailure, is PeerConflict, PeerFault.broken: break
            case PeerFault.refused, PeerFault.unreachable:
                failuresInARow += 1
                if failuresInARow >= ImportPeer.mostFailuresInARow { throw error }
            default: throw error
            }
            report.failed.append(panel)
            problem(panel, error)
            step()
        }
    }
}
