import Domain

/// Logins, kept so that every web process knows them and any can be ended at once (`accounts-jobs-files.md 4.2`).
public protocol SessionStore: Sendable {
    /// The login whose key has this digest, with its person as the account is now; nil when there is none.
    func login(keyHash: String) async throws -> Login?
    /// Stores a new login and the moment of it in the account, and ends the one that the same browser had before.
    func open(_ login: NewLogin, replacing old: String?) async throws
    /// Notes that a login is in use.
    func note(_ login: Int, seen moment: Instant) async throws
    /// Ends the login with this key.
    func end(keyHash: String) async throws
    /// Logins of a person, the most recently used first.
    func logins(of person: PersonID) async throws -> [LoginRecord]
    /// Ends one login of a person; false when it was none of theirs.
    func end(_ login: Int, of person: PersonID) async throws -> Bool
    /// Ends all logins of a person but one; how many.
    func endAll(of person: PersonID, except kept: Int?) async throws -> Int
    /// Removes logins that have ended by themselves.
    func removeEnded(before moment: Instant, idleSince: Instant) async throws -> Int
}

/// A login to be stored.
public struct NewLogin: Hashable, Sendable {
    public var person: PersonID
    /// Only the digest of the key is kept.
    public var keyHash: String
    public var created: Instant
    public var expires: Instant
    public var userAgent: String
    public var address: String

    public init(
        person: PersonID, keyHash: String, created: Instant, expires: Instant, userAgent: String, address: String
    ) {
        self.person = person
        self.keyHash = keyHash
        self.created = created
        self.expires = expires
        self.userAgent = userAgent
        self.address = address
    }
}

/// A stored login as its owner sees it.
public struct LoginRecord: Hashable, Sendable {
    public var id: Int
    public var created: Instant
    public var lastSeen: Instant
    public var expires: Instant
    public var userAgent: String
    public var address: String

    public init(
        id: Int, created: Instant, lastSeen: Instant, expires: Instant, userAgent: String, address: String
    ) {
        self.id = id
        self.created = created
        self.lastSeen = lastSeen
        self.expires = expires
        self.userAgent = userAgent
        self.address = address
    }
}

/// A login and whose it is.
public struct Login: Hashable, Sendable {
    public var record: LoginRecord
    public var person: Person

    public init(record: LoginRecord, person: Person) {
        self.record = record
        self.person = person
    }
}

/// Counts attempts (`accounts-jobs-files.md 4.1`, S10).
public protocol AttemptStore: Sendable {
    /// Notes one more attempt for every subject and answers, in the same order, the moments of the earlier ones that still
    /// count. Two callers at once see each other. A subject that is refused already gets no further note, so that asking
    /// again does not lengthen the wait.
    func note(_ subjects: [AttemptSubject], at moment: Instant) async throws -> [[Instant]]
    /// Forgets the attempts of a subject, or only the one of a moment.
    func forget(_ subject: AttemptSubject, at moment: Instant?) async throws
    /// Removes what counts no longer.
    func removeAttempts(before moment: Instant) async throws -> Int
}
