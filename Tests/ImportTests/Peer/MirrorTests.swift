import DatabaseSupport
import Domain
import Ports
import Synchronization
import Testing

@testable import UseCases

@Suite("Mirroring another PanelApp: what comes in, and what a second run does")
struct MirrorTests {
    private let two = [
        SamplePanel(id: 3, genes: [SamplePanel.gene("BRCA1"), SamplePanel.gene("TP53", level: 1)]), SamplePanel(id: 8),
    ]

    @Test(
        "The first run stores every listed panel under its number, with genes, types and the list's pages",
        arguments: DatabaseKind.tested)
    func firstRun(kind: DatabaseKind) async throws {
        try await Mirror.with(kind, two) { mirror in
            mirror.peer.change { $0.pageSize = 1 }

            let report = try await mirror.run()

            #expect(report.inserted == 2 && report.failed.isEmpty && report.genes == 2)
            #expect(try await mirror.repo.catalogue().map(\.id) == [PanelID(3), PanelID(8)])
            #expect(try await mirror.document(3) == "BRCA1 3, TP53 1")
            #expect(try await mirror.repo.panelTypes().map(\.slug) == ["rare"])
            let gene = try #require(try await mirror.repo.gene("TP53"))
            #expect(gene.name == "TP53 gene" && gene.hgncID == "HGNC:7" && gene.alias == ["A"])
            let panel = try #require(try await mirror.repo.panel(PanelID(3)))
            #expect(panel.header.counts == EntityCounts(genes: 2, strs: 0, regions: 0))
            #expect(panel.header.relevantDisorders == ["R3"])
            #expect(panel.header.versionCreated == SamplePanel.start)
        }
    }

    @Test(
        "A second run asks for lists, and for panels on condition only, and writes nothing",
        arguments: DatabaseKind.tested)
    func secondRun(kind: DatabaseKind) async throws {
        try await Mirror.with(kind, two) { mirror in
            try await mirror.run()
            let before = try await mirror.written()
            _ = mirror.peer.takeAsked()

            let report = try await mirror.run()

            let asked = mirror.peer.takeAsked()
            #expect(report.unchanged == 2 && report.inserted + report.replaced == 0)
            #expect(asked.count == 4)
            #expect(
                asked.allSatisfy {
                    $0.path.hasSuffix("panels/") || $0.path.hasSuffix("signedoff/") || $0.condition != nil
                })
            #expect(try await mirror.written() == before)
        }
    }

    @Test(
        "Without entity tags the list decides, and refetching finds what it does not tell",
        arguments: DatabaseKind.tested)
    func withoutTags(kind: DatabaseKind) async throws {
        try await Mirror.with(kind, two) { mirror in
            mirror.peer.change { $0.givesTags = false }
            try await mirror.run()
            _ = mirror.peer.takeAsked()
            mirror.peer.publish(
                SamplePanel(id: 8, genes: [SamplePanel.gene("BRCA1", tags: ["watchlist"])]), keepingOld: false)

            let plain = try await mirror.run()
            let asked = mirror.peer.takeAsked()
            let full = try await mirror.run(everything: true)

            #expect(plain.unchanged == 2)
            #expect(Set(asked.map(\.path)) == ["/api/v1/panels/", "/api/v1/panels/signedoff/"])
            #expect(full.replaced == 1 && full.unchanged == 1)
            let row = try #require(try await mirror.repo.entity(of: PanelID(8), kind: .gene, name: "BRCA1"))
            #expect(try Entity(document: row.document.bytes).tags == ["watchlist"])
            #expect(try await mirror.versions(8).isEmpty, "tags make no version")
        }
    }

    @Test(
        "A48: a panel that moved on is a new version, and the old one stays readable as its source froze it",
        arguments: DatabaseKind.tested)
    func newVersion(kind: DatabaseKind) async throws {
        try await Mirror.with(kind, two) { mirror in
            try await mirror.run()
            let old = two[0]
            mirror.peer.publish(
                old.next {
                    $0.genes = [SamplePanel.gene("BRCA1", phenotypes: ["Cough"]), SamplePanel.gene("ATM", level: 2)]
                })

            let report = try await mirror.run()

            #expect(report.replaced == 1 && report.unchanged == 1)
            #expect(try await mirror.document(3) == "BRCA1 3, ATM 2")
            #expect(try await mirror.versions(3) == ["1.0"])
            #expect(try await mirror.document(3, version: "1.0") == String(decoding: old.document, as: UTF8.self))
            #expect(try await mirror.document(3, version: "1.1") == "current")
            #expect(try await mirror.genes(3, at: Version(major: 1, minor: 0)) == ["BRCA1", "TP53"])
            #expect(try await mirror.repo.gene("ATM") != nil)
        }
    }

    @Test(
        "Where the source does not give an old version, it is rebuilt from what was seen",
        arguments: DatabaseKind.tested)
    func rebuilt(kind: DatabaseKind) async throws {
        try await Mirror.with(kind, two) { mirror in
            try await mirror.run()
            mirror.peer.publish(two[0].next { $0.genes = [] }, keepingOld: false)

            try await mirror.run()

            let frozen = try #require(try await mirror.repo.frozenVersion(of: PanelID(3), Version(major: 1, minor: 0)))
            #expect(!frozen.isImported)
            #expect(frozen.frozenAt == SamplePanel.start.advanced(bySeconds: 600))
            let document = try await mirror.document(3, version: "1.0")
            #expect(document.contains(#""entity_name":"TP53""#) && document.contains(#""version":"1.0""#))
            #expect(try await mirror.document(3) == "")
        }
    }

    @Test(
        "A sign-off comes with its version, moves with the source's, and is taken back with it",
        arguments: DatabaseKind.tested)
    func signOff(kind: DatabaseKind) async throws {
        let first = SamplePanel(id: 3)
        let second = first.next { $0.genes = [SamplePanel.gene("BRCA1"), SamplePanel.gene("TP53")] }
        let third = second.next { $0.genes = [SamplePanel.gene("ATM")] }
        try await Mirror.with(kind, [second]) { mirror in
            mirror.peer.change { state in
                state.frozen = [
                    "3/1.0": first.frozen(signedOff: "2024-01-02"), "3/1.1": second.frozen(signedOff: "2024-05-06"),
                ]
                state.signedOff = [(first, "2024-01-02")]
            }
            try await mirror.run()
            let signedFirst = try await mirror.repo.signedOffVersions().map {
                "\($0.version.version) \($0.version.signedOff?.description ?? "")"
            }
            let document = try await mirror.document(3, version: "1.0")

            mirror.peer.change { $0.signedOff = [(second, "2024-05-06")] }
            // Two versions later: the signed-off one was never current here.
            mirror.peer.publish(third.next { $0.genes = [SamplePanel.gene("MLH1")] }, keepingOld: false)
            mirror.peer.change {
                $0.signedOff = [(third, "2024-07-08")]
                $0.frozen["3/1.2"] = third.frozen(signedOff: "2024-07-08")
            }
            let report = try await mirror.run()

            #expect(signedFirst == ["1.0 2024-01-02"])
            #expect(
                document == String(decoding: first.document, as: UTF8.self),
                "stored without the date, which answers add")
            #expect(report.replaced == 1 && report.failed.isEmpty)
            #expect(try await mirror.versions(3) == ["1.2", "1.1", "1.0"])
            #expect(try await mirror.genes(3, at: Version(major: 1, minor: 2)) == ["ATM"])
            #expect(try await mirror.genes(3, at: Version(major: 1, minor: 1)) == ["BRCA1", "TP53"])
            #expect(try await mirror.document(3) == "MLH1 3")
            #expect(try await mirror.repo.panel(PanelID(3))?.signedOff?.version == Version(major: 1, minor: 2))

            mirror.peer.change { $0.signedOff = [] }
            #expect(try await mirror.run().replaced == 1)
            #expect(try await mirror.repo.signedOffVersions().isEmpty)
            #expect(try await mirror.repo.panel(PanelID(3))?.signedOff == nil)
            #expect(try await mirror.run().unchanged == 1)
        }
    }

    @Test(
        "A super panel brings children along that are not listed; they follow its document",
        arguments: DatabaseKind.tested)
    func superPanel(kind: DatabaseKind) async throws {
        let listed = SamplePanel(id: 3)
        let hidden = SamplePanel(id: 4, genes: [SamplePanel.gene("TP53")])
        let parent = SamplePanel(id: 1, children: [listed, hidden])
        try await Mirror.with(kind, [parent, listed]) { mirror in
            let report = try await mirror.run()
            let before = try await mirror.written()
            let again = try await mirror.run()

            #expect(report.inserted == 2 && report.children == 1)
            #expect(try await mirror.document(1) == "BRCA1 3, TP53 3")
            #expect(try await mirror.repo.panel(PanelID(4))?.header.name == "Panel 4")
            #expect(again.unchanged == 2 && again.children == 0)
            #expect(try await mirror.written() == before)

            let changed = hidden.next { $0.genes = [SamplePanel.gene("ATM", level: 2)] }
            mirror.peer.publish(parent.next { $0.children = [listed, changed] })
            let later = try await mirror.run()

            #expect(later.replaced == 1 && later.children == 1 && later.failed.isEmpty)
            #expect(try await mirror.document(1) == "BRCA1 3, ATM 2")
            #expect(try await mirror.versions(1) == ["1.0"])
            #expect(try await mirror.document(1, version: "1.0").contains(#""entity_name":"TP53""#))
            let children = try await mirror.repo.frozenChildren(of: PanelID(1), Version(major: 1, minor: 0))
            #expect(Set(children.map(\.panel)) == [PanelID(3), PanelID(4)])
            let old = try #require(children.first { $0.panel == PanelID(4) })
            #expect(try await mirror.repo.entities(of: PanelID(4), at: old.revision).map(\.name) == ["TP53"])
        }
    }

    @Test("What was seen of a panel reads back from its digest; other digests are not taken for one")
    func digests() {
        var state = PeerState(
            PeerListing.Line(
                id: PanelID(3), version: Version(major: 2, minor: 10), versionCreated: SamplePanel.start,
                status: .promoted,
                counts: EntityCounts(genes: 7, strs: nil, regions: 0)),
            signedOff: SignedOff(version: Version(major: 2, minor: 0), date: CivilDate(year: 2024, month: 5, day: 6)))
        state.children = [ShownChild(panel: PanelID(4), version: Version(major: 1, minor: 1))]
        state.revision = Revision(12)
        state.etag = #"W/"a|b@c,d""#

        #expect(PeerState(digest: state.digest) == state)
        #expect(PeerState(digest: "0f-1e-2d") == nil)
        #expect(PeerState(digest: "peer 1|own|x|y") == nil)
    }
}
