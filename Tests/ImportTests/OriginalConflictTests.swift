import DatabaseSupport
import Domain
import Foundation
import Ports
import SQLCore
import SQLRepo
import Testing
import UseCases

@testable import panelapp

extension OriginalTests {
    /// What was made here is never overwritten, and what did not arrive is never passed over.
    @Suite("Conflicts")
    struct Conflicts {
        @Test("Rows that are missing here end the move as incomplete, by name", arguments: DatabaseKind.tested)
        func mismatch(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withSource { url in
                try await world.withTarget(kind) { repository, target in
                    try await Texts.change(
                        target, "DELETE FROM track_record WHERE id IN (SELECT max(id) FROM track_record)")
                    let error = await #expect(throws: ImportMismatch.self) {
                        try await OriginalWorld.move(url, into: repository)
                    }
                    let difference = try #require(error?.report.differences.first)
                    #expect(error?.report.differences.count == 1)
                    #expect(difference.kind == .trackRecords)
                    #expect(difference.attached + difference.unattached == difference.source - 1)
                    #expect(Explanation.of(try #require(error)).contains("track records"))
                }
            }
        }

        @Test("A panel that was edited here since is refused by name, others are not", arguments: DatabaseKind.tested)
        func editedHere(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { url, source in
                try await world.withTarget(kind) { repository, _ in
                    let (panel, entity, gene) = try await Repeated.somePanel(source)
                    let row = try #require(try await repository.entity(of: panel, kind: .gene, name: gene))
                    let edited = try await repository.change(
                        panel, entity: row.id, expecting: row.since, at: Instant(seconds: 1_800_000_000),
                        by: PersonID(1)
                    ) { state in
                        var header = state.panel.header
                        header.version = header.version.nextMinor
                        let record = try #require(state.entity)
                        var entity = record.entity
                        entity.phenotypes = ["Edited here"]
                        return PanelOutcome(
                            freeze: PanelOutcome.Freeze(schemaVersion: "test"), header: header,
                            entity: .replace(entity, flagged: record.flagged, ready: record.ready), activities: [],
                            track: [])
                    }

                    // As long as the source says the same, the edit stays.
                    let report = try await OriginalWorld.move(url, into: repository)
                    #expect(report.editedHere == [panel] && report.unchangedPanels == 25)
                    #expect(try await repository.panel(panel) == edited)

                    try await Texts.change(
                        source, "UPDATE panels_genepanelentrysnapshot SET phenotypes = '{There}' WHERE id = \(entity)")
                    let error = await #expect(throws: LoadFailure.self) {
                        try await OriginalWorld.move(url, into: repository)
                    }
                    #expect(error == .changedHere(panel))
                    #expect(Explanation.of(try #require(error)).contains("panel \(panel)"))
                    #expect(try await repository.panel(panel) == edited)
                }
            }
        }

        @Test("Another person's account of the same number or name is not overwritten", arguments: DatabaseKind.tested)
        func accountTaken(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withSource { url in
                for (number, name, word) in [(1, "operator", "account 1"), (9_000, "admin", "9000")] {
                    try await OriginalWorld.withEmptyTarget(kind) { repository, target in
                        let moment = Instant(seconds: 1_700_000_000)
                        let own = Person(
                            id: PersonID(number), username: name, firstName: "", lastName: "", email: "",
                            passwordHash: "x",
                            isActive: true, isStaff: true, isSuperuser: true, profile: nil, lastLogin: nil,
                            joined: moment,
                            created: moment, modified: moment)
                        _ = try await repository.load(people: [own], tokens: [], groups: [])

                        let error = await #expect(throws: LoadFailure.self) {
                            try await OriginalWorld.move(url, into: repository)
                        }

                        #expect(Explanation.of(try #require(error)).contains(word))
                        #expect(try await repository.person(PersonID(number)) == own)
                        #expect(try await Texts.number(target, "SELECT count(*) FROM panel") == 0)
                    }
                }
            }
        }

        @Test("A line of the feed that was written here is not overwritten", arguments: DatabaseKind.tested)
        func activityTaken(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { url, source in
                try await world.withTarget(kind) { repository, target in
                    let next = try await Texts.number(target, "SELECT max(id) + 1 FROM activity")
                    try await Texts.change(
                        target,
                        """
                        INSERT INTO activity (id, text, frozen, event, created, modified)
                        VALUES (\(next), 'ours', '{}', 'panelCreated', 0, 0)
                        """)
                    try await Texts.change(
                        source,
                        """
                        INSERT INTO panels_activity (id, created, modified, text, extra_data)
                        VALUES (\(next), now(), now(), 'theirs', '{}')
                        """)
                    let error = await #expect(throws: LoadFailure.self) {
                        try await OriginalWorld.move(url, into: repository)
                    }
                    #expect(error == .taken("activity \(next) was written here"))
                }
            }
        }

        @Test("The database of an original is refused as the place to move to")
        func sourceAsTarget() async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { _, source in
                let before = try await Imprint.of(source)
                let error = await #expect(throws: SchemaProblem.self) { try await SQLRepository(source).migrate() }
                #expect(error == .original)
                #expect(Explanation.of(try #require(error)).contains("DATABASE_URL"))
                #expect(try await Imprint.of(source) == before)
            }
        }
    }
}
