import Domain

/// Replaces stored passwords.
public protocol PasswordWriter: Sendable {
    /// Puts a stronger hash of the same password in the place of `old`; does nothing when another one stands there.
    func replace(_ old: String, of person: PersonID, by new: String) async throws
    /// Stores a new password, ends the links that were sent, and all logins but `kept`. With a counter it does so only
    /// while that is still the account's, so that a link works once; false when it is not.
    func setPassword(
        _ hash: String, of person: PersonID, at moment: Instant, ifCounter counter: Int?, keeping kept: Int?
    ) async throws -> Bool
}

/// What is known of an account beside the person.
public struct AccountState: Hashable, Sendable {
    /// When the address was confirmed.
    public var emailVerified: Instant?
    /// When an administrator closed the account.
    public var disabled: Instant?
    /// Links that were sent with another one are void.
    public var linkCounter: Int
    /// False for an account that was moved from an original: why it is inactive is not known.
    public var isKnown: Bool

    public init(emailVerified: Instant? = nil, disabled: Instant? = nil, linkCounter: Int = 0, isKnown: Bool) {
        self.emailVerified = emailVerified
        self.disabled = disabled
        self.linkCounter = linkCounter
        self.isKnown = isKnown
    }

    /// Whether only the confirmation of the address is missing (S4).
    public var awaitsVerification: Bool { isKnown && emailVerified == nil && disabled == nil }
}

/// An account to be made.
public struct NewAccount: Hashable, Sendable {
    public var username: String
    public var firstName: String
    public var lastName: String
    /// As `AccountName.email` has it.
    public var email: String
    public var passwordHash: String
    public var profile: ReviewerProfile
    public var isActive: Bool
    public var isStaff: Bool
    public var isSuperuser: Bool

    public init(
        username: String, firstName: String, lastName: String, email: String, passwordHash: String,
        profile: ReviewerProfile, isActive: Bool = false, isStaff: Bool = false, isSuperuser: Bool = false
    ) {
        self.username = username
        self.firstName = firstName
        self.lastName = lastName
        self.email = email
        self.passwordHash = passwordHash
        self.profile = profile
        self.isActive = isActive
        self.isStaff = isStaff
        self.isSuperuser = isSuperuser
    }
}

/// Accounts, made and changed. Each call is one transaction.
public protocol AccountStore: PasswordWriter {
    /// Accounts with an address, given as `AccountName.emailKey` has it; an original may hold one twice.
    func people(emailKey: String) async throws -> [Person]
    func state(of person: PersonID) async throws -> AccountState
    /// Makes an account with its profile and the jobs that follow from it. Throws `AccountConflict` when name or address is
    /// taken; two at once never both succeed.
    func create(
        _ account: NewAccount, at moment: Instant, jobs: @escaping @Sendable (PersonID) -> [NewJob]
    ) async throws -> PersonID
    /// Confirms the address and lets the person sign in, if the account awaits that and the counter is its own; ends the
    /// links that were sent.
    func confirmEmail(of person: PersonID, at moment: Instant, ifCounter counter: Int) async throws -> Bool
    /// Changes names and profile. The role stays.
    func edit(_ person: PersonID, _ edit: ProfileEdit, at moment: Instant) async throws
}

/// Why an account cannot be made.
public enum AccountConflict: Error, Hashable, Sendable {
    case usernameTaken
    case emailTaken
}

/// What people may change about themselves.
public struct ProfileEdit: Hashable, Sendable {
    public var firstName: String
    public var lastName: String
    public var affiliation: String
    public var workplace: String
    public var position: String
    public var group: String

    public init(
        firstName: String, lastName: String, affiliation: String, workplace: String, position: String, group: String
    ) {
        self.firstName = firstName
        self.lastName = lastName
        self.affiliation = affiliation
        self.workplace = workplace
        self.position = position
        self.group = group
    }
}

/// Tokens of the API; one a person, only the digest is kept (decision 24).
public protocol TokenStore: Sendable {
    func token(of person: PersonID) async throws -> TokenRecord?
    /// Puts a new token in the place of the one there may be.
    func setToken(of person: PersonID, hash: String, prefix: String, at moment: Instant) async throws
    /// False when there was none.
    func removeToken(of person: PersonID, at moment: Instant) async throws -> Bool
}

/// A stored token as its owner sees it.
public struct TokenRecord: Hashable, Sendable {
    /// The first characters; empty for a token that was moved from an original.
    public var prefix: String
    public var created: Instant

    public init(prefix: String, created: Instant) {
        self.prefix = prefix
        self.created = created
    }
}

/// Reads what one person wrote.
public protocol OwnReviewReader: Sendable {
    /// A person's newest reviews on live entities of panels of these statuses, with where they stand.
    func reviews(by person: PersonID, on statuses: Set<PanelStatus>, limit: Int) async throws -> [OwnReview]
}

/// A review and where it stands.
public struct OwnReview: Hashable, Sendable {
    public var panel: PanelID
    public var panelName: String
    public var kind: EntityKind
    public var entity: String
    public var evaluation: Evaluation

    public init(panel: PanelID, panelName: String, kind: EntityKind, entity: String, evaluation: Evaluation) {
        self.panel = panel
        self.panelName = panelName
        self.kind = kind
        self.entity = entity
        self.evaluation = evaluation
    }
}
