import Domain
import Ports

/// A new password for somebody who is signed in (`accounts-jobs-files.md 3.3`).
public struct ChangePassword: Sendable {
    private let parts: AccountParts

    public init(_ parts: AccountParts) { self.parts = parts }

    /// Changes it, keeps this login and ends all others (J17).
    ///
    /// Throws `Refusal.invalid`, and `TooManyAttempts` when the present password was guessed too often: a browser that was
    /// left open must not become a way to find it out.
    public func run(current: String, password: String, confirmation: String, of login: Login) async throws {
        let person = login.person
        let ticket = try await parts.attempts.admit([
            parts.attempts.subject(.passwordCheck, "\(person.id.rawValue)")
        ])
        var problems: [FieldProblem] = []
        if try await parts.hasher.verify(current, against: person.passwordHash) == .no {
            problems.append(FieldProblem("current_password", "This is not your present password."))
        } else {
            try await parts.attempts.succeed(ticket)
        }
        try PasswordChecks.check(
            password, confirmation, of: person, fields: ("password1", "password2"), common: parts.common, and: problems)
        let hash = try await parts.hasher.hash(password)
        _ = try await parts.store.setPassword(
            hash, of: person.id, at: parts.clock.now(), ifCounter: nil, keeping: login.record.id)
    }
}
