import DatabaseSupport
import Domain
import Ports
import SQLRepo
import Testing

@testable import UseCases

@Suite("Demo data")
struct DemoTests {
    struct Hasher: PasswordHasher {
        func verify(_ password: String, against stored: String) -> PasswordVerdict { .no }
        func hash(_ password: String) -> String { "hashed-\(password)" }
    }

    private func load(_ repo: SQLRepository) async throws -> LoadDemo.Report {
        try await LoadDemo(
            loader: repo, genes: repo, people: repo, hasher: Hasher(), newPassword: { "pass" }
        ).run()
    }

    private func withDemo(_ kind: DatabaseKind, _ body: (SQLRepository, LoadDemo.Report) async throws -> Void)
        async throws
    {
        try await TestDatabases.with(kind) { database in
            let repo = SQLRepository(database)
            _ = try await repo.migrate()
            try await body(repo, try await load(repo))
        }
    }

    @Test(
        "It has every status, kind and colour, a super panel, a sign-off, several versions and reviews",
        arguments: DatabaseKind.tested)
    func variety(kind: DatabaseKind) async throws {
        try await withDemo(kind) { repo, report in
            let panels = try await repo.catalogue()
            var rows: [EntityRow] = []
            for panel in panels { rows += try await repo.entities(of: panel.id, at: panel.revision) }

            #expect(report.newPanels == panels.count && panels.count >= 8)
            #expect(Set(panels.map(\.header.status)) == Set(PanelStatus.allCases))
            #expect(Set(rows.map(\.kind)) == Set(EntityKind.allCases))
            #expect(Set(rows.map(\.colour)).isSuperset(of: [.green, .amber, .red]))
            #expect(panels.contains { $0.header.isSuperPanel })
            #expect(panels.contains { $0.signedOff != nil })
            #expect(try await repo.versions(of: PanelID(1)).count == 3)
            #expect(try await repo.tallies(of: PanelID(1)).values.reduce(0) { $0 + $1.reviews } == 4)
        }
    }

    @Test("Every level is what its sources give (domain.md 4)")
    func scores() throws {
        for panel in DemoPanels.all {
            for entity in panel.states.flatMap(\.entities) {
                let evidence = entity.evidence.enumerated().map { index, name in
                    Evidence(
                        id: index, name: name, author: PersonID(1), role: .curator, created: DemoTime.start,
                        modified: DemoTime.start)
                }
                #expect(Score.level(evidence: evidence, flagged: false) == entity.confidence, "\(entity.name)")
            }
        }
    }

    @Test("Facts are well formed: genes known, coordinates in order, sequences, inheritance and sources from the lists")
    func facts() throws {
        for entity in DemoPanels.all.flatMap({ $0.states.flatMap(\.entities) }) {
            #expect(ModeOfInheritance(rawValue: entity.modeOfInheritance) != nil)
            #expect(entity.publications?.allSatisfy { Int($0) != nil } == true)
            switch entity.specifics {
            case .gene: #expect(entity.geneData != nil, "\(entity.name)")
            case .str(let facts):
                #expect(ShortTandemRepeat.isSequence(facts.repeatedSequence))
                #expect(facts.normalRepeats < facts.pathogenicRepeats)
                let length = facts.repeatedSequence.count
                for place in [facts.grch37, facts.grch38].compactMap({ $0 }) {
                    #expect((place.end - place.start + 1) % length == 0, "\(entity.name)")
                }
            case .region(let facts):
                #expect(facts.grch38.map { $0.start < $0.end } == true)
                #expect((0...100).contains(facts.requiredOverlapPercentage))
            }
        }
    }

    @Test("Repeating it changes nothing and makes no new logins", arguments: DatabaseKind.tested)
    func repetition(kind: DatabaseKind) async throws {
        try await withDemo(kind) { repo, first in
            let before = try await repo.catalogue()
            let second = try await load(repo)

            #expect(first.logins.map(\.username).contains("demo-curator"))
            #expect(second.logins.isEmpty && second.newPanels == 0)
            #expect(try await repo.catalogue() == before)
        }
    }

    @Test(
        "An old version reads back what it held: Long QT 0.3 had no calmodulin genes and an amber AKAP9",
        arguments: DatabaseKind.tested)
    func history(kind: DatabaseKind) async throws {
        try await withDemo(kind) { repo, _ in
            let frozen = try #require(try await repo.frozenVersion(of: PanelID(2), Version(major: 0, minor: 3)))
            let rows = try await repo.entities(of: PanelID(2), at: frozen.revision)

            #expect(rows.map(\.name).sorted() == ["AKAP9", "KCNE1", "KCNH2", "KCNQ1", "SCN5A"])
            #expect(rows.first { $0.name == "AKAP9" }?.colour == .amber)
        }
    }
}
