import Domain
import Ports

/// Makes a registered person a reviewer, or declines (`accounts-jobs-files.md 2.4`). Confirmation of the address and this
/// decision do not depend on each other.
public struct DecideApplication: Sendable {
    private let people: any PeopleReader
    private let applications: any ApplicationStore
    private let outbox: JobOutbox
    private let clock: any Clock

    public init(
        people: any PeopleReader, applications: any ApplicationStore, outbox: JobOutbox, clock: any Clock
    ) {
        self.people = people
        self.applications = applications
        self.outbox = outbox
        self.clock = clock
    }

    /// Staff of this group look after accounts; the others do not.
    static let group = "User Support"

    /// Characters of a reason, which goes into a mail.
    public static let longestReason = 2_000

    public struct Application: Sendable {
        public let person: Person
        /// Newest first.
        public let decisions: [AccountDecision]
        /// Whether there is something to decide.
        public var isOpen: Bool { person.role == .external }
    }

    public enum Outcome: Hashable, Sendable {
        case done
        /// A reviewer already: nothing has changed and nobody gets a mail.
        case wasReviewer
        /// A curator, who would lose by it.
        case refused
    }

    /// Throws `Refusal.forbidden` for whoever does not look after accounts, `Refusal.notFound`.
    public func application(of id: PersonID, for viewer: Person) async throws -> Application {
        try await demand(viewer)
        guard let person = try await people.person(id) else { throw Refusal.notFound("There is no such account.") }
        return Application(person: person, decisions: try await applications.decisions(about: id))
    }

    public func confirm(_ id: PersonID, by viewer: Person) async throws -> Outcome {
        let person = try await application(of: id, for: viewer).person
        guard person.role == .external else { return person.role == .reviewer ? .wasReviewer : .refused }
        return try await record(.confirmed, "", of: person, by: viewer, to: .reviewer, mail: .reviewerConfirmed)
    }

    /// `isTold`: whether the person gets a mail with the reason.
    public func decline(_ id: PersonID, because reason: String, isTold: Bool, by viewer: Person) async throws -> Outcome
    {
        let person = try await application(of: id, for: viewer).person
        guard person.role == .external else { return person.role == .reviewer ? .wasReviewer : .refused }
        guard !reason.isEmpty else { throw Refusal.invalid([FieldProblem("reason", "Say why.")]) }
        guard reason.count <= Self.longestReason else {
            throw Refusal.invalid([FieldProblem("reason", "At most \(Self.longestReason) characters.")])
        }
        return try await record(
            .declined, reason, of: person, by: viewer, to: .external, mail: isTold ? .reviewerDeclined : nil)
    }

    private func record(
        _ event: AccountDecision.Event, _ reason: String, of person: Person, by viewer: Person, to role: Role,
        mail: AccountMail?
    ) async throws -> Outcome {
        let decision = AccountDecision(
            person: person.id, author: viewer.id, event: event, reason: reason, moment: clock.now())
        let isRecorded = try await applications.record(
            decision, from: .external, to: role, jobs: mail.map { [$0.job(for: person.id)] } ?? [])
        await outbox.sendSoon()
        // Somebody else was quicker.
        return isRecorded ? .done : .wasReviewer
    }

    private func demand(_ viewer: Person) async throws {
        if viewer.isSuperuser { return }
        guard viewer.isStaff, try await applications.groups(of: viewer.id).contains(Self.group) else {
            throw Refusal.forbidden
        }
    }
}
