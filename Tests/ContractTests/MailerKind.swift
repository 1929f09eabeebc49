import Domain
import FileMailer
import Foundation
import Ports
import TestSupport
import Testing

/// An adapter of `Mailer` as its contract's tests make it.
struct MailerKind: Sendable, CustomTestStringConvertible {
    struct Bench: Sendable {
        let mailer: any Mailer
        /// The mails that were handed over, as they went.
        let delivered: @Sendable () async throws -> [[UInt8]]
    }

    let name: String
    let make: @Sendable (_ place: URL, _ clock: any Ports.Clock) async throws -> Bench

    var testDescription: String { name }

    /// Every adapter; each passes the same suite.
    static let all = [
        MailerKind(name: "files") { place, clock in
            let folder = place.appending(path: "mail")
            return Bench(mailer: FileMailer(folder: folder, clock: clock)) {
                guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
                return try ScratchFolder.files(in: folder).map { name in
                    [UInt8](try Data(contentsOf: folder.appending(path: name)))
                }
            }
        }
    ]

    func with(_ body: (Bench) async throws -> Void) async throws {
        try await ScratchFolder.with { place in try await body(try await make(place, ManualClock())) }
    }
}

extension Mail {
    /// A mail that differs from a usual one in what is given.
    static func sample(
        to: [String] = ["reviewer@example.org"], from: String = "PanelApp <panelapp@panelapp.local>",
        subject: String = "Please verify your address", text: String = "Hello\n", id: String = "mail-1"
    ) -> Mail {
        Mail(to: to, from: from, subject: subject, text: text, id: id)
    }
}
