import DatabaseSupport
import Domain
import Foundation
import Ports
import Synchronization
import Testing

@testable import PeerReader
@testable import UseCases

@Suite("Mirroring another PanelApp: politeness, interruptions and refusals", .timeLimit(.minutes(10)))
struct MirrorTroubleTests {
    private let many = (1...12).map { SamplePanel(id: $0) }

    @Test("1.9: Retry-After is honoured, as seconds or as a moment, and the panel comes in then")
    func retryAfter() async throws {
        try await Mirror.with(.sqlite, many) { mirror in
            mirror.peer.change { state in
                state.refusals["/api/v1/panels/2/"] = [(429, "7"), (503, "11"), (500, nil)]
                state.refusals["/api/v1/panels/"] = [(429, "60")]
            }

            let report = try await mirror.run()

            #expect(report.inserted == 12)
            #expect(mirror.notes.pauses == [60, 7, 11, 4])
        }
        let soon = try #require(PeerRequests.seconds("Wed, 21 Oct 2015 07:28:00 GMT"))
        #expect(soon == 0)
        #expect(PeerRequests.seconds("soon") == nil && PeerRequests.seconds("-3") == 0)
    }

    @Test("A panel that is refused again and again is left out after six attempts; the others come in")
    func boundedRetries() async throws {
        try await Mirror.with(.sqlite, many) { mirror in
            mirror.peer.change { state in
                state.refusals["/api/v1/panels/2/"] = [(503, "9999")]
                state.refusesForever = ["/api/v1/panels/2/"]
            }

            let report = try await mirror.run()

            #expect(report.inserted == 11 && report.failed == [PanelID(2)])
            #expect(mirror.peer.takeAsked().count { $0.path == "/api/v1/panels/2/" } == 6)
            #expect(mirror.notes.pauses == [300, 300, 300, 300, 300], "no longer than five minutes at once")
        }
    }

    @Test("A peer in trouble ends the run instead of being asked for every panel")
    func trouble() async throws {
        try await Mirror.with(.sqlite, many) { mirror in
            mirror.peer.change { state in
                let paths = many.map { "/api/v1/panels/\($0.id)/" }
                for path in paths { state.refusals[path] = [(500, "0")] }
                state.refusesForever = Set(paths)
            }

            await #expect(throws: PeerFault.self) { try await mirror.run() }

            #expect(Set(mirror.peer.takeAsked().map(\.path)).count < 12)
        }
    }

    @Test("Never more than four requests at once")
    func concurrency() async throws {
        try await Mirror.with(.sqlite, many) { mirror in
            mirror.peer.change { $0.delay = .milliseconds(30) }

            try await mirror.run()
            for panel in many { mirror.peer.publish(panel.next()) }
            try await mirror.run()

            #expect(mirror.peer.mostAtOnce <= 4 && mirror.peer.mostAtOnce > 1)
        }
    }

    @Test("A run that was stopped goes on where it stopped", arguments: DatabaseKind.tested)
    func interruption(kind: DatabaseKind) async throws {
        try await Mirror.with(kind, many) { mirror in
            let (reached, continuation) = AsyncStream<Void>.makeStream()
            let running = Task {
                try await mirror.run { progress in if progress.done == 3 { continuation.yield() } }
            }
            for await _ in reached { break }
            running.cancel()
            _ = try? await running.value
            let stored = try await mirror.repo.catalogue().map(\.id.rawValue)
            _ = mirror.peer.takeAsked()

            let report = try await mirror.run()

            #expect(stored.count >= 3)
            #expect(report.inserted == 12 - stored.count && report.unchanged == stored.count)
            #expect(mirror.peer.takeAsked().count { $0.condition != nil } == stored.count)
            #expect(try await mirror.repo.catalogue().count == 12)
        }
    }

    @Test("Listed but not given, and not listed any more: told, and what is here stays")
    func gone() async throws {
        try await Mirror.with(.sqlite, [SamplePanel(id: 3), SamplePanel(id: 8), SamplePanel(id: 9)]) { mirror in
            try await mirror.run()
            mirror.peer.change { state in
                state.panels.removeAll { $0.id == 3 }
                state.missing = [8]
            }

            let report = try await mirror.run()

            #expect(report.gone == [PanelID(8)] && report.unlisted == [PanelID(3)])
            #expect(report.unchanged == 1 && report.failed.isEmpty)
            #expect(try await mirror.repo.catalogue().count == 3)
        }
    }

    @Test("A broken document is told with its address and place; the others come in")
    func broken() async throws {
        try await Mirror.with(.sqlite, [SamplePanel(id: 3), SamplePanel(id: 8)]) { mirror in
            mirror.peer.change { $0.bodies["/api/v1/panels/3/"] = "{\"id\": 3,\n \"name\": oops}" }

            let report = try await mirror.run()

            #expect(report.failed == [PanelID(3)] && report.inserted == 1)
            let problem = try #require(mirror.notes.problems[PanelID(3)])
            #expect(problem.contains("/api/v1/panels/3/") && problem.contains("line 2, column 10"))
        }
    }

    @Test("A document of another panel is refused")
    func mixedUp() async throws {
        try await Mirror.with(.sqlite, [SamplePanel(id: 3)]) { mirror in
            mirror.peer.change {
                $0.bodies["/api/v1/panels/3/"] = String(decoding: SamplePanel(id: 4).document, as: UTF8.self)
            }

            let report = try await mirror.run()

            #expect(report.failed == [PanelID(3)])
            #expect(mirror.notes.problems[PanelID(3)]?.contains("is of panel 4") == true)
            #expect(try await mirror.repo.catalogue().isEmpty)
        }
    }

    @Test("A panel that was changed here is refused, untouched, and the others go on", arguments: DatabaseKind.tested)
    func changedHere(kind: DatabaseKind) async throws {
        try await Mirror.with(kind, [SamplePanel(id: 3), SamplePanel(id: 8)]) { mirror in
            try await mirror.run()
            _ = try await mirror.repo.change(PanelID(3), entity: nil, expecting: nil, at: mirror.clock.now(), by: nil) {
                state in
                var header = state.panel.header
                header.name = "Ours"
                return PanelOutcome(header: header)
            }
            for id in [3, 8] { mirror.peer.publish(SamplePanel(id: id).next { $0.genes = [SamplePanel.gene("ATM")] }) }

            let report = try await mirror.run()

            #expect(report.failed == [PanelID(3)] && report.replaced == 1)
            #expect(mirror.notes.problems[PanelID(3)] == "\(LoadFailure.changedHere(PanelID(3)))")
            #expect(try await mirror.repo.panel(PanelID(3))?.header.name == "Ours")
            #expect(try await mirror.document(3) == "BRCA1 3")
        }
    }

    @Test("A panel made here is not taken for the source's of the same number", arguments: DatabaseKind.tested)
    func madeHere(kind: DatabaseKind) async throws {
        try await Mirror.with(kind, []) { mirror in
            let own = try await mirror.repo.create(
                SamplePanel(id: 1, types: []).header, oldCode: nil, at: mirror.clock.now(), by: nil)
            let child = SamplePanel(id: own.id.rawValue)
            mirror.peer.change { $0.panels = [child, SamplePanel(id: 90, children: [child])] }

            #expect(try await mirror.run().failed == [own.id, PanelID(90)])
            #expect(try await mirror.repo.catalogue().map(\.id) == [own.id])
        }
    }

    @Test(
        "A gene that the source dropped but somebody reviewed here is kept, and the panel refused",
        arguments: DatabaseKind.tested)
    func reviewedHere(kind: DatabaseKind) async throws {
        try await Mirror.with(kind, [SamplePanel(id: 3)]) { mirror in
            try await mirror.run()
            let person = Person(
                id: PersonID(1), username: "u", firstName: "F", lastName: "L", email: "u@example.org",
                passwordHash: "x",
                isActive: true, isStaff: false, isSuperuser: false, profile: nil, lastLogin: nil,
                joined: SamplePanel.start,
                created: SamplePanel.start, modified: SamplePanel.start)
            _ = try await mirror.repo.load(people: [person], tokens: [], groups: [])
            let row = try #require(try await mirror.repo.entity(of: PanelID(3), kind: .gene, name: "BRCA1"))
            let review = Evaluation(
                id: 0, author: PersonID(1), rating: "GREEN", modeOfPathogenicity: nil, publications: nil,
                phenotypes: nil,
                modeOfInheritance: nil, currentDiagnostic: false, clinicallyRelevant: nil, version: "1.0",
                created: SamplePanel.start, modified: SamplePanel.start, lastUpdated: nil, comments: [])
            _ = try await mirror.repo.change(
                PanelID(3), entity: row.id, expecting: nil, at: mirror.clock.now(), by: PersonID(1)
            ) { _ in PanelOutcome(review: .store(review)) }

            mirror.peer.publish(
                SamplePanel(id: 3).next { $0.genes = [SamplePanel.gene("BRCA1"), SamplePanel.gene("ATM")] })
            let beside = try await mirror.run()
            mirror.peer.publish(SamplePanel(id: 3).next().next { $0.genes = [SamplePanel.gene("ATM")] })
            let without = try await mirror.run()

            #expect(beside.replaced == 1, "a review here does not stand in the way of other changes")
            #expect(without.failed == [PanelID(3)])
            #expect(try await mirror.document(3) == "ATM 3, BRCA1 3")
        }
    }

    @Test("A source whose version went back has another history: refused")
    func wentBack() async throws {
        try await Mirror.with(.sqlite, [SamplePanel(id: 3, version: Version(major: 2, minor: 0))]) { mirror in
            try await mirror.run()
            mirror.peer.publish(SamplePanel(id: 3, version: Version(major: 1, minor: 9)))

            #expect(try await mirror.run().failed == [PanelID(3)])
            #expect(mirror.notes.problems[PanelID(3)]?.contains("wentBack") == true)
            #expect(try await mirror.repo.panel(PanelID(3))?.header.version == Version(major: 2, minor: 0))
        }
    }
}
