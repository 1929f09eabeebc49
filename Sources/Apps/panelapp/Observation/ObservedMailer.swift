import Ports

/// A mailer whose mails are counted.
struct ObservedMailer: Mailer {
    let base: any Mailer
    let observation: Observation

    func send(_ mail: Mail) async throws(MailFailure) {
        let began = ContinuousClock.now
        do throws(MailFailure) {
            try await base.send(mail)
            note(nil, began)
        } catch {
            switch error {
            case .transient: note("transient", began)
            case .permanent: note("permanent", began)
            }
            throw error
        }
    }

    private func note(_ failure: String?, _ began: ContinuousClock.Instant) {
        observation.metrics.mails.add(Metrics.Call(operation: "send", outcome: failure ?? "ok"))
        observation.spans.add("SMTP send", took: ContinuousClock.now - began, failure: failure)
    }
}
