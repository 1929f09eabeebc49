import CCurl
import Dispatch
import Domain
import Foundation
import MailFormat
import Ports

/// Hands mails to an SMTP server, one connection each, through libcurl.
public struct SMTPMailer: Mailer {
    public let settings: SMTPSettings
    private let clock: any Ports.Clock
    /// Calls of libcurl wait for the server; as many run at once as there are jobs.
    private let threads = DispatchQueue(label: "panelapp.smtp", attributes: .concurrent)

    public init(_ settings: SMTPSettings, clock: any Ports.Clock) {
        self.settings = settings
        self.clock = clock
        _ = Self.library
    }

    /// Must be done once, before any thread uses the library.
    private static let library = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    public func send(_ mail: Mail) async throws(MailFailure) {
        let formatted = try FormattedMail(mail, date: clock.now())
        // One recipient per hand-over, so that one refused address does not hold back the others.
        for recipient in formatted.recipients {
            try await transfer { () throws(MailFailure) in
                try SMTPTransfer(settings).send(
                    formatted.bytes, from: formatted.sender.address, to: recipient)
            }
        }
    }

    /// Connects, secures, logs in, and says goodbye.
    public func check() async throws(MailFailure) {
        try await transfer { () throws(MailFailure) in try SMTPTransfer(settings).check() }
    }

    private func transfer(_ work: @escaping @Sendable () throws(MailFailure) -> Void) async throws(MailFailure) {
        let result: Result<Void, MailFailure> = await withCheckedContinuation { done in
            threads.async {
                do throws(MailFailure) {
                    try work()
                    done.resume(returning: .success(()))
                } catch {
                    done.resume(returning: .failure(error))
                }
            }
        }
        try result.get()
    }
}
