import Domain
import Ports
import SQLCore

extension SQLRepository: PulseStore {
    public func beat(_ worker: String, at moment: Instant) async throws {
        try await write { session in
            try session.execute(
                """
                INSERT INTO worker_pulse (worker, seen) VALUES ($1, $2)
                ON CONFLICT (worker) DO UPDATE SET seen = excluded.seen
                """, [.text(worker), .instant(moment)])
            // Those that were killed leave theirs behind.
            try session.execute(
                "DELETE FROM worker_pulse WHERE seen < $1", [.instant(moment.advanced(bySeconds: -86_400))])
        }
    }

    public func endBeat(_ worker: String) async throws {
        try await write { session in
            _ = try session.execute("DELETE FROM worker_pulse WHERE worker = $1", [.text(worker)])
        }
    }

    public func lastBeat() async throws -> Instant? {
        try await row("SELECT max(seen) FROM worker_pulse") { try $0.optionalInstant(0) } ?? nil
    }
}
