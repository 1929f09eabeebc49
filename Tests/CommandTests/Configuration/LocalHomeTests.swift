import Foundation
import Testing

@testable import panelapp

@Suite("operations.md 2.3: the data folder of local mode")
struct LocalHomeTests {
    private func permissions(_ url: URL) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
    }

    @Test("it is made for its owner alone, with two secrets that stay the same")
    func secretsAreMadeOnce() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "panelapp-\(UUID().uuidString)/deep")
        defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }
        let settings = try Environments.settings(["PANELAPP_DATA_DIR": folder.path])

        let first = try LocalHome.prepare(settings, command: .web)
        let second = try LocalHome.prepare(settings, command: .web)

        #expect(first.secretKey?.reveal().utf8.count == 64)
        #expect(first.healthToken != nil)
        #expect(first.healthToken != first.secretKey)
        #expect(second.secretKey == first.secretKey)
        #expect(second.healthToken == first.healthToken)
        #expect(try permissions(folder) == 0o700)
        #expect(try permissions(folder.appending(path: "secret_key")) == 0o600)
        #expect(try permissions(folder.appending(path: "health_check_token")) == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    }

    @Test("given secrets are taken and nothing is written for them")
    func givenSecrets() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "panelapp-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let key = "a key that was given, of 32 bytes or more"
        let settings = try Environments.settings([
            "PANELAPP_DATA_DIR": folder.path, "SECRET_KEY": key, "HEALTH_CHECK_TOKEN": "a-token-of-16-bytes",
        ])

        let prepared = try LocalHome.prepare(settings, command: .web)

        #expect(prepared.secretKey?.reveal() == key)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("a folder that cannot be made is told by its name")
    func unusable() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "panelapp-\(UUID().uuidString)")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let settings = try Environments.settings(["PANELAPP_DATA_DIR": file.appending(path: "x").path])

        #expect { try LocalHome.prepare(settings, command: .web) } throws: { error in
            "\(error)".contains(file.path)
        }
    }
}
