import Domain
import Ports

/// Lets attempts through as often as their limits say (`accounts-jobs-files.md 4.1`, S10).
public struct AttemptGuard: Sendable {
    let store: any AttemptStore
    let keyring: any Keyring
    let clock: any Clock

    public init(store: any AttemptStore, keyring: any Keyring, clock: any Clock) {
        self.store = store
        self.keyring = keyring
        self.clock = clock
    }

    /// An attempt that was let through, noted as if it had failed.
    struct Ticket: Sendable {
        var subjects: [AttemptSubject]
        var moment: Instant
    }

    func subject(_ scope: AttemptSubject.Scope, _ name: String) -> AttemptSubject {
        AttemptSubject(scope, digest: keyring.digest(name))
    }

    /// Notes an attempt for all subjects. Throws `TooManyAttempts` when one of them has to wait.
    func admit(_ subjects: [AttemptSubject]) async throws -> Ticket {
        let now = clock.now()
        let earlier = try await store.note(subjects, at: now)
        let waits = zip(subjects, earlier).compactMap { subject, moments in
            subject.scope.limit.waitingUntil(after: moments, now: now)
        }
        if let until = waits.max() {
            throw TooManyAttempts(seconds: Int((until.microseconds - now.microseconds + 999_999) / 1_000_000))
        }
        return Ticket(subjects: subjects, moment: now)
    }

    /// The attempt was a good one: the first subject starts anew, for the others it does not count.
    func succeed(_ ticket: Ticket) async throws {
        for (index, subject) in ticket.subjects.enumerated() {
            try await store.forget(subject, at: index == 0 ? nil : ticket.moment)
        }
    }
}

/// Something was tried too often; it makes sense again after so many seconds.
public struct TooManyAttempts: Error, Hashable, Sendable {
    public var seconds: Int
}
