import DatabaseSupport
import Domain
import Ports
import SQLCore
import SQLRepo
import TestSupport
import Testing

/// `docs/architecture.md` 5: two people who change one thing at once. The second learns of the first; nothing is
/// overwritten unseen.
@Suite("Repo: two at once", .timeLimit(.minutes(10)))
struct RepoConflictTests {
    static let sizes = [10, 3_000]

    @Test(
        "Must 7: a change of an entity that moved on is refused with where it stands, and leaves nothing",
        arguments: DatabaseKind.tested, sizes)
    func staleEntity(kind: DatabaseKind, size: Int) async throws {
        try await RepoFixture.with(kind) { repo, database in
            _ = try await repo.load(RepoFixture.archive(1, genes: size), digest: "a")
            let seen = try await RepoFixture.row(repo, 1, "G00004")
            _ = try await RepoFixture.edit(repo, 1, "G00004", phenotypes: ["First"])
            let before = try await RepoDump.take(database)

            await #expect(throws: ChangeConflict.stale(current: Revision(2))) {
                try await RepoFixture.bump(repo, 1, "G00004", expecting: seen.since, by: 2) { _ in
                    Issue.record("decided on what nobody saw")
                    return .remove
                }
            }

            #expect(try await RepoDump.take(database) == before)
            // What the first one did can be shown to the second.
            let differences = try await repo.differences(of: PanelID(1), from: seen.since, to: Revision(2))
            #expect(differences.map(\.before) == [seen])
            #expect(differences.map(\.after) == [try await RepoFixture.row(repo, 1, "G00004")])
        }
    }

    @Test("Must 7: a change of a panel that moved on is refused with its revision", arguments: DatabaseKind.tested)
    func stalePanel(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, database in
            _ = try await repo.load(RepoFixture.archive(1, genes: 3), digest: "a")
            try await RepoFixture.rename(repo, 1, to: "First")
            let before = try await RepoDump.take(database)

            await #expect(throws: ChangeConflict.stale(current: Revision(2))) {
                try await RepoFixture.bump(repo, 1, expecting: Revision(1), by: 2)
            }

            #expect(try await RepoDump.take(database) == before)
            #expect(try await RepoFixture.bump(repo, 1, expecting: Revision(2), by: 2).revision == Revision(3))
        }
    }

    @Test("Changes of different entities do not get into each other's way", arguments: DatabaseKind.tested)
    func differentEntities(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            _ = try await repo.load(RepoFixture.archive(1, genes: 3), digest: "a")
            let seen = try await RepoFixture.row(repo, 1, "G00001")
            _ = try await RepoFixture.edit(repo, 1, "G00000", phenotypes: ["Other"])
            // A review is no change of content either.
            try await RepoFixture.review(repo, 1, "G00001", by: 4)

            let panel = try await RepoFixture.bump(repo, 1, "G00001", expecting: seen.since) { _ in .remove }

            #expect(panel.revision == Revision(3))
        }
    }

    @Test("What is gone, or never was, is told apart from what moved on", arguments: DatabaseKind.tested)
    func missing(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, database in
            for id in [1, 2] { _ = try await repo.load(RepoFixture.archive(id, genes: 3), digest: "a") }
            let (gone, elsewhere) = (
                try await RepoFixture.row(repo, 1, "G00001"), try await RepoFixture.row(repo, 2, "G00001")
            )
            try await RepoFixture.bump(repo, 1, "G00001") { _ in .remove }
            let before = try await RepoDump.take(database)

            for (panel, entity, conflict) in [
                (1, gone.id, ChangeConflict.noSuchEntity(gone.id)),
                (1, elsewhere.id, .noSuchEntity(elsewhere.id)), (9, nil, .noSuchPanel(PanelID(9))),
            ] as [(Int, EntityID?, ChangeConflict)] {
                await #expect(throws: conflict) {
                    try await repo.change(
                        PanelID(panel), entity: entity, expecting: Revision(1), at: RepoFixture.start, by: nil
                    ) { _ in PanelOutcome(entity: .remove) }
                }
            }

            #expect(try await RepoDump.take(database) == before)
        }
    }

    @Test("A number is frozen once, and what a decision throws comes through as it is", arguments: DatabaseKind.tested)
    func refusedOutcomes(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, database in
            _ = try await repo.load(RepoFixture.archive(1, genes: 3), digest: "a")
            try await RepoFixture.bump(repo, 1)
            let before = try await RepoDump.take(database)

            for version in [Version(major: 0, minor: 1), Version(major: 0, minor: 2)] {
                await #expect(throws: ChangeConflict.duplicateVersion(version)) {
                    try await RepoFixture.change(repo, 1) { state in
                        var header = state.panel.header
                        header.version = version
                        return PanelOutcome(freeze: PanelOutcome.Freeze(schemaVersion: "test"), header: header)
                    }
                }
            }
            await #expect(throws: RepoFixture.NoSuchRow.self) {
                try await RepoFixture.bump(repo, 1, "G00001") { _ in throw RepoFixture.NoSuchRow() }
            }

            #expect(try await RepoDump.take(database) == before)
        }
    }

    // MARK: Many at once

    @Test(
        "Must 7: eight people who edit the same three genes at once lose nothing, and no number is left out",
        arguments: DatabaseKind.tested, sizes)
    func noLostUpdate(kind: DatabaseKind, size: Int) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            _ = try await repo.load(RepoFixture.archive(1, genes: size), digest: "a")
            let tokens = (0..<40).map { "Phenotype \($0)" }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        for index in stride(from: writer, to: tokens.count, by: 8) {
                            try await Self.add(tokens[index], to: "G0000\(index % 3)", repo, at: index)
                        }
                    }
                }
                try await group.waitForAll()
            }

            var found: [String] = []
            for gene in 0..<3 {
                let row = try await RepoFixture.row(repo, 1, "G0000\(gene)")
                found += try Entity(document: row.document.bytes).phenotypes ?? []
            }
            #expect(Set(found).subtracting(["Fever"]) == Set(tokens))
            #expect(found.count == tokens.count + 3)
            let steps = try await repo.changes(after: 0, limit: 1_000)
            #expect(steps.map(\.revision.rawValue) == Array(1...41))
            #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.at <= $1.at })
            let versions = try await repo.versions(of: PanelID(1))
            #expect(versions.map(\.version.minor) == (1...40).reversed())
            #expect(versions.map(\.revision.rawValue) == (1...40).reversed())
        }
    }

    /// Adds one phenotype to a gene, as often as it takes until nobody was faster.
    private static func add(_ phenotype: String, to name: String, _ repo: SQLRepository, at index: Int) async throws {
        while true {
            let row = try await RepoFixture.row(repo, 1, name)
            do {
                // Moments in an order of their own: people's clocks differ.
                let moment = RepoFixture.start.advanced(bySeconds: Double(index * 7 % 40))
                try await RepoFixture.bump(repo, 1, name, expecting: row.since, at: moment) { record in
                    guard let record else { throw RepoFixture.NoSuchRow() }
                    var entity = record.entity
                    entity.phenotypes = (entity.phenotypes ?? []) + [phenotype]
                    return .replace(entity, flagged: false, ready: false)
                }
                return
            } catch ChangeConflict.stale {}
        }
    }

    @Test(
        "Children that change, reviews, new tags and versions of their super panel, all at once, all succeed",
        arguments: DatabaseKind.tested)
    func mixedWriters(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            for id in [1, 2] { _ = try await repo.load(RepoFixture.archive(id, genes: 6), digest: "a") }
            _ = try await repo.load(RepoFixture.superArchive(3, children: [1, 2]), digest: "a")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for step in 0..<12 {
                    for panel in [1, 2] {
                        group.addTask {
                            try await RepoFixture.bump(repo, panel, "G0000\(step % 6)") { record in
                                guard var entity = record?.entity else { throw RepoFixture.NoSuchRow() }
                                // In opposite orders on the two panels.
                                entity.tags = [
                                    "t\(panel == 1 ? step : 11 - step)", "t\(panel == 1 ? 11 - step : step)",
                                ]
                                return .replace(entity, flagged: false, ready: false)
                            }
                        }
                    }
                    group.addTask { try await RepoFixture.bump(repo, 3) }
                    group.addTask { try await RepoFixture.review(repo, 1, "G0000\(step % 6)", by: 4 + step % 2) }
                }
                try await group.waitForAll()
            }

            let counters = try #require(try await repo.counters(of: PanelID(3)))
            #expect(counters.children.map(\.revision.rawValue) == [13, 13])
            #expect(counters.revision == Revision(13))
            #expect(try await repo.panel(PanelID(1))?.activity == 24)
            var shown = [0, 0]
            for version in try await repo.versions(of: PanelID(3)).reversed() {
                let children = try await repo.frozenChildren(of: PanelID(3), version.version)
                let revisions = children.map(\.revision.rawValue)
                #expect(children.map(\.panel.rawValue) == [1, 2])
                #expect(zip(shown, revisions).allSatisfy { $0 <= $1 })
                shown = revisions
            }
        }
    }

    @Test(
        "Children that raise the same super panels at once raise each of them every time",
        arguments: DatabaseKind.tested)
    func siblings(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            for id in [1, 2] { _ = try await repo.load(RepoFixture.archive(id, genes: 3), digest: "a") }
            // In opposite orders.
            _ = try await repo.load(RepoFixture.superArchive(3, children: [1, 2]), digest: "a")
            _ = try await repo.load(RepoFixture.superArchive(4, children: [2, 1]), digest: "a")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in [1, 2] {
                    group.addTask { for _ in 0..<10 { try await RepoFixture.bump(repo, id, parents: .minor) } }
                }
                for id in [3, 4] { group.addTask { for _ in 0..<5 { try await RepoFixture.bump(repo, id) } } }
                try await group.waitForAll()
            }

            for (id, revision) in [(1, 11), (2, 11), (3, 26), (4, 26)] {
                #expect(try await repo.panel(PanelID(id))?.revision == Revision(revision))
                #expect(try await repo.versions(of: PanelID(id)).count == revision - 1)
            }
            #expect(try await repo.changes(after: 0, limit: 1_000).count == 74)
        }
    }

    @Test(
        "Readers see the state before a change that is under way, and do not wait for it",
        arguments: DatabaseKind.tested)
    func readersDoNotWait(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, database in
            _ = try await repo.load(RepoFixture.archive(1, genes: 10), digest: "a")
            let checkpoint = Checkpoint()
            let held = SQLRepository(
                // The last statement of a change: everything else is written, nothing is committed.
                RecordingDatabase(database) { if $0.contains("INTO panel_change") { checkpoint.stop() } })
            let before = try await RepoDump.take(database)

            async let changed = RepoFixture.bump(held, 1, "G00003") { _ in .remove }
            await checkpoint.arrival()
            let (panel, id) = (PanelID(1), try await RepoFixture.row(repo, 1, "G00003").id)
            #expect(try await repo.counters(of: panel)?.revision == Revision(1))
            #expect(try await repo.catalogue().map(\.revision) == [Revision(1)])
            #expect(try await repo.entities(of: panel, at: Revision(1)).count == 10)
            #expect(try await repo.header(of: panel, at: Revision(9))?.version == Version(major: 0, minor: 1))
            #expect(try await repo.versions(of: panel).isEmpty)
            #expect(try await repo.changes(after: 0, limit: 10).count == 1)
            #expect(try await repo.activityCount(of: nil) == 0)
            #expect(try await repo.dossier(of: id).evaluations.isEmpty)
            #expect(try await RepoDump.take(database) == before)
            checkpoint.release()

            #expect(try await changed.revision == Revision(2))
            #expect(try await repo.entities(of: panel, at: Revision(2)).count == 9)
        }
    }

    @Test("Who waits for a panel decides on what the one before left behind", arguments: DatabaseKind.tested)
    func secondSeesFirst(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            _ = try await repo.load(RepoFixture.archive(1, genes: 3), digest: "a")
            let checkpoint = Checkpoint()
            async let first = RepoFixture.change(repo, 1) { state in
                checkpoint.stop()
                var header = state.panel.header
                header.description = "first"
                return PanelOutcome(header: header)
            }
            await checkpoint.arrival()
            async let second = RepoFixture.change(repo, 1) { state in
                var header = state.panel.header
                header.description += ", second"
                return PanelOutcome(header: header)
            }
            try await Task.sleep(for: .milliseconds(50))
            checkpoint.release()

            #expect(try await [first.revision, second.revision] == [Revision(2), Revision(3)])
            #expect(try await repo.panel(PanelID(1))?.header.description == "first, second")
        }
    }
}
