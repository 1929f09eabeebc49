import Domain
import Ports

/// Makes an account for somebody who wants to review (`accounts-jobs-files.md 2.2`).
public struct Register: Sendable {
    private let parts: AccountParts

    public init(_ parts: AccountParts) { self.parts = parts }

    /// What was filled in.
    public struct Form: Hashable, Sendable {
        public var username = ""
        public var firstName = ""
        public var lastName = ""
        public var email = ""
        public var confirmEmail = ""
        public var password = ""
        public var confirmPassword = ""
        public var affiliation = ""
        public var position = ""
        public var workplace = ""
        public var group = ""

        public init() {}
    }

    /// Registers, or, for an address that has an account, writes to its owner and looks the same (J2, S13).
    ///
    /// Throws `Refusal.invalid` with all problems, and `TooManyAttempts`.
    public func run(_ form: Form, from client: Client) async throws {
        let username = AccountName.username(form.username)
        let email = AccountName.email(form.email)
        var problems = try await self.problems(form, username: username, email: email)
        if try await parts.people.person(username: username) != nil { problems.append(Self.taken) }
        guard problems.isEmpty else { throw Refusal.invalid(problems) }
        _ = try await parts.attempts.admit([parts.attempts.subject(.registrationFromClient, client.address)])
        // Hashed in any case, so that the time does not tell whether the address is known.
        let hash = try await parts.hasher.hash(form.password)
        let account = NewAccount(
            username: username, firstName: form.firstName, lastName: form.lastName, email: email, passwordHash: hash,
            profile: ReviewerProfile(
                role: .external, affiliation: form.affiliation, workplace: form.workplace, position: form.position,
                group: form.group))
        do {
            _ = try await parts.store.create(account, at: parts.clock.now()) { person in
                [AccountMail.registration.job(for: person), AccountMail.reviewerRequest.job(for: person)]
            }
        } catch AccountConflict.usernameTaken {
            throw Refusal.invalid([Self.taken])
        } catch AccountConflict.emailTaken {
            try await remindOwner(of: email)
        }
        await parts.outbox.sendSoon()
    }

    private static let taken = FieldProblem("username", "This user name is taken. Choose another.")

    /// At most a few mails an hour, however often somebody tries.
    private func remindOwner(of email: String) async throws {
        let key = AccountName.emailKey(email)
        do {
            _ = try await parts.attempts.admit([parts.attempts.subject(.registrationOfAddress, key)])
        } catch is TooManyAttempts {
            return
        }
        let owner = try await parts.store.people(emailKey: key).first
        try await parts.jobs.add([AccountMail.alreadyRegistered.job(for: owner?.id)], at: parts.clock.now())
    }

    private func problems(_ form: Form, username: String, email: String) async throws -> [FieldProblem] {
        var checks = ProfileChecks()
        checks.require(
            AccountName.isUsername(username), "username",
            username.isEmpty
                ? "Choose a user name." : "A user name has letters, digits and @ . + - _ only, at most 150 of them.")
        checks.names(first: form.firstName, last: form.lastName)
        checks.require(
            AccountName.isEmail(email), "email",
            email.isEmpty ? "Enter your e-mail address." : "This is not an e-mail address that we can write to.")
        checks.require(
            !form.confirmEmail.isEmpty && AccountName.emailKey(form.confirmEmail) == AccountName.emailKey(email),
            "confirm_email", "The two e-mail addresses differ.")
        checks.require(!form.password.isEmpty, "password1", "Choose a password.")
        checks.require(form.password == form.confirmPassword, "password2", "The two passwords differ.")
        if !form.password.isEmpty {
            let owner = PasswordRules.Owner(
                username: username, firstName: form.firstName, lastName: form.lastName, email: email)
            for problem in PasswordRules.problems(form.password, of: owner, isCommon: parts.common.contain) {
                checks.add("password2", problem)
            }
        }
        checks.profile(
            affiliation: form.affiliation, position: form.position, workplace: form.workplace, group: form.group)
        return checks.problems
    }
}

/// The checks that forms about people share.
struct ProfileChecks {
    private(set) var problems: [FieldProblem] = []

    mutating func add(_ field: String, _ message: String) { problems.append(FieldProblem(field, message)) }

    mutating func require(_ isMet: Bool, _ field: String, _ message: String) {
        if !isMet { add(field, message) }
    }

    /// Both names, because reviews show them.
    mutating func names(first: String, last: String) {
        for (field, name, most) in [("first_name", first, 30), ("last_name", last, 150)] {
            if name.isEmpty {
                add(field, "Enter your \(field == "first_name" ? "first" : "last") name: reviews show it.")
            } else if name.count > most {
                add(field, "At most \(most) characters.")
            } else if !AccountName.isPersonName(name) {
                add(field, "A name has letters, blanks, hyphens, apostrophes and dots only.")
            }
        }
    }

    mutating func profile(affiliation: String, position: String, workplace: String, group: String) {
        require(!affiliation.isEmpty, "affiliation", "Enter where you work: reviews show it.")
        require(affiliation.count <= 1_024, "affiliation", "At most 1024 characters.")
        for (field, value, choices) in [
            ("role", position, ReviewerProfile.positions), ("workplace", workplace, ReviewerProfile.workplaces),
            ("group", group, ReviewerProfile.groups),
        ] {
            require(choices.contains(value), field, value.isEmpty ? "Choose one." : "This is not one of the choices.")
        }
    }
}
