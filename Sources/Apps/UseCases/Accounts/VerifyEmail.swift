import Domain
import Ports

/// Confirms the address of a new account by the link that was mailed to it (`accounts-jobs-files.md 2.3`).
public struct VerifyEmail: Sendable {
    private let parts: AccountParts

    public init(_ parts: AccountParts) { self.parts = parts }

    public enum Outcome: Hashable, Sendable {
        case confirmed
        /// It was before; nothing has changed.
        case alreadyConfirmed
        /// Expired, used, forged, for an account that is closed or not there: one answer for all of them (S13).
        case notValid
    }

    /// `path` is the address as the link has it. Nil for a text that is no address in base 64.
    public func run(path: String, token: String) async throws -> Outcome? {
        guard let email = AccountLinks.email(path: path) else { return nil }
        let key = AccountName.emailKey(email)
        guard let link = try await parts.links.open(token, .verifyEmail, emailKey: key) else { return .notValid }
        if link.person.isActive, link.state.emailVerified != nil { return .alreadyConfirmed }
        guard link.isGood, link.state.awaitsVerification,
            try await parts.store.confirmEmail(
                of: link.person.id, at: parts.clock.now(), ifCounter: link.token.counter)
        else { return .notValid }
        return .confirmed
    }

    /// Sends the link again to an account that awaits it: at most once in ten minutes, and for every address with the same
    /// answer. Throws `TooManyAttempts` when one client asks too often.
    public func sendAgain(email: String, from client: Client) async throws {
        let key = AccountName.emailKey(email)
        _ = try await parts.attempts.admit([parts.attempts.subject(.verificationFromClient, client.address)])
        do {
            _ = try await parts.attempts.admit([parts.attempts.subject(.verificationOfAddress, key)])
        } catch is TooManyAttempts {
            return
        }
        var waiting: PersonID?
        for person in try await parts.store.people(emailKey: key)
        where try await parts.store.state(of: person.id).awaitsVerification {
            waiting = person.id
        }
        // A job is written in any case, so that the time does not tell whether the address is known.
        try await parts.jobs.add([AccountMail.verification.job(for: waiting)], at: parts.clock.now())
        await parts.outbox.sendSoon()
    }
}
