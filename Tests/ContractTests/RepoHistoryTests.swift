import DatabaseSupport
import Domain
import Ports
import SQLRepo
import TestSupport
import Testing

/// `docs/architecture.md` 3: must 2 (any version and any moment) and must 3 (differences), against a model in memory.
@Suite("Repo: history")
struct RepoHistoryTests {
    static let sizes = [10, 3_000]

    /// A panel after 200 random changes, with what it should be at every revision.
    private func aged(
        _ kind: DatabaseKind, _ size: Int, _ body: (SQLRepository, PanelModel) async throws -> Void
    ) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            _ = try await repo.load(RepoFixture.archive(1, genes: size), digest: "a")
            var model = try await PanelModel(PanelID(1), seed: 20_260_102, repo: repo)
            for _ in 0..<200 { try await model.step(repo) }
            try await body(repo, model)
        }
    }

    /// All revisions of a small panel, some of a large one.
    private func sample(_ model: PanelModel, _ size: Int) -> [Int] {
        size < 100
            ? Array(1...model.revision)
            : [1, 2, model.revision / 3, model.revision / 2, model.revision - 1, model.revision]
    }

    @Test("Must 2: every revision reads back exactly, entities and header", arguments: DatabaseKind.tested, sizes)
    func revisions(kind: DatabaseKind, size: Int) async throws {
        try await aged(kind, size) { repo, model in
            for revision in sample(model, size) {
                let rows = try await repo.entities(of: model.panel, at: Revision(revision))
                #expect(rows.map(ExpectedRow.init) == model.rows(at: revision), "revision \(revision)")
                #expect(rows.allSatisfy { $0.since.rawValue <= revision })
            }
            for (revision, moment) in model.past {
                var header = try #require(try await repo.header(of: model.panel, at: Revision(revision)))
                #expect(header.counts == EntityCounts(genes: moment.items.count, strs: 0, regions: 0))
                header.counts = moment.header.counts
                #expect(header == moment.header, "header at revision \(revision)")
            }
        }
    }

    @Test("Must 2, D15: every version is the content before the change that froze it", arguments: DatabaseKind.tested)
    func versions(kind: DatabaseKind) async throws {
        try await aged(kind, 10) { repo, model in
            let versions = try await repo.versions(of: model.panel)

            #expect(versions.map(\.version) == model.versions.keys.sorted(by: >))
            for frozen in versions {
                #expect(frozen.revision.rawValue == model.versions[frozen.version])
                #expect(try await repo.frozenVersion(of: model.panel, frozen.version) == frozen)
                #expect(frozen.reason == "why")
                let header = try #require(try await repo.header(of: model.panel, at: frozen.revision))
                #expect(header.version == frozen.version)
            }
            #expect(try await repo.frozenVersion(of: model.panel, model.header.version) == nil)
        }
    }

    @Test("Must 2: a moment finds the revision that was live then", arguments: DatabaseKind.tested)
    func moments(kind: DatabaseKind) async throws {
        try await aged(kind, 10) { repo, model in
            for (revision, moment) in model.past {
                let then = try await repo.revision(of: model.panel, asOf: moment.at)
                let later = try await repo.revision(of: model.panel, asOf: moment.at.advanced(bySeconds: 0.5))
                #expect([then, later] == [Revision(revision), Revision(revision)])
            }
            let before = try await repo.revision(of: model.panel, asOf: RepoFixture.start.advanced(bySeconds: -1))
            #expect(before == nil)
        }
    }

    @Test(
        "Must 3: the difference of two revisions is what comparing them whole gives", arguments: DatabaseKind.tested,
        sizes)
    func differences(kind: DatabaseKind, size: Int) async throws {
        try await aged(kind, size) { repo, model in
            var random = SeededGenerator(seed: 7)
            for _ in 0..<(size < 100 ? 150 : 12) {
                let from = Int.random(in: 1...model.revision, using: &random)
                let to = Int.random(in: 1...model.revision, using: &random)

                let found = try await repo.differences(of: model.panel, from: Revision(from), to: Revision(to))

                let (old, new) = (Self.byID(model.rows(at: from)), Self.byID(model.rows(at: to)))
                let changed = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
                #expect(Set(found.compactMap { ($0.before ?? $0.after)?.id }) == changed, "\(from) to \(to)")
                for difference in found {
                    guard let id = (difference.before ?? difference.after)?.id else { continue }
                    #expect(difference.before.map(ExpectedRow.init) == old[id])
                    #expect(difference.after.map(ExpectedRow.init) == new[id])
                }
            }
        }
    }

    @Test("A cache follows a panel by its changes alone", arguments: DatabaseKind.tested)
    func followsChanges(kind: DatabaseKind) async throws {
        try await aged(kind, 10) { repo, model in
            var random = SeededGenerator(seed: 9)
            for _ in 0..<60 {
                let from = Int.random(in: 1...model.revision, using: &random)
                let to = Int.random(in: from...model.revision, using: &random)

                let changes = try await repo.entityChanges(
                    of: model.panel, after: Revision(from), upTo: Revision(to))

                var rows = Self.byID(model.rows(at: from))
                for id in changes.gone { rows[id] = nil }
                for row in changes.current { rows[row.id] = ExpectedRow(row) }
                #expect(rows == Self.byID(model.rows(at: to)), "\(from) to \(to)")
            }
        }
    }

    @Test("D66: numbers that moved with each change are those of a count", arguments: DatabaseKind.tested, sizes)
    func statistics(kind: DatabaseKind, size: Int) async throws {
        try await aged(kind, size) { repo, model in
            let panel = try #require(try await repo.panel(model.panel))

            #expect(panel.statistics == model.statistics)
            #expect(panel.header.counts == model.statistics.counts)
            #expect(panel.revision.rawValue == model.revision)
            #expect(panel.activity == model.activity)
        }
    }

    private static func byID(_ rows: [ExpectedRow]) -> [EntityID: ExpectedRow] {
        Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
