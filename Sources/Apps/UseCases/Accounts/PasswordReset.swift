import Domain
import Ports

/// A new password for somebody who forgot the old one, by a link in a mail (`accounts-jobs-files.md 3.4`).
public struct PasswordReset: Sendable {
    private let parts: AccountParts

    public init(_ parts: AccountParts) { self.parts = parts }

    /// Whether some password can match; others sign in by other means.
    static func isUsable(_ stored: String) -> Bool { !stored.isEmpty && !stored.hasPrefix("!") }

    /// Has a link sent to the stored address of every active account that has this one. The answer is the same for every
    /// address (J19). Throws `TooManyAttempts` when one client asks too often.
    public func request(email: String, from client: Client) async throws {
        let key = AccountName.emailKey(email)
        _ = try await parts.attempts.admit([parts.attempts.subject(.resetFromClient, client.address)])
        do {
            _ = try await parts.attempts.admit([parts.attempts.subject(.resetOfAddress, key)])
        } catch is TooManyAttempts {
            return
        }
        let owners = try await parts.store.people(emailKey: key)
            .filter { $0.isActive && Self.isUsable($0.passwordHash) }.map(\.id)
        // A job is written in any case, so that the time does not tell whether the address is known.
        let jobs = owners.isEmpty ? [nil] : owners.map { Optional($0) }
        try await parts.jobs.add(jobs.map { AccountMail.passwordReset.job(for: $0) }, at: parts.clock.now())
        await parts.outbox.sendSoon()
    }

    /// Whose password a link may set; nil when it is not good, or not any more.
    public func owner(path: String, token: String) async throws -> Person? {
        try await opened(path: path, token: token)?.person
    }

    /// Sets the password, ends all logins, and voids the link and all others (J20). False when the link is not good.
    /// Throws `Refusal.invalid` with what is wrong with the password.
    public func run(path: String, token: String, password: String, confirmation: String) async throws -> Bool {
        guard let link = try await opened(path: path, token: token) else { return false }
        let person = link.person
        try PasswordChecks.check(
            password, confirmation, of: person, fields: ("new_password1", "new_password2"), common: parts.common)
        let hash = try await parts.hasher.hash(password)
        guard
            try await parts.store.setPassword(
                hash, of: person.id, at: parts.clock.now(), ifCounter: link.token.counter, keeping: nil)
        else { return false }
        // Who proved to own the mailbox need not wait for what others tried.
        try await parts.attempts.store.forget(
            parts.attempts.subject(.loginOfAccount, person.username), at: nil)
        return true
    }

    private func opened(path: String, token: String) async throws -> AccountLinks.Opened? {
        guard let link = try await parts.links.open(token, .resetPassword), link.isGood, link.person.isActive,
            path == AccountLinks.path(link.person.id)
        else { return nil }
        return link
    }
}

/// The checks of a new password that is typed twice.
enum PasswordChecks {
    static func check(
        _ password: String, _ confirmation: String, of person: Person, fields: (String, String),
        common: any CommonPasswords, and others: [FieldProblem] = []
    ) throws(Refusal) {
        var problems = others
        if password.isEmpty { problems.append(FieldProblem(fields.0, "Choose a password.")) }
        if password != confirmation { problems.append(FieldProblem(fields.1, "The two passwords differ.")) }
        if !password.isEmpty {
            problems += PasswordRules.problems(password, of: .init(person), isCommon: common.contain)
                .map { FieldProblem(fields.1, $0) }
        }
        if !problems.isEmpty { throw .invalid(problems) }
    }
}
