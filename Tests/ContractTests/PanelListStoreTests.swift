import DatabaseSupport
import Domain
import Ports
import SQLCore
import SQLRepo
import Testing

@Suite("Repo: panel lists and their import (accounts-jobs-files.md 10.3)")
struct PanelListStoreTests {
    private static let moment = RepoFixture.start.advanced(bySeconds: 60)
    private static let act = Act(
        person: PersonID(1), role: .curator, fullName: "Ann Lee", reviewerName: "Ann Lee", moment: moment,
        schemaVersion: "1")

    private func with(
        _ kind: DatabaseKind, _ body: (SQLRepository, any SQLDatabase, PanelList) async throws -> Void
    ) async throws {
        try await RepoFixture.with(kind) { repo, database in
            _ = try await repo.upsert(["GENE1", "GENE2"].map { RepoFixture.baseGene($0) })
            try await body(repo, database, try await add(repo, "a"))
        }
    }

    private func add(
        _ repo: SQLRepository, _ name: String, at moment: Instant = RepoFixture.start
    ) async throws -> PanelList {
        try await repo.add(
            PanelList(
                uploader: PersonID(1), name: "\(name).tsv", size: 3, sha256: "s-\(name)", key: "panels/\(name).tsv",
                created: moment, changed: moment))
    }

    private func panel(_ repo: SQLRepository, _ name: String) async throws -> PanelID {
        try await repo.create(
            PanelHeader(name: name, status: .public, versionCreated: RepoFixture.start), oldCode: nil,
            at: RepoFixture.start, by: nil
        ).id
    }

    /// An entity that a list adds.
    private static func part(_ gene: String) -> PanelOutcome.Part {
        let entity = Entity(
            name: gene, geneData: RepoFixture.baseGene(gene).entityCopy, confidence: .red, evidence: ["Other"],
            specifics: .gene(transcript: nil))
        let evidence = Evidence(
            id: -1, name: "Other", author: PersonID(1), role: .curator, created: moment, modified: moment)
        return PanelOutcome.Part(EntityID(0), step: .add(entity, flagged: false, ready: false, evidence: [evidence]))
    }

    private static func outcome(on state: PanelState, _ genes: [String]) -> PanelOutcome {
        PanelOutcome(
            freeze: PanelOutcome.Freeze(schemaVersion: "1", parents: .minor),
            header: state.panel.header.raised(by: .minor, at: moment), others: genes.map { part($0) })
    }

    @Test("A record is read back as it was written, with its state and who uploaded it", arguments: DatabaseKind.tested)
    func records(kind: DatabaseKind) async throws {
        try await with(kind) { repo, _, first in
            let second = try await add(repo, "b", at: Self.moment)
            #expect(try await repo.panelList(first.id) == first)
            #expect(try await repo.panelList(999) == nil)
            #expect(try await repo.panelLists(limit: 10).map(\.list) == [second, first])
            #expect(try await repo.panelLists(limit: 1).map(\.list) == [second])
            #expect(try await repo.panelLists(limit: 1).first?.uploader == RepoFixture.person(1).fullName)
            #expect(try await repo.panelLists(before: Self.moment, limit: 10) == [first])
            #expect(try await repo.importedPanelList(sha256: first.sha256) == nil)

            try await repo.note(
                .refused, log: "Line 2", of: first.id, jobs: [NewJob("x", arguments: "{}")], at: Self.moment)
            let noted = try #require(try await repo.panelList(first.id))
            #expect(noted.state == .refused && noted.log == "Line 2" && noted.changed == Self.moment)
            #expect(try await repo.takeUnsent(limit: 10, at: Self.moment).messages.map(\.body) == ["x"])
            try await repo.removePanelList(first.id)
            #expect(try await repo.panelLists(limit: 10).map(\.list) == [second])
        }
    }

    @Test(
        "J47, J48: several panels change and others are made in one step, with the record and the jobs",
        arguments: DatabaseKind.tested)
    func imported(kind: DatabaseKind) async throws {
        try await with(kind) { repo, _, list in
            let panel = try await panel(repo, "Heart")
            let value = try await repo.importPanelList(
                list.id, entities: [panel: [.init(.gene, "GENE1")]], at: Self.moment, by: PersonID(1)
            ) { states in
                guard let state = states[panel] else { throw ChangeConflict.noSuchPanel(panel) }
                let new = NewPanel(PanelHeader(name: "New", versionCreated: Self.moment)) { made in
                    PanelOutcome(
                        activities: [PanelListPlan.line(of: made, by: Self.act)], others: [Self.part("GENE1")])
                }
                return PanelListOutcome(
                    [panel: Self.outcome(on: state, ["GENE1", "GENE2"])], new: [new], log: "done",
                    jobs: [NewJob("mail", arguments: "{}")], value: state.others.count)
            }
            #expect(value == 0)
            let changed = try #require(try await repo.panel(panel))
            #expect(changed.header.version == Version(major: 0, minor: 1))
            #expect(changed.statistics?.entities == 2)
            #expect(changed.header.counts.genes == 2)
            let made = try #require(try await repo.catalogue().first { $0.header.name == "New" })
            #expect(made.header.version == Version(major: 0, minor: 0))
            #expect(made.statistics?.entities == 1)
            let lines = try await repo.activities(of: made.id, offset: 0, limit: 5)
            #expect(lines.map(\.text) == ["Added panel New"])
            let stored = try #require(try await repo.panelList(list.id))
            #expect(stored.state == .imported && stored.log == "done")
            #expect(try await repo.importedPanelList(sha256: list.sha256) == stored)
            #expect(try await repo.takeUnsent(limit: 10, at: Self.moment).messages.map(\.body) == ["mail"])

            // Once is enough, and what is imported stays so.
            await #expect(throws: ChangeConflict.self) {
                try await repo.importPanelList(list.id, entities: [:], at: Self.moment, by: PersonID(1)) { _ in
                    PanelListOutcome([:], new: [], log: "", jobs: [], value: 0)
                }
            }
            await #expect(throws: ChangeConflict.self) {
                try await repo.note(.failed, log: "", of: list.id, jobs: [], at: Self.moment)
            }
        }
    }

    @Test("What goes wrong at any point leaves everything as it was", arguments: DatabaseKind.tested)
    func nothing(kind: DatabaseKind) async throws {
        struct Wrong: Error {}
        try await with(kind) { repo, database, list in
            let panel = try await panel(repo, "Heart")
            let before = try await RepoDump.take(database)
            for step in 0..<4 {
                await #expect(throws: (any Error).self) {
                    try await repo.importPanelList(
                        list.id, entities: [panel: []], at: Self.moment, by: PersonID(1)
                    ) { states in
                        guard let state = states[panel], step > 0 else { throw Wrong() }
                        // A taken name, an entity twice, and a panel that cannot be filled.
                        let new = NewPanel(
                            PanelHeader(name: step == 1 ? "Heart" : "New", versionCreated: Self.moment)
                        ) { _ in
                            if step == 3 { throw Wrong() }
                            return PanelOutcome(others: [Self.part("GENE1"), Self.part("GENE1")])
                        }
                        return PanelListOutcome(
                            [panel: Self.outcome(on: state, ["GENE1"])], new: [new], log: "",
                            jobs: [NewJob("mail", arguments: "{}")], value: 0)
                    }
                }
                #expect(try await RepoDump.take(database) == before, "step \(step)")
            }
        }
    }

    @Test("Two imports of one list at once: one is carried out", arguments: DatabaseKind.tested)
    func atOnce(kind: DatabaseKind) async throws {
        try await with(kind) { repo, _, list in
            let panel = try await panel(repo, "Heart")
            let ends = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        do {
                            _ = try await repo.importPanelList(
                                list.id, entities: [panel: []], at: Self.moment, by: PersonID(1)
                            ) { states in
                                guard let state = states[panel] else { throw ChangeConflict.noSuchPanel(panel) }
                                return PanelListOutcome(
                                    [panel: Self.outcome(on: state, ["GENE1"])], new: [], log: "", jobs: [], value: 0)
                            }
                            return true
                        } catch { return false }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(ends.filter { $0 }.count == 1)
            #expect(try await repo.panel(panel)?.header.version == Version(major: 0, minor: 1))
        }
    }
}
