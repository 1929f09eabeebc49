import Ports

/// Hands over the mails that jobs write.
struct Post: Sendable {
    struct Letter: Hashable, Sendable {
        var to: String
        var subject: String
        var text: String
    }

    let mailer: any Mailer
    let settings: MailSettings

    /// A job that is repeated hands over the same mail, which mailers recognise.
    func send(_ letter: Letter, for job: TakenJob) async throws {
        guard !letter.to.isEmpty else { return }
        do {
            try await mailer.send(
                Mail(
                    to: [letter.to], from: settings.from, subject: letter.subject, text: letter.text,
                    id: "job-\(job.id)-\(job.created.microseconds)"))
        } catch .permanent(let reason) {
            throw JobFailure.permanent(reason)
        }
    }
}
