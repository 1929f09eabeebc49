import Domain
import FileMailer
import Foundation
import PeerSupport
import Ports
import SMTPMailer
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
    static let all =
        [
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
        + (Peers.running.map { peers in
            [smtp(peers, "plain", .plain), smtp(peers, "starttls", .startTLS), smtp(peers, "tls", .implicit)]
        } ?? [])

    private static func smtp(_ peers: Peers, _ name: String, _ security: SMTPSettings.Security) -> MailerKind {
        MailerKind(name: "SMTP, \(name)") { _, clock in
            // Each bench calls itself by a name of its own, and finds its mails under it.
            let settings = try peers.smtp(name, security)
            let folder = URL(filePath: peers.mails).appending(path: settings.helloName)
            return Bench(mailer: SMTPMailer(settings, clock: clock)) {
                guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
                // A server cannot tell that it has had a mail before; who receives it can, by its id. So equal mails count
                // once, whether they went to several people or twice to one.
                var mails: [[UInt8]] = []
                for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
                where name.hasSuffix(".eml") {
                    let mail = [UInt8](try Data(contentsOf: folder.appending(path: name)))
                    if !mails.contains(mail) { mails.append(mail) }
                }
                return mails
            }
        }
    }

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
