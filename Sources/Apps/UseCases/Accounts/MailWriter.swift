import Domain
import Ports

/// Writes the mails about accounts, in words of our own, and hands them over. One recipient a mail; what it says is read
/// when it is sent, so that a mail that waited says what is true then.
public struct MailWriter: Sendable {
    private let people: any PeopleReader
    private let applications: any ApplicationStore
    private let links: AccountLinks
    private let post: Post

    private var settings: MailSettings { post.settings }

    public init(_ parts: AccountParts, mailer: any Mailer, settings: MailSettings) {
        people = parts.people
        applications = parts.applications
        links = parts.links
        post = Post(mailer: mailer, settings: settings)
    }

    /// A handler for each kind of mail.
    public var handlers: [JobHandler] {
        AccountMail.allCases.map { kind in
            JobHandler(kind.rawValue, retryAfter: JobHandler.mailDelays, timeLimit: 60) { job in
                try await send(kind, job)
            }
        }
    }

    private func send(_ kind: AccountMail, _ job: TakenJob) async throws {
        guard let id = try AccountMail.person(in: job.arguments), let person = try await people.person(id) else {
            return
        }
        guard let letter = try await letter(kind, person) else { return }
        try await post.send(letter, for: job)
    }

    typealias Letter = Post.Letter

    /// Nil when what the mail is about has been settled meanwhile.
    func letter(_ kind: AccountMail, _ person: Person) async throws -> Letter? {
        let state = try await links.store.state(of: person.id)
        switch kind {
        case .registration:
            guard state.awaitsVerification else { return nil }
            return Letter(
                to: person.email, subject: "Your \(settings.siteName) registration",
                text: """
                    Hello \(person.firstName),

                    thank you for asking to become a reviewer of \(settings.siteName). A curator will look at your application,
                    and you will hear from us.

                    First confirm that this address is yours (the link works for 3 days):
                    \(try await verificationLink(person))

                    Until then you can read and download all public panels at \(settings.address()).
                    \(closing)
                    """)
        case .verification:
            guard state.awaitsVerification else { return nil }
            return Letter(
                to: person.email, subject: "Confirm your e-mail address",
                text: """
                    Hello \(person.firstName),

                    here is a new link that confirms your address (it works for 3 days):
                    \(try await verificationLink(person))

                    If you did not register with \(settings.siteName), ignore this mail.
                    \(closing)
                    """)
        case .reviewerRequest: return request(person)
        case .reviewerConfirmed: return confirmation(person)
        case .reviewerDeclined: return try await refusal(person)
        case .passwordReset:
            guard person.isActive, PasswordReset.isUsable(person.passwordHash) else { return nil }
            let token = try await links.token(.resetPassword, for: person)
            return Letter(
                to: person.email, subject: "Reset your \(settings.siteName) password",
                text: """
                    Hello \(person.firstName),

                    somebody, probably you, asked for a new password of your account at \(settings.siteName).
                    Your user name is: \(person.username)

                    Choose a new password here (the link works for one hour, and once):
                    \(settings.address("accounts/reset", AccountLinks.path(person.id), token))

                    If you did not ask for it, ignore this mail: nothing has changed.
                    \(closing)
                    """)
        case .alreadyRegistered: return reminder(person, state)
        }
    }

    private func verificationLink(_ person: Person) async throws -> String {
        settings.address(
            "accounts/verify_email", AccountLinks.path(email: person.email),
            try await links.token(.verifyEmail, for: person))
    }

    private func request(_ person: Person) -> Letter {
        let profile = person.profile
        return Letter(
            to: settings.curators, subject: "New \(settings.siteName) reviewer request",
            text: """
                A new account asks for reviewer status.

                Name: \(person.fullName) <\(person.email)>
                Affiliation: \(profile?.affiliation ?? "")
                Workplace: \(profile?.workplace ?? "")
                Role: \(profile?.position ?? "")
                Group: \(profile?.group ?? "")

                Review the application:
                \(settings.address(settings.adminPath, "accounts/user/\(person.id.rawValue)/actions/confirm_reviewer"))
                \(closing)
                """)
    }

    private func confirmation(_ person: Person) -> Letter? {
        guard person.role.isVerified else { return nil }
        return Letter(
            to: person.email, subject: "You are now a \(settings.siteName) reviewer",
            text: """
                Hello \(person.firstName),

                your application was approved. Next to your reviews everybody sees your name and affiliation:
                \(person.reviewerName)

                You can now
                - see all public panels, their genes and the reviews of others, and download panels,
                - rate genes, STRs and regions, review them and comment on them,
                - see your own reviews on your profile page,
                - add genes that are missing: they appear grey until a curator has looked at them,
                - follow the links to OMIM, ClinVar and similar sources.

                \(settings.address())
                \(closing)
                """)
    }

    private func refusal(_ person: Person) async throws -> Letter? {
        let last = try await applications.decisions(about: person.id).first
        guard let last, last.event == .declined else { return nil }
        return Letter(
            to: person.email, subject: "Your \(settings.siteName) application",
            text: """
                Hello \(person.firstName),

                thank you for your interest in reviewing. A curator looked at your application and declined it for now:

                \(last.reason)

                Your account stays open: you can read everything that is public, and answer to \(settings.curators).
                \(closing)
                """)
    }

    private func reminder(_ person: Person, _ state: AccountState) -> Letter {
        Letter(
            to: person.email, subject: "You already have a \(settings.siteName) account",
            text: """
                Hello \(person.firstName),

                somebody, probably you, tried to register at \(settings.siteName) with this address. There is an account with it
                already; its user name is: \(person.username)

                If you forgot the password, choose a new one here:
                \(settings.address("accounts/password_reset"))
                \(state.awaitsVerification ? "\nIf you still have to confirm the address, have the mail sent again here:\n\(settings.address("accounts/verify_email"))\n" : "")
                If it was not you, ignore this mail: nothing has changed.
                \(closing)
                """)
    }

    private var closing: String {
        """

        This message was sent automatically.
        \(settings.siteName)

        """
    }
}
