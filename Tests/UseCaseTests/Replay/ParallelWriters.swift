import Domain
import Ports
import Synchronization
import TestSupport
import UseCases

/// Many people who change the same few panels at once, and what they were told.
struct ParallelWriters: Sendable {
    /// What a person was told is there.
    struct Promises: Sendable {
        /// Comments on reviews that were stored, by words.
        var comments: [EntityAddress: Set<String>] = [:]
        /// Entities that were added.
        var added: Set<EntityAddress> = []
        /// Versions that an acknowledged command has made or may have shared, by panel: how many it raised.
        var raises: [PanelID: Int] = [:]
        /// Lines of activity that acknowledged commands have left, by panel.
        var lines: [PanelID: Int] = [:]
        var refused = 0
        var stale = 0
        /// Errors that nobody should see.
        var shocks: [String] = []
    }

    static let genes = (1...8).map { "GEN\($0)" }
    static let count = 32

    let side: ReplaySide
    let children: [PanelID]
    let parent: PanelID
    private let promises = Shared()

    private final class Shared: Sendable {
        let value = Mutex(Promises())
    }

    var told: Promises { promises.value.withLock { $0 } }

    /// Two panels with the same genes, and one super panel of both.
    init(_ side: ReplaySide) async throws {
        let curator = ReplayWorld.viewer(1)
        var children: [PanelID] = []
        for name in ["Left", "Right"] {
            let draft = PanelDraft(name: name, description: "Child", status: .public)
            let panel = try await side.curation.create(draft, by: curator)
            for symbol in Self.genes {
                try await side.curation.add(try Self.draft(symbol), to: panel.id, by: curator)
            }
            children.append(panel.id)
        }
        let draft = PanelDraft(name: "Both", description: "Parent", status: .public, children: children)
        parent = try await side.curation.create(draft, by: curator).id
        self.side = side
        self.children = children
    }

    static func draft(_ symbol: String) throws -> EntityDraft {
        guard let gene = ReplayWorld.genes.first(where: { $0.symbol == symbol }) else {
            throw Refusal.notFound("gene")
        }
        return EntityDraft(
            subject: .gene(gene, transcript: nil), sources: ["Literature"],
            modeOfInheritance: ModeOfInheritance.biallelic.rawValue)
    }

    /// Every writer sends its commands one after another, all writers at once.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<Self.count { group.addTask { await write(as: writer) } }
        }
    }

    private func write(as writer: Int) async {
        let panel = children[writer % 2]
        // Curators and reviewers in turn; several writers are the same person in several windows.
        let viewer = ReplayWorld.viewer(1 + (writer / 2) % 4)
        let isCurator = viewer.isCurator
        for turn in 0..<5 {
            let address = EntityAddress(
                panel: panel, kind: .gene, name: Self.genes[(writer / 8 + turn * 3) % Self.genes.count])
            let words = "Writer \(writer), turn \(turn)"
            await promise(panel, lines: 1) {
                try await side.curation.perform(
                    .review(ReviewDraft(rating: "GREEN", comment: words)), on: address, by: viewer)
            } keep: {
                $0.comments[address, default: []].insert(words)
            }
            guard isCurator else { continue }
            await promise(panel, raises: 1, lines: 2) {
                try await side.curation.perform(.rate(turn % 3 + 1, comment: ""), on: address, by: viewer)
            }
            await stale(address, viewer)
            await curate(panel, address, writer, turn, viewer)
        }
        await add(to: panel, writer, viewer)
    }

    /// What is sent on top of what the person saw may be too late, and is then refused.
    private func stale(_ address: EntityAddress, _ viewer: Viewer) async {
        guard let row = try? await side.reader.entity(of: address.panel, kind: .gene, name: address.name)
        else { return }
        await promise(address.panel, raises: 1, lines: 1) {
            try await side.curation.perform(
                .set(.phenotypes(["Seen at \(row.since.rawValue)"]), comment: ""), on: address, expecting: row.since,
                by: viewer)
        }
    }

    private func curate(
        _ panel: PanelID, _ address: EntityAddress, _ writer: Int, _ turn: Int, _ viewer: Viewer
    ) async {
        switch (writer / 2 + turn) % 4 {
        case 0:
            await promise(panel, raises: 1, lines: 1) {
                try await side.curation.promote(panel, comment: "By \(writer)", by: viewer)
            }
        case 1:
            await promise(panel) {
                try await side.curation.perform(
                    .setTags(turn % 2 == 0 ? ["cnv"] : ["watchlist", "cnv"]), on: address, by: viewer)
            }
        case 2:
            await promise(panel, lines: 1) {
                try await side.curation.perform(.markReady(comment: ""), on: address, by: viewer)
            }
        default:
            // The form of the super panel; what it says differs from everybody else's.
            await promise(parent, raises: 1, lines: 1) {
                guard let header = try await side.reader.panel(parent)?.header else { throw Refusal.notFound("panel") }
                var draft = PanelDraft(header)
                draft.hpo = ["HP:\(writer)-\(turn)"]
                return try await side.curation.edit(parent, draft, zone: .gmt, by: viewer)
            }
        }
    }

    /// Two writers each want the same gene; one gets it.
    private func add(to panel: PanelID, _ writer: Int, _ viewer: Viewer) async {
        let symbol = "GEN\(10 + writer / 4)"
        await promise(panel, raises: viewer.isCurator ? 1 : 0, lines: 1) {
            try await side.curation.add(try Self.draft(symbol), to: panel, by: viewer)
        } keep: {
            $0.added.insert(EntityAddress(panel: panel, kind: .gene, name: symbol))
        }
    }

    /// Sends a command and remembers what it was answered with.
    private func promise(
        _ panel: PanelID, raises: Int = 0, lines: Int = 0, _ command: () async throws -> Panel,
        keep: (inout Promises) -> Void = { _ in }
    ) async {
        do {
            _ = try await command()
            promises.value.withLock { told in
                told.raises[panel, default: 0] += raises
                told.lines[panel, default: 0] += lines
                keep(&told)
            }
        } catch is Refusal {
            promises.value.withLock { $0.refused += 1 }
        } catch ChangeConflict.stale {
            promises.value.withLock { $0.stale += 1 }
        } catch {
            promises.value.withLock { $0.shocks.append("\(error)") }
        }
    }
}
