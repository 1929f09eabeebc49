import DatabaseSupport
import Domain
import Ports
import SQLRepo
import TestSupport
import Testing

/// Every field of every record comes back as it went in, byte by byte: empty is not absent, and a microsecond counts.
@Suite("Repo: records")
struct RepoRecordTests {
    @Test("Reviews, comments, sources, history and tags come back as they were loaded", arguments: DatabaseKind.tested)
    func loaded(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            var odd = OddValues(seed: 1)
            var archive = RepoFixture.archive(1, genes: (0..<12).map { RepoFixture.gene("N\($0)", tags: odd.tags()) })
            for index in archive.entities.indices {
                archive.entities[index].evaluations = [4, 5].map { odd.evaluation(by: $0) }
                archive.entities[index].evidence = (0..<3).map { _ in odd.evidence() }
                archive.entities[index].comments = (0..<2).map { _ in odd.comment() }
                archive.entities[index].track = (0..<3).map { _ in odd.track() }
            }

            _ = try await repo.load(archive, digest: "a")

            for entity in archive.entities {
                let row = try await RepoFixture.row(repo, 1, entity.name)
                let dossier = try await repo.dossier(of: row.id)
                #expect(dossier.evaluations == entity.evaluations.sorted { ($0.created, $0.id) > ($1.created, $1.id) })
                #expect(dossier.evidence == entity.evidence.sorted { ($0.created, $0.id) > ($1.created, $1.id) })
                #expect(dossier.comments == entity.comments.sorted { ($0.created, $0.id) > ($1.created, $1.id) })
                #expect(dossier.track == entity.track.sorted { ($0.created, $0.id) > ($1.created, $1.id) })
                #expect(try Entity(document: row.document.bytes).tags == entity.tags)
            }
        }
    }

    @Test("What a change adds comes back as it was given, with numbers", arguments: DatabaseKind.tested)
    func added(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            _ = try await repo.load(RepoFixture.archive(1, genes: 3), digest: "a")
            var odd = OddValues(seed: 2)
            for step in 0..<20 {
                var (review, source, track) = (odd.evaluation(by: 4 + step % 2), odd.evidence(), odd.track())
                var line = odd.activity()
                review.id = 0
                for index in review.comments.indices { review.comments[index].id = 0 }
                source.id = 0
                track.id = 0
                line.id = 0
                line.panel = PanelID(1)
                let name = "G0000\(step % 3)"
                let before = try await repo.dossier(of: RepoFixture.row(repo, 1, name).id)
                let outcome = PanelOutcome(
                    entity: .replace(
                        RepoFixture.gene(name, tags: odd.tags()), flagged: step % 2 == 0, ready: step % 3 == 0,
                        evidence: PanelOutcome.EvidenceChange(added: [source])), review: .store(review),
                    activities: [line], track: [track])

                try await RepoFixture.change(repo, 1, name) { _ in outcome }

                let dossier = try await repo.dossier(of: RepoFixture.row(repo, 1, name).id)
                let known = Set(before.evaluations.flatMap(\.comments).map(\.id))
                var stored = try #require(dossier.evaluations.first { $0.author == review.author })
                stored.comments = stored.comments.filter { !known.contains($0.id) }
                #expect(stored.id > 0 && stored.comments.allSatisfy { $0.id > 0 })
                stored.id = 0
                for index in stored.comments.indices { stored.comments[index].id = 0 }
                review.comments.sort { $0.created > $1.created }
                #expect(stored == review)
                let sources = dossier.evidence.filter { new in !before.evidence.contains { $0.id == new.id } }
                #expect(sources.map { Self.unnumbered($0, \.id) } == [source])
                let records = dossier.track.filter { new in !before.track.contains { $0.id == new.id } }
                #expect(records.map { Self.unnumbered($0, \.id) } == [track])
                let lines = try await repo.activities(of: PanelID(1), offset: 0, limit: 100)
                #expect(lines.contains { Self.unnumbered($0, \.id) == line })
            }
        }
    }

    private static func unnumbered<T>(_ record: T, _ id: WritableKeyPath<T, Int>) -> T {
        var record = record
        record[keyPath: id] = 0
        return record
    }

    @Test("Headers, panels and versions come back with every field", arguments: DatabaseKind.tested)
    func headers(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            var odd = OddValues(seed: 3)
            let types = (1...3).map {
                PanelType(id: $0, name: "\(odd.text()) \($0)", slug: "s\($0)", description: odd.text())
            }
            _ = try await repo.load(tags: [], types: types)
            #expect(Set(try await repo.panelTypes()) == Set(types))
            for id in 1...20 {
                var archive = RepoFixture.archive(id, genes: 2)
                archive.panel.header = odd.header(types: types)
                archive.panel.header.name += " \(id)"
                archive.panel.oldCode = id % 2 == 0 ? nil : "code\(id)"
                archive.panel.created = odd.instant()
                archive.panel.modified = odd.instant()
                archive.panel.statistics = id % 3 == 0 ? nil : archive.panel.statistics
                archive.panel.activity = id * 7
                let version = odd.version(id)
                archive.panel.signedOff = version.signedOff.map { SignedOff(version: version.version, date: $0) }
                archive.headers = [
                    PanelArchive.Header(header: archive.panel.header, from: Revision(1), to: nil, at: odd.instant())
                ]
                archive.versions = [PanelArchive.FrozenPanel(version: version, document: nil)]

                _ = try await repo.load(archive, digest: "a")

                #expect(try await repo.panel(PanelID(id)) == archive.panel)
                #expect(try await repo.header(of: PanelID(id), at: Revision(1)) == archive.panel.header)
                #expect(try await repo.versions(of: PanelID(id)) == [version])
            }
        }
    }

    @Test(
        "People, genes, texts, files and lines of the feed come back, and a repeated load changes nothing",
        arguments: DatabaseKind.tested)
    func site(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, database in
            var odd = OddValues(seed: 4)
            let people = (11...20).map { odd.person($0) }
            let tokens = (11...13).map { ArchivedToken(owner: PersonID($0), hash: "hash\($0)", created: odd.instant()) }
            let genes = (1...10).map { odd.gene("SYM\($0)") }
            let texts = (1...5).map {
                HomeText(id: $0, section: $0, title: odd.text(), href: odd.text(), text: odd.text())
            }
            let files = (1...8).map { odd.file($0) }
            let lines = (1...10).map { _ in odd.activity() }
            let assignments = (1...4).map { odd.assignment($0, gene: "SYM\($0)") }
            let groups = [ArchivedGroup(name: odd.text() + "g", members: [PersonID(11), PersonID(12)])]
            func load() async throws -> UpsertCounts {
                let first = try await repo.load(people: people, tokens: tokens, groups: groups)
                let second = try await repo.upsert(genes)
                let third = try await repo.load(homeTexts: texts, files: files, assignments: assignments)
                return first + second + third + (try await repo.load(activities: lines))
            }

            let inserted = try await load()
            let state = try await RepoDump.take(database)
            let again = try await load()

            #expect(inserted.changed == 0 && inserted.unchanged == 0)
            #expect(again == UpsertCounts(unchanged: inserted.inserted))
            #expect(try await RepoDump.take(database) == state)
            for person in people {
                #expect(try await repo.person(person.id) == person)
                #expect(try await repo.person(username: person.username) == person)
            }
            #expect(try await repo.person(tokenHash: "hash12") == people[1])
            #expect(try await repo.person(tokenHash: "HASH12") == nil)
            for gene in genes { #expect(try await repo.gene(gene.symbol) == gene) }
            #expect(try await repo.unknown(among: ["SYM1", "NONE", "sym2"]) == ["NONE", "sym2"])
            #expect(try await repo.homeTexts() == texts)
            #expect(Set(try await repo.files()) == Set(files))
            #expect(
                try await repo.activities(of: nil, offset: 0, limit: 100)
                    == lines.sorted { ($0.created, $0.id) > ($1.created, $1.id) })
            #expect(try await repo.counts(of: nil)[.assignments] == 4)
        }
    }
}
