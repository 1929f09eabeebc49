import Foundation
import LocalFiles
import MailFormat
import Ports

/// Mails as `.eml` files in a folder, one each, which any mail program opens. A file is named after its mail's id, so a
/// mail that is handed over again is recognised, whichever process did it.
public struct FileMailer: Mailer {
    /// What was written, without personal data: fit for a log.
    public struct Written: Sendable {
        /// Name in the folder.
        public let file: String
        /// Domains of the recipients.
        public let domains: [String]
    }

    private let shelf: FileShelf
    private let threads = FileThreads(name: "panelapp.mail", limit: 2)
    private let clock: any Ports.Clock
    private let onWritten: @Sendable (Written) -> Void

    /// - Parameters:
    ///   - folder: made by the first mail.
    ///   - clock: dates the mails.
    ///   - onWritten: is told each new file.
    public init(
        folder: URL, clock: any Ports.Clock, onWritten: @escaping @Sendable (Written) -> Void = { _ in }
    ) {
        shelf = FileShelf(path: folder.path)
        self.clock = clock
        self.onWritten = onWritten
    }

    public func send(_ mail: Mail) async throws(MailFailure) {
        let formatted = try FormattedMail(mail, date: clock.now())
        let name = "\(formatted.safeID).eml"
        let isNew = try await writing { [shelf] () throws(FileProblem) in
            try shelf.stage(formatted.bytes).claim(name, in: shelf.folder([], create: true))
        }
        if isNew { onWritten(Written(file: name, domains: formatted.recipients.map(\.domain))) }
    }

    /// Whether mails can be written now.
    public func check() async throws(MailFailure) {
        try await writing { [shelf] () throws(FileProblem) in try shelf.checkWritable() }
    }

    /// Removes unfinished files of a process that was killed. To be called at start.
    public func removeLeftovers() async {
        await threads.run { [shelf] in shelf.removeLeftovers() }
    }

    private func writing<Value: Sendable>(
        _ work: @escaping @Sendable () throws(FileProblem) -> Value
    ) async throws(MailFailure) -> Value {
        do throws(FileProblem) {
            return try await threads.run(work)
        } catch {
            throw .transient("the mail folder cannot be written: \(error)")
        }
    }
}
