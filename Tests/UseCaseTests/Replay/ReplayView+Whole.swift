import Domain
import Ports
import TestSupport
import UseCases

/// The thorough comparison: everything that can be read about every panel, and its past at a few places.
extension ReplaySide {
    /// Which past to look at, the same on every side.
    struct Places: Sendable {
        var revisions: [PanelID: [Revision]] = [:]
        var moments: [Instant] = []

        init(_ memory: ReplayMemory, _ random: inout SeededGenerator) {
            for (id, stored) in memory.panels.sorted(by: { $0.key < $1.key }) {
                let last = stored.panel.revision.rawValue
                revisions[id] = (0..<4).map { _ in Revision(Int.random(in: 1...last, using: &random)) }
            }
            let lines = memory.feed
            moments = (0..<4).compactMap { _ in lines.randomElement(using: &random)?.at }
        }
    }

    /// `thoroughly` with all that entities own and all children of old versions.
    func wholeView(_ places: Places, thoroughly: Bool) async throws -> ReplayView {
        var view = ReplayView()
        let catalogue = try await reader.catalogue()
        view.add("catalogue", catalogue)
        let feed = try await reader.changes(after: 0, limit: 100_000)
        view.add(
            "feed",
            feed.map { PanelChangeLine(cursor: 0, panel: $0.panel, revision: $0.revision, at: $0.at) })
        let lines = try await reader.activities(of: nil, offset: 0, limit: 100_000)
        view.add("all lines", ReplayView.lines(lines))
        let signed = try await reader.signedOffVersions()
        view.add("signed off panels", signed.map(\.panel))
        view.add("signed off versions", signed.map(\.version))
        for id in catalogue.map(\.id).sorted() {
            try await addWhole(id, thoroughly: thoroughly, &view)
            try await addPast(id, places, &view)
        }
        return view
    }

    private func addWhole(_ id: PanelID, thoroughly: Bool, _ view: inout ReplayView) async throws {
        let versions = try await reader.versions(of: id)
        view.add("versions of \(id)", versions)
        for version in versions.prefix(thoroughly ? versions.count : 3).map(\.version) {
            let children = try await reader.frozenChildren(of: id, version)
            view.add("children of \(id) \(version)", children)
        }
        let rows = try await reader.entities(of: id, at: Revision(1 << 40))
        view.add("entities of \(id)", ReplayView.rows(rows))
        for row in rows where thoroughly {
            view.add("\(row.name) on \(id)", try await reader.dossier(of: row.id))
        }
        let tallies = try await reader.tallies(of: id)
        let named = rows.map { ["\($0.kind) \($0.name)": tallies[$0.id]] }
        view.add("number of tallies of \(id)", tallies.count)
        view.add("tallies of \(id)", Set(named))
        view.add("reviewers of \(id)", try await reader.reviewers(of: id))
        let mine = try await reader.reviewed(by: PersonID(3), on: id)
        view.add("reviewed by 3 on \(id)", Set(rows.filter { mine.contains($0.id) }.map { ReplayView.row($0) }))
    }

    private func addPast(_ id: PanelID, _ places: Places, _ view: inout ReplayView) async throws {
        let revisions = places.revisions[id] ?? []
        for revision in revisions {
            view.add("\(id) at \(revision)", ReplayView.rows(try await reader.entities(of: id, at: revision)))
            if var header = try await reader.header(of: id, at: revision) {
                // A super panel's own revisions know its children's numbers only where a version was frozen.
                if header.isSuperPanel { header.counts = EntityCounts() }
                view.add("header of \(id) at \(revision)", header)
            }
        }
        for (a, b) in zip(revisions, revisions.dropFirst()) {
            let pairs = try await reader.differences(of: id, from: a, to: b)
            view.add("differences of \(id) from \(a) to \(b)", ReplayView.differences(pairs))
        }
        for moment in places.moments {
            view.add("\(id) as of \(moment)", try await reader.revision(of: id, asOf: moment))
        }
    }
}
