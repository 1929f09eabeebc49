import Domain
import Ports

/// What people change about themselves (`accounts-jobs-files.md 2.5`).
public struct EditProfile: Sendable {
    private let store: any AccountStore
    private let clock: any Clock

    public init(store: any AccountStore, clock: any Clock) {
        self.store = store
        self.clock = clock
    }

    /// Throws `Refusal.invalid` with all problems.
    public func run(_ edit: ProfileEdit, of person: PersonID) async throws {
        var checks = ProfileChecks()
        checks.names(first: edit.firstName, last: edit.lastName)
        checks.profile(
            affiliation: edit.affiliation, position: edit.position, workplace: edit.workplace, group: edit.group)
        guard checks.problems.isEmpty else { throw Refusal.invalid(checks.problems) }
        try await store.edit(person, edit, at: clock.now())
    }
}
