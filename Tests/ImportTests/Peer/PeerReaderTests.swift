import DatabaseSupport
import Domain
import Foundation
import Ports
import TestSupport
import Testing

@testable import PeerReader

@Suite("Reading a peer: addresses and folders", .timeLimit(.minutes(10)))
struct PeerReaderTests {
    @Test(
        "An address may end with or without /api/v1 and a slash",
        arguments: ["https://x.org", "https://x.org/", "HTTPS://x.org/api/v1", "https://x.org/api/v1/"])
    func addresses(text: String) throws {
        #expect(try PeerAddress(text).description == "https://x.org/api/v1/")
    }

    @Test(
        "What is no address of a service is refused",
        arguments: ["ftp://x.org", "https://", "https://u:p@x.org", "https://x.org/?a=1", "https://x.org/#a"])
    func badAddresses(text: String) {
        #expect(throws: PeerFault.self) { try PeerAddress(text) }
    }

    private func fault(at address: String) async throws -> PeerFault? {
        let address = try PeerAddress(address)
        do {
            _ = try await PeerClient.with(address, agent: "test", pause: { _ in }, { try await $0.listing() })
            return nil
        } catch { return error as? PeerFault }
    }

    @Test("Something else than a PanelApp is told apart from a PanelApp that answers wrongly")
    func wrongHost() async throws {
        let peer = SamplePeer()
        try await peer.serving { address in
            peer.change { $0.bodies["/api/v1/panels/"] = "<html>" }
            guard case .broken(let html) = try await fault(at: address) else { return #expect(Bool(false)) }
            peer.change { $0.bodies["/api/v1/panels/"] = #"{"detail":"x"}"# }
            guard case .broken(let other) = try await fault(at: address) else { return #expect(Bool(false)) }
            guard case .address(_, let missing) = try await fault(at: address + "/elsewhere") else {
                return #expect(Bool(false))
            }
            peer.change { $0.refusals["/api/v1/panels/"] = [(403, nil)] }

            #expect(html.line == 1 && html.file.hasSuffix("/api/v1/panels/"))
            #expect(other.reason.contains("no page of a PanelApp list"))
            #expect(missing.contains("no PanelApp API") && missing.contains("404"))
            #expect(try await fault(at: address) == .refused("\(address)/api/v1/panels/", status: 403))
        }
    }

    @Test("A host where nothing listens is told after two attempts")
    func unreachable() async throws {
        // A port that was free a moment ago.
        let address = try await SamplePeer().serving { $0 }
        let pauses = Mirror.Notes()
        let peer = try PeerAddress(address)

        await #expect(throws: PeerFault.unreachable("\(address)/api/v1/panels/", reason: "connection refused")) {
            _ = try await PeerClient.with(peer, agent: "test", pause: { pauses.pause($0) }, { try await $0.listing() })
        }

        #expect(pauses.pauses.count == 1)
    }

    // MARK: Folders

    private func write(_ files: [String: [UInt8]], into folder: URL) throws {
        for (path, bytes) in files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
    }

    @Test(
        "A folder comes in with older versions and the sign-off, and again only what changed",
        arguments: DatabaseKind.tested)
    func folder(kind: DatabaseKind) async throws {
        let old = SamplePanel(id: 3)
        func page(_ rows: [SamplePanel], signedOff: CivilDate? = nil) -> [UInt8] {
            let results = rows.map { panel in
                let row = panel.row.bytes
                return String(
                    decoding: signedOff == nil ? row : FrozenDocument.withSignedOff(row, signedOff), as: UTF8.self)
            }
            return Array(#"{"results":[\#(results.joined(separator: ","))]}"#.utf8)
        }
        try await TestDatabases.withFolder { folder in
            try write(
                [
                    "panels/panel_3.json": old.next { $0.genes = [SamplePanel.gene("ATM")] }.document,
                    "panels/panel_8.json": SamplePanel(id: 8).document,
                    "list/page_1.json": page([old.next(), SamplePanel(id: 8), SamplePanel(id: 9)]),
                    "historic/panel_3_v1.0.json": old.frozen(signedOff: "2023-03-22"),
                    "historic/signedoff_1.json": page([old], signedOff: CivilDate("2023-03-22")),
                ], into: folder)
            try await Mirror.with(kind, []) { mirror in
                let first = try await mirror.run(PeerFolder(path: folder.path))
                let before = try await mirror.written()
                let second = try await mirror.run(PeerFolder(path: folder.path))
                let after = try await mirror.written()
                try Data(SamplePanel(id: 8).next { $0.genes = [] }.document).write(
                    to: folder.appending(path: "panels/panel_8.json"))
                let third = try await mirror.run(PeerFolder(path: folder.path))

                #expect(first.inserted == 2 && first.withoutDocument == 1)
                #expect(try await mirror.versions(3) == ["1.0"])
                #expect(try await mirror.document(3, version: "1.0") == String(decoding: old.document, as: UTF8.self))
                #expect(try await mirror.repo.signedOffVersions().map(\.panel) == [PanelID(3)])
                #expect(second.unchanged == 2 && after == before)
                #expect(third.replaced == 1 && third.unchanged == 1)
                #expect(try await mirror.versions(8) == ["1.0"])
            }
        }
    }

    @Test("A broken file is named with its place, before anything is stored")
    func brokenFile() async throws {
        try await TestDatabases.withFolder { folder in
            try write(
                [
                    "panels/panel_3.json": SamplePanel(id: 3).document,
                    "panels/panel_8.json": Array("{\"id\": 8,\n\"name\":}".utf8),
                ],
                into: folder)
            try await Mirror.with(.sqlite, []) { mirror in
                do {
                    try await mirror.run(PeerFolder(path: folder.path))
                    #expect(Bool(false), "the file is broken")
                } catch PeerFault.broken(let fault) {
                    #expect(fault.file.hasSuffix("panels/panel_8.json"))
                    #expect(fault.line == 2 && fault.column == 8)
                }
                #expect(try await mirror.repo.catalogue().isEmpty)
            }
        }
    }

    @Test("A file with another panel's document, an empty folder, lists alone and no folder are told")
    func unfitFolders() async throws {
        try await TestDatabases.withFolder { folder in
            let misnamed = folder.appending(path: "misnamed")
            let lists = folder.appending(path: "lists")
            try write(["panels/panel_4.json": SamplePanel(id: 3).document], into: misnamed)
            try write(["list/1.json": Array(#"{"results":[\#(SamplePanel(id: 3).row.text)]}"#.utf8)], into: lists)
            func reason(_ path: String) async -> String {
                do {
                    _ = try await PeerFolder(path: path).listing()
                    return ""
                } catch { return "\(error)" }
            }

            #expect(await reason(misnamed.path).contains("the document is of panel 3"))
            #expect(await reason(lists.path).contains("only a list of 1"))
            #expect(await reason(folder.path).contains("no file panels/panel_ID.json"))
            #expect(await reason(folder.path + "/nowhere").contains("no such folder"))
        }
    }

    @Test(
        "The captured answers of the British service read whole",
        .enabled(if: SharedData.has("data/panels-uk"), "\(sharedDataAbsent)"))
    func captured() async throws {
        let listing = try await PeerFolder(path: SharedData.file("data/panels-uk").path).listing()

        #expect(listing.panels.count == 70 && listing.withoutDocument == 369)
        #expect(listing.panels.first { $0.id == PanelID(678) } != nil)
    }
}
