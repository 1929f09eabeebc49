import Domain
import Ports

/// Everything that people do with their accounts, over one set of ports.
public struct Accounts: Sendable {
    public let sessions: Sessions
    public let signIn: SignIn
    public let enterByGate: EnterByGate
    public let register: Register
    public let verifyEmail: VerifyEmail
    public let changePassword: ChangePassword
    public let passwordReset: PasswordReset
    public let token: ManageToken
    public let viewProfile: ViewProfile
    public let editProfile: EditProfile
    public let applications: DecideApplication
    public let keyring: any Keyring

    public init(_ parts: AccountParts) {
        keyring = parts.keyring
        sessions = parts.sessions
        signIn = SignIn(
            people: parts.people, passwords: parts.store, hasher: parts.hasher, sessions: parts.sessions,
            attempts: parts.attempts)
        enterByGate = EnterByGate(parts)
        register = Register(parts)
        verifyEmail = VerifyEmail(parts)
        changePassword = ChangePassword(parts)
        passwordReset = PasswordReset(parts)
        token = ManageToken(tokens: parts.tokens, keyring: parts.keyring, clock: parts.clock)
        viewProfile = ViewProfile(reviews: parts.reviews, tokens: parts.tokens, sessions: parts.sessions.store)
        editProfile = EditProfile(store: parts.store, clock: parts.clock)
        applications = DecideApplication(
            people: parts.people, applications: parts.applications, outbox: parts.outbox, clock: parts.clock)
    }
}

/// What the use cases of accounts need.
public struct AccountParts: Sendable {
    public var people: any PeopleReader
    public var store: any AccountStore
    public var tokens: any TokenStore
    public var applications: any ApplicationStore
    public var reviews: any OwnReviewReader
    public var hasher: any PasswordHasher
    public var common: any CommonPasswords
    public var keyring: any Keyring
    public var clock: any Clock
    public var jobs: any JobStore
    public var outbox: JobOutbox
    public var sessions: Sessions
    public var attempts: AttemptGuard
    public var links: AccountLinks

    /// Everything kept in one repository; what each use case knows of it is one small port.
    public init(
        repository: some AccountRepository, queue: any JobQueue, hasher: any PasswordHasher,
        common: any CommonPasswords, keyring: any Keyring, clock: any Clock, term: SessionTerm = SessionTerm()
    ) {
        people = repository
        store = repository
        tokens = repository
        applications = repository
        reviews = repository
        jobs = repository
        self.hasher = hasher
        self.common = common
        self.keyring = keyring
        self.clock = clock
        outbox = JobOutbox(store: repository, queue: queue, clock: clock)
        sessions = Sessions(store: repository, keyring: keyring, clock: clock, term: term)
        attempts = AttemptGuard(store: repository, keyring: keyring, clock: clock)
        links = AccountLinks(store: repository, people: repository, keyring: keyring, clock: clock)
    }
}

/// A repository that keeps all that accounts need.
public typealias AccountRepository = AccountStore & ApplicationStore & AttemptStore & JobStore & OwnReviewReader
    & PeopleReader
    & SessionStore & TokenStore
