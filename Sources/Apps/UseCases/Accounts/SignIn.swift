import Domain
import Ports

/// Signs a person in with user name and password (`accounts-jobs-files.md 4.1`).
public struct SignIn: Sendable {
    private let people: any PeopleReader
    private let passwords: any PasswordWriter
    private let hasher: any PasswordHasher
    private let sessions: Sessions
    private let attempts: AttemptGuard

    public init(
        people: any PeopleReader, passwords: any PasswordWriter, hasher: any PasswordHasher, sessions: Sessions,
        attempts: AttemptGuard
    ) {
        self.people = people
        self.passwords = passwords
        self.hasher = hasher
        self.sessions = sessions
        self.attempts = attempts
    }

    /// A login that was opened.
    public struct Success: Sendable {
        public let person: Person
        /// For the browser; only its digest is kept here.
        public let key: String
    }

    /// Nil for whatever is wrong: the name, the password, or an account that may not sign in. Which it was shows neither in
    /// the answer nor in the time that it takes (J9).
    ///
    /// Throws `TooManyAttempts` after too many failures, whether the password was right or not (J22).
    public func run(username: String, password: String, from client: Client) async throws -> Success? {
        let name = AccountName.username(username)
        let ticket = try await attempts.admit([
            attempts.subject(.loginOfAccount, name), attempts.subject(.loginFromClient, client.address),
        ])
        let person = try await people.person(username: name)
        let verdict = try await hasher.verify(password, against: person?.passwordHash ?? "")
        guard let person, person.isActive, case .yes(let needsUpgrade) = verdict else { return nil }
        if needsUpgrade {
            // Only if it is still the one that was checked: a change made meanwhile wins (J14).
            try await passwords.replace(
                person.passwordHash, of: person.id, by: try await hasher.hash(password))
        }
        try await attempts.succeed(ticket)
        return Success(person: person, key: try await sessions.open(person.id, from: client))
    }
}
