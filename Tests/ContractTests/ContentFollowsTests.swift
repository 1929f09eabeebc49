import DatabaseSupport
import Domain
import Foundation
import Ports
import SQLRepo
import TestSupport
import Testing
import UseCases

/// The content that readers keep and follow must never differ from what is read anew.
@Suite("Content that follows changes")
struct ContentFollowsTests {
    private func content(_ queries: PanelQueries, _ id: Int, by viewer: Viewer = .anonymous) async throws
        -> PanelContent
    {
        let handle = try #require(try await queries.open(PanelID(id), for: viewer))
        return try await queries.content(handle)
    }

    @Test("After each of 60 random changes, followed content equals content read anew", arguments: DatabaseKind.tested)
    func randomChanges(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            _ = try await repo.load(RepoFixture.archive(1, genes: 40), digest: "a")
            let following = PanelQueries(reader: repo, zone: .gmt)
            var random = SeededGenerator(seed: 7)
            for step in 1...60 {
                try await change(repo, &random, step)

                let followed = try await content(following, 1)
                let anew = try await content(PanelQueries(reader: repo, zone: .gmt), 1)

                #expect(followed.rows == anew.rows)
                #expect(followed.header == anew.header)
            }
        }
    }

    /// Adds, replaces or removes one gene; every third change makes a version.
    private func change(_ repo: SQLRepository, _ random: inout SeededGenerator, _ step: Int) async throws {
        let panel = try #require(try await repo.panel(PanelID(1)))
        let rows = try await repo.entities(of: PanelID(1), at: panel.revision)
        let row = rows.randomElement(using: &random)
        let kind = Int.random(in: 0..<4, using: &random)
        let level = Int.random(in: 0...3, using: &random)
        let target = kind == 0 ? nil : row?.id
        _ = try await repo.change(
            PanelID(1), entity: target, expecting: nil, at: RepoFixture.start, by: PersonID(1)
        ) { state in
            var header = state.panel.header
            if step % 3 == 0 { header.version = header.version.nextMinor }
            let freeze = step % 3 == 0 ? PanelOutcome.Freeze(schemaVersion: "test") : nil
            guard let record = state.entity else {
                let gene = RepoFixture.gene("N\(step)", level: level)
                return PanelOutcome(
                    freeze: freeze, header: header, entity: .add(gene, flagged: false, ready: false, evidence: []))
            }
            if kind == 1 { return PanelOutcome(freeze: freeze, header: header, entity: .remove) }
            var entity = record.entity
            entity.confidence = ConfidenceLevel(rawValue: level)
            return PanelOutcome(
                freeze: freeze, header: header, entity: .replace(entity, flagged: step % 2 == 0, ready: false))
        }
    }

    @Test(
        "D15: a superseded version reads back the content before the change, whoever kept what",
        arguments: DatabaseKind.tested)
    func supersededVersion(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            _ = try await repo.load(RepoFixture.archive(1, genes: 5), digest: "a")
            let queries = PanelQueries(reader: repo, zone: .gmt)
            let before = try await content(queries, 1)
            _ = try await RepoFixture.edit(repo, 1, "G00002", phenotypes: ["New"])
            let handle = try #require(try await queries.open(PanelID(1), for: .anonymous))

            guard case .frozen(let frozen) = try await queries.version("0.1", of: handle) else {
                Issue.record("0.1 is not frozen")
                return
            }
            let document = try await queries.document(of: PanelID(1), frozen)

            #expect(try frozenPhenotypes(document) == before.rows.map { _ in ["Fever"] })
            #expect(
                try await content(queries, 1).rows.first { $0.name == "G00002" }?.document
                    != before.rows.first { $0.name == "G00002" }?.document)
            guard case .current = try await queries.version("0.2", of: handle) else {
                Issue.record("0.2 is not the current version")
                return
            }
        }
    }

    private func frozenPhenotypes(_ document: [UInt8]) throws -> [[String]] {
        let object = try JSONSerialization.jsonObject(with: Data(document)) as? [String: Any]
        return (object?["genes"] as? [[String: Any]] ?? []).compactMap { $0["phenotypes"] as? [String] }
    }

    @Test(
        "A super panel follows its children, and a child that becomes hidden leaves it at once",
        arguments: DatabaseKind.tested)
    func superPanel(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            for id in [1, 2] { _ = try await repo.load(RepoFixture.archive(id, genes: 3), digest: "a") }
            var archive = RepoFixture.archive(3, genes: [])
            archive.panel.header.children = [PanelID(1), PanelID(2)]
            archive.headers[0].header = archive.panel.header
            _ = try await repo.load(archive, digest: "a")
            let queries = PanelQueries(reader: repo, zone: .gmt)
            #expect(try await content(queries, 3).rows.count == 6)

            _ = try await RepoFixture.edit(repo, 2, "G00001", phenotypes: ["New"])
            let followed = try await content(queries, 3)
            _ = try await repo.change(PanelID(1), entity: nil, expecting: nil, at: RepoFixture.start, by: nil) {
                state in
                var header = state.panel.header
                header.status = .internal
                return PanelOutcome(header: header)
            }

            #expect(
                followed.rows.filter { $0.panel == PanelID(2) && $0.document.bytes.contains(subsequence: "New") }.count
                    == 1)
            #expect(try await content(queries, 3).rows.map(\.panel) == [PanelID(2), PanelID(2), PanelID(2)])
            #expect(try await content(queries, 3).header.children == [PanelID(2)])
            let curator = Viewer.person(id: PersonID(1), role: .curator, isStaff: false)
            #expect(try await content(queries, 3, by: curator).rows.count == 6)
        }
    }
}

extension [UInt8] {
    fileprivate func contains(subsequence text: String) -> Bool { String(decoding: self, as: UTF8.self).contains(text) }
}
