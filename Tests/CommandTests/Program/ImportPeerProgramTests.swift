import Foundation
import Testing

@Suite("import-api as an operator meets it", .besideFew, .serialized, .timeLimit(.minutes(10)))
struct ImportPeerProgramTests {
    private func document(_ id: Int, version: String = "1.0") -> String {
        """
        {"id":\(id),"hash_id":null,"name":"Panel \(id)","disease_group":"","disease_sub_group":"","status":"public",\
        "version":"\(version)","version_created":"2024-01-02T03:04:05.000006Z","relevant_disorders":[],"stats":{},"types":[],\
        "genes":[],"strs":[],"regions":[]}
        """
    }

    @Test(
        "a folder comes in, again unchanged; what cannot be stored is told and ends it with 1, and so does a broken file"
    )
    func folder() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "panelapp-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let panels = folder.appending(path: "panels")
        try FileManager.default.createDirectory(at: panels, withIntermediateDirectories: true)
        func write(_ id: Int, _ text: String) throws {
            try Data(text.utf8).write(to: panels.appending(path: "panel_\(id).json"))
        }
        func run() async throws -> (code: Int32, text: String) {
            let environment = ["PANELAPP_DATA_DIR": folder.appending(path: "data").path]
            let program = try RunningProgram(["import-api", folder.path], environment: environment, keepFolder: true)
            let (code, lines) = try await program.finish()
            return (code, lines.joined(separator: "\n"))
        }
        try write(3, document(3))
        try write(8, document(8))

        let first = try await run()
        let second = try await run()
        try write(3, document(3, version: "0.9"))
        try write(8, document(8, version: "1.1"))
        let refused = try await run()
        try write(3, "{\"id\":3,\n oops}")
        let broken = try await run()

        #expect(first.code == 0 && first.text.contains("done: 2 panels new, 0 changed, 0 unchanged"))
        #expect(second.code == 0 && second.text.contains("done: 0 panels new, 0 changed, 2 unchanged"))
        #expect(refused.code == 1 && refused.text.contains("panel 3 is at version 0.9 there and at 1.0 here already"))
        #expect(refused.text.contains("not done: 0 panels new, 1 changed, 0 unchanged; not stored: panel 3"))
        #expect(broken.code == 1 && broken.text.contains("panel_3.json, line 2, column 2"))
    }

    @Test("what is no source is refused: an address by its form with 64, a folder that is not there with 1")
    func noSource() async throws {
        let address = try await RunningProgram.run(["import-api", "ftp://example.org"])
        let folder = try await RunningProgram.run(["import-api", "/nowhere/at/all"])

        #expect(address.code == 64)
        #expect(folder.code == 1 && folder.lines.joined().contains("there is no such folder"))
    }
}
