import FileBlobStore
import FileMailer
import Foundation
import MemoryJobQueue
import Ports
import SMTPMailer
import SystemClock
import Web

/// What local mode puts behind the ports beside the database (`operations.md` 2.2): folders below the data folder, and a
/// queue in this process. With `EMAIL_HOST` mails go to a server here, too (2.3).
struct LocalAdapters: Sendable {
    private let blobs: FileBlobStore
    private let queue: MemoryJobQueue<ContinuousClock>
    private let files: FileMailer
    private let server: SMTPMailer?
    private let observation: Observation

    init(_ settings: Settings, book: LogBook, observation: Observation) {
        self.observation = observation
        let clock = SystemClock()
        let logger = book.logger("mail")
        blobs = FileBlobStore(folder: settings.mediaFolder)
        queue = MemoryJobQueue(clock: clock, timer: ContinuousClock())
        files = FileMailer(folder: settings.dataFolder.appending(path: "mail"), clock: clock) { written in
            logger.info(
                "A mail was written to mail/\(written.file)",
                metadata: ["event": "mail.written", "to_domains": "\(written.domains.joined(separator: ","))"])
        }
        server = settings.mailServer.map { SMTPMailer($0) }
    }

    var ports: PortAdapters {
        // Files are no mail server, whose metric counts what was sent.
        let mailer: any Mailer = server.map { ObservedMailer(base: $0, observation: observation) } ?? files
        return PortAdapters(
            blobs: blobs, queue: queue, mailer: mailer,
            checks: [
                "rabbitmq": {
                    _ = try await queue.depth()
                    return .ok
                },
                // The job consumer lives in this very process: when it answers, that is there.
                "celery": { .ok },
                "email": {
                    if let server { try await server.check() } else { try await files.check() }
                    return .ok
                },
                "storage": {
                    try await blobs.check()
                    return .ok
                },
            ],
            address: nil,
            prepare: {
                await blobs.removeLeftovers()
                await files.removeLeftovers()
            },
            close: {})
    }
}
