import DatabaseSupport
import Domain
import Ports
import SQLRepo
import Testing

@Suite("Repo: literature assignments (domain.md 19)")
struct LiteratureStoreTests {
    private static let act = Act(
        person: PersonID(1), role: .curator, fullName: "", reviewerName: "", moment: RepoFixture.start,
        schemaVersion: "")

    private func with(_ kind: DatabaseKind, _ body: (SQLRepository) async throws -> Void) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            _ = try await repo.load(
                people: [], tokens: [], groups: [ArchivedGroup(name: "Curators", members: [PersonID(2)])])
            _ = try await repo.upsert([RepoFixture.baseGene("GENE1")])
            try await body(repo)
        }
    }

    private func run(
        _ work: LiteratureWork, seen: String? = nil, on repo: SQLRepository
    ) async throws -> LiteratureAssignment {
        var assignee: PersonID?
        if case .assign(let person) = work { assignee = person }
        return try await repo.work(on: "GENE1", of: "r", assignee: assignee) { state in
            try work.decide(report: "r", gene: "GENE1", seen: seen, on: state, by: Self.act)
        }
    }

    /// What is stored, read by a decision that changes nothing.
    private func stored(_ repo: SQLRepository) async throws -> LiteratureAssignment? {
        struct Seen: Error { var record: LiteratureAssignment? }
        do {
            _ = try await repo.work(on: "GENE1", of: "r", assignee: nil) { throw Seen(record: $0.record) }
        } catch let seen as Seen {
            return seen.record
        }
        return nil
    }

    @Test("D79: what was decided is what is read back", arguments: DatabaseKind.tested)
    func roundTrip(kind: DatabaseKind) async throws {
        try await with(kind) { repo in
            let first = try await run(.assign(PersonID(2)), on: repo)
            #expect(try await stored(repo) == first)
            let second = try await run(.skip(reason: "no"), seen: first.updated.iso(in: .gmt), on: repo)
            #expect(try await stored(repo) == second)
            #expect(second.judgement == .investigated)
            #expect(second.created == first.created)
        }
    }

    @Test("D80: a conflict changes nothing, also not that there was no record", arguments: DatabaseKind.tested)
    func conflict(kind: DatabaseKind) async throws {
        try await with(kind) { repo in
            await #expect(throws: LiteratureWork.Refusal.conflict(nil)) {
                try await run(.skip(reason: "no"), seen: "2026-01-01T00:00:00.000000Z", on: repo)
            }
            #expect(try await stored(repo) == nil)
            let first = try await run(.assign(nil), on: repo)
            await #expect(throws: LiteratureWork.Refusal.conflict(first)) {
                try await run(.skip(reason: "no"), on: repo)
            }
            #expect(try await stored(repo) == first)
        }
    }

    @Test("D80: of many who touch a gene first at one moment one wins", arguments: DatabaseKind.tested)
    func race(kind: DatabaseKind) async throws {
        try await with(kind) { repo in
            let wins = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<8 {
                    group.addTask { (try? await run(.skip(reason: "\(number)"), on: repo)) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(wins == 1)
        }
    }

    @Test("19: members of the group Curators only", arguments: DatabaseKind.tested)
    func members(kind: DatabaseKind) async throws {
        try await with(kind) { repo in
            await #expect(throws: LiteratureWork.Refusal.invalidAssignee) {
                try await run(.assign(PersonID(3)), on: repo)
            }
        }
    }
}
