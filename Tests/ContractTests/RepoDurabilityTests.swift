import DatabaseSupport
import Domain
import Foundation
import Ports
import PostgresDriver
import SQLCore
import SQLRepo
import SQLiteDriver
import Synchronization
import TestSupport
import Testing

/// What was acknowledged stays, and of what was not nothing stays.
@Suite("Repo: whole or not at all", .timeLimit(.minutes(10)))
struct RepoDurabilityTests {
    /// What happens to a panel, by name; each is one transaction.
    private static let deeds: [(name: String, deed: @Sendable (SQLRepository) async throws -> Void)] = [
        ("edit", { repo in _ = try await RepoFixture.edit(repo, 1, "G00001", phenotypes: ["New"]) }),
        (
            "add",
            { repo in
                try await RepoFixture.bump(repo, 1) { _ in
                    .add(
                        RepoFixture.gene("ADDED", tags: ["new"]), flagged: true, ready: false,
                        evidence: [RepoFixture.evidence(0, "Other")])
                }
            }
        ),
        ("remove", { repo in try await RepoFixture.bump(repo, 1, "G00002") { _ in .remove } }),
        (
            "review",
            { repo in
                try await RepoFixture.review(repo, 1, "G00003", by: 5, comments: [RepoFixture.comment(0, by: 5, "?")])
            }
        ),
        ("rename", { repo in try await RepoFixture.rename(repo, 1, to: "Renamed") }),
        (
            "with its parents",
            { repo in try await RepoFixture.bump(repo, 1, "G00001", parents: .minor) { _ in .remove } }
        ),
        (
            "sign-off",
            { repo in
                let signed = SignedOff(
                    version: Version(major: 0, minor: 1), date: CivilDate(year: 2026, month: 1, day: 2))
                try await RepoFixture.change(repo, 1) { state in
                    var header = state.panel.header
                    header.version = header.version.nextMinor
                    return PanelOutcome(
                        freeze: PanelOutcome.Freeze(schemaVersion: "test"), header: header, signOff: .some(signed))
                }
            }
        ),
        ("super panel", { repo in try await RepoFixture.bump(repo, 3) }),
        (
            "several panels",
            { repo in
                try await RepoFixture.raise(repo, [1, 2], once: "k") { state in
                    .add(
                        RepoFixture.gene("ADDED"), flagged: false, ready: false,
                        evidence: [RepoFixture.evidence(0, "Other")])
                }
            }
        ),
        (
            "create",
            { repo in
                _ = try await repo.create(
                    RepoFixture.header("Created"), oldCode: nil, at: RepoFixture.start, by: PersonID(1))
            }
        ),
        ("load", { repo in _ = try await repo.load(RepoFixture.archive(2, genes: 5), digest: "b") }),
        (
            "append",
            { repo in
                let gone = try await RepoFixture.row(repo, 2, "G00001").id
                guard var panel = try await repo.panel(PanelID(2)) else { throw RepoFixture.NoSuchRow() }
                panel.header.version = panel.header.version.nextMinor
                let succession = PanelSuccession(
                    panel: panel, expecting: panel.revision, at: RepoFixture.start, gone: [gone])
                _ = try await repo.append(succession, digest: "c")
            }
        ),
    ]

    private func prepared(
        _ kind: DatabaseKind, _ body: (SQLRepository, any SQLDatabase) async throws -> Void
    ) async throws {
        try await RepoFixture.with(kind) { repo, database in
            for id in [1, 2] {
                var archive = RepoFixture.archive(id, genes: 4)
                archive.entities[2].evaluations = [
                    RepoFixture.evaluation(0, by: 4, comments: [RepoFixture.comment(0, by: 4, "text")])
                ]
                archive.entities[2].evidence = [RepoFixture.evidence(0, "Literature")]
                archive.entities[2].track = [RepoFixture.track("Created")]
                archive.entities[2].tags = ["t"]
                _ = try await repo.load(archive, digest: "a")
            }
            _ = try await repo.load(RepoFixture.superArchive(3, children: [1, 2]), digest: "a")
            try await body(repo, database)
        }
    }

    @Test(
        "A failure at any statement of any change leaves everything as it was", arguments: DatabaseKind.tested,
        deeds.map(\.name))
    func failureAnywhere(kind: DatabaseKind, name: String) async throws {
        let deed = try #require(Self.deeds.first { $0.name == name }?.deed)
        try await prepared(kind) { _, database in
            let before = try await RepoDump.take(database)
            var statement = 0
            while try await fails(deed, at: statement, on: database) {
                #expect(try await RepoDump.take(database) == before, "statement \(statement)")
                statement += 1
            }
            #expect(statement > 5)
            #expect(try await RepoDump.take(database) != before)
        }
    }

    /// False when the deed has no statement of this number and was done.
    private func fails(
        _ deed: @Sendable (SQLRepository) async throws -> Void, at statement: Int, on database: any SQLDatabase
    ) async throws -> Bool {
        let left = Mutex(statement)
        let failing = RecordingDatabase(database) { _ in
            try left.withLock { left in
                if left == 0 { throw PulledPlug() }
                left -= 1
            }
        }
        do { try await deed(SQLRepository(failing)) } catch is PulledPlug { return true }
        return false
    }

    private struct PulledPlug: Error {}

    @Test(
        "A change whose caller gives up in the middle is undone, and the next one goes through",
        arguments: DatabaseKind.tested)
    func cancelled(kind: DatabaseKind) async throws {
        try await prepared(kind) { repo, database in
            let before = try await RepoDump.take(database)
            let checkpoint = Checkpoint()
            let held = SQLRepository(
                RecordingDatabase(database) { if $0.contains("INTO panel_change") { checkpoint.stop() } })
            let change = Task { try await RepoFixture.bump(held, 1, "G00001") { _ in .remove } }
            await checkpoint.arrival()
            change.cancel()
            checkpoint.release()

            await #expect(throws: CancellationError.self) { try await change.value }

            #expect(try await RepoDump.take(database) == before)
            #expect(try await RepoFixture.bump(repo, 1, "G00001") { _ in .remove }.revision == Revision(2))
        }
    }

    @Test(
        "A connection that the server ends in the middle of a change is told, leaves nothing, and the pool recovers",
        .enabled(if: !DatabaseKind.isPostgresSkipped, postgresSkipped))
    func connectionLost() async throws {
        try await prepared(.postgres) { repo, database in
            let before = try await RepoDump.take(database)
            let checkpoint = Checkpoint()
            let held = SQLRepository(
                RecordingDatabase(database) { if $0.contains("INTO panel_change") { checkpoint.stop() } })
            async let change = RepoFixture.bump(held, 1, "G00001") { _ in .remove }
            await checkpoint.arrival()
            let ended = try await database.write { session in
                try session.rows(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND state = 'idle in transaction' AND pid <> pg_backend_pid()
                    """
                ) { try $0.bool(0) }
            }
            checkpoint.release()

            do {
                _ = try await change
                Issue.record("a lost change was called a success")
            } catch RepoFailure.unavailable {}
            #expect(ended == [true])
            #expect(try await RepoDump.take(database) == before)
            // As many at once as there are connections.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for gene in 0..<4 {
                    group.addTask { try await RepoFixture.bump(repo, 1, "G0000\(gene)") { _ in .remove } }
                }
                try await group.waitForAll()
            }
            #expect(try await repo.panel(PanelID(1))?.revision == Revision(5))
        }
    }

    // MARK: The process itself

    @Test(
        "A program that is killed while it writes loses nothing it acknowledged, and leaves no half of anything",
        arguments: DatabaseKind.tested)
    func killed(kind: DatabaseKind) async throws {
        switch kind {
        case .sqlite:
            try await TestDatabases.withFolder { folder in
                let file = folder.appendingPathComponent("killed.sqlite3").path
                try await killed(at: file) { try SQLiteDatabase(SQLiteConfiguration(path: file)) }
            }
        case .postgres:
            try await TestDatabases.withPostgresURL { url in
                try await killed(at: url) {
                    var configuration = try PostgresConfiguration(url: url)
                    configuration.maximumConnections = 4
                    return PostgresDatabase(configuration)
                }
            }
        }
    }

    private func killed(at place: String, _ open: () throws -> any SQLDatabase) async throws {
        let first = try open()
        let repo = SQLRepository(first)
        _ = try await repo.migrate()
        _ = try await repo.load(people: [RepoFixture.person(1)], tokens: [], groups: [])
        _ = try await repo.load(RepoFixture.archive(1, genes: 20), digest: "a")
        await first.close()

        for round in 1...3 {
            // Each line is a revision that was acknowledged, with the phenotype that it brought.
            let told = try WriterProcess.runAndKill(place, afterLines: 25 * round)

            let database = try open()
            let repo = SQLRepository(database)
            let panel = try #require(try await repo.panel(PanelID(1)))
            let last = try #require(told.last).revision
            // What was under way may have been kept before it could be told.
            #expect(last...(last + WriterProcess.writers) ~= panel.revision.rawValue)
            let steps = try await repo.changes(after: 0, limit: 100_000)
            #expect(steps.map(\.revision.rawValue) == Array(1...panel.revision.rawValue))
            for line in told {
                let rows = try await repo.entities(of: PanelID(1), at: Revision(line.revision))
                #expect(rows.count == 20)
                #expect(try rows.contains { try Entity(document: $0.document.bytes).phenotypes == [line.phenotype] })
            }
            #expect(try await repo.versions(of: PanelID(1)).count == panel.revision.rawValue - 1)
            #expect(try await repo.activityCount(of: PanelID(1)) == panel.revision.rawValue - 1)
            if database.dialect == .sqlite {
                let verdict = try await database.readRows("PRAGMA integrity_check", []) { try $0.text(0) }
                #expect(verdict == ["ok"])
            }
            await database.close()
        }
    }
}
