import Domain

/// What was decided about an account.
public struct AccountDecision: Hashable, Sendable {
    public enum Event: String, Sendable { case confirmed, declined }

    public var person: PersonID
    public var author: PersonID?
    public var event: Event
    /// Why, in words of the author.
    public var reason: String
    public var moment: Instant

    public init(person: PersonID, author: PersonID?, event: Event, reason: String, moment: Instant) {
        self.person = person
        self.author = author
        self.event = event
        self.reason = reason
        self.moment = moment
    }
}

/// Applications for reviewer status, and what was decided about them (`accounts-jobs-files.md 2.4`).
public protocol ApplicationStore: Sendable {
    /// Names of the groups that somebody is in.
    func groups(of person: PersonID) async throws -> Set<String>
    /// Decisions about an account, newest first.
    func decisions(about person: PersonID) async throws -> [AccountDecision]
    /// Writes a decision down, gives the role that follows from it, and writes the jobs; only while the account still has
    /// the role `old`. False when it has not.
    func record(
        _ decision: AccountDecision, from old: Role, to new: Role, jobs: [NewJob]
    ) async throws -> Bool
}
