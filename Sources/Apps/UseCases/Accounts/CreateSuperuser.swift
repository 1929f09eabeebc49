import Domain
import Ports

/// Makes an account that may do everything, for the operator at the machine (`accounts-jobs-files.md 1.2`, 13).
public struct CreateSuperuser: Sendable {
    private let people: any PeopleReader
    private let store: any AccountStore
    private let hasher: any PasswordHasher
    private let common: any CommonPasswords
    private let clock: any Clock

    public init(
        people: any PeopleReader, store: any AccountStore, hasher: any PasswordHasher, common: any CommonPasswords,
        clock: any Clock
    ) {
        self.people = people
        self.store = store
        self.hasher = hasher
        self.common = common
        self.clock = clock
    }

    public struct Form: Sendable {
        public var username: String
        public var email: String
        public var firstName: String
        public var lastName: String
        public var password: String

        public init(username: String, email: String, firstName: String, lastName: String, password: String) {
            self.username = username
            self.email = email
            self.firstName = firstName
            self.lastName = lastName
            self.password = password
        }
    }

    /// Why it was not made, all reasons at once.
    public struct Refused: Error, Hashable, Sendable {
        public let problems: [String]
    }

    /// True when the account was made, or would have been.
    ///
    /// - Parameter preserving: Whether an account of this name is left as it is, whoever made it, so that a deployment may repeat
    ///   its steps.
    @discardableResult
    public func run(_ form: Form, isDryRun: Bool, preserving: Bool = false) async throws -> Bool {
        let username = AccountName.username(form.username)
        if preserving, try await people.person(username: username) != nil { return false }
        let email = AccountName.email(form.email)
        var problems: [String] = []
        if !AccountName.isUsername(username) {
            problems.append("user name: letters, digits and @ . + - _ only, at most \(AccountName.longestUsername)")
        }
        if !AccountName.isEmail(email) { problems.append("e-mail address: not one that can be written to") }
        let owner = PasswordRules.Owner(
            username: username, firstName: form.firstName, lastName: form.lastName, email: email, isStaff: true)
        problems += PasswordRules.problems(form.password, of: owner, isCommon: common.contain).map { "password: \($0)" }
        if try await people.person(username: username) != nil { problems.append("user name: taken") }
        if try await !store.people(emailKey: AccountName.emailKey(email)).isEmpty {
            problems.append("e-mail address: another account has it")
        }
        guard problems.isEmpty else { throw Refused(problems: problems) }
        if isDryRun { return true }
        let account = NewAccount(
            username: username, firstName: form.firstName, lastName: form.lastName, email: email,
            passwordHash: try await hasher.hash(form.password),
            profile: ReviewerProfile(
                role: .curator, affiliation: "Other", workplace: "Other", position: "Other", group: "Other"),
            isActive: true, isStaff: true, isSuperuser: true)
        do {
            _ = try await store.create(account, at: clock.now()) { _ in [] }
            return true
        } catch AccountConflict.usernameTaken {
            if preserving { return false }
            throw Refused(problems: ["user name: taken"])
        } catch AccountConflict.emailTaken {
            throw Refused(problems: ["e-mail address: another account has it"])
        }
    }
}
