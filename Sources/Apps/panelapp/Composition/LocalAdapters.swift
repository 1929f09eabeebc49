import FileBlobStore
import FileMailer
import Foundation
import MemoryJobQueue
import SystemClock

/// What local mode puts behind the ports beside the database (`operations.md` 2.2): folders below the data folder, and a
/// queue in this process.
struct LocalAdapters: Sendable {
    let blobs: FileBlobStore
    let queue: MemoryJobQueue<ContinuousClock>
    let mailer: FileMailer

    init(_ settings: Settings, book: LogBook) {
        let clock = SystemClock()
        let logger = book.logger("mail")
        blobs = FileBlobStore(folder: settings.mediaFolder)
        queue = MemoryJobQueue(clock: clock, timer: ContinuousClock())
        mailer = FileMailer(folder: settings.dataFolder.appending(path: "mail"), clock: clock) { written in
            logger.info(
                "A mail was written to mail/\(written.file)",
                metadata: ["event": "mail.written", "to_domains": "\(written.domains.joined(separator: ","))"])
        }
    }

    /// Clears away what a killed process left.
    func prepare() async {
        await blobs.removeLeftovers()
        await mailer.removeLeftovers()
    }
}
