import Domain
import Ports
import SQLCore

extension SQLRepository: AttemptStore {
    public func note(_ subjects: [AttemptSubject], at moment: Instant) async throws -> [[Instant]] {
        try await write { session in
            // Locks in one order, so that two callers with the same subjects never wait for each other.
            for name in Set(subjects.map { "attempt:\($0.scope.rawValue):\($0.digest)" }).sorted() {
                try session.lock(name)
            }
            return try subjects.map { try session.noteAttempt($0, at: moment) }
        }
    }

    public func forget(_ subject: AttemptSubject, at moment: Instant?) async throws {
        let name: [SQLValue] = [.text(subject.scope.rawValue), .text(subject.digest)]
        try await write { session in
            if let moment {
                _ = try session.execute(
                    "DELETE FROM attempt WHERE scope = $1 AND digest = $2 AND moment = $3", name + [.instant(moment)])
            } else {
                _ = try session.execute("DELETE FROM attempt WHERE scope = $1 AND digest = $2", name)
            }
        }
    }

    public func removeAttempts(before moment: Instant) async throws -> Int {
        try await write { try $0.execute("DELETE FROM attempt WHERE moment < $1", [.instant(moment)]) }
    }
}

extension SQLSession {
    fileprivate func noteAttempt(_ subject: AttemptSubject, at moment: Instant) throws -> [Instant] {
        let limit = subject.scope.limit
        let earlier = try rows(
            "SELECT moment FROM attempt WHERE scope = $1 AND digest = $2 AND moment > $3 ORDER BY moment",
            [
                .text(subject.scope.rawValue), .text(subject.digest),
                .instant(moment.advanced(bySeconds: -limit.memory)),
            ]
        ) { try $0.instant(0) }
        if !limit.isExhausted(by: earlier, now: moment) {
            try execute(
                "INSERT INTO attempt (scope, digest, moment) VALUES ($1, $2, $3)",
                [.text(subject.scope.rawValue), .text(subject.digest), .instant(moment)])
        }
        return earlier
    }
}
