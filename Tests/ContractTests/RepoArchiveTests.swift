import DatabaseSupport
import Domain
import Ports
import SQLCore
import SQLRepo
import Testing

/// Loading panels with their past.
@Suite("Repo: archives")
struct RepoArchiveTests {
    @Test("A loaded panel reads back as it came", arguments: DatabaseKind.tested)
    func roundTrip(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            let archive = RepoFixture.archive(7, genes: 10)

            #expect(try await repo.load(archive, digest: "a") == .inserted)

            let panel = try #require(try await repo.panel(PanelID(7)))
            #expect(panel == archive.panel)
            let rows = try await repo.entities(of: PanelID(7), at: Revision(1))
            #expect(rows.map(\.name).prefix(4) == ["G00003", "G00007", "G00002", "G00006"])
            #expect(Set(rows.map(\.document)) == Set(archive.rows.map(\.document)))
            #expect(try await repo.catalogue() == [panel])
            #expect(try await repo.digests() == [PanelID(7): "a"])
        }
    }
}
