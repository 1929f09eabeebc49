import Domain
import Foundation
import Ports

/// Signs in who came through a gate in front of this program, such as a load balancer (`accounts-jobs-files.md 6`). The
/// account is the one with the verified address; whoever has none gets one, and the curators a mail.
public struct EnterByGate: Sendable {
    private let parts: AccountParts

    public init(_ parts: AccountParts) { self.parts = parts }

    /// Seconds that a login lasts.
    public var age: Double { parts.sessions.term.age }

    /// What became of it.
    public enum Outcome: Sendable {
        /// The browser is signed in as this person already.
        case stays
        /// A new login, and its key for the browser.
        case enters(Login, key: String)
        /// The account may not sign in this way.
        case refused(String)
    }

    public func run(_ identity: GateIdentity, now current: Login?, from client: Client) async throws -> Outcome {
        let key = AccountName.emailKey(identity.email)
        if let current, AccountName.emailKey(current.person.email) == key { return .stays }
        switch try await account(identity) {
        case .failure(let refusal): return .refused(refusal.reason)
        case .success(let person):
            let session = try await parts.sessions.open(person, from: client)
            guard let login = try await parts.sessions.find(session) else {
                return .refused("the account may not sign in")
            }
            return .enters(login, key: session)
        }
    }

    // MARK: Accounts

    private func account(_ identity: GateIdentity) async throws -> Result<PersonID, GateRefusal> {
        if let found = try await existing(identity) { return try await admitted(found, identity) }
        do {
            return .success(try await create(identity))
        } catch is AccountConflict {
            // Another request of the same browser was faster.
            guard let found = try await existing(identity) else {
                return .failure(GateRefusal("the user name is taken by an account with another address"))
            }
            return try await admitted(found, identity)
        }
    }

    /// Accounts with that address; an original may hold it twice, and may hold accounts without any.
    private func existing(_ identity: GateIdentity) async throws -> [Person]? {
        let name = AccountName.email(identity.email)
        let known = try await parts.store.people(emailKey: AccountName.emailKey(name))
        if let own = known.first(where: { $0.username == name }) { return [own] }
        if !known.isEmpty { return known }
        guard let named = try await parts.people.person(username: name), named.email.isEmpty else { return nil }
        return [named]
    }

    private func admitted(_ found: [Person], _ identity: GateIdentity) async throws -> Result<PersonID, GateRefusal> {
        guard let person = found.first, found.count == 1 else {
            return .failure(GateRefusal("several accounts have the address"))
        }
        // Who registered with somebody else's address, and never confirmed it, must not find its owner inside one day.
        guard person.isActive, try await !parts.store.state(of: person.id).awaitsVerification else {
            return .failure(GateRefusal("the account may not sign in"))
        }
        if person.profile == nil { try await fill(person, identity) }
        return .success(person.id)
    }

    private func create(_ identity: GateIdentity) async throws -> PersonID {
        let name = AccountName.email(identity.email)
        let account = NewAccount(
            username: name, firstName: Self.name(identity.firstName, longest: 30),
            lastName: Self.name(identity.lastName, longest: 150), email: name, passwordHash: unusable(),
            profile: ReviewerProfile(
                role: .external, affiliation: Self.other, workplace: Self.other, position: Self.other,
                group: Self.other),
            isActive: true)
        let id = try await parts.store.create(account, at: parts.clock.now()) { person in
            [AccountMail.reviewerRequest.job(for: person)]
        }
        await parts.outbox.sendSoon()
        return id
    }

    /// An account of an original without a profile gets one. The mail comes first, so that a crash in between doubles it
    /// rather than loses it.
    private func fill(_ person: Person, _ identity: GateIdentity) async throws {
        let now = parts.clock.now()
        try await parts.jobs.add([AccountMail.reviewerRequest.job(for: person.id)], at: now)
        let first = person.firstName.isEmpty ? Self.name(identity.firstName, longest: 30) : person.firstName
        let last = person.lastName.isEmpty ? Self.name(identity.lastName, longest: 150) : person.lastName
        try await parts.store.edit(
            person.id,
            ProfileEdit(
                firstName: first, lastName: last, affiliation: Self.other, workplace: Self.other,
                position: Self.other, group: Self.other), at: now)
        await parts.outbox.sendSoon()
    }

    private static let other = "Other"

    /// A name that may stand in mails and beside reviews, else none.
    private static func name(_ text: String, longest: Int) -> String {
        let name = text.precomposedStringWithCanonicalMapping.trimmingCharacters(in: .whitespacesAndNewlines)
        return name.count <= longest && AccountName.isPersonName(name) ? name : ""
    }

    /// The mark of an account without a password, in the form that the original has.
    private func unusable() -> String { "!" + Base64URL.encode(parts.keyring.random(30)) }
}
