import FileMailer
import Foundation
import Ports
import TestSupport
import Testing

/// What only the mailer of local mode has to answer for.
@Suite("FileMailer")
struct FileMailerTests {
    @Test("a mail is one .eml file for its owner alone; each new one is told once, without an address")
    func files() async throws {
        try await ScratchFolder.with { folder in
            let told = Collected<String>()
            let mailer = FileMailer(folder: folder.appending(path: "mail"), clock: ManualClock()) { written in
                told.append("\(written.file) \(written.domains.joined(separator: " "))")
            }

            try await mailer.send(.sample(to: ["a@one.example", "B <b@two.example>"], id: "mail:7/x"))
            try await mailer.send(.sample(id: "mail:7/x"))

            let file = folder.appending(path: "mail/mail%3A7%2Fx.eml")
            #expect(try ScratchFolder.files(in: folder) == ["mail/mail%3A7%2Fx.eml"])
            let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
            #expect((attributes[.posixPermissions] as? Int ?? 0) & 0o077 == 0)
            #expect(told.all == ["mail%3A7%2Fx.eml one.example two.example"])
        }
    }

    @Test("a mail is recognised after a restart")
    func restart() async throws {
        try await ScratchFolder.with { folder in
            try await FileMailer(folder: folder, clock: ManualClock()).send(.sample(text: "first\n"))
            try await FileMailer(folder: folder, clock: ManualClock()).send(.sample(text: "second\n"))

            let files = try ScratchFolder.files(in: folder)
            #expect(files == ["mail-1.eml"])
            #expect(
                try String(contentsOf: folder.appending(path: "mail-1.eml"), encoding: .utf8).hasSuffix("first\r\n"))
        }
    }

    @Test("a folder that cannot be written may be mended: the failure is transient and names no path")
    func unwritable() async throws {
        let mailer = FileMailer(folder: URL(filePath: "/proc/panelapp/mail"), clock: ManualClock())

        await #expect { try await mailer.send(.sample()) } throws: { error in
            guard case MailFailure.transient(let reason) = error else { return false }
            return !reason.contains("/proc")
        }
        await #expect(throws: MailFailure.self) { try await mailer.check() }
    }
}
